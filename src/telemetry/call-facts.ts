// Call facts: what of a journal becomes spans, by kind, each with its times. Milliseconds since the call opened.
import type { CallId, ItemId } from '../base/brand.ts';
import type { JournalRecord } from '../call/journal.ts';
import type { JournalEvent, JournalEventKind } from '../frames/journal-event.ts';

/** An event of a kind. */
export type EventOf<Kind extends JournalEventKind> = Extract<JournalEvent, { readonly kind: Kind }>;

/** Something that lasted; `endMs` null: it is not over. */
export interface Stretch<Begin, End> {
  readonly begin: Begin;
  end: End | null;
  readonly startMs: number;
  endMs: number | null;
}

/** One moment of the call. */
export interface Moment<Event> {
  readonly event: Event;
  readonly atMs: number;
}

/** What a journal tells, sorted into kinds. */
export interface CallFacts {
  readonly callId: CallId;
  /** Wall time at which the call opened. */
  readonly openedMs: number;
  readonly opened: EventOf<'call.opened'> | null;
  readonly carrierCallId: string;
  readonly ended: Moment<EventOf<'call.ended'>> | null;
  readonly faulted: boolean;
  readonly streams: readonly Stretch<EventOf<'stream.started'>, EventOf<'stream.stopped'>>[];
  readonly ready: readonly Moment<EventOf<'model.ready'>>[];
  readonly speeches: readonly Moment<EventOf<'caller.spoke'>>[];
  readonly responses: readonly Moment<EventOf<'response.done'>>[];
  readonly tools: readonly Stretch<EventOf<'tool.called'>, EventOf<'tool.settled'>>[];
  readonly items: readonly EventOf<'agent.said'>[];
  readonly interruptions: readonly Moment<EventOf<'interrupted'>>[];
  readonly measured: readonly EventOf<'turn.measured'>[];
  readonly transfers: readonly Stretch<EventOf<'transfer.started'>, EventOf<'transfer.ended'>>[];
  readonly consultations: readonly Stretch<EventOf<'transfer.consulting'>, EventOf<'transfer.consulted'>>[];
  readonly traced: readonly Stretch<EventOf<'frames.traced'>, EventOf<'frames.traced'>>[];
}

/** Sorts a journal; null when it has no record. What stands behind its end is left out. */
export function callFacts(records: readonly JournalRecord[]): CallFacts | null {
  const [first] = records;
  if (first === undefined) return null;
  const ended = records.find(({ event }) => event.kind === 'call.ended');
  const until = ended === undefined ? records : records.filter(({ sequence }) => sequence <= ended.sequence);
  const endMs = ended?.atMs ?? null;

  function moments<Kind extends JournalEventKind>(kind: Kind): Moment<EventOf<Kind>>[] {
    return until
      .filter(({ event }) => event.kind === kind)
      .map(({ event, atMs }) => ({ event: event as EventOf<Kind>, atMs }));
  }

  /** Each from a `begin` to the next `end` that is its own; what nothing ended, the call's end does. */
  function stretches<Begin extends JournalEventKind, End extends JournalEventKind>(
    [begin, isBegin]: readonly [Begin, (event: EventOf<Begin>) => boolean],
    end: End,
    own: (begin: EventOf<Begin>, end: EventOf<End>) => boolean = () => true,
  ): Stretch<EventOf<Begin>, EventOf<End>>[] {
    const open: Stretch<EventOf<Begin>, EventOf<End>>[] = [];
    const all: Stretch<EventOf<Begin>, EventOf<End>>[] = [];
    for (const { event, atMs } of until) {
      if (event.kind === begin && isBegin(event as EventOf<Begin>)) {
        const one = { begin: event as EventOf<Begin>, end: null, startMs: atMs, endMs };
        open.push(one);
        all.push(one);
      } else if (event.kind === end) {
        const over = event as EventOf<End>;
        const index = open.findIndex((one) => own(one.begin, over));
        const [one] = index < 0 ? [] : open.splice(index, 1);
        if (one !== undefined) Object.assign(one, { end: over, endMs: atMs });
      }
    }
    return all;
  }

  const always = (): boolean => true;
  const opened = moments('call.opened')[0]?.event ?? null;
  const placed = moments('call.placed').at(-1)?.event.carrierCallId;
  return {
    callId: first.callId,
    openedMs: first.wall,
    opened,
    carrierCallId: placed ?? opened?.carrierCallId ?? '',
    ended: moments('call.ended')[0] ?? null,
    faulted: until.some(({ event }) => event.kind === 'internal.fault'),
    streams: stretches(['stream.started', always], 'stream.stopped'),
    ready: moments('model.ready'),
    speeches: moments('caller.spoke'),
    responses: moments('response.done'),
    tools: stretches(['tool.called', always], 'tool.settled', (a, b) => a.toolCallId === b.toolCallId),
    items: lastSaid(moments('agent.said').map(({ event }) => event)),
    interruptions: moments('interrupted'),
    measured: moments('turn.measured').map(({ event }) => event),
    transfers: stretches(['transfer.started', always], 'transfer.ended'),
    consultations: stretches(['transfer.consulting', always], 'transfer.consulted'),
    traced: stretches(['frames.traced', ({ on }) => on], 'frames.traced'),
  };
}

/** An item that is told twice is the later one. */
function lastSaid(items: readonly EventOf<'agent.said'>[]): readonly EventOf<'agent.said'>[] {
  return [...new Map<ItemId, EventOf<'agent.said'>>(items.map((item) => [item.itemId, item])).values()];
}
