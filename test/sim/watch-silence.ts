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
  /** How long of it an answer was owed, in one piece, while no function ran. */
  readonly owedMs: number;
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
  let owed = false;
  let busy = false;
  let owedSinceMs: number | null = null;

  function look(): void {
    if (call.ended) return;
    for (; looked < seen.length; looked += 1) {
      const frame = seen[looked]?.frame;
      const kind = frame?.kind;
      if (kind === 'speech.started') hears = true;
      else if (kind === 'speech.stopped' || kind === 'carrier.started' || kind === 'model.gone')
        hears = false;
      if (frame?.kind === 'answer.owed') owed = frame.owed;
      if (frame?.kind === 'tools.busy') busy = frame.busy;
      if (kind === 'carrier.started' || kind === 'model.gone') owed = busy = false;
    }
    const now = nowMs();
    const waits = owed && !busy && !hears;
    if (!waits) owedSinceMs = null;
    const onLine = caller.stream !== null && call.conversation !== null;
    const quiet =
      onLine && !caller.stream?.playing && !caller.speaking && now - caller.activeAtMs > LOOK_EVERY_MS;
    if (!quiet) fromMs = owedSinceMs = null;
    else {
      if (waits) owedSinceMs ??= now;
      const before = fromMs === null ? undefined : silences.pop();
      fromMs ??= now;
      silences.push({
        fromMs,
        ms: now - fromMs,
        modelHearsSpeech: hears || before?.modelHearsSpeech === true,
        owedMs: Math.max(before?.owedMs ?? 0, owedSinceMs === null ? 0 : now - owedSinceMs),
      });
    }
    world.timers.after(LOOK_EVERY_MS, look);
  }
  look();
  return silences;
}
