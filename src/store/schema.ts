// The schema as the queries see it: the tables after all migrations, the same over SQLite and Postgres.
// Columns marked PII hold personal data; no other column does. In Postgres they carry the comment `PII`.

/** Every table of the store. */
export interface Database {
  readonly calls: CallRow;
  readonly call_keys: KeyRow;
  readonly call_events: EventRow;
  readonly transcripts: TranscriptRow;
  readonly call_outcomes: OutcomeRow;
  readonly recordings: RecordingRow;
  readonly shelf: ShelfRow;
  readonly jobs: JobRow;
  readonly archived_files: ArchivedFileRow;
  readonly forgotten_kinds: ForgottenKindRow;
  readonly holds: HoldRow;
  readonly workflow_spans: SpanRow;
  readonly turns: TurnRow;
  readonly alarms: AlarmRow;
}

/** ISO 8601 in UTC with milliseconds, e.g. `2026-01-01T00:00:00.000Z`: text in SQLite, `timestamptz` in Postgres. */
export type Instant = string;

/** JSON as text: `text` in SQLite, `jsonb` in Postgres. */
export type JsonText = string;

/** One phone call. It stands here from the moment its journal begins. */
export interface CallRow {
  readonly id: string;
  readonly carrier: string;
  readonly carrier_call_id: string;
  readonly direction: string;
  /** PII. */
  readonly from_number: string;
  /** PII. */
  readonly to_number: string;
  readonly agent: string;
  readonly model: string;
  readonly status: string;
  readonly started_at: Instant;
  readonly ended_at: Instant | null;
  /** PII: what tools were called with, and what they answered. */
  readonly tools: JsonText;
  readonly interruptions: JsonText;
  /** PII where a guardrail quotes: handoffs, languages and stops. */
  readonly steering: JsonText;
  /** PII: which humans were asked to take the call. */
  readonly consultations: JsonText;
  /** The call that a human is asked to take in this one. */
  readonly consulted_for: string | null;
  /** What it costs so far, part by part. */
  readonly cost: JsonText;
  /** US dollars that are known of it. */
  readonly known_usd: number;
  /** What was wrong with how it sounded; null: it was not judged. */
  readonly sound: JsonText | null;
  /** PII: what came of it for the business; null: not found out. */
  readonly conclusion: JsonText | null;
}

/** The key under which an outgoing call was asked for. */
export interface KeyRow {
  readonly key: string;
  readonly call_id: string;
}

/** One journal record. Never changed, never reused. */
export interface EventRow {
  readonly call_id: string;
  /** From 1. */
  readonly sequence: number;
  readonly at_ms: number;
  readonly recorded_at: Instant;
  readonly kind: string;
  /** PII: the whole event, its kind among it. */
  readonly event: JsonText;
}

/** One line of what was spoken. */
export interface TranscriptRow {
  readonly call_id: string;
  /** From 1, in spoken order. */
  readonly position: number;
  readonly role: string;
  readonly at_ms: number;
  /** PII. */
  readonly text: string;
  /** PII. Null on the caller's lines. */
  readonly heard: string | null;
  /** Which agent said it, where a call has several. */
  readonly agent: string | null;
}

/** How a call ended, and what it took. */
export interface OutcomeRow {
  readonly call_id: string;
  readonly reason: string;
  readonly detail: string;
  readonly duration_ms: number;
  readonly caller_turns: number;
  readonly agent_turns: number;
  readonly tool_count: number;
  readonly interruption_count: number;
  readonly first_audio_ms: number | null;
  readonly turn_latencies_ms: JsonText;
  readonly input_text_tokens: number;
  readonly input_audio_tokens: number;
  readonly cached_text_tokens: number;
  readonly cached_audio_tokens: number;
  readonly output_text_tokens: number;
  readonly output_audio_tokens: number;
  readonly cost_usd: number | null;
}

/** Where a call's recording lies. */
export interface RecordingRow {
  readonly call_id: string;
  readonly path: string;
  readonly bytes: number;
  readonly duration_ms: number;
}

/** Sample data of examples. */
export interface ShelfRow {
  readonly collection: string;
  readonly key: string;
  /** PII, where an example keeps any. */
  readonly value: JsonText;
}

/** Work that outlives its process. */
export interface JobRow {
  readonly id: string;
  readonly kind: string;
  /** The only place where it can be done; null: anywhere. */
  readonly place: string | null;
  /** Ids of what it is about. */
  readonly payload: JsonText;
  /** How often it was taken. */
  readonly attempts: number;
  /** Who has it, or had it last. */
  readonly lease: string | null;
  readonly created_at: Instant;
  /** From when on it may be taken: by anybody at first, by others once the lease is over. */
  readonly due_at: Instant;
  readonly fault: string | null;
  /** Since when nobody tries it any more. */
  readonly dead_at: Instant | null;
}

/** One file of a call in the archive. */
export interface ArchivedFileRow {
  readonly call_id: string;
  readonly name: string;
  readonly content_type: string;
  readonly bytes: number;
  readonly sha256: string;
  readonly stored_in: string;
  readonly key: string;
  readonly archived_at: Instant;
  /** The data directory of a file on disk. */
  readonly place: string | null;
}

/** One kind of what was kept of a call is gone. */
export interface ForgottenKindRow {
  readonly call_id: string;
  readonly kind: string;
}

/** What must not be deleted. */
export interface HoldRow {
  /** PII: `call:` and its id, or `caller:` and a number. */
  readonly subject: string;
  readonly kind: string;
  /** PII, where who holds it writes any. */
  readonly reason: string;
  readonly held_at: Instant;
}

/** One turn that was answered, ear to ear. */
export interface TurnRow {
  readonly call_id: string;
  /** From 1. */
  readonly position: number;
  /** When the caller's voice was last heard. */
  readonly happened_at: Instant;
  /** Who answered. */
  readonly agent: string;
  readonly at_ms: number;
  readonly latency_ms: number;
  readonly endpointing_ms: number;
  readonly model_ms: number;
  readonly tools_ms: number;
  readonly relay_ms: number;
  readonly carrier_ms: number;
  readonly complete_ms: number | null;
  readonly why: string | null;
}

/** Whether an objective is being missed: `on` or `off`. */
export interface AlarmRow {
  readonly name: string;
  readonly status: string;
  readonly since: Instant;
}

/** One span of a call. */
export interface SpanRow {
  readonly call_id: string;
  readonly span_id: string;
  readonly trace_id: string;
  readonly parent_span_id: string | null;
  readonly name: string;
  readonly kind: string;
  /** Microseconds since 1970. */
  readonly start_us: number;
  /** Null: it was not over. */
  readonly end_us: number | null;
  readonly status: string;
  readonly attributes: JsonText;
}
