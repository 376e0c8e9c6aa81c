// Count records: what each journal record adds to the metrics.
import type { CallView } from '../call/call-view.ts';
import type { JournalRecord } from '../call/journal.ts';
import type { TurnMeasured } from '../frames/turn-measured.ts';
import type { Usage } from '../frames/model-frames.ts';
import type { MetricRegistry } from './metric-registry.ts';

/** Counts `record` of the call of `view`. */
export function countRecord(metrics: MetricRegistry, { event, atMs }: JournalRecord, view: CallView): void {
  const { carrier, model } = view;
  switch (event.kind) {
    case 'call.opened':
      return metrics.count('offhook_calls_opened_total');
    case 'call.ended':
      metrics.observe('offhook_call_duration_seconds', atMs / 1000);
      metrics.count('offhook_cost_usd_total', { carrier, model }, view.cost.knownUsd);
      return metrics.count('offhook_calls_ended_total', { reason: event.reason });
    case 'stream.stopped':
      return metrics.count('offhook_streams_ended_total', { cause: event.cause });
    case 'model.ready':
      return metrics.observe('offhook_model_ready_seconds', event.tookMs / 1000);
    case 'agent.first-audio':
      return metrics.observe('offhook_first_audio_seconds', event.afterMs / 1000);
    case 'turn.answered':
      return metrics.observe('offhook_turn_latency_seconds', event.latencyMs / 1000);
    case 'turn.measured':
      return countTurn(metrics, event, { carrier, model });
    case 'playout.measured':
      return metrics.observe('offhook_heard_position_error_seconds', event.errorMsMax / 1000, { carrier });
    case 'line.measured':
      metrics.count('offhook_line_gaps_total', { carrier }, event.gaps);
      metrics.count('offhook_line_gap_seconds_total', { carrier }, event.gapMs / 1000);
      return metrics.count('offhook_line_late_total', { carrier }, event.late);
    case 'interrupted':
      return metrics.count('offhook_interruptions_total', { cause: event.cause });
    case 'guardrail.stopped':
      return metrics.count('offhook_guardrail_stops_total', { cause: event.cause });
    case 'tool.settled':
      metrics.observe('offhook_tool_seconds', event.tookMs / 1000, { status: event.status });
      return metrics.count('offhook_tool_results_total', { status: event.status });
    case 'response.done':
      if (event.usage !== null) countTokens(metrics, event.usage);
      return metrics.count('offhook_responses_total', { status: event.status });
    case 'model.fault':
      return metrics.count('offhook_model_faults_total', { fatal: String(event.fatal) });
    case 'internal.fault':
      return metrics.count('offhook_internal_faults_total');
    case 'transfer.ended':
      return metrics.count('offhook_transfers_total', { status: event.status });
    default:
  }
}

function countTurn(
  metrics: MetricRegistry,
  { endpointingMs, modelMs, toolsMs, relayMs, carrierMs, completeMs }: TurnMeasured,
  labels: { readonly carrier: string; readonly model: string },
): void {
  const parts = {
    endpointing: endpointingMs,
    model: modelMs,
    tools: toolsMs,
    relay: relayMs,
    carrier: carrierMs,
  };
  let totalMs = 0;
  for (const [part, ms] of Object.entries(parts)) {
    totalMs += ms;
    metrics.observe('offhook_turn_part_seconds', ms / 1000, { part });
  }
  metrics.observe('offhook_turn_seconds', totalMs / 1000, labels);
  if (completeMs !== null) metrics.observe('offhook_turn_complete_seconds', completeMs / 1000);
}

function countTokens(metrics: MetricRegistry, usage: Usage): void {
  const kinds = {
    input_text: usage.inputTextTokens,
    input_audio: usage.inputAudioTokens,
    cached_text: usage.cachedTextTokens,
    cached_audio: usage.cachedAudioTokens,
    output_text: usage.outputTextTokens,
    output_audio: usage.outputAudioTokens,
  };
  for (const [kind, tokens] of Object.entries(kinds))
    metrics.count('offhook_tokens_total', { kind }, Math.max(0, tokens));
}
