// Turn spans: one turn and what happened in it: speech, the decision that it is over, responses, functions, playout, interruptions.
import type { Span, SpanAttributes } from '../call/span.ts';
import type { CallFacts, EventOf, Moment } from './call-facts.ts';
import { ATTRIBUTES, SPANS, toolSpan } from './names.ts';
import { responseSpans, responseStartMs, type Thinkers } from './response-spans.ts';
import type { MakeSpan } from './span-maker.ts';
import { responseStart, turnAt, turnsOf, type Turn } from './turns.ts';

/** What the spans of turns are made with. */
export interface TurnSpansOptions {
  readonly make: MakeSpan;
  readonly root: Span;
  readonly facts: CallFacts;
  readonly thinkers: Thinkers;
  /** Who writes down what the caller says, where that is a vendor of its own. */
  readonly stt: string | null;
  /** What each turn says of its call. */
  readonly attributes: SpanAttributes;
}

/** Every turn of a call with its spans. */
export function turnSpans(options: TurnSpansOptions): readonly Span[] {
  const turns = turnsOf(options.facts);
  return turns.flatMap((turn) => oneTurn(options, turns, turn));
}

function oneTurn(options: TurnSpansOptions, turns: readonly Turn[], turn: Turn): readonly Span[] {
  const { make, root, facts, thinkers } = options;
  const within = (ms: number): boolean => turnAt(turns, ms)?.index === turn.index;
  const responses = facts.responses
    .map((response, index) => ({ response, index }))
    .filter(({ response: { event, atMs } }) => within(event.startedMs ?? atMs));
  const tools = facts.tools.filter(({ begin, startMs }) =>
    within(responseStart(facts, begin.responseId) ?? startMs),
  );
  const items = facts.items.filter(({ startedMs }) => within(startedMs));
  const measured = facts.measured.find(({ saidMs }) => within(saidMs)) ?? null;
  const ends = [
    turn.startMs,
    ...turn.speeches.map(({ atMs }) => atMs),
    ...responses.map(({ response }) => response.atMs),
    ...items.map(({ startedMs, heardMs }) => startedMs + heardMs),
    ...tools.map(({ endMs }) => endMs),
  ];
  const toolRuns = tools.some(({ endMs }) => endMs === null);
  // The turn that is under way has no end yet: more may come of it.
  const open = facts.ended === null && turn.index === turns.length - 1;
  const own = make({
    id: ['turn', turn.index],
    parent: root,
    name: SPANS.turn,
    startMs: Math.min(turn.startMs, ...responses.map(({ response }) => responseStartMs(response))),
    endMs: open || toolRuns ? null : Math.max(...ends.map((ms) => ms ?? 0)),
    attributes: { ...options.attributes, [ATTRIBUTES.turn]: turn.index, ...parts(measured) },
  });
  return [
    own,
    ...turn.speeches.flatMap((speech) => speechSpans(options, own, speech, measured)),
    ...responses.flatMap(({ response, index }) => responseSpans(make, own, response, index, thinkers)),
    ...tools.map((tool) => toolCallSpan(make, own, tool, options.attributes)),
    ...items.map((item) =>
      make({
        id: ['item', item.itemId],
        parent: own,
        name: SPANS.playout,
        startMs: item.startedMs,
        endMs: item.startedMs + item.heardMs,
        attributes: {
          [ATTRIBUTES.itemId]: item.itemId,
          [ATTRIBUTES.heardMs]: item.heardMs,
          [ATTRIBUTES.producedMs]: item.producedMs,
        },
      }),
    ),
    ...interruptions(options, turns, turn, own),
  ];
}

function speechSpans(
  { make, stt }: TurnSpansOptions,
  parent: Span,
  { event: { startedMs, voiceEndedMs }, atMs }: Moment<EventOf<'caller.spoke'>>,
  measured: EventOf<'turn.measured'> | null,
): readonly Span[] {
  const speech = make({
    id: ['speech', startedMs],
    parent,
    name: SPANS.callerSpeech,
    startMs: startedMs,
    endMs: atMs,
  });
  const saidMs = measured === null || measured.saidMs > atMs ? null : measured.saidMs;
  const spans = [
    speech,
    make({
      id: ['end-of-turn', startedMs],
      parent,
      name: SPANS.endOfTurn,
      startMs: Math.max(startedMs, voiceEndedMs ?? saidMs ?? atMs),
      endMs: atMs,
    }),
  ];
  if (stt === null) return spans;
  const attributes = { [ATTRIBUTES.part]: stt };
  return [
    ...spans,
    make({
      id: ['stt', startedMs],
      parent: speech,
      name: SPANS.stt,
      kind: 'client',
      startMs: startedMs,
      endMs: atMs,
      attributes,
    }),
  ];
}

function toolCallSpan(
  make: MakeSpan,
  parent: Span,
  { begin, end, startMs, endMs }: CallFacts['tools'][number],
  attributes: SpanAttributes,
): Span {
  const { toolCallId, name } = begin;
  const status = end?.status ?? (endMs === null ? null : 'cancelled');
  return make({
    id: ['tool', toolCallId],
    parent,
    name: toolSpan(name),
    startMs,
    endMs,
    error: status === null || status === 'ok' || status === 'cancelled' ? null : status,
    attributes: {
      ...attributes,
      [ATTRIBUTES.operation]: 'execute_tool',
      [ATTRIBUTES.tool]: name,
      [ATTRIBUTES.toolCallId]: toolCallId,
      [ATTRIBUTES.toolType]: 'function',
    },
  });
}

/** Below the turn that was interrupted, where it is known what sounded. */
function interruptions(
  { make, facts }: TurnSpansOptions,
  turns: readonly Turn[],
  turn: Turn,
  parent: Span,
): readonly Span[] {
  const startOf = new Map(facts.items.map(({ itemId, startedMs }) => [itemId, startedMs]));
  return facts.interruptions
    .map((interruption, index) => ({ ...interruption, index }))
    .filter(({ event: { itemId }, atMs }) => {
      const sounded = itemId === null ? undefined : startOf.get(itemId);
      return turnAt(turns, sounded ?? atMs)?.index === turn.index;
    })
    .map(({ event, atMs, index }) =>
      make({
        id: ['interruption', index],
        parent,
        name: SPANS.interruption,
        startMs: atMs,
        endMs: atMs,
        attributes: { [ATTRIBUTES.cause]: event.cause },
      }),
    );
}

function parts(measured: EventOf<'turn.measured'> | null): SpanAttributes {
  if (measured === null) return {};
  return {
    [ATTRIBUTES.endpointingMs]: measured.endpointingMs,
    [ATTRIBUTES.modelMs]: measured.modelMs,
    [ATTRIBUTES.toolsMs]: measured.toolsMs,
    [ATTRIBUTES.relayMs]: measured.relayMs,
    [ATTRIBUTES.carrierMs]: measured.carrierMs,
  };
}
