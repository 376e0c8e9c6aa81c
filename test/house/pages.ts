// Pages: the documentation's Markdown, its links, headings and examples.
import { readdirSync, readFileSync } from 'node:fs';
import { filesBelow, ROOT } from './source-files.ts';

/** One Markdown file. */
export interface Page {
  /** From the root of the repository. */
  readonly path: string;
  readonly text: string;
}

/** A piece of code in a page: the language after its fence, and the line at which the code begins. */
export interface Example {
  readonly language: string;
  readonly code: string;
  readonly line: number;
}

const FOLDERS = ['docs', 'examples', 'bench', 'src', 'test'];

/** Every page of the repository. */
export const PAGES: readonly Page[] = [
  ...readdirSync(ROOT).filter((name) => name.endsWith('.md')),
  ...FOLDERS.flatMap((folder) => filesBelow(folder, '.md')),
].map((path) => ({ path, text: readFileSync(ROOT + path, 'utf8') }));

const FENCED = /^```(\S*)\n([^]*?)^```$/gm;

/** The fenced pieces of code of a page. */
export function examplesOf({ text }: Page): readonly Example[] {
  return [...text.matchAll(FENCED)].map(({ 1: language = '', 2: code = '', index }) => ({
    language,
    code,
    line: text.slice(0, index).split('\n').length + 1,
  }));
}

/** The addresses of a page's links, without what stands in code. */
export function linksOf({ text }: Page): readonly string[] {
  const prose = text.replaceAll(FENCED, '').replaceAll(/`[^`\n]*`/g, '');
  return [...prose.matchAll(/\]\(([^()\s]+)\)/g)].map(([, address = '']) => address);
}

/** The paths of this repository that a page names in code, from its root. */
export function pathsOf({ text }: Page): readonly string[] {
  const prose = text.replaceAll(FENCED, '');
  return [...prose.matchAll(/`((?:src|test|docs|examples|scripts|assets)\/[\w./-]+)`/g)].map(
    ([, path = '']) => path,
  );
}

/** The anchors of a page's headings, as GitHub makes them. */
export function anchorsOf({ text }: Page): readonly string[] {
  return [...text.replaceAll(FENCED, '').matchAll(/^#+ +(.*)$/gm)].map(([, heading = '']) =>
    heading
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N} _-]/gu, '')
      .replaceAll(' ', '-'),
  );
}
