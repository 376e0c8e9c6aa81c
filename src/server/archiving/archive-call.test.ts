// Archiving a call: everything is there afterwards and as it was, or the job is tried again and nothing is lost meanwhile.
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { ENDED_ID, endedCall, RECORDING_PATH, recordedDataDir } from '../../../test/fakes/ended-call.ts';
import type { ArchivedFile } from '../../store/archived-files.ts';
import { mulawToPcm16 } from '../../media/g711.ts';
import { parseWav } from '../../media/parse-wav.ts';
import { memoryStore } from '../../testing/memory-store.ts';
import { skipUnless } from '../../testing/skip.ts';
import { simulatedWorld } from '../../testing/world/simulated-world.ts';
import { findEncoder } from '../../archive/encode-sound.ts';
import { archiveCall } from './archive-call.ts';
import { openArchives, type Archives, type ArchiveSettings } from './archives.ts';

const folders: string[] = [];
after(() => folders.forEach((folder) => rmSync(folder, { recursive: true, force: true })));

const PLAIN: ArchiveSettings = { sound: 'wav', keys: null, s3: null };
const SEALED: ArchiveSettings = { ...PLAIN, keys: [new Uint8Array(32).fill(1)] };
const NEVER = new AbortController().signal;

async function stage(settings = PLAIN, { records = endedCall() } = {}) {
  const dataDir = recordedDataDir();
  folders.push(dataDir);
  const store = memoryStore();
  await store.append(records);
  const archives = await openArchives(dataDir, settings);
  const options = { world: simulatedWorld(), store, archives, dataDir, price: () => null };
  return { dataDir, store, archives, options, run: () => archiveCall(options, ENDED_ID, NEVER) };
}

async function read(archives: Archives, file: ArchivedFile | undefined): Promise<Buffer> {
  assert.ok(file !== undefined);
  const chunks: Uint8Array[] = [];
  for await (const chunk of (await archives.read(file)) ?? []) chunks.push(chunk);
  return Buffer.concat(chunks);
}

test('an ended call is archived whole, each file with its hash, and its recording stays where it is', async () => {
  const { dataDir, store, archives, run } = await stage();
  const recording = readFileSync(join(dataDir, RECORDING_PATH));
  const returned = await run();
  const files = await store.archived.of(ENDED_ID);
  assert.deepEqual(
    files.map(({ name }) => name),
    [
      'journal.jsonl',
      'outcome.json',
      'recording.wav',
      'spans.json',
      'transcript.json',
      'transcript.txt',
      'transcript.vtt',
    ],
  );
  assert.equal(returned?.length, files.length);
  for (const file of files) {
    const bytes = await read(archives, file);
    assert.equal(bytes.length, file.bytes);
    assert.equal(createHash('sha256').update(bytes).digest('hex'), file.sha256);
  }
  const byName = new Map(files.map((file) => [file.name, file]));
  assert.equal(byName.get('recording.wav')?.key, RECORDING_PATH);
  assert.deepEqual(await read(archives, byName.get('recording.wav')), recording);
  assert.equal(byName.get('journal.jsonl')?.key, 'archive/2026/01/01/call_a/journal.jsonl');
  const journal = (await read(archives, byName.get('journal.jsonl'))).toString();
  assert.deepEqual(
    journal
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line)),
    endedCall(),
  );
  const outcome = JSON.parse((await read(archives, byName.get('outcome.json'))).toString());
  assert.equal(outcome.outcome.reason, 'caller-hangup');
  assert.match(
    (await read(archives, byName.get('transcript.vtt'))).toString(),
    /<v Caller>When do you open\?/,
  );
});

test('archiving again changes nothing, and a call that is gone is no work', async () => {
  const { store, options, run } = await stage();
  await run();
  const before = await store.archived.of(ENDED_ID);
  await run();
  assert.deepEqual(await store.archived.of(ENDED_ID), before);
  assert.equal(await archiveCall({ ...options, store: memoryStore() }, ENDED_ID, NEVER), null);
});

test('what is encrypted lies on the disk in no other form, the recording neither', async () => {
  const { dataDir, store, archives, run } = await stage(SEALED);
  const recording = readFileSync(join(dataDir, RECORDING_PATH));
  await run();
  assert.equal(existsSync(join(dataDir, RECORDING_PATH)), false);
  const files = await store.archived.of(ENDED_ID);
  for (const { key } of files) {
    const kept = readFileSync(join(dataDir, key));
    assert.ok(key.endsWith('.sealed') && !kept.includes('front desk'), key);
  }
  assert.deepEqual(
    await read(
      archives,
      files.find(({ name }) => name === 'recording.wav'),
    ),
    recording,
  );
  // A second run, because the first one's end was not written down, finds the recording archived.
  assert.equal((await run())?.length, 7);
});

test('a recording that is gone does not keep the rest from being archived, and is not passed over', async () => {
  const { dataDir, store, run } = await stage();
  rmSync(join(dataDir, RECORDING_PATH));
  await assert.rejects(run(), { name: 'JobFault', message: /recording/ });
  assert.equal((await store.archived.of(ENDED_ID)).length, 6);
});

test('a tape for which the disk has no room does not keep the rest from being archived, and is not passed over', async () => {
  const { dataDir, store, run } = await stage();
  const tape = join(dataDir, `tapes/${ENDED_ID}.1.jsonl`);
  mkdirSync(join(dataDir, 'tapes'));
  writeFileSync(tape, '{"out":"ended"}\n');
  symlinkSync(join(dataDir, 'nowhere/at-all'), `${tape}.gz`);
  await assert.rejects(run(), { name: 'JobFault', message: /tape .* DATA_DIR\/tapes: ENOENT/ });
  assert.equal((await store.archived.of(ENDED_ID)).length, 7);
  assert.ok(existsSync(tape));
  assert.equal((await run())?.at(-1)?.name, 'tape.jsonl.gz');
  assert.equal(existsSync(tape), false);
});

test('an archive that keeps other bytes than it was given is noticed, and the recording stays', async () => {
  const { dataDir, store, archives, options } = await stage(SEALED);
  const current = { ...archives.current, get: () => Promise.resolve(wrong()) };
  async function* wrong() {
    yield Buffer.from('54 bytes more than there were');
  }
  const faulty = { ...options, archives: { ...archives, current } };
  await assert.rejects(archiveCall(faulty, ENDED_ID, NEVER), {
    name: 'JobFault',
    message: /as it was written/,
  });
  assert.deepEqual(await store.archived.of(ENDED_ID), []);
  assert.ok(existsSync(join(dataDir, RECORDING_PATH)));
});

test('a call that was not recorded has no sound, and one that has not ended is not archived', async () => {
  const quiet = await stage(PLAIN, { records: endedCall(false) });
  assert.equal((await quiet.run())?.length, 6);
  const live = await stage(PLAIN, { records: endedCall().slice(0, 3) });
  await assert.rejects(live.run(), { name: 'JobFault', message: /not ended/ });
});

for (const sound of ['flac', 'opus'] as const)
  test(
    `a recording is archived as ${sound}, and the WAV goes`,
    skipUnless(
      (await findEncoder(sound)) !== null,
      `no encoder of ${sound}: install ffmpeg, or flac and opus-tools`,
    ),
    async () => {
      const { dataDir, store, archives, run } = await stage({ ...PLAIN, sound });
      const wav = parseWav(readFileSync(join(dataDir, RECORDING_PATH)));
      assert.ok(wav.kind === 'wav');
      await run();
      const file = (await store.archived.of(ENDED_ID)).find(({ name }) => name === `recording.${sound}`);
      const bytes = await read(archives, file);
      assert.equal(bytes.subarray(0, 4).toString('latin1'), { flac: 'fLaC', opus: 'OggS' }[sound]);
      // A FLAC file's own hash of its samples, RFC 9639 section 8.2.
      const samples = Buffer.from(mulawToPcm16(wav.data).buffer);
      if (sound === 'flac')
        assert.equal(bytes.subarray(26, 42).toString('hex'), createHash('md5').update(samples).digest('hex'));
      assert.equal(existsSync(join(dataDir, RECORDING_PATH)), false);
      assert.equal(existsSync(`${join(dataDir, RECORDING_PATH)}.${sound}`), false);
    },
  );
