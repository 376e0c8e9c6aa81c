// The phone at the other end of a call that the server places: scripted.
import type { Answerer } from '../../frames/dialling.ts';
import { BYTES_PER_MS } from '../../media/audio.ts';
import { sineTone } from '../../media/tone.ts';

/** What happens at the other end. Times count from the ringing, or, once it is answered, from there. */
export type Callee =
  /** `code`: the carrier's own, e.g. of SIP. Default: the one that it has for that. */
  | { readonly status: 'busy'; readonly afterMs: number; readonly code?: string }
  | { readonly status: 'failed'; readonly afterMs: number; readonly code?: string }
  /** It rings until the limit. */
  | { readonly status: 'no-answer' }
  | {
      readonly status: 'answered';
      readonly afterMs: number;
      /** µ-law that is heard from there as soon as a stream is open. */
      readonly says?: Uint8Array;
      /** What the carrier finds out, where it was asked to. */
      readonly detected: Detected;
    };

/** What a carrier's answering-machine detection finds out, and when. */
export interface Detected {
  readonly by: Answerer;
  /** Its first guess. */
  readonly afterMs: number;
  /** A machine's greeting was over; for everybody else as `afterMs`. */
  readonly greetingOverMs: number;
  readonly beep: boolean;
}

/** A call that the server places, as its REST request asks for it. */
export interface PlacedCall {
  readonly from: string;
  readonly to: string;
  readonly answerUrl: string;
  /** Told how far it comes. */
  readonly progressUrl: string | null;
  /** Told how it ended. */
  readonly statusUrl: string | null;
  readonly ringMs: number;
  /** More fields for each of its webhooks. Default: none. */
  readonly fields?: Readonly<Record<string, string>>;
  /** Null: the carrier does not listen who picks up. */
  readonly detection: Detection | null;
}

/** Whom the carrier tells who picked up. `tells`: its first guess, that a machine's greeting is over, or one after the other. */
export interface Detection {
  readonly url: string;
  readonly tells: 'guess' | 'greeting-over' | 'both';
}

/** A person who picks up, and is known for one. */
export function person(afterMs = 2000, says?: Uint8Array): Callee {
  const detected = { by: 'human', afterMs: 1500, greetingOverMs: 1500, beep: false } as const;
  return { status: 'answered', afterMs, detected, ...(says === undefined ? {} : { says }) };
}

const PAUSE_MS = 600;
const BEEP_MS = 400;

/** A mailbox: its greeting, a pause, a beep. */
export function mailbox(greeting: Uint8Array, afterMs = 2000): Callee {
  const pause = new Uint8Array(PAUSE_MS * BYTES_PER_MS).fill(0xff);
  const says = Uint8Array.from([...greeting, ...pause, ...sineTone(1000, BEEP_MS)]);
  // The carrier hears the beep to its end before it is sure.
  const greetingOverMs = says.length / BYTES_PER_MS + 200;
  return {
    status: 'answered',
    afterMs,
    says,
    detected: { by: 'machine', afterMs: 3000, greetingOverMs, beep: true },
  };
}

/** A phone that screens its calls: it asks, and is a machine that fell silent to the carrier's ear. */
export function screeningPhone(asks: Uint8Array, afterMs = 1000): Callee {
  const overMs = asks.length / BYTES_PER_MS + 1500;
  const detected = { by: 'machine', afterMs: overMs, greetingOverMs: overMs, beep: false } as const;
  return { status: 'answered', afterMs, says: asks, detected };
}

/** A fax machine. */
export function faxMachine(afterMs = 2000): Callee {
  const detected = { by: 'fax', afterMs: 3000, greetingOverMs: 3000, beep: false } as const;
  return { status: 'answered', afterMs, says: sineTone(2100, 2600), detected };
}
