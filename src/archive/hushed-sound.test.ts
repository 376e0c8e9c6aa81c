// Tests of the silence in recordings: where it goes, and that nothing else changes.
import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync, mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { tmpdir } from 'node:os';
import { after, suite, test } from 'node:test';
import type { CallId, ItemId } from '../base/brand.ts';
import type { EpochMs } from '../base/time.ts';
import type { JournalEvent } from '../frames/journal-event.ts';
import { wavHeader } from '../media/wav.ts';
import { simulatedWorld } from '../testing/world/simulated-world.ts';
import { diskRecordings, recordingPaths, recoverRecording } from './disk-recordings.ts';
import { hushedSound } from './hushed-sound.ts';

const dataDir = mkdtempSync(join(tmpdir(), 'offhook-hushed-'));
after(() => rmSync(dataDir, { recursive: true }));
const world = simulatedWorld();
const options = { dataDir, clock: world.clock, log: world.log };

const at = (atMs: number, event: JournalEvent) => ({
  callId: 'call_a' as CallId,
  sequence: atMs,
  atMs,
  wall: 0 as EpochMs,
  event,
});
const itemId = 'item_1' as ItemId;

void suite('hushed sound', () => {
  test('is a redacted line from before it began to when it was written down, in time with the recording', () => {
    const line = {
      kind: 'caller.said',
      itemId,
      text: '[card]',
      startedMs: 6000,
      redacted: ['card'],
    } as const;
    const records = [
      at(2000, { kind: 'recording.started' }),
      at(4000, { kind: 'caller.said', itemId: 'item_0' as ItemId, text: 'Hello', startedMs: 3000 }),
      at(9000, { ...line, text: '4111', redacted: [] }),
      at(20_000, line),
      at(21_000, {
        kind: 'agent.said',
        itemId,
        said: '[card]',
        heard: '[card]',
        heardMs: 1000,
        producedMs: 1000,
        startedMs: 12_000,
        redacted: ['card'],
      }),
      at(30_000, { kind: 'caller.digit', digit: 'x' }),
      at(31_000, { kind: 'caller.digit', digit: '1' }),
    ];
    assert.deepEqual(hushedSound(records.filter(({ atMs }) => atMs !== 9000).slice(0, 3)), [
      { side: 'caller', fromMs: 3000, toMs: 18_500 },
    ]);
    assert.deepEqual(hushedSound(records).slice(1), [
      { side: 'caller', fromMs: 3000, toMs: 7500 },
      { side: 'agent', fromMs: 9500, toMs: 11_500 },
      { side: 'caller', fromMs: 26_500, toMs: 29_500 },
    ]);
  });

  test('is silence on its side of the file alone, once the recording is closed', async () => {
    const sink = diskRecordings(options).open('call_b' as CallId);
    for (let second = 0; second < 5; second += 1) sink.write(new Uint8Array(16_000).fill(0x55));
    const info = await sink.close([
      { side: 'caller', fromMs: 1000, toMs: 4000 },
      { side: 'agent', fromMs: 4900, toMs: 9000 },
    ]);
    assert.equal(info?.durationMs, 5000);
    const sound = readFileSync(join(dataDir, info.path)).subarray(58);
    for (let index = 0; index < sound.length; index += 1) {
      const ms = Math.floor(index / 2) / 8;
      const hushed = index % 2 === 0 ? ms >= 1000 && ms < 4000 : ms >= 4900;
      assert.equal(sound[index], hushed ? 0xff : 0x55, `byte ${index}`);
    }
  });

  test('is silent as well in what a process that died has left', async () => {
    const [path = ''] = recordingPaths('call_c' as CallId, 0 as EpochMs);
    mkdirSync(dirname(join(dataDir, path)), { recursive: true });
    writeFileSync(join(dataDir, path), Buffer.concat([wavHeader(null), new Uint8Array(1600).fill(0x55)]));
    const hushed = [{ side: 'caller', fromMs: 0, toMs: 1000 }] as const;
    await recoverRecording(options, 'call_c' as CallId, 0 as EpochMs, hushed);
    const sound = readFileSync(join(dataDir, path)).subarray(58);
    assert.ok(sound.every((byte, index) => byte === (index % 2 === 0 ? 0xff : 0x55)));
  });

  test('is not kept at all where it can not be made silent', async () => {
    const sink = diskRecordings(options).open('call_d' as CallId);
    sink.write(new Uint8Array(16_000));
    const [path = ''] = recordingPaths('call_d' as CallId, world.clock.wall());
    const hushed = [{ side: 'caller', fromMs: 0, toMs: NaN }] as const;
    Object.defineProperty(hushed[0], 'toMs', {
      get() {
        throw new Error('the disk is gone');
      },
    });
    assert.equal(await sink.close(hushed), null);
    assert.ok(!existsSync(join(dataDir, path)));
  });
});
