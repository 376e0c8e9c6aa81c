// Turns: where a call's turns begin, and which of them a moment belongs to.
import type { ResponseId } from '../base/brand.ts';
import type { CallFacts, EventOf, Moment } from './call-facts.ts';

/** One side's speech and the reaction to it. */
export interface Turn {
  /** From 0: what the agent says before the caller does. */
  readonly index: number;
  readonly startMs: number;
  readonly speeches: readonly Moment<EventOf<'caller.spoke'>>[];
}

/**
 * The turns of a call, by their starts. A caller who goes on before anything was made of what they said is still in the
 * same turn.
 */
export function turnsOf(facts: CallFacts): readonly Turn[] {
  const begun = [
    ...facts.responses.map(({ event, atMs }) => event.startedMs ?? atMs),
    ...facts.items.map(({ startedMs }) => startedMs),
    ...facts.tools.map(({ startMs }) => startMs),
  ];
  const turns: Turn[] = [];
  const [stream] = facts.streams;
  if (stream !== undefined) turns.push({ index: 0, startMs: stream.startMs, speeches: [] });
  for (const speech of facts.speeches.toSorted((a, b) => a.event.startedMs - b.event.startedMs)) {
    const last = turns.at(-1);
    const { startedMs } = speech.event;
    const since = last?.speeches.at(-1)?.event.startedMs;
    if (last === undefined || since === undefined || begun.some((ms) => ms >= since && ms < startedMs))
      turns.push({ index: turns.length, startMs: startedMs, speeches: [speech] });
    else turns[turns.length - 1] = { ...last, speeches: [...last.speeches, speech] };
  }
  return turns;
}

/** The turn in which something began; null before the first. */
export function turnAt(turns: readonly Turn[], ms: number): Turn | null {
  return turns.findLast(({ startMs }) => startMs <= ms) ?? null;
}

/** When the response began that a function call came from; else null. */
export function responseStart(facts: CallFacts, responseId: ResponseId | undefined): number | null {
  if (responseId === undefined) return null;
  return facts.responses.find(({ event }) => event.responseId === responseId)?.event.startedMs ?? null;
}
