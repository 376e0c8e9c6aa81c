// Watches for silence at the caller's ear: how long nobody spoke while the caller was on the line.
import type { CallBench } from '../../src/testing/fakes/call-bench.ts';
import type { SimCaller } from './sim-caller.ts';
import type { Seen } from './simulate-call.ts';

/** A stretch in which the caller heard nothing and did nothing. */
export interface Silence {
  readonly fromMs: number;
  readonly ms: number;
  /** The model took the caller to be speaking all along: nobody could know that it was wrong. */
  readonly modelHearsSpeech: boolean;
}

const LOOK_EVERY_MS = 100;

/** Silences of the call, in order; the last one grows. */
export function watchSilence(
  { world, call }: CallBench,
  caller: SimCaller,
  seen: readonly Seen[],
): readonly Silence[] {
  const silences: Silence[] = [];
  const nowMs = (): number => world.clock.now() / 1000;
  let fromMs: number | null = null;
  let looked = 0;
  let hears = false;

  function look(): void {
    if (call.ended) return;
    for (; looked < seen.length; looked += 1) {
      const kind = seen[looked]?.frame.kind;
      if (kind === 'speech.started') hears = true;
      else if (kind === 'speech.stopped' || kind === 'carrier.started' || kind === 'model.gone')
        hears = false;
    }
    const now = nowMs();
    const onLine = caller.stream !== null && call.conversation !== null;
    const quiet =
      onLine && !caller.stream?.playing && !caller.speaking && now - caller.activeAtMs > LOOK_EVERY_MS;
    if (!quiet) fromMs = null;
    else if (fromMs === null) {
      fromMs = now;
      silences.push({ fromMs, ms: 0, modelHearsSpeech: hears });
    } else {
      const before = silences.pop();
      const modelHearsSpeech = hears || before?.modelHearsSpeech === true;
      silences.push({ fromMs, ms: now - fromMs, modelHearsSpeech });
    }
    world.timers.after(LOOK_EVERY_MS, look);
  }
  look();
  return silences;
}
