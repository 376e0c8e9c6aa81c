// The call view as a fold of the journal: nothing stands in a view that the journal does not say.
import { assert } from '../base/assert.ts';
import type { CallId } from '../base/brand.ts';
import type { EpochMs } from '../base/time.ts';
import type { Conclusion } from '../frames/conclusion.ts';
import type { EndReason } from '../frames/reasons.ts';
import type { JournalEvent } from '../frames/journal-event.ts';
import { UNPRICED, type CallCost } from './call-cost.ts';
import { callUse, type CallUse } from './call-use.ts';
import type { CallOutcome, CallView, Interruptions, RecordingInfo, SoundView } from './call-view.ts';
import { consultations } from './consultation-views.ts';
import type { JournalRecord } from './journal.ts';
import { spokenLines } from './spoken-lines.ts';
import { NO_TOKENS, plusUsage } from './token-totals.ts';
import { NO_STEERING, steered } from './steering-views.ts';
import { toolUses } from './tool-uses.ts';
import { turnView, type TurnView } from './turn-views.ts';

/** What that costs; null when no price is known. */
export type PriceOf = (use: CallUse) => CallCost | null;

/** A view that follows its journal. */
export interface FoldedCall {
  /** Takes the next record. A record that was applied before (by its sequence) changes nothing. */
  apply(record: JournalRecord): void;
  /**
   * What the journal says so far; at least one record was applied. A value, kept until the next record: reading
   * it again is free, and what a record did not touch is shared with the view before it.
   */
  readonly view: CallView;
  /** What it costs up to `atMs` since it opened, later than the last record or not. */
  costAt(atMs: number): CallCost;
}

type Opened = Extract<JournalEvent, { readonly kind: 'call.opened' }>;

/** The view of a whole journal, or of any piece from its beginning; `records` in sequence, at least one. */
export function viewOf(records: readonly JournalRecord[], price: PriceOf): CallView {
  const call = callView(price);
  for (const record of records) call.apply(record);
  return call.view;
}

/** A view to which records are applied one by one. */
export function callView(price: PriceOf): FoldedCall {
  const spoken = spokenLines();
  const tools = toolUses();
  let interruptions: readonly Interruptions[] = [];
  let turns: readonly TurnView[] = [];
  let speaker: string | null = null;
  let steering = NO_STEERING;
  const asked = consultations();
  let consultedFor: CallId | null = null;
  let callId: CallId | null = null;
  let startedWall: EpochMs | null = null;
  let sequence = 0;
  let opened: Opened | null = null;
  let placedAs: string | null = null;
  let connected = false;
  let firstAudioMs: number | null = null;
  const turnLatenciesMs: number[] = [];
  let tokens = NO_TOKENS;
  const use = callUse();
  let lastMs = 0;
  let sound: SoundView | null = null;
  let conclusion: Conclusion | null = null;
  let recording: RecordingInfo | null = null;
  let ended: { reason: EndReason; detail: string; atMs: number; wall: EpochMs } | null = null;
  let shown: CallView | null = null;

  function take({ event, atMs, wall }: JournalRecord): void {
    switch (event.kind) {
      case 'call.opened':
        opened ??= event;
        return;
      case 'call.placed':
        placedAs ??= event.carrierCallId;
        return;
      case 'stream.started':
        connected = true;
        return;
      case 'agent.first-audio':
        // A stream that was taken up again has a first sound too; the call's is the first of all.
        firstAudioMs ??= event.afterMs;
        return;
      case 'caller.said':
        spoken.put(event.itemId, { role: 'caller', text: event.text, atMs: event.startedMs });
        return;
      case 'agent.said':
        spoken.put(event.itemId, {
          role: 'agent',
          text: event.said,
          heard: event.heard,
          ...(event.agent === undefined ? {} : { agent: event.agent }),
          atMs: event.startedMs,
        });
        return;
      case 'agent.handed-over':
        speaker = event.to;
        steering = steered(steering, event, atMs);
        return;
      case 'language.switched':
      case 'guardrail.stopped':
        steering = steered(steering, event, atMs);
        return;
      case 'interrupted':
        interruptions = [...interruptions, { cause: event.cause, atMs }];
        return;
      case 'turn.answered':
        turnLatenciesMs.push(event.latencyMs);
        return;
      case 'turn.measured':
        turns = [...turns, turnView(event, speaker ?? opened?.agent ?? '')];
        return;
      case 'response.done':
        if (event.usage !== null) tokens = plusUsage(tokens, event.usage);
        return;
      case 'tool.called':
        tools.called(event, atMs);
        return;
      case 'tool.settled':
        tools.settled(event, atMs);
        return;
      case 'transfer.consulting':
        asked.begun(event, atMs);
        return;
      case 'transfer.consulted':
        asked.over(event.outcome);
        return;
      case 'briefing.wanted':
        consultedFor = event.callId;
        return;
      case 'recording.stored':
        recording = { path: event.path, bytes: event.bytes, durationMs: event.durationMs };
        return;
      case 'sound.judged':
        if (event.findings !== null) sound = { findings: event.findings, unlisted: event.unlisted };
        return;
      case 'call.concluded':
        conclusion = conclusionOf(event);
        return;
      case 'call.ended':
        ended ??= { reason: event.reason, detail: event.detail, atMs, wall };
        return;
      // The rest is detail that only the journal shows; kinds that a newer Offhook added are part of it.
      default:
        return;
    }
  }

  function costAt(atMs: number): CallCost {
    const used = use.at(atMs);
    return (used === null ? null : price(used)) ?? UNPRICED;
  }

  function outcome(costUsd: number | null): CallOutcome | null {
    if (ended === null) return null;
    return {
      reason: ended.reason,
      detail: ended.detail,
      durationMs: ended.atMs,
      turns: spoken.turns(),
      tools: tools.size,
      interruptions: interruptions.length,
      firstAudioMs,
      turnLatenciesMs: [...turnLatenciesMs],
      tokens,
      costUsd,
    };
  }

  function show(): CallView {
    assert(callId !== null && startedWall !== null, 'a view shows a journal of at least one record');
    const cost = costAt(lastMs);
    return {
      id: callId,
      callSid: placedAs ?? opened?.carrierCallId ?? '',
      carrier: opened?.carrier ?? '',
      direction: opened?.direction ?? 'inbound',
      from: opened?.from ?? '',
      to: opened?.to ?? '',
      agent: opened?.agent ?? '',
      model: opened?.model ?? '',
      status: ended !== null ? 'ended' : connected ? 'live' : 'ringing',
      startedAt: new Date(startedWall).toISOString(),
      endedAt: ended === null ? null : new Date(ended.wall).toISOString(),
      transcript: spoken.lines(),
      tools: tools.uses(ended !== null),
      interruptions,
      turns,
      steering,
      consultations: asked.all(),
      consultedFor,
      recording,
      outcome: outcome(cost.usd),
      cost,
      sound,
      conclusion,
    };
  }

  return {
    apply(record) {
      if (record.sequence <= sequence) return;
      sequence = record.sequence;
      callId ??= record.callId;
      startedWall ??= record.wall;
      lastMs = record.atMs;
      use.take(record);
      take(record);
      shown = null;
    },
    get view() {
      return (shown ??= show());
    },
    costAt,
  };
}

function conclusionOf({ disposition, summary, fields, by, note }: Conclusion): Conclusion {
  return { disposition, summary, fields, by, note };
}
