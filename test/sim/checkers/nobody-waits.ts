// Nobody waits in silence: the greeting comes at once, and the line is never quiet for longer than its bounds.
import assert from 'node:assert/strict';
import type { Simulation } from '../simulate-call.ts';

/** The first word, where it is in memory. */
const FIRST_WORD_MS_MAX = 500;

/** While an answer is owed: behind the word that held the line, where it is in memory; else until the model is given up. */
const OWED_MS_MAX = { rendered: 8700, unrendered: 10_500 } as const;

/** A line that is merely quiet is asked about after so long; a question that is not in memory, the model owes. */
const QUIET_MS_MAX = 15_000;

/** While the model believes that the caller speaks: it is asked after a minute. */
const DEAF_MS_MAX = 60_000;

/** By this much a line may be late in knowing that its sound was played: a mark that is overdue, or on its way. */
const OVERDUE_MS = 3000;

/** How closely silence is watched. */
const WATCH_MS = 200;

export function nobodyWaits({ bench, greets, rendered, line, silences }: Simulation): void {
  const lateMs = WATCH_MS + 3 * (line.wayMs + line.jitterMs) + (line.marksLost > 0 ? OVERDUE_MS : 0);
  const owedMsMax = OWED_MS_MAX[rendered ? 'rendered' : 'unrendered'] + lateMs;
  const first = bench.events('agent.first-audio')[0];
  if (greets && first !== undefined)
    assert.ok(first.afterMs <= FIRST_WORD_MS_MAX, `first word after ${first.afterMs} ms`);
  for (const { fromMs, ms, modelHearsSpeech, owedMs } of silences) {
    const most = (modelHearsSpeech ? DEAF_MS_MAX : QUIET_MS_MAX) + owedMsMax;
    assert.ok(ms <= most, `${Math.round(ms)} ms of silence from ${Math.round(fromMs)} ms on`);
    assert.ok(
      owedMs <= owedMsMax,
      `${Math.round(owedMs)} ms of silence for an answer, in that from ${Math.round(fromMs)} ms on`,
    );
  }
}
