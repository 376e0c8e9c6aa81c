// Recorder: the call in stereo as it was heard, made about once a second from references kept beside the frame path.
import type { UtteranceId } from '../base/brand.ts';
import { msBetween, type Micros } from '../base/time.ts';
import type { FrameOf } from '../frames/frame.ts';
import { NOTHING, type Node, type Steps } from '../graph/node.ts';
import { BYTES_PER_MS } from '../media/audio.ts';
import { NOTICE_TO_PERSON } from './answering.ts';
import { RecordingTimeline } from './recording-timeline.ts';

const TAKES = [
  'screening',
  'carrier.started',
  'caller.audio',
  'playout.audio',
  'playout.clear',
  'utterance.done',
  'carrier.stopped',
  'conversation.ended',
] as const;

const GIVES = ['recording.chunk', 'journal.entry'] as const;

/** How often what is certain is written. */
const WRITE_EVERY_MS = 1_000;

/** The caller's sound may come this late and still stands in the recording; a crash costs as much of it. */
export const RECORDING_LAG_MS = 3_000;

/** Samples in one chunk at most: a second. */
const CHUNK_SAMPLES_MAX = 1_000 * BYTES_PER_MS;

/** Whether the call is recorded, and what must have been heard before. */
export interface RecorderOptions {
  /** False: nothing is kept, nothing given. */
  readonly on: boolean;
  /** Why the caller is told; null when no notice is required. */
  readonly basis: 'always' | 'state' | null;
  /** The notice that must be heard whole before the first sample is recorded; null when none is. */
  readonly startAfter: UtteranceId | null;
}

/**
 * Left is the caller at the carrier's media clock, before any gap is filled; right is the agent as it reached the
 * caller's ear. Both begin at the stream's start, or at the end of the notice; a notice that was not heard whole
 * means no recording, and one that only a phone heard that screens its calls counts for the phone alone. The last chunk goes up to the end of the stream or of the conversation, whichever is first.
 */
export function recorder(options: RecorderOptions): Node<(typeof TAKES)[number], (typeof GIVES)[number]> {
  const timeline = new RecordingTimeline();
  let state: 'idle' | 'noticing' | 'recording' | 'over' = options.on ? 'idle' : 'over';
  /** The other side is one who has not been told yet: silence stands for them. */
  let untold = false;
  let streamAt: Micros = 0 as Micros;
  /** Samples since the stream began that are written, or never will be. */
  let written = 0;

  const sampleAt = (at: Micros): number => Math.round(msBetween(streamAt, at) * BYTES_PER_MS);

  const begin = (at: Micros): Steps<(typeof GIVES)[number]> => {
    state = 'recording';
    written = sampleAt(at);
    return [
      { kind: 'journal.entry', event: { kind: 'recording.started' } },
      { kind: 'timer.start', name: 'write', afterMs: WRITE_EVERY_MS },
    ];
  };

  const noticed = (frame: FrameOf<'utterance.done'>, at: Micros): Steps<(typeof GIVES)[number]> => {
    if (
      untold &&
      frame.utteranceId === NOTICE_TO_PERSON &&
      frame.result === 'heard' &&
      options.basis !== null
    ) {
      untold = false;
      return [{ kind: 'journal.entry', event: { kind: 'consent.announced', basis: options.basis } }];
    }
    if (state !== 'noticing' || frame.utteranceId !== options.startAfter) return NOTHING;
    if (frame.result !== 'heard') {
      state = 'over';
      timeline.forget(Infinity);
      return NOTHING;
    }
    const { basis } = options;
    if (basis === null) return begin(at);
    return [{ kind: 'journal.entry', event: { kind: 'consent.announced', basis } }, ...begin(at)];
  };

  const write = (upTo: number): FrameOf<'recording.chunk'>[] => {
    const chunks: FrameOf<'recording.chunk'>[] = [];
    while (written < upTo) {
      const end = Math.min(upTo, written + CHUNK_SAMPLES_MAX);
      chunks.push({ kind: 'recording.chunk', stereo: timeline.stereo(written, end) });
      written = end;
    }
    timeline.forget(written);
    return chunks;
  };

  const end = (at: Micros): Steps<(typeof GIVES)[number]> => {
    const rest = state === 'recording' ? write(sampleAt(at)) : [];
    state = 'over';
    timeline.forget(Infinity);
    return [...rest, { kind: 'timer.stop', name: 'write' }];
  };

  return {
    takes: TAKES,
    gives: GIVES,
    handle(frame, at) {
      if (state === 'over') return NOTHING;
      switch (frame.kind) {
        case 'caller.audio':
          // What is said before the notice was heard is not even kept in memory.
          if (state === 'recording' && !untold)
            timeline.addCaller(frame.audio, Math.round(frame.atMs * BYTES_PER_MS), sampleAt(at));
          return NOTHING;
        case 'playout.audio':
          if (state === 'idle') return NOTHING;
          // What is handed over behind the notice may sound when the recording begins.
          if (state === 'noticing') timeline.forget(sampleAt(at));
          timeline.addAgent(frame.audio, sampleAt(at));
          return NOTHING;
        case 'playout.clear':
          timeline.clearAgent(sampleAt(at));
          return NOTHING;
        case 'carrier.started':
          if (state !== 'idle') return NOTHING;
          streamAt = at;
          if (options.startAfter === null) return begin(at);
          state = 'noticing';
          return NOTHING;
        case 'screening':
          untold ||= frame.on && options.basis !== null;
          return NOTHING;
        case 'utterance.done':
          return noticed(frame, at);
        default:
          return end(at);
      }
    },
    onTimer: (_name, at) => [
      ...write(sampleAt(at) - RECORDING_LAG_MS * BYTES_PER_MS),
      { kind: 'timer.start', name: 'write', afterMs: WRITE_EVERY_MS },
    ],
  };
}
