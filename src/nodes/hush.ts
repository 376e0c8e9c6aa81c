// Hush: puts silence in the place of the caller's sound while it is to be kept from model, transcript and recording.
import { msBetween, type Micros } from '../base/time.ts';
import type { CallerAudio } from '../frames/carrier-frames.ts';
import { NOTHING, type Node } from '../graph/node.ts';
import { durationMs, silence } from '../media/audio.ts';

/** Sound of a hushed time may come this late and is still hushed; beyond it, the recording has no place for it either. */
export const HUSHED_LATE_MS_MAX = 3_000;

/** The same for words that a carrier has written down: most of a turn's time is waited for its end. */
export const WRITTEN_LATE_MS_MAX = 1500;

/**
 * Stands before everybody who hears the caller. Sound passes as the very same frame, or goes and leaves silence of its
 * length; words are dropped. Which sound belongs to the hushed time the carrier's media clock says: what was said in it may come after it.
 */
export function hush(): Node<
  'caller.audio' | 'caller.words' | 'caller.speaking' | 'privacy' | 'hold',
  'caller.audio' | 'caller.words' | 'caller.speaking'
> {
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

  /** What a carrier writes down comes a little after it was said. */
  const isHushedNow = (at: Micros): boolean =>
    on || (endedAt !== null && msBetween(endedAt, at) <= WRITTEN_LATE_MS_MAX);

  return {
    takes: ['caller.audio', 'caller.words', 'caller.speaking', 'privacy', 'hold'],
    gives: ['caller.audio', 'caller.words', 'caller.speaking'],
    handle(frame, at) {
      // Words have no place for silence. That somebody fell silent gives nothing away.
      if (frame.kind === 'caller.words' || frame.kind === 'caller.speaking')
        return isHushedNow(at) && !(frame.kind === 'caller.speaking' && !frame.on) ? NOTHING : [frame];
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
