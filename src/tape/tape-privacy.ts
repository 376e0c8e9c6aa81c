// Tape privacy: what a caller types and says in private is not on the tape either; what stands for it does the same.
import type { Frame } from '../frames/frame.ts';
import type { Tap } from '../graph/run.ts';
import { hush } from '../nodes/hush.ts';
import type { Tape } from './tape.ts';

/** Hides the frames of one call. */
export class TapePrivacy {
  #hush = hush();
  #isPrivate = false;

  /** Another stream begins, whose conversation says by itself what is private in it. */
  begin(): void {
    this.#hush = hush();
    this.#isPrivate = false;
  }

  /** Sees when an entry is private. */
  readonly tap: Tap = (_from, frame, at) => {
    if (frame.kind !== 'privacy' && frame.kind !== 'hold') return;
    if (frame.kind === 'privacy') this.#isPrivate = frame.on;
    this.#hush.handle(frame, at);
  };

  /** The frame as it may stand on the tape. Behind the node that hushes, nobody can tell the two apart. */
  shown(frame: Frame, { clock }: Tape): Frame {
    switch (frame.kind) {
      case 'caller.audio': {
        const [step] = this.#hush.handle(frame, clock.now());
        return step?.kind === 'caller.audio' ? step : frame;
      }
      case 'caller.words':
      case 'caller.speaking': {
        const isHushed = this.#hush.handle(frame, clock.now()).length === 0;
        return isHushed && frame.kind === 'caller.words' ? { ...frame, text: '' } : frame;
      }
      case 'caller.digit':
        return this.#isPrivate ? { ...frame, digit: frame.digit.replaceAll(/\d/g, '0') } : frame;
      default:
        return frame;
    }
  }
}
