// Ringing session: a model that is dialled before there is a stream, and is told what was said on the streams before.
import { speakerNow } from './cast-of.ts';
import type { RingingSession } from './call-stage.ts';
import { brokenTransfer } from './consulting.ts';
import { history } from './history.ts';
import type { LiveCallOptions } from './live-call-options.ts';
import { renewingModel } from './renewing-model.ts';

/** Dials at once. */
export function ringingSession({
  world,
  plan,
  openModel,
  sessionMsMax,
  view,
  journal,
}: Pick<
  LiveCallOptions,
  'world' | 'plan' | 'openModel' | 'sessionMsMax' | 'view' | 'journal'
>): RingingSession {
  const speaker = speakerNow(plan, journal.records);
  const model = renewingModel({
    world,
    open: () => openModel(speaker),
    ...(sessionMsMax === undefined ? {} : { sessionMsMax }),
  });
  const dialledAt = world.clock.now();
  for (const line of history(view().transcript)) model.accept(line, dialledAt);
  const text = brokenTransfer(journal.records);
  if (text !== null) model.accept({ kind: 'context.add', itemId: null, role: 'system', text }, dialledAt);
  return { model, dialledAt };
}
