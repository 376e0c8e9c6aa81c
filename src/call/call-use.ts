// Call use: what a call has used that is billed, as a fold of its journal.
import type { EpochMs } from '../base/time.ts';
import type { Usage } from '../frames/model-frames.ts';
import type { ModelParts } from '../frames/model-parts.ts';
import type { TokenTotals } from './call-view.ts';
import type { JournalRecord } from './journal.ts';
import { NO_TOKENS, plusUsage } from './token-totals.ts';

/** What a call has used up to a moment. */
export interface CallUse {
  readonly carrier: string;
  readonly direction: 'inbound' | 'outbound';
  /** The number that was called: ours of a call that comes in. PII of an outgoing one. */
  readonly to: string;
  /** When it opened: prices are those of that day. */
  readonly openedAt: EpochMs;
  readonly parts: ModelParts;
  /** From the answer to the end: as long as the carrier bills it. */
  readonly answeredMs: number;
  /** As long as a stream was up: somebody listens and may speak. */
  readonly streamMs: number;
  /** As long as the model was dialled: while it rang, and while a stream was up. */
  readonly sessionMs: number;
  readonly tokens: TokenTotals;
  /** Answers whose tokens were not told. */
  readonly untold: number;
  /** Characters that were given to the voice. */
  readonly characters: number;
  /** Of the caller's sound, as the model tells what it took to write down; null: it tells nothing. */
  readonly transcribedMs: number | null;
  /** Legs on which the carrier has put the caller through. `to`: PII. */
  readonly legs: readonly { readonly to: string; readonly ms: number }[];
  /** Who wrote the call's conclusion, and what that took. */
  readonly conclusion: {
    readonly model: string;
    readonly tokens: TokenTotals;
    readonly untold: number;
  } | null;
}

/** A call that has used nothing. */
export const NO_USE: CallUse = {
  carrier: '',
  direction: 'inbound',
  to: '',
  openedAt: 0 as EpochMs,
  parts: { model: null, stt: null, llm: null, tts: null },
  answeredMs: 0,
  streamMs: 0,
  sessionMs: 0,
  tokens: NO_TOKENS,
  untold: 0,
  characters: 0,
  transcribedMs: null,
  legs: [],
  conclusion: null,
};

/** A use that follows its journal. */
export interface FoldedUse {
  take(record: JournalRecord): void;
  /** Up to `atMs` since the call opened, or up to its end if that was before; null before the call has opened. */
  at(atMs: number): CallUse | null;
}

interface Span {
  readonly from: number;
  to: number | null;
}

interface Leg extends Span {
  readonly number: string;
}

/** Nothing used yet. */
export function callUse(): FoldedUse {
  let facts: Pick<CallUse, 'carrier' | 'direction' | 'to' | 'openedAt' | 'parts'> | null = null;
  let answeredAt: number | null = null;
  let endedAt: number | null = null;
  const streams: Span[] = [];
  const sessions: Span[] = [];
  const legs: Leg[] = [];
  let tokens = NO_TOKENS;
  let untold = 0;
  let characters = 0;
  let transcribedMs: number | null = null;
  let conclusion: CallUse['conclusion'] = null;

  function take({ event, atMs, wall }: JournalRecord): void {
    switch (event.kind) {
      case 'call.opened': {
        const { carrier, direction, to, model } = event;
        const parts = event.parts ?? { model, stt: null, llm: null, tts: null };
        facts ??= { carrier, direction, to, openedAt: wall, parts };
        sessions.push({ from: atMs, to: null });
        return;
      }
      case 'stream.started':
        answeredAt ??= atMs;
        close([...streams, ...legs], atMs);
        streams.push({ from: atMs, to: null });
        // The one that was dialled while it rang is the one that it gets.
        if (sessions.at(-1)?.to !== null) sessions.push({ from: atMs, to: null });
        return;
      case 'stream.stopped':
        return close([...streams, ...sessions], atMs);
      case 'transfer.started':
        close([...streams, ...sessions], atMs);
        legs.push({ from: atMs, to: null, number: event.to });
        return;
      case 'conference.sent':
        // Who is in it with the caller has a call of their own.
        legs.pop();
        return;
      case 'transfer.ended':
        return close(legs, atMs);
      case 'response.done':
        if (event.usage === null) untold += 1;
        else count(event.usage);
        return;
      case 'call.concluded':
        if (event.model !== undefined && event.usage !== undefined)
          conclusion = {
            model: event.model,
            tokens: plusUsage(NO_TOKENS, event.usage),
            untold: event.usage.untold === true ? 1 : 0,
          };
        return;
      case 'call.ended':
        endedAt ??= atMs;
        return close([...streams, ...sessions, ...legs], atMs);
      default:
        return;
    }
  }

  function count(usage: Usage): void {
    tokens = plusUsage(tokens, usage);
    if (usage.untold === true) untold += 1;
    characters += usage.spokenCharacters ?? 0;
    if (usage.transcribedMs !== undefined) transcribedMs = (transcribedMs ?? 0) + usage.transcribedMs;
  }

  function at(given: number): CallUse | null {
    if (facts === null) return null;
    const atMs = Math.min(given, endedAt ?? Infinity);
    return {
      ...facts,
      answeredMs: answeredAt === null ? 0 : Math.max(0, atMs - answeredAt),
      streamMs: total(streams, atMs),
      sessionMs: total(sessions, atMs),
      tokens,
      untold,
      characters,
      transcribedMs,
      legs: legs.map((leg) => ({ to: leg.number, ms: length(leg, atMs) })),
      conclusion,
    };
  }

  return { take, at };
}

function close(spans: readonly Span[], atMs: number): void {
  for (const span of spans) span.to ??= atMs;
}

function length({ from, to }: Span, atMs: number): number {
  return Math.max(0, (to ?? atMs) - from);
}

function total(spans: readonly Span[], atMs: number): number {
  return spans.reduce((sum, span) => sum + length(span, atMs), 0);
}
