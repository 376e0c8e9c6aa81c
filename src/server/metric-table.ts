// Metric table: every metric of ours, with what it counts and by what. docs/reference/metrics.md is made of this.

/** One metric. A label's text says which values it has: all are known beforehand, or bounded by what is configured. */
export interface MetricDoc {
  readonly kind: 'counter' | 'gauge' | 'histogram';
  readonly help: string;
  readonly labels?: Readonly<Record<string, string>>;
  /** Of a histogram, in its unit. */
  readonly buckets?: readonly number[];
}

/** Latencies that people notice lie between these, in seconds. */
const LATENCY_S = [0.05, 0.1, 0.2, 0.3, 0.5, 0.8, 1, 1.5, 2, 3, 5, 10] as const;
const SPOKEN_S = [0.5, 1, 2, 3, 5, 8, 13, 21, 34] as const;
const CALL_S = [5, 15, 30, 60, 120, 300, 600, 1800, 3600] as const;
/** A carrier sends 20 ms at a time: what is below two of those is as exact as can be. */
const ERROR_S = [0.01, 0.02, 0.04, 0.08, 0.16, 0.32, 0.64, 1.28] as const;

const CARRIER = 'the name of the carrier';
const MODEL = 'the name of the model; `other` beyond 32 of them';

/** By name. A counter ends in `_total`, what has a unit in the unit. */
export const METRICS = {
  offhook_calls: {
    kind: 'gauge',
    help: 'Calls that have not ended, by status',
    labels: { status: '`ringing`, `live`' },
  },
  offhook_calls_opened_total: { kind: 'counter', help: 'Calls that were announced, or are to be placed' },
  offhook_calls_ended_total: {
    kind: 'counter',
    help: 'Calls that ended, by how',
    labels: { reason: 'as the outcome of a call has it' },
  },
  offhook_calls_turned_away_total: {
    kind: 'counter',
    help: 'Calls that were not let in, by why',
    labels: {
      reason:
        '`busy`: the cap was reached; `budget`: that of the day was spent; `draining`: the server stops',
    },
  },
  offhook_call_duration_seconds: { kind: 'histogram', help: 'From ring to end', buckets: CALL_S },
  offhook_first_audio_seconds: {
    kind: 'histogram',
    help: "From the stream's start to the first sound for the caller",
    buckets: LATENCY_S,
  },
  offhook_model_ready_seconds: {
    kind: 'histogram',
    help: 'From dialling the model until it listened',
    buckets: LATENCY_S,
  },
  offhook_turn_latency_seconds: {
    kind: 'histogram',
    help: "From the end of the caller's speech, by the model's ear, until the agent's first sound was handed over",
    buckets: LATENCY_S,
  },
  offhook_turn_seconds: {
    kind: 'histogram',
    help: "Ear to ear: from the caller's last sound to the agent's first that was heard",
    labels: { carrier: CARRIER, model: MODEL },
    buckets: LATENCY_S,
  },
  offhook_turn_part_seconds: {
    kind: 'histogram',
    help: 'What a turn took by its parts, which add up to all of it',
    labels: { part: '`endpointing`, `model`, `tools`, `relay`, `carrier`' },
    buckets: LATENCY_S,
  },
  offhook_turn_complete_seconds: {
    kind: 'histogram',
    help: "From a reply's first sound to its last, as they were heard; replies that were cut are not counted",
    buckets: SPOKEN_S,
  },
  offhook_interruptions_total: {
    kind: 'counter',
    help: 'The agent was cut off, by what',
    labels: { cause: '`speech`, `digit`, `operator`, `code` …' },
  },
  offhook_guardrail_stops_total: {
    kind: 'counter',
    help: 'What the agent was saying was stopped by a check, by why',
    labels: { cause: '`verdict`, `fault`' },
  },
  offhook_heard_position_error_seconds: {
    kind: 'histogram',
    help: 'The most by which what was heard may have been told wrong on a stream: how far marks were from when they were due',
    labels: { carrier: CARRIER },
    buckets: ERROR_S,
  },
  offhook_line_gaps_total: {
    kind: 'counter',
    help: "Gaps in callers' sound that were filled with silence",
    labels: { carrier: CARRIER },
  },
  offhook_line_gap_seconds_total: {
    kind: 'counter',
    help: 'How long they were together',
    labels: { carrier: CARRIER },
  },
  offhook_line_late_total: {
    kind: 'counter',
    help: "Pieces of callers' sound that came too late, or twice",
    labels: { carrier: CARRIER },
  },
  offhook_streams_ended_total: {
    kind: 'counter',
    help: 'Media streams that ended, by how',
    labels: { cause: '`stop`, `lost`, `fault`' },
  },
  offhook_tool_seconds: {
    kind: 'histogram',
    help: 'How long tools took, by how they came out',
    labels: { status: '`ok`, `invalid`, `timeout`, `error`, `unknown`, `cancelled`' },
    buckets: LATENCY_S,
  },
  offhook_tool_results_total: {
    kind: 'counter',
    help: 'Tool calls, by how they came out',
    labels: { status: 'as above' },
  },
  offhook_model_faults_total: {
    kind: 'counter',
    help: 'The model reported something wrong, or was lost',
    labels: { fatal: '`true`, `false`' },
  },
  offhook_responses_total: {
    kind: 'counter',
    help: 'Answers of the model, by how they ended',
    labels: { status: '`completed`, `cancelled`, `incomplete`, `failed`' },
  },
  offhook_tokens_total: {
    kind: 'counter',
    help: 'Tokens of the model; cached ones are counted among the input as well',
    labels: {
      kind: '`input_text`, `input_audio`, `cached_text`, `cached_audio`, `output_text`, `output_audio`',
    },
  },
  offhook_cost_usd_total: {
    kind: 'counter',
    help: 'What ended calls cost in US dollars, as far as it is known',
    labels: { carrier: CARRIER, model: MODEL },
  },
  offhook_internal_faults_total: { kind: 'counter', help: 'Bugs of ours that were caught in a call' },
  offhook_transfers_total: {
    kind: 'counter',
    help: 'Transfers, by how they came out',
    labels: { status: '`answered`, `no-answer`, `busy`, `failed`' },
  },
  offhook_sockets: {
    kind: 'gauge',
    help: 'Sockets that are open',
    labels: { kind: '`media`: of carriers; `feed`: watchers of `/api/events`' },
  },
  offhook_webhook_refusals_total: {
    kind: 'counter',
    help: "Carriers' webhooks that were turned away, by why",
    labels: { reason: 'as the log has it' },
  },
  offhook_stream_refusals_total: {
    kind: 'counter',
    help: 'Media streams that were turned away, by why',
    labels: { reason: 'as the log has it' },
  },
  offhook_stream_oddities_total: {
    kind: 'counter',
    help: 'Odd things in media streams that broke nothing',
    labels: { name: 'as the log has it' },
  },
  offhook_journal_waiting: { kind: 'gauge', help: 'Journal records that are not in the store yet' },
  offhook_journal_lost: { kind: 'gauge', help: 'Journal records that were given up since the start' },
  offhook_jobs: {
    kind: 'gauge',
    help: 'Work behind calls, of all processes on the store: still to be done, or given up',
    labels: { kind: '`archive`, `webhook` and whatever else there is', status: '`waiting`, `dead`' },
  },
  offhook_job_failures_total: {
    kind: 'counter',
    help: 'Tries of such work that failed in this process',
    labels: { kind: 'as above', final: '`true`: it was given up; `false`: it is tried again' },
  },
  offhook_sound_flaws_total: {
    kind: 'counter',
    help: 'What was wrong with how calls sounded, by what their recordings have shown in this process',
    labels: { kind: '`dead-air`, `double-talk`, `clipped-word`, `echo`, `level-jump`, `gap`' },
  },
  offhook_slo_burn_rate: {
    kind: 'gauge',
    help: 'How fast the error budget of an objective is used up: at 1 it lasts just as long as it should',
    labels: { slo: '`first-audio`, `turn-complete`', window: '`5m`, `30m`, `1h`, `6h`, `3d`' },
  },
  offhook_slo_burning: {
    kind: 'gauge',
    help: 'Whether somebody was told that an objective is being missed: 1 or 0',
    labels: { slo: 'as above' },
  },
} as const satisfies Readonly<Record<string, MetricDoc>>;

/** The name of one of them. */
export type MetricName = keyof typeof METRICS;
