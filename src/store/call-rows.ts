// Call rows: a call's view to the rows of its tables, and back.
import type { CallId } from '../base/brand.ts';
import type { EpochMs } from '../base/time.ts';
import { UNPRICED, type CallCost } from '../call/call-cost.ts';
import type {
  CallOutcome,
  CallView,
  ConsultationView,
  Interruptions,
  RecordingInfo,
  SoundView,
  SteeringView,
  ToolUse,
  TranscriptLine,
} from '../call/call-view.ts';
import type { TurnView } from '../call/turn-views.ts';
import { NO_STEERING } from '../call/steering-views.ts';
import type { JournalRecord } from '../call/journal.ts';
import type { Conclusion } from '../frames/conclusion.ts';
import type { JournalEvent } from '../frames/journal-event.ts';
import type { CallRow, EventRow, OutcomeRow, RecordingRow, TranscriptRow, TurnRow } from './schema.ts';
import type { CallSummary } from './store.ts';
import { fromStoredJson, storable, toStoredJson } from './stored-json.ts';

/** The rows of one call. */
export interface CallRows {
  readonly call: CallRow;
  readonly transcript: readonly TranscriptRow[];
  readonly turns: readonly TurnRow[];
  readonly outcome: OutcomeRow | null;
  readonly recording: RecordingRow | null;
}

/** The rows that say what `given` says. */
export function rowsOf(given: CallView): CallRows {
  const view = storable(given);
  const { id, outcome, recording } = view;
  return {
    call: {
      id,
      carrier: view.carrier,
      carrier_call_id: view.callSid,
      direction: view.direction,
      from_number: view.from,
      to_number: view.to,
      agent: view.agent,
      model: view.model,
      status: view.status,
      started_at: view.startedAt,
      ended_at: view.endedAt,
      tools: toStoredJson(view.tools),
      interruptions: toStoredJson(view.interruptions),
      steering: toStoredJson(view.steering),
      consultations: toStoredJson(view.consultations),
      consulted_for: view.consultedFor,
      cost: toStoredJson(view.cost),
      known_usd: view.cost.knownUsd,
      sound: orNull(view.sound),
      conclusion: orNull(view.conclusion),
    },
    transcript: view.transcript.map((line, index) => ({
      call_id: id,
      position: index + 1,
      role: line.role,
      at_ms: line.atMs,
      text: line.text,
      heard: line.heard ?? null,
      agent: line.agent ?? null,
    })),
    turns: view.turns.map((turn, index) => turnRow(view, turn, index + 1)),
    outcome: outcome === null ? null : outcomeRow(id, outcome),
    recording:
      recording === null
        ? null
        : { call_id: id, path: recording.path, bytes: recording.bytes, duration_ms: recording.durationMs },
  };
}

/** The row that a call has from its opening on, before anything was projected; null for every other record. */
export function openedRow({ callId, wall, event }: JournalRecord): CallRow | null {
  if (event.kind !== 'call.opened') return null;
  return storable<CallRow>({
    id: callId,
    carrier: event.carrier,
    carrier_call_id: event.carrierCallId,
    direction: event.direction,
    from_number: event.from,
    to_number: event.to,
    agent: event.agent,
    model: event.model,
    status: 'ringing' satisfies CallView['status'],
    started_at: new Date(wall).toISOString(),
    ended_at: null,
    tools: '[]',
    interruptions: '[]',
    steering: toStoredJson(NO_STEERING),
    consultations: '[]',
    consulted_for: null,
    cost: toStoredJson(UNPRICED),
    known_usd: 0,
    sound: null,
    conclusion: null,
  });
}

/** What the rows say, without what was said. */
export function summaryOf({ call, outcome, recording }: Omit<CallRows, 'transcript' | 'turns'>): CallSummary {
  return {
    id: call.id as CallId,
    callSid: call.carrier_call_id,
    carrier: call.carrier,
    direction: call.direction as CallView['direction'],
    from: call.from_number,
    to: call.to_number,
    agent: call.agent,
    model: call.model,
    status: call.status as CallView['status'],
    startedAt: call.started_at,
    endedAt: call.ended_at,
    consultedFor: call.consulted_for as CallId | null,
    recording: recording === null ? null : recordingOf(recording),
    outcome: outcome === null ? null : outcomeOf(outcome),
    cost: fromStoredJson<CallCost>(call.cost),
    conclusion: call.conclusion === null ? null : fromStoredJson<Conclusion>(call.conclusion),
  };
}

/** What the rows say. */
export function viewOfRows(rows: CallRows): CallView {
  return {
    ...summaryOf(rows),
    transcript: rows.transcript.map(lineOf),
    tools: fromStoredJson<readonly ToolUse[]>(rows.call.tools),
    interruptions: fromStoredJson<readonly Interruptions[]>(rows.call.interruptions),
    turns: rows.turns.map(turnOf),
    steering: { ...NO_STEERING, ...fromStoredJson<Partial<SteeringView>>(rows.call.steering) },
    consultations: fromStoredJson<readonly ConsultationView[]>(rows.call.consultations),
    sound: rows.call.sound === null ? null : fromStoredJson<SoundView>(rows.call.sound),
  };
}

function orNull(value: unknown): string | null {
  return value === null ? null : toStoredJson(value);
}

/** The row of a journal record. */
export function eventRow({ callId, sequence, atMs, wall, event }: JournalRecord): EventRow {
  return {
    call_id: callId,
    sequence,
    at_ms: atMs,
    recorded_at: new Date(wall).toISOString(),
    kind: event.kind,
    event: toStoredJson(event),
  };
}

/** The journal record of a row. */
export function recordOf(row: EventRow): JournalRecord {
  return {
    callId: row.call_id as CallId,
    sequence: row.sequence,
    atMs: row.at_ms,
    wall: Date.parse(row.recorded_at) as EpochMs,
    event: fromStoredJson<JournalEvent>(row.event),
  };
}

function lineOf({ role, text, heard, agent, at_ms }: TranscriptRow): TranscriptLine {
  return {
    role: role as TranscriptLine['role'],
    text,
    ...(heard === null ? {} : { heard }),
    ...(agent === null ? {} : { agent }),
    atMs: at_ms,
  };
}

function turnRow({ id, startedAt }: CallView, turn: TurnView, position: number): TurnRow {
  return {
    call_id: id,
    position,
    happened_at: new Date(Date.parse(startedAt) + turn.atMs).toISOString(),
    agent: turn.agent,
    at_ms: turn.atMs,
    latency_ms: turn.latencyMs,
    endpointing_ms: turn.endpointingMs,
    model_ms: turn.modelMs,
    tools_ms: turn.toolsMs,
    relay_ms: turn.relayMs,
    carrier_ms: turn.carrierMs,
    complete_ms: turn.completeMs,
    why: turn.why,
  };
}

function turnOf(row: TurnRow): TurnView {
  return {
    atMs: row.at_ms,
    agent: row.agent,
    latencyMs: row.latency_ms,
    endpointingMs: row.endpointing_ms,
    modelMs: row.model_ms,
    toolsMs: row.tools_ms,
    relayMs: row.relay_ms,
    carrierMs: row.carrier_ms,
    completeMs: row.complete_ms,
    why: row.why,
  };
}

function recordingOf({ path, bytes, duration_ms }: RecordingRow): RecordingInfo {
  return { path, bytes, durationMs: duration_ms };
}

function outcomeRow(id: CallId, outcome: CallOutcome): OutcomeRow {
  const { turns, tokens } = outcome;
  return {
    call_id: id,
    reason: outcome.reason,
    detail: outcome.detail,
    duration_ms: outcome.durationMs,
    caller_turns: turns.caller,
    agent_turns: turns.agent,
    tool_count: outcome.tools,
    interruption_count: outcome.interruptions,
    first_audio_ms: outcome.firstAudioMs,
    turn_latencies_ms: toStoredJson(outcome.turnLatenciesMs),
    input_text_tokens: tokens.inputText,
    input_audio_tokens: tokens.inputAudio,
    cached_text_tokens: tokens.cachedText,
    cached_audio_tokens: tokens.cachedAudio,
    output_text_tokens: tokens.outputText,
    output_audio_tokens: tokens.outputAudio,
    cost_usd: outcome.costUsd,
  };
}

function outcomeOf(row: OutcomeRow): CallOutcome {
  return {
    reason: row.reason as CallOutcome['reason'],
    detail: row.detail,
    durationMs: row.duration_ms,
    turns: { caller: row.caller_turns, agent: row.agent_turns },
    tools: row.tool_count,
    interruptions: row.interruption_count,
    firstAudioMs: row.first_audio_ms,
    turnLatenciesMs: fromStoredJson<readonly number[]>(row.turn_latencies_ms),
    tokens: {
      inputText: row.input_text_tokens,
      inputAudio: row.input_audio_tokens,
      cachedText: row.cached_text_tokens,
      cachedAudio: row.cached_audio_tokens,
      outputText: row.output_text_tokens,
      outputAudio: row.output_audio_tokens,
    },
    costUsd: row.cost_usd,
  };
}
