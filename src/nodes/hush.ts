// Hush: puts silence in the place of the caller's sound while it is to be kept from model, transcript and recording.
import { msBetween, type Micros } from '../base/time.ts';
import type { CallerAudio } from '../frames/carrier-frames.ts';
import { NOTHING, type Node } from '../graph/node.ts';
import { durationMs, silence } from '../media/audio.ts';

/** Sound of a hushed time may come this late and is still hushed; beyond it, the recording has no place for it either. */
export const HUSHED_LATE_MS_MAX = 3_000;

/**
 * Stands before everybody who hears the caller. Sound passes as the very same frame, or goes and leaves silence of its
 * length. Which sound belongs to the hushed time the carrier's media clock says: what was said in it may come after it.
 */
export function hush(): Node<'caller.audio' | 'privacy' | 'hold', 'caller.audio'> {
  let isPrivate = false;
  let holding = false;
  let on = false;
  /** Of the fastest frame so far: between the media clock and ours, in milliseconds. */
  let wayMs = Infinity;
  let endedAt: Micros | null = null;
  let endedMs = 0;

  const isHushed = ({ atMs }: CallerAudio, at: Micros): boolean => {
    if (on) return true;
    if (endedAt === null) return false;
    if (msBetween(endedAt, at) > HUSHED_LATE_MS_MAX) endedAt = null;
    return endedAt !== null && atMs < endedMs;
  };

  return {
    takes: ['caller.audio', 'privacy', 'hold'],
    gives: ['caller.audio'],
    handle(frame, at) {
      if (frame.kind !== 'caller.audio') {
        if (frame.kind === 'privacy') isPrivate = frame.on;
        else holding = frame.on;
        const before = on;
        on = isPrivate || holding;
        if (before && !on) {
          endedAt = at;
          endedMs = at / 1000 - wayMs;
        }
        return NOTHING;
      }
      const lengthMs = durationMs(frame.audio);
      wayMs = Math.min(wayMs, at / 1000 - frame.atMs - lengthMs);
      return [isHushed(frame, at) ? { ...frame, audio: silence(frame.audio, lengthMs) } : frame];
    },
  };
}
