// An ended call in a store, with or without its recording on a disk of its own.
import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { CallId, ItemId } from '../../src/base/brand.ts';
import type { JournalRecord } from '../../src/call/journal.ts';
import type { JournalEvent } from '../../src/frames/journal-event.ts';
import { wavHeader } from '../../src/media/wav.ts';
import { opened, record } from '../../src/testing/contracts/store-samples.ts';

export const ENDED_ID = 'call_a' as CallId;
export const RECORDING_PATH = 'recordings/2026/01/01/call_a.wav';

/** The journal of a short call. */
export function endedCall(recorded = true): readonly JournalRecord[] {
  const sound = { path: RECORDING_PATH, bytes: 58 + 16_000, durationMs: 1000 };
  const events: readonly JournalEvent[] = [
    opened('CA1'),
    { kind: 'stream.started', streamId: 'MZ1', resumed: false },
    ...(recorded ? [{ kind: 'recording.started' } as const] : []),
    {
      kind: 'agent.said',
      itemId: 'item_0' as ItemId,
      said: 'Hello, front desk.',
      heard: 'Hello,',
      heardMs: 300,
      producedMs: 900,
      startedMs: 40,
    },
    { kind: 'caller.said', itemId: 'item_1' as ItemId, text: 'When do you open?', startedMs: 500 },
    ...(recorded ? [{ kind: 'recording.stored', ...sound } as const] : []),
    { kind: 'call.ended', reason: 'caller-hangup', detail: 'stop' },
  ];
  return events.map((event, index) => record(ENDED_ID, index + 1, event));
}

/** A data directory in which the call's recording lies: a second of sound. */
export function recordedDataDir(): string {
  const dataDir = mkdtempSync(join(tmpdir(), 'offhook-ended-'));
  const path = join(dataDir, RECORDING_PATH);
  mkdirSync(dirname(path), { recursive: true });
  const sound = Uint8Array.from({ length: 16_000 }, (_, index) => (index * 7) % 256);
  writeFileSync(path, Buffer.concat([wavHeader(sound.length), sound]));
  return dataDir;
}
