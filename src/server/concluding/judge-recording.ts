// Judge recording: what was wrong with how an ended call sounded, by the file in which it was recorded.
import { createReadStream } from 'node:fs';
import { hushedSound } from '../../archive/hushed-sound.ts';
import { callTime } from '../../archive/transcript-text.ts';
import type { JournalRecord } from '../../call/journal.ts';
import type { SoundView } from '../../call/call-view.ts';
import type { SoundFinding } from '../../media/sound-finding.ts';
import { SoundJudge } from '../../media/sound-judge/sound-judge.ts';
import { WAV_HEADER_BYTES } from '../../media/wav.ts';
import { recordingFile } from '../recording-file.ts';

/** Judged in one go: a second of sound, which takes some milliseconds. Live calls are carried in between. */
const PIECE_BYTES = 16_000;

/** Where sound was taken out it breaks off: what is found so near to that is no flaw of the call. */
const AROUND_HUSHED_MS = 300;

/** Null: there is no recording, or its file cannot be read any more. `records`: the call's whole journal. */
export async function judgeRecording(
  dataDir: string,
  records: readonly JournalRecord[],
): Promise<SoundView | null> {
  const stored = records.findLast(({ event }) => event.kind === 'recording.stored')?.event;
  if (stored?.kind !== 'recording.stored') return null;
  const file = await recordingFile(dataDir, stored.path);
  if (file === null) return null;
  const judge = new SoundJudge();
  try {
    for await (const piece of createReadStream(file.path, {
      start: WAV_HEADER_BYTES,
      highWaterMark: PIECE_BYTES,
    }))
      judge.hear(piece as Uint8Array);
  } catch {
    return null;
  }
  const { findings, unlisted } = judge.end();
  const hushed = hushedSound(records);
  const time = callTime(records);
  return {
    findings: findings
      .filter((finding) => !hushed.some((stretch) => touches(finding, stretch)))
      .map((finding) => ({ ...finding, atMs: Math.round(time(finding.atMs)) })),
    unlisted,
  };
}

function touches(
  { atMs, durationMs }: SoundFinding,
  { fromMs, toMs }: { readonly fromMs: number; readonly toMs: number },
): boolean {
  return atMs < toMs + AROUND_HUSHED_MS && atMs + durationMs > fromMs - AROUND_HUSHED_MS;
}
