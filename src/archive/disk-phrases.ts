// Disk phrases: rendered sound of fixed texts, in memory for calls and as µ-law files for the next start.
import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Log } from '../base/log.ts';
import type { PhraseKey, Phrases } from '../call/phrases.ts';
import { audioBytes, audioOf, PCMU, type Audio } from '../media/audio.ts';
import { transcoderTo } from '../media/transcode.ts';

/** Phrases in memory at a time; at 5 s each they take 40 kB. The oldest goes first. */
const PHRASES_MAX = 2000;

/** A phrase is cut into stretches of this many bytes: 200 ms, a multiple of 3 so that base64 needs no padding. */
const STRETCH_BYTES = 1599;

/** Where rendered phrases lie, and who is told when one cannot be kept. */
export interface DiskPhrasesOptions {
  /** The data directory; files go to `phrases/` below it. */
  readonly dataDir: string;
  readonly log: Log;
}

/** Reads what is there, once. A phrase that cannot be written is still in memory. */
export function diskPhrases({ dataDir, log }: DiskPhrasesOptions): Phrases {
  const folder = join(dataDir, 'phrases');
  mkdirSync(folder, { recursive: true });
  const memory = new Map<string, readonly Audio[]>();
  for (const name of readdirSync(folder)) {
    if (!name.endsWith('.ulaw') || memory.size >= PHRASES_MAX) continue;
    memory.set(name.slice(0, -'.ulaw'.length), stretches(readFileSync(join(folder, name))));
  }

  async function write(name: string, bytes: Uint8Array): Promise<void> {
    // Renamed into place: a crash leaves no half phrase to be spoken.
    const path = join(folder, `${name}.ulaw`);
    await writeFile(`${path}.part`, bytes);
    await rename(`${path}.part`, path);
  }

  return {
    find: (key) => memory.get(nameOf(key)) ?? null,
    keep(key, audio) {
      const name = nameOf(key);
      const mulaw = transcoderTo(PCMU);
      const bytes = Buffer.concat(audio.map((each) => audioBytes(mulaw.convert(each))));
      const oldest = memory.keys().next();
      if (memory.size >= PHRASES_MAX && oldest.done !== true) memory.delete(oldest.value);
      memory.set(name, stretches(bytes));
      void write(name, bytes).catch(() => log.warn('phrase.not-written', { agent: key.agent }));
    },
  };
}

/** Agent, model, voice and text decide how it sounds; the text itself stays out of the file's name. */
function nameOf({ agent, model, voice, text }: PhraseKey): string {
  return createHash('sha256').update([agent, model, voice, text].join('\0')).digest('hex').slice(0, 40);
}

function stretches(bytes: Uint8Array): readonly Audio[] {
  const cut: Audio[] = [];
  for (let from = 0; from < bytes.length; from += STRETCH_BYTES) {
    cut.push(audioOf('pcmu', bytes.subarray(from, from + STRETCH_BYTES)));
  }
  return cut;
}
