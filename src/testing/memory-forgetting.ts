// Forgetting of the memory store, held to the same contract as the real ones.
import type { CallView } from '../call/call-view.ts';
import { HOLDS_MAX, type Forgetting, type ForgetKind, type ForgettableCall } from '../store/forgetting.ts';
import type { StoreMemory } from './memory-store.ts';

/** The other side's number. */
function callerOf({ direction, from, to }: CallView): string {
  return direction === 'outbound' ? to : from;
}

/** Forgetting in `memory`; `use` is each use of the store. */
export function memoryForgetting(
  memory: StoreMemory,
  use: <Result>(work: () => Result) => Promise<Result>,
): Forgetting {
  function isHeld(call: CallView): boolean {
    const asking = memory.calls.get(call.consultedFor ?? '');
    return [call, ...(asking === undefined ? [] : [asking])].some(
      (one) =>
        memory.holds.has(`call:${one.id}`) ||
        memory.holds.has(`caller:${callerOf(one)}`) ||
        memory.holds.has(`caller:+${callerOf(one)}`),
    );
  }
  const forgettable = (call: CallView): ForgettableCall => {
    const { id, status, startedAt } = call;
    return { id, status, startedAt, held: isHeld(call) };
  };
  /** Takes rows out, or counts what would go. */
  function rows(callId: string, kinds: readonly ForgetKind[], take: boolean): Record<string, number> {
    const goes = (kind: ForgetKind): boolean => kinds.includes('call') || kinds.includes(kind);
    const gone: Record<string, number> = {};
    const count = (table: string, size: number): void => {
      if (size > 0) gone[table] = size;
    };
    const call = memory.calls.get(callId);
    if (goes('journal')) {
      count('call_events', memory.journals.get(callId)?.size ?? 0);
      if (take) memory.journals.delete(callId);
    }
    if (goes('spans')) {
      count('workflow_spans', memory.spans.get(callId)?.size ?? 0);
      if (take) memory.spans.delete(callId);
    }
    if (call !== undefined) {
      if (goes('transcript')) count('transcripts', call.transcript.length);
      if (goes('outcome')) count('call_outcomes', call.outcome === null ? 0 : 1);
      if (goes('outcome')) count('turns', call.turns.length);
      if (goes('recording')) count('recordings', call.recording === null ? 0 : 1);
    }
    if (goes('call')) {
      const keys = [...memory.keys].filter(([, id]) => id === callId).map(([key]) => key);
      count('call_keys', keys.length);
      if (take) for (const key of keys) memory.keys.delete(key);
    }
    return gone;
  }
  function without(call: CallView, kinds: readonly ForgetKind[]): CallView {
    const has = (kind: ForgetKind): boolean => kinds.includes(kind);
    const guardrails = call.steering.guardrails.map((stop) => ({ ...stop, reason: '' }));
    const other = call.direction === 'outbound' ? 'to' : 'from';
    return {
      ...call,
      ...(has('recording') && { recording: null }),
      ...(has('outcome') && { outcome: null, turns: [] }),
      ...(has('transcript') && {
        transcript: [],
        tools: [],
        conclusion: null,
        steering: { ...call.steering, guardrails },
      }),
      ...(has('caller') && {
        [other]: '',
        callSid: '',
        consultations: call.consultations.map((one) => ({ ...one, to: '' })),
      }),
    };
  }
  return {
    find: (callId) =>
      use(() => {
        const call = memory.calls.get(callId);
        return call === undefined ? null : forgettable(call);
      }),
    forgotten: (callId) => use(() => [...(memory.forgotten.get(callId) ?? [])].toSorted()),
    ofCaller: (number, after, limit) =>
      use(() =>
        [...memory.calls.values()]
          .filter((call) => {
            const asking = memory.calls.get(call.consultedFor ?? '');
            return callerOf(call) === number || (asking !== undefined && callerOf(asking) === number);
          })
          .filter(({ id }) => after === null || id > after)
          .toSorted((one, other) => (one.id < other.id ? -1 : 1))
          .slice(0, limit)
          .map(forgettable),
      ),
    expired: (kind, endedBefore, limit) =>
      use(() =>
        [...memory.calls.values()]
          .filter(({ status, endedAt }) => status === 'ended' && Date.parse(endedAt ?? '') < endedBefore)
          .filter((call) => !isHeld(call) && memory.forgotten.get(call.id)?.has(kind) !== true)
          .toSorted((one, other) => (`${one.endedAt} ${one.id}` < `${other.endedAt} ${other.id}` ? -1 : 1))
          .slice(0, limit)
          .map(({ id }) => id),
      ),
    files: (callId) =>
      use(() =>
        [...(memory.archived.get(callId)?.values() ?? [])].toSorted((one, other) =>
          one.name < other.name ? -1 : 1,
        ),
      ),
    forgetFiles: (callId, names) =>
      use(() => {
        for (const name of names) memory.archived.get(callId)?.delete(name);
      }),
    rows: (callId, kinds) =>
      use(() => ({ ...rows(callId, kinds, false), ...(kinds.includes('call') && { calls: 1 }) })),
    forget: (callId, kinds) =>
      use(() => {
        const call = memory.calls.get(callId);
        if (call === undefined) return kinds.includes('call') ? rows(callId, kinds, true) : {};
        if (call.status !== 'ended' || isHeld(call)) return null;
        const gone = rows(callId, kinds, true);
        if (kinds.includes('call')) {
          memory.calls.delete(callId);
          memory.forgotten.delete(callId);
          return { ...gone, calls: 1 };
        }
        memory.calls.set(callId, without(call, kinds));
        memory.forgotten.set(callId, new Set([...(memory.forgotten.get(callId) ?? []), ...kinds]));
        return gone;
      }),
    rewrite: (records) =>
      use(() => {
        for (const record of records) {
          const journal = memory.journals.get(record.callId);
          if (journal?.has(record.sequence) === true) journal.set(record.sequence, record);
        }
      }),
    hold: (hold) =>
      use(() => {
        const key = `${hold.kind}:${hold.subject}`;
        if (memory.holds.has(key)) return false;
        memory.holds.set(key, hold);
        return true;
      }),
    release: (kind, subject) => use(() => memory.holds.delete(`${kind}:${subject}`)),
    holds: () =>
      use(() =>
        [...memory.holds.values()]
          .toSorted((one, other) =>
            `${one.heldAt} ${one.kind}:${one.subject}` < `${other.heldAt} ${other.kind}:${other.subject}`
              ? -1
              : 1,
          )
          .slice(0, HOLDS_MAX),
      ),
  };
}
