// A caller, and the carrier that holds the phone: speaks, presses keys, waits, hangs up, vanishes, by chance.
import { audioOf, BYTES_PER_MS, type Audio } from '../../src/media/audio.ts';
import { pcm16ToMulaw } from '../../src/media/g711.ts';
import type { CallBench } from '../../src/testing/fakes/call-bench.ts';
import type { FakeCarrier } from '../../src/testing/fakes/fake-carrier.ts';
import type { Chance } from './chance.ts';
import type { SimModel } from './sim-model.ts';

/** The caller as the checkers see it. */
export interface SimCaller {
  /** The stream of the moment; null while there is none. */
  readonly stream: FakeCarrier | null;
  readonly streams: readonly FakeCarrier[];
  readonly speaking: boolean;
  /** When the caller last said, pressed or did something, in milliseconds of the World. */
  readonly activeAtMs: number;
  /** When the caller hung up; null before. */
  readonly goneAtMs: number | null;
  /** Hangs up now, if it was not done before. */
  hangUp(): void;
}

/** How long a caller stays on the line at most. */
export const PATIENCE_MS_MAX = 180_000;

export function simCaller(bench: CallBench, draw: Chance, model: () => SimModel | undefined): SimCaller {
  const streams: FakeCarrier[] = [bench.carrier];
  const { world, call } = bench;
  const nowMs = (): number => world.clock.now() / 1000;
  const later = (ms: number, act: () => void): void => void world.timers.after(ms, act);
  let stream: FakeCarrier | null = bench.carrier;
  let speaking = false;
  let activeAtMs = 0;
  let goneAtMs: number | null = null;
  let asked = false;
  /** Says a word, and then waits for what comes. */
  const patient = draw.hits(0.12);

  const isHere = (): boolean => goneAtMs === null && !bench.over;
  const act = (): void => void (activeAtMs = nowMs());

  function speak(): void {
    if (speaking || stream === null) return;
    const ms = draw.between(150, 4000);
    act();
    speaking = true;
    stream.speak(babble(ms));
    const ear = model();
    ear?.speechStarted();
    later(ms, () => {
      speaking = false;
      act();
      ear?.speechStopped();
    });
  }

  function hangUp(): void {
    if (goneAtMs !== null) return;
    goneAtMs = nowMs();
    const order = draw.between(0, 3);
    if (order === 0) call.completed();
    stream?.hangUp();
    if (order === 1) stream?.hangUp();
    // The webhook that reports the end comes in its own time, or twice.
    later(draw.between(0, 800), () => call.completed());
    if (order === 2) later(draw.between(0, 2000), () => call.completed());
    stream = null;
  }

  /** The carrier goes on with what stands behind the stream. */
  function ask(): void {
    if (!isHere() || stream !== null) return;
    asked = false;
    act();
    const step = call.nextStep();
    switch (step.kind) {
      case 'connect':
        stream = bench.reconnect();
        streams.push(stream);
        return;
      case 'dial':
      case 'conference':
        return dial();
      case 'say':
        later(2000, () => {
          if (step.next === 'hang-up') hangUp();
          else dial();
        });
        return;
      case 'hang-up':
        return hangUp();
    }
  }

  function dial(): void {
    later(draw.between(500, 8000), () => {
      if (!isHere()) return;
      const gone = draw.hits(0.2);
      const next = call.afterDial(draw.oneOf(['answered', 'no-answer', 'busy', 'failed']), gone);
      if (gone || next.kind === 'hang-up') hangUp();
      else later(draw.between(0, 300), ask);
    });
  }

  /** What the carrier notices: its stream was closed from our side. */
  function watch(): void {
    if (!isHere()) return;
    if (stream?.closed === true) stream = null;
    if (stream === null && !asked) {
      asked = true;
      later(draw.between(20, 400), ask);
    }
    later(250, watch);
  }

  function vanish(): void {
    stream?.vanish();
    stream = null;
    asked = true;
    act();
    if (draw.hits(0.6)) later(draw.between(500, 20_000), ask);
    else {
      goneAtMs = nowMs();
      // Without a word the call waits for the carrier's; of one that was handed over it comes surely, hours later perhaps.
      const handedOver = bench.events('transfer.started').length > 0;
      if (handedOver || draw.hits(0.3)) later(draw.between(0, 30_000), () => call.completed());
    }
  }

  function live(): void {
    if (!isHere()) return;
    const mood = draw.between(0, 99);
    if (stream === null) act();
    else if (mood < 60) speak();
    else if (mood < 72) {
      act();
      stream.press(draw.oneOf(['1', '5', '#', '*']));
    } else if (mood < 76) hangUp();
    else if (mood < 78) vanish();
    else if (mood < 79) call.nextStep();
    else if (mood < 84) later(draw.between(0, 20), hangUp);
    const soonMs = patient ? 120_000 : 5000;
    later(draw.between(100, draw.hits(0.15) ? 30_000 : soonMs), live);
  }

  later(draw.between(0, 3000), live);
  later(250, watch);
  later(patient ? PATIENCE_MS_MAX : draw.between(15_000, 75_000), hangUp);
  return {
    get stream() {
      return stream;
    },
    streams,
    get speaking() {
      return speaking;
    },
    get activeAtMs() {
      return activeAtMs;
    },
    get goneAtMs() {
      return goneAtMs;
    },
    hangUp,
  };
}

/** Loudness of a syllable and the gap behind it, in steps of 20 ms. */
const SYLLABLE = [3000, 9000, 12_000, 7000, 9000, 5000, 3000, 0, 0, 0, 0];

/** `ms` of what has the level of speech, and nothing else of it. */
function babble(ms: number): Audio {
  const samples = Int16Array.from({ length: ms * BYTES_PER_MS }, (_, at) => {
    const peak = SYLLABLE[Math.floor(at / (20 * BYTES_PER_MS)) % SYLLABLE.length] ?? 0;
    return at % 8 < 4 ? peak : -peak;
  });
  return audioOf('pcmu', pcm16ToMulaw(samples));
}
