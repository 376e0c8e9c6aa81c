// Kept calls: the tapes beside an agent's config, each a regression test of it.
import { mkdir, readFile, readdir, rename, stat, writeFile } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import { importConfig } from '../../agent/config-file.ts';
import { tapeText } from '../../replay/find-tapes.ts';

const ENDING = '.tape.jsonl.gz';

/** What a test may be called: a file's name on any machine. */
const NAME = /^[a-z0-9][\w.-]{0,99}$/i;

/** The folder `calls` beside a config. */
export interface KeptCalls {
  /** From the working directory. */
  pathOf(name: string): string;
  /** In alphabetical order. */
  names(): Promise<readonly string[]>;
  has(name: string): Promise<boolean>;
  /** Rejects with `TAPE_UNREADABLE`. */
  read(name: string): Promise<string>;
  /** In place of the one that is there, at once. Resolves to the file's size in bytes. */
  write(name: string, text: string): Promise<number>;
}

/** Beside the config of that path. Rejects with `CONFIG_NOT_FOUND`. */
export async function keptCalls(config: string): Promise<KeptCalls> {
  const { path } = await importConfig(config);
  const folder = join(dirname(path), 'calls');
  const fileOf = (name: string): string => join(folder, `${name}${ENDING}`);
  return {
    pathOf: (name) => relative(process.cwd(), fileOf(name)),
    names: async () => {
      const files = await readdir(folder).catch(() => []);
      return files
        .filter((file) => file.endsWith(ENDING))
        .map((file) => file.slice(0, -ENDING.length))
        .toSorted();
    },
    has: async (name) => (await stat(fileOf(name)).catch(() => null)) !== null,
    read: async (name) => tapeText(await readFile(fileOf(name))),
    write: async (name, text) => {
      await mkdir(folder, { recursive: true });
      const packed = await promisify(gzip)(text, { level: 9 });
      const aside = `${fileOf(name)}.${process.pid}`;
      await writeFile(aside, packed);
      await rename(aside, fileOf(name));
      return packed.length;
    },
  };
}

/** Whether a test may be called so. */
export function isTestName(name: string): boolean {
  return NAME.test(name);
}
