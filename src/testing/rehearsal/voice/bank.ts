// Bank: rendered sound that is shipped with the package, one file of µ-law and an index of what lies where.
import { existsSync, readFileSync } from 'node:fs';
import { z } from 'zod';
import { assert } from '../../../base/assert.ts';

/** Sound by key: the voice's by `spokenKey`, the caller's by the id of the line. */
export interface Bank {
  readonly find: (key: string) => Uint8Array | undefined;
  readonly keys: readonly string[];
  /** The number of words in the longest key. */
  readonly wordsMax: number;
}

/** `[key, first byte, byte count]` for each phrase. */
const INDEX = z.array(z.tuple([z.string(), z.int().nonnegative(), z.int().positive()]));

/** How many folders up the package's root is looked for, from `src/` as from `dist/`. */
const PARENTS_MAX = 8;

const loaded = new Map<'voice' | 'caller', Bank>();

/** The bank of the agent's or the caller's voice, read from `assets/rehearsal` once. */
export function bank(name: 'voice' | 'caller'): Bank {
  const known = loaded.get(name);
  if (known !== undefined) return known;
  const folder = assetsFolder();
  const index = INDEX.parse(JSON.parse(readFileSync(new URL(`${name}.json`, folder), 'utf8')));
  const sound = new Uint8Array(readFileSync(new URL(`${name}.ulaw`, folder)));
  const byKey = new Map(index.map(([key, at, length]) => [key, sound.subarray(at, at + length)]));
  const fresh = {
    find: (key: string) => byKey.get(key),
    keys: [...byKey.keys()],
    wordsMax: Math.max(...index.map(([key]) => key.split(' ').length)),
  };
  loaded.set(name, fresh);
  return fresh;
}

function assetsFolder(): URL {
  const candidates = Array.from(
    { length: PARENTS_MAX },
    (_, up) => new URL(`${'../'.repeat(up)}assets/rehearsal/`, import.meta.url),
  );
  const folder = candidates.find((candidate) => existsSync(new URL('voice.json', candidate)));
  assert(
    folder !== undefined,
    'the package has its assets/rehearsal, as scripts/render-phrases.ts makes them',
  );
  return folder;
}
