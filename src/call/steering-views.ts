// Steering views: how the agent was kept on course, as the journal of its call tells.
import type { JournalEvent } from '../frames/journal-event.ts';
import type { SteeringView } from './call-view.ts';

/** Kinds that say so. */
type Steering = Extract<
  JournalEvent,
  { readonly kind: 'agent.handed-over' | 'language.switched' | 'guardrail.stopped' }
>;

/** Nothing yet. */
export const NO_STEERING: SteeringView = { handoffs: [], languages: [], guardrails: [] };

/** The view with one more event in it. */
export function steered(view: SteeringView, event: Steering, atMs: number): SteeringView {
  if (event.kind === 'guardrail.stopped') {
    const { guardrail, reason, late } = event;
    return { ...view, guardrails: [...view.guardrails, { guardrail, reason, late, atMs }] };
  }
  const { from, to, by } = event;
  const key = event.kind === 'agent.handed-over' ? 'handoffs' : 'languages';
  return { ...view, [key]: [...view[key], { from, to, by, atMs }] };
}
