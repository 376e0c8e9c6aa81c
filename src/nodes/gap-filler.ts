// Gap filler: makes the caller's sound unbroken, so that the model's ear, which counts in sound, never waits for ever.
import type { Micros } from '../base/time.ts';
import { msBetween } from '../base/time.ts';
import type { CallerAudio } from '../frames/carrier-frames.ts';
import { NOTHING, type Node, type Steps } from '../graph/node.ts';
import { durationMs, PCMU, silence, type AudioFormat } from '../media/audio.ts';

/** Most silence put into one gap of the carrier's media clock, or injected in a row. */
export const GAP_MS_MAX = 10_000;

/** The caller's speech is open and no sound has come for this long: silence is injected. */
export const STALL_MS = 750;

/** Silence injected at once. */
export const STALL_SILENCE_MS = 1_000;

const STALL = 'stall';

const TAKES = [
  'caller.audio',
  'speech.started',
  'speech.stopped',
  'carrier.started',
  'carrier.stopped',
  'conversation.ending',
] as const;

/**
 * Passes the caller's sound on as it is when it follows what came before by the carrier's media clock (`atMs`).
 * A gap is filled with silence; what is late or comes twice is dropped; half a frame of overlap or gap is jitter.
 * A model closes a turn only after so much *sound* of silence: while the caller's speech is open and nothing comes,
 * silence is injected. `stallMs` says after how long; null: never.
 */
export function gapFiller(
  first: AudioFormat = PCMU,
  stallMs: number | null = STALL_MS,
): Node<(typeof TAKES)[number], 'caller.audio' | 'journal.entry'> {
  /** As the last sound came; `first` before any did. */
  let format = first;
  /** Where the next sound begins by the media clock; null before the first. */
  let nextMs: number | null = null;
  /** Silence given since the last sound that the media clock has not told of yet. */
  let injectedMs = 0;
  let heardAt: Micros | null = null;
  let speechOpen = false;
  const lost = { gaps: 0, gapMs: 0, late: 0 };
  let told = false;

  /** What is told once, of a stream that lost something. */
  const summary = (): Steps<'journal.entry'> => {
    if (told || lost.gaps + lost.late === 0) return NOTHING;
    told = true;
    const { gaps, late } = lost;
    const event = { kind: 'line.measured', gaps, gapMs: Math.round(lost.gapMs), late } as const;
    return [{ kind: 'journal.entry', event }];
  };

  const pass = (frame: CallerAudio, at: Micros): Steps<'caller.audio'> => {
    const lengthMs = durationMs(frame.audio);
    const aheadMs = nextMs === null ? 0 : frame.atMs - nextMs;
    // A clock that leaps back further than any delay has begun anew: its sound is not late.
    if (-aheadMs >= lengthMs / 2 && -aheadMs <= GAP_MS_MAX) {
      lost.late += 1;
      return NOTHING;
    }
    const fillMs = aheadMs > lengthMs / 2 ? Math.min(aheadMs, GAP_MS_MAX) - injectedMs : 0;
    const filler = fillMs > 0 ? quiet(frame.audio, fillMs, frame.atMs - fillMs) : null;
    if (aheadMs > lengthMs / 2) {
      lost.gaps += 1;
      lost.gapMs += Math.min(aheadMs, GAP_MS_MAX);
    }
    format = frame.audio;
    nextMs = frame.atMs + lengthMs;
    injectedMs = 0;
    heardAt = at;
    return filler === null ? [frame] : [filler, frame];
  };

  return {
    takes: TAKES,
    gives: ['caller.audio', 'journal.entry'],
    handle(frame, at) {
      switch (frame.kind) {
        case 'caller.audio':
          return pass(frame, at);
        case 'speech.started':
          if (speechOpen) return NOTHING;
          speechOpen = true;
          heardAt ??= at;
          return stallMs === null ? NOTHING : [{ kind: 'timer.start', name: STALL, afterMs: stallMs }];
        case 'carrier.started':
          nextMs = null;
          injectedMs = 0;
          return NOTHING;
        case 'conversation.ending':
          return summary();
        default:
          speechOpen = false;
          return [
            { kind: 'timer.stop', name: STALL },
            ...(frame.kind === 'carrier.stopped' ? summary() : []),
          ];
      }
    },
    // Sound does not touch the timer: it looks for itself when the last came, once in a while instead of 50 times a second.
    onTimer(_name, at) {
      if (stallMs === null) return NOTHING;
      const quietMs = heardAt === null ? 0 : msBetween(heardAt, at);
      if (quietMs < stallMs) return [{ kind: 'timer.start', name: STALL, afterMs: stallMs - quietMs }];
      if (injectedMs >= GAP_MS_MAX) return [{ kind: 'timer.start', name: STALL, afterMs: stallMs }];
      const filler = quiet(format, STALL_SILENCE_MS, (nextMs ?? 0) + injectedMs);
      injectedMs += STALL_SILENCE_MS;
      return [filler, { kind: 'timer.start', name: STALL, afterMs: STALL_SILENCE_MS }];
    },
  };
}

function quiet(format: AudioFormat, ms: number, atMs: number): CallerAudio {
  return { kind: 'caller.audio', audio: silence(format, ms), atMs };
}
