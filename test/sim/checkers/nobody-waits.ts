// Nobody waits in silence: the greeting comes at once, and the line is never quiet for longer than its bounds.
import assert from 'node:assert/strict';
import type { Simulation } from '../simulate-call.ts';

/** The first word, where it is in memory. */
const FIRST_WORD_MS_MAX = 500;

/**
 * The longest silence: an answer that does not come (8 s), is asked for again (8 s), begins and hangs (20 s), and what
 * it takes to say sorry. A line that is merely quiet is asked about after 15 s.
 */
const SILENCE_MS_MAX = 40_000;

/** The same while the model believes that the caller speaks: it is asked after a minute. */
const DEAF_MS_MAX = 60_000 + SILENCE_MS_MAX;

export function nobodyWaits({ bench, greets, silences }: Simulation): void {
  const first = bench.events('agent.first-audio')[0];
  if (greets && first !== undefined)
    assert.ok(first.afterMs <= FIRST_WORD_MS_MAX, `first word after ${first.afterMs} ms`);
  for (const { fromMs, ms, modelHearsSpeech } of silences) {
    const most = modelHearsSpeech ? DEAF_MS_MAX : SILENCE_MS_MAX;
    assert.ok(ms <= most, `${Math.round(ms)} ms of silence from ${Math.round(fromMs)} ms on`);
  }
}
