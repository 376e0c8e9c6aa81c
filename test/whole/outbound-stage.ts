// An outgoing call's stage: what the tests of outgoing calls wait for and read.
import assert from 'node:assert/strict';
import type { CallView, JournalEvent } from 'offhook';
import type { Callee } from '../../src/testing/telephone/callee.ts';
import type { WholeStage, WholeStageOptions } from './whole-stage.ts';

/** A stage at whose other end is this callee. */
export const answers = (callee: Callee, more: Partial<WholeStageOptions> = {}): WholeStageOptions => ({
  ...more,
  call: { callee: () => callee },
});

/** Waits until the call has ended; its view and its journal. */
export async function ended(stage: WholeStage, { id }: CallView) {
  let view: CallView | null = null;
  await stage.world.until(() => stage.switchboard.view(id) === null, 600_000);
  await stage.world.advance(1000);
  view = await stage.store.call(id);
  assert.ok(view !== null);
  const events = (await stage.store.journal(id)).map(({ event }) => event);
  // Behind its end a call has its carrier's last word at most.
  assert.equal(events.findLast(({ kind }) => kind !== 'carrier.status')?.kind, 'call.ended');
  assert.equal(stage.world.socketsOpen, 0);
  return { view, events, reason: view.outcome?.reason, detail: view.outcome?.detail ?? '' };
}

/** The journal's events of a kind. */
export function only<Kind extends JournalEvent['kind']>(events: readonly JournalEvent[], kind: Kind) {
  return events.filter((event): event is Extract<JournalEvent, { kind: Kind }> => event.kind === kind);
}

/** How far the call came, by the carrier's word. */
export const progress = (events: readonly JournalEvent[]): readonly string[] =>
  only(events, 'carrier.status').map((event) => event.progress);

/** Who picked up, by the journal, each with the carrier's word. */
export const answerers = (events: readonly JournalEvent[]): readonly (readonly [string, string])[] =>
  only(events, 'callee.answered-by').map(({ by, detail }) => [by, detail]);

/** What one side said. */
export const texts = ({ transcript }: CallView, role: 'caller' | 'agent'): readonly string[] =>
  transcript.filter((line) => line.role === role).map(({ text }) => text);
