// List calls: the store's, with what is live told by the switchboard, which knows it first.
import type { CallView } from '../call/call-view.ts';
import type { CallQuery, CallSummary, Store } from '../store/store.ts';
import type { CallList } from './api.ts';
import type { Switchboard } from './switchboard.ts';

/** One page, newest first. */
export async function listCalls(
  store: Pick<Store, 'calls'>,
  switchboard: Pick<Switchboard, 'live'>,
  query: CallQuery,
): Promise<CallList> {
  const kept = await store.calls(query);
  const live = new Map(switchboard.live().map((view) => [view.id, summaryOf(view)]));
  const calls: CallSummary[] = kept.map((call) => live.get(call.id) ?? call);
  if (query.before === undefined) {
    // A call that began just now may not be in the store yet.
    const known = new Set(kept.map((call) => call.id));
    for (const call of live.values()) if (!known.has(call.id)) calls.push(call);
  }
  const page = calls
    .filter((call) => query.status === undefined || call.status === query.status)
    .toSorted((one, other) => other.startedAt.localeCompare(one.startedAt) || other.id.localeCompare(one.id))
    .slice(0, query.limit);
  // The store decides whether there is more: its last one is where the next page begins.
  const next = kept.length === query.limit ? (kept.at(-1)?.id ?? null) : null;
  return { calls: page, next };
}

/** The call that was placed under `key`, as a page of one; an empty page when none was. */
export async function callsOfKey(
  store: Pick<Store, 'opened' | 'call'>,
  switchboard: Pick<Switchboard, 'view'>,
  key: string,
): Promise<CallList> {
  const id = await store.opened(key);
  const call = id === null ? null : (switchboard.view(id) ?? (await store.call(id)));
  return { calls: call === null ? [] : [summaryOf(call)], next: null };
}

function summaryOf(view: CallView): CallSummary {
  const {
    transcript: _,
    tools: __,
    interruptions: ___,
    consultations: ____,
    steering: _____,
    turns: ______,
    sound: _______,
    ...summary
  } = view;
  return summary;
}
