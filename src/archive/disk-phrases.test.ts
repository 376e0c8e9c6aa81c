// Phrases on disk: what is kept is found at once, and again after a restart.
import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { audioBytes, audioOf, silence } from '../media/audio.ts';
import { simulatedWorld } from '../testing/world/simulated-world.ts';
import { diskPhrases } from './disk-phrases.ts';

const dataDir = mkdtempSync(join(tmpdir(), 'offhook-phrases-'));
after(() => rmSync(dataDir, { recursive: true }));

const key = { agent: 'front-desk', model: 'm', voice: 'marin', text: 'Hello.' };
const sound = Uint8Array.from({ length: 4000 }, (_, index) => index % 251);

test('a phrase that was kept is in memory at once, and after a restart', async () => {
  const { log } = simulatedWorld();
  const phrases = diskPhrases({ dataDir, log });
  assert.equal(phrases.find(key), null);
  phrases.keep(key, [audioOf('pcmu', sound.subarray(0, 1000)), audioOf('pcmu', sound.subarray(1000))]);
  const heard = phrases.find(key) ?? [];
  assert.deepEqual(Buffer.concat(heard.map(audioBytes)), Buffer.from(sound));
  while (!readdirSync(join(dataDir, 'phrases')).some((name) => name.endsWith('.ulaw')))
    await new Promise(setImmediate);
  const again = diskPhrases({ dataDir, log }).find(key) ?? [];
  assert.deepEqual(Buffer.concat(again.map(audioBytes)), Buffer.from(sound));
});

test('a phrase that was rendered in another format is kept as µ-law, as long as it was', () => {
  const phrases = diskPhrases({ dataDir, log: simulatedWorld().log });
  const wide = { encoding: 'pcm16', rateHz: 24_000 } as const;
  phrases.keep({ ...key, text: 'Wide.' }, [silence(wide, 200), silence(wide, 130)]);
  const found = phrases.find({ ...key, text: 'Wide.' }) ?? [];
  assert.deepEqual(Buffer.concat(found.map(audioBytes)), Buffer.from(audioBytes(silence('pcmu', 330))));
  assert.ok(found.every(({ encoding }) => encoding === 'pcmu'));
});

test('another voice, model, agent or text is another phrase', () => {
  const phrases = diskPhrases({ dataDir, log: simulatedWorld().log });
  for (const other of [{ voice: 'cedar' }, { model: 'n' }, { agent: 'b' }, { text: 'Hi.' }]) {
    assert.equal(phrases.find({ ...key, ...other }), null);
  }
});
