// A recording on disk: readable while it grows, whole when it is closed, and never the end of a call.
import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import type { CallId } from '../base/brand.ts';
import type { EpochMs } from '../base/time.ts';
import { readWav } from '../media/read-wav.ts';
import { wavHeader } from '../media/wav.ts';
import { simulatedWorld } from '../testing/world/simulated-world.ts';
import { diskRecordings, recoverRecording } from './disk-recordings.ts';

const dataDir = mkdtempSync(join(tmpdir(), 'offhook-recordings-'));
after(() => rmSync(dataDir, { recursive: true }));

const world = simulatedWorld();

test('a closed recording tells its length and can be read as stereo', async () => {
  const sink = diskRecordings({ dataDir, clock: world.clock, log: world.log }).open('call_a' as CallId);
  sink.write(new Uint8Array(16_000).fill(0x55));
  sink.write(new Uint8Array(16_000).fill(0xaa));
  const info = await sink.close();
  assert.equal(info?.path, 'recordings/2026/01/01/call_a.wav');
  assert.equal(info.durationMs, 2000);
  const wav = readFileSync(join(dataDir, info.path));
  assert.equal(wav.length, info.bytes);
  assert.equal(readWav(wav).kind, 'sound');
});

test('a call that goes on after a restart goes on in its file', async () => {
  const recordings = diskRecordings({ dataDir, clock: world.clock, log: world.log });
  const first = recordings.open('call_b' as CallId);
  first.write(new Uint8Array(1600));
  await first.close();
  const second = recordings.open('call_b' as CallId);
  second.write(new Uint8Array(1600));
  assert.equal((await second.close())?.durationMs, 200);
});

test('what a process that died has recorded is made whole, also where the call rang the day before', async () => {
  const options = { dataDir, clock: world.clock, log: world.log };
  const folder = join(dataDir, 'recordings/2026/02/02');
  mkdirSync(folder, { recursive: true });
  const left = Buffer.concat([wavHeader(null), new Uint8Array(1600)]);
  writeFileSync(join(folder, 'call_d.wav'), left);
  for (const startedAt of [Date.UTC(2026, 1, 2, 12), Date.UTC(2026, 1, 1, 23, 59)]) {
    const info = await recoverRecording(options, 'call_d' as CallId, startedAt as EpochMs);
    const path = 'recordings/2026/02/02/call_d.wav';
    assert.deepEqual(info, { path, bytes: left.length, durationMs: 100 });
  }
  const wav = readFileSync(join(folder, 'call_d.wav'));
  assert.deepEqual(wav.subarray(0, -1600), Buffer.from(wavHeader(1600)));
  assert.equal(await recoverRecording(options, 'call_e' as CallId, 0 as EpochMs), null);
});

test('a disk that cannot be written costs the recording, not the call', async () => {
  const blocked = join(dataDir, 'a-file');
  writeFileSync(blocked, '');
  const sink = diskRecordings({ dataDir: blocked, clock: world.clock, log: world.log }).open(
    'call_c' as CallId,
  );
  sink.write(new Uint8Array(160));
  assert.equal(await sink.close(), null);
  assert.ok(world.logLines.some(({ event }) => event === 'recording.lost'));
});
