// Fake tts: a voice without a wire, which speaks silence for as long as the words would take.
import type { Timer, Timers, World } from '../../base/world.ts';
import { PCMU, silence } from '../../media/audio.ts';
import type { SpokenWord, Tts, TtsEvent, TtsSession } from '../../speech/tts.ts';

/** How a fake voice is. */
export interface FakeTtsOptions {
  /** From a sentence to its first sound. Default 30 ms. */
  readonly firstMs?: number;
  /** How long a word sounds. Default 300 ms. */
  readonly wordMs?: number;
  /** Whether it tells its words' times. Default true. */
  readonly timesWords?: boolean;
  /** From dialling to `ready`. Default 5 ms. */
  readonly readyMs?: number;
}

/** A voice that remembers what it said. */
export interface FakeTts extends Tts {
  /** Every sentence that it was given, with its speech. */
  readonly said: readonly { readonly speechId: string; readonly sentence: string }[];
  readonly cancelled: readonly string[];
  /** Says something through the newest session, now. */
  give(...events: readonly TtsEvent[]): void;
  /** From now on no sound comes, and no end. */
  fallSilent(): void;
}

/** Sound comes in pieces of at most so much. */
const PIECE_MS = 200;

/** A voice for tests; gives µ-law. A speech comes as fast as it is asked for, sentence by sentence. */
export function fakeTts(options: FakeTtsOptions = {}): FakeTts {
  const { firstMs = 30, wordMs = 300, timesWords = true, readyMs = 5 } = options;
  const said: { speechId: string; sentence: string }[] = [];
  const cancelled: string[] = [];
  let silent = false;
  let newest: ((event: TtsEvent) => void) | null = null;

  function open(timers: Timers): TtsSession {
    let hear: (event: TtsEvent) => void = () => {};
    let over = false;
    const speeches = new Map<string, { ms: number; timers: Set<Timer> }>();
    const give = (event: TtsEvent): void => {
      if (over) return;
      over = event.kind === 'closed';
      hear(event);
    };
    newest = give;
    const ready = timers.after(readyMs, () => give({ kind: 'ready' }));
    const later = (speechId: string, tell: (fromMs: number) => void): void => {
      const speech = speeches.get(speechId) ?? { ms: 0, timers: new Set<Timer>() };
      speeches.set(speechId, speech);
      const timer = timers.after(firstMs, () => {
        speech.timers.delete(timer);
        if (!silent) tell(speech.ms);
      });
      speech.timers.add(timer);
    };
    const drop = (speechId: string): void => {
      for (const timer of speeches.get(speechId)?.timers ?? []) timer.stop();
      speeches.delete(speechId);
    };
    return {
      listen: (to) => void (hear = to),
      say(speechId, sentence) {
        said.push({ speechId, sentence });
        later(speechId, (fromMs) => {
          const words = sentence.match(/\S+/g) ?? [];
          const speech = speeches.get(speechId);
          if (speech !== undefined) speech.ms += words.length * wordMs;
          if (timesWords) give({ kind: 'words', speechId, words: timed(words, fromMs, wordMs) });
          for (let left = words.length * wordMs; left > 0; left -= PIECE_MS)
            give({ kind: 'audio', speechId, audio: silence('pcmu', Math.min(PIECE_MS, left)) });
        });
      },
      finish: (speechId) =>
        later(speechId, () => {
          drop(speechId);
          give({ kind: 'done', speechId });
        }),
      cancel(speechId) {
        cancelled.push(speechId);
        drop(speechId);
      },
      change() {},
      close() {
        ready.stop();
        for (const speechId of speeches.keys()) drop(speechId);
        give({ kind: 'closed', code: 1000, detail: 'closed by us' });
      },
    };
  }

  return {
    name: 'fake-tts',
    formats: [PCMU],
    changesVoice: true,
    open: (world: World) => open(world.timers),
    said,
    cancelled,
    give: (...events) => {
      for (const event of events) newest?.(event);
    },
    fallSilent: () => void (silent = true),
  };
}

function timed(words: readonly string[], fromMs: number, wordMs: number): readonly SpokenWord[] {
  return words.map((text, at) => ({
    text,
    startMs: fromMs + at * wordMs,
    endMs: fromMs + (at + 1) * wordMs,
  }));
}
