// Imports: what a source imports, static, dynamic, or passed on.
import type { SourceFile } from './source-files.ts';

/** One import: the module as it is named, and the line of its name. */
export interface Import {
  readonly from: string;
  readonly line: number;
}

const NAMED = /\b(?:from|import)\s*(?:\(\s*)?(['"])/g;

/** Every import of a file whose module is named by a plain string. */
export function importsOf(file: SourceFile): readonly Import[] {
  // Found in the code, where no string can look like an import; read where strings still stand.
  return [...file.code.matchAll(NAMED)].map((found) => {
    const begin = found.index + found[0].length;
    const end = file.uncommented.indexOf(found[1] ?? '', begin);
    return { from: file.uncommented.slice(begin, end), line: lineOf(file.text, begin) };
  });
}

/** The line of a place in a text, from 1. */
export function lineOf(text: string, index: number): number {
  return text.slice(0, index).split('\n').length;
}
