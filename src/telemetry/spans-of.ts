// Spans of a call: a fold of its journal, so that they cost nothing while it is live, outlive a crash, and are the same each time.
import type { JournalRecord } from '../call/journal.ts';
import type { Span, SpanAttributes } from '../call/span.ts';
import type { EndReason } from '../frames/reasons.ts';
import { callFacts, type CallFacts } from './call-facts.ts';
import { ATTRIBUTES, SPANS } from './names.ts';
import type { Thinkers } from './response-spans.ts';
import { spanMaker, type MakeSpan } from './span-maker.ts';
import { traceOf } from './trace-context.ts';
import { turnSpans } from './turn-spans.ts';

/** Ends that are nobody's wish: the call's span counts as an error. */
const FAILURES: ReadonlySet<EndReason> = new Set([
  'model-failed',
  'stream-lost',
  'carrier-fault',
  'internal-fault',
  'call-failed',
]);

/**
 * The spans that a journal tells of, the call's own first, each behind the one that it is below. Of a call that is
 * live, what is not over has no end. Empty when there is no record.
 */
export function spansOf(records: readonly JournalRecord[]): readonly Span[] {
  const facts = callFacts(records);
  if (facts === null) return [];
  const { callId, opened, ended } = facts;
  const make = spanMaker(callId, facts.openedMs, traceOf(callId, records));
  const sid: SpanAttributes = facts.carrierCallId === '' ? {} : { [ATTRIBUTES.callSid]: facts.carrierCallId };
  const reason = ended?.event.reason ?? null;
  const failed = reason !== null && FAILURES.has(reason) ? reason : facts.faulted ? 'internal-fault' : null;
  const root = make({
    id: ['call'],
    parent: null,
    name: SPANS.call,
    kind: 'server',
    startMs: 0,
    endMs: ended?.atMs ?? null,
    error: failed,
    attributes: {
      ...sid,
      ...(facts.streams[0] === undefined ? {} : { [ATTRIBUTES.streamSid]: facts.streams[0].begin.streamId }),
      [ATTRIBUTES.conversation]: callId,
      ...(opened === null
        ? {}
        : {
            [ATTRIBUTES.carrier]: opened.carrier,
            [ATTRIBUTES.direction]: opened.direction,
            [ATTRIBUTES.agent]: opened.agent,
            [ATTRIBUTES.model]: opened.model,
          }),
      ...(reason === null ? {} : { [ATTRIBUTES.endReason]: reason }),
    },
  });
  const llm = opened?.parts?.llm ?? null;
  const thinkers: Thinkers = {
    model: opened?.model ?? 'unknown',
    parts: llm === null ? null : { llm, tts: opened?.parts?.tts ?? null },
  };
  return [
    root,
    ...lineSpans(make, root, facts, sid),
    ...turnSpans({
      make,
      root,
      facts,
      thinkers,
      stt: llm === null ? null : (opened?.parts?.stt ?? null),
      attributes: sid,
    }),
    ...awaySpans(make, root, facts, sid),
  ];
}

/** The ringing, the media connections and the model's. */
function lineSpans(make: MakeSpan, root: Span, facts: CallFacts, sid: SpanAttributes): readonly Span[] {
  const [first] = facts.streams;
  const ring = { id: ['ring'], parent: root, name: SPANS.ring, startMs: 0 } as const;
  return [
    make({ ...ring, endMs: first?.startMs ?? facts.ended?.atMs ?? null }),
    ...facts.ready.map(({ event: { tookMs }, atMs }, index) =>
      make({
        id: ['connect', index],
        parent: root,
        name: SPANS.modelConnect,
        kind: 'client',
        startMs: Math.max(0, atMs - tookMs),
        endMs: atMs,
      }),
    ),
    ...facts.streams.map(({ begin, end, startMs, endMs }, index) =>
      make({
        id: ['stream', index],
        parent: root,
        name: SPANS.stream,
        startMs,
        endMs,
        error: end === null || end.cause === 'stop' ? null : end.cause,
        attributes: {
          ...sid,
          [ATTRIBUTES.streamSid]: begin.streamId,
          [ATTRIBUTES.resumed]: begin.resumed,
          ...(end === null ? {} : { [ATTRIBUTES.stopCause]: end.cause }),
        },
      }),
    ),
    ...facts.traced.map(({ startMs, endMs }, index) =>
      make({ id: ['frames', index], parent: root, name: SPANS.frames, startMs, endMs }),
    ),
  ];
}

/** Where the caller is with a human, or one is asked. */
function awaySpans(make: MakeSpan, root: Span, facts: CallFacts, sid: SpanAttributes): readonly Span[] {
  return [
    ...facts.consultations.map(({ begin, end, startMs, endMs }, index) =>
      make({
        id: ['consultation', index],
        parent: root,
        name: SPANS.consultation,
        startMs,
        endMs,
        attributes: {
          ...sid,
          [ATTRIBUTES.consultationCallId]: begin.callId,
          ...(end === null ? {} : { [ATTRIBUTES.consultationOutcome]: end.outcome }),
        },
      }),
    ),
    ...facts.transfers.map(({ end, startMs, endMs }, index) =>
      make({
        id: ['transfer', index],
        parent: root,
        name: SPANS.transfer,
        kind: 'client',
        startMs,
        endMs,
        error: end?.status === 'failed' ? 'failed' : null,
        attributes: { ...sid, ...(end === null ? {} : { [ATTRIBUTES.transferStatus]: end.status }) },
      }),
    ),
  ];
}
