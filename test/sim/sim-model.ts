// A model that plays itself: it listens, answers, calls functions, and dies, stalls, refuses or babbles by chance.
import type { ItemId, ResponseId, ToolCallId } from '../../src/base/brand.ts';
import type { FrameOf } from '../../src/frames/frame.ts';
import { silence } from '../../src/media/audio.ts';
import type { FakeModel, Taken } from '../../src/testing/fakes/fake-model.ts';
import type { SimulatedWorld } from '../../src/testing/world/simulated-world.ts';
import type { Chance } from './chance.ts';

/** What a model is like. */
export type Character =
  | 'good'
  | 'slow'
  | 'refuses'
  | 'never-ready'
  | 'dies'
  /** Says nothing at all from some moment on, and stays connected. */
  | 'stalls'
  /** Begins answers that it does not bring to their end, and stays connected. */
  | 'hangs'
  /** Hears nothing of the caller from some moment on. */
  | 'deaf'
  | 'babbles';

/** One model under way, as the caller's voice reaches it. */
export interface SimModel {
  speechStarted(): void;
  speechStopped(): void;
  /** Sound that it has made, by item. */
  readonly producedMs: ReadonlyMap<ItemId, number>;
}

const WORDS = 'we are open from nine to five on weekdays and closed on sundays what day suits you'.split(' ');

/** Brings `model` to life. `name` keeps the ids of several apart. */
export function simModel(
  model: FakeModel,
  world: SimulatedWorld,
  draw: Chance,
  { character, name }: { readonly character: Character; readonly name: string },
): SimModel {
  const producedMs = new Map<ItemId, number>();
  let active: { readonly id: string; cancelled: boolean } | null = null;
  let interruptible = true;
  let mute = false;
  let deaf = false;
  let ready = false;
  let count = 0;
  let turns = 0;
  let lastCall = '';

  const later = (ms: number, act: () => void): void =>
    void world.timers.after(ms, () => {
      if (!model.closed && !mute) act();
    });
  const die = (): void => {
    if (draw.hits(0.3)) model.give({ kind: 'model.fault', code: 'gone', detail: '', fatal: draw.hits(0.5) });
    model.give({ kind: 'model.closed', code: 1006, detail: 'died' });
  };

  function sound(id: string, item: string, ms: number): void {
    const itemId = item as ItemId;
    producedMs.set(itemId, (producedMs.get(itemId) ?? 0) + ms);
    model.give({ kind: 'agent.audio', responseId: id as ResponseId, itemId, audio: silence('pcmu', ms) });
  }

  function over(id: string, status: FrameOf<'response.done'>['status'], reason: string | null = null): void {
    if (active?.id === id) active = null;
    const fatal = status === 'failed' && draw.hits(0.1);
    model.give({ kind: 'response.done', responseId: id as ResponseId, status, reason, fatal, usage: null });
  }

  function cancel(reason: string): void {
    if (active === null || active.cancelled) return;
    active.cancelled = true;
    const { id } = active;
    // What is on the way already comes late.
    later(draw.between(0, 40), () => over(id, 'cancelled', reason));
  }

  function respond(requestId: string | null, instructions: string | null, tools: boolean): void {
    count += 1;
    const id = `${name}-r${count}`;
    const one = { id, cancelled: false };
    active = one;
    model.give({ kind: 'response.started', responseId: id as ResponseId, requestId });
    if (draw.hits(0.04)) return later(draw.between(0, 500), () => over(id, 'failed', 'server_error'));
    const fixed = instructions?.match(/"(.*)"$/)?.[1];
    const steps: (() => void)[] = [];
    const most = fixed === undefined && draw.hits(0.1) ? 2 : 1;
    const calls = fixed === undefined && tools && draw.hits(0.25);
    const items = fixed !== undefined || !calls || draw.hits(0.5) ? most : 0;
    for (let index = 1; index <= items; index += 1) steps.push(...speech(one, `${id}-i${index}`, fixed));
    if (calls) steps.push(...call(id));
    if (character === 'babbles') steps.splice(draw.between(0, steps.length), 0, ...babble(id));
    let atMs = 0;
    const hangs = character === 'hangs' && draw.hits(0.4);
    if (hangs) steps.splice(draw.between(0, steps.length));
    for (const step of steps) {
      atMs += draw.between(0, 80);
      later(atMs, step);
    }
    later(atMs + draw.between(0, 60), () => {
      if (!one.cancelled && !hangs) over(id, 'completed');
    });
  }

  function speech(one: { cancelled: boolean; id: string }, item: string, fixed: string | undefined) {
    const words = Array.from({ length: draw.between(1, 40) }, () => draw.oneOf(['yes', ...WORDS]));
    const text = fixed ?? words.join(' ');
    const steps = [
      () =>
        model.give({ kind: 'agent.text', itemId: item as ItemId, delta: draw.hits(0.05) ? 'Well!' : text }),
    ];
    for (let left = Math.max(100, text.length * 55); left > 0;) {
      const ms = Math.min(left, draw.oneOf([20, 100, 200, 400, 1600, draw.between(1, 900)]));
      left -= ms;
      steps.push(() => {
        // A cancelled response still brings what the server had sent.
        if (!one.cancelled || active?.id === one.id) sound(one.id, item, ms);
      });
    }
    steps.push(() => {
      if (!one.cancelled)
        model.give({
          kind: 'agent.item-done',
          responseId: one.id as ResponseId,
          itemId: item as ItemId,
        });
    });
    return steps;
  }

  function call(id: string): (() => void)[] {
    const repeats = lastCall !== '' && draw.hits(0.2);
    const toolCallId = repeats ? lastCall : `${id}-call`;
    lastCall = toolCallId;
    const tool = draw.oneOf(['lookup', 'lookup', 'book', 'book', 'nothing', 'end_call', 'transfer']);
    return [
      () =>
        model.give({
          kind: 'tool.called',
          responseId: id as ResponseId,
          toolCallId: toolCallId as ToolCallId,
          name: tool,
          argumentsJson: draw.hits(0.1) ? '{not json' : '{}',
        }),
    ];
  }

  /** Frames that make no sense where they come. */
  function babble(id: string): (() => void)[] {
    const item = `${id}-odd` as ItemId;
    const responseId = id as ResponseId;
    return [
      draw.oneOf<() => void>([
        () => sound(`${name}-unknown`, `${id}-stray`, 200),
        () => model.give({ kind: 'agent.item-done', responseId, itemId: item }),
        () => model.give({ kind: 'speech.stopped' }),
        () => model.give({ kind: 'caller.text', itemId: item, text: 'hm', final: true }),
        () => model.give({ kind: 'response.refused', requestId: 'nobody', cause: 'busy', detail: '' }),
        () => model.give({ kind: 'model.ready' }),
        () => over(`${name}-unknown`, 'completed'),
        () => model.give({ kind: 'agent.text', itemId: item, delta: 'odd' }),
      ]),
    ];
  }

  function asked({ requestId, instructions, tools }: FrameOf<'response.create'>): void {
    if (draw.hits(0.03)) return;
    const refuse = (cause: 'busy' | 'failed'): void =>
      model.give({ kind: 'response.refused', requestId, cause, detail: cause });
    later(draw.between(20, 150), () => {
      if (active !== null) refuse('busy');
      else if (draw.hits(0.03)) refuse('failed');
      else respond(requestId, instructions, tools);
    });
  }

  model.listen((frame: Taken) => {
    if (frame.kind === 'response.create') asked(frame);
    else if (frame.kind === 'response.cancel' && active?.id === frame.responseId) cancel('client_cancelled');
    else if (frame.kind === 'session.update') interruptible = frame.interruptible ?? interruptible;
  });

  if (character === 'refuses') later(draw.between(0, 600), die);
  else if (character !== 'never-ready') {
    later(draw.between(20, 1500), () => {
      ready = true;
      model.ready();
    });
  }
  if (character === 'dies') later(draw.between(500, 30_000), die);
  if (character === 'stalls') later(draw.between(500, 30_000), () => void (mute = true));

  if (character === 'deaf') later(draw.between(500, 20_000), () => void (deaf = true));

  const ears = (act: () => void): void => {
    if (ready && !deaf) later(draw.between(20, 120), act);
  };
  return {
    producedMs,
    speechStarted: () =>
      ears(() => {
        model.speechStarted();
        if (interruptible) cancel('turn_detected');
      }),
    speechStopped: () =>
      ears(() => {
        turns += 1;
        const itemId = `${name}-caller-${turns}` as ItemId;
        model.give({ kind: 'speech.stopped' });
        model.give({ kind: 'caller.committed', itemId });
        later(draw.between(50, 2000), () =>
          model.give({ kind: 'caller.text', itemId, text: draw.hits(0.1) ? '' : 'hello there', final: true }),
        );
        const thinkMs = character === 'slow' ? draw.between(500, 12_000) : draw.between(30, 900);
        later(thinkMs, () => {
          if (active === null) respond(null, null, true);
        });
      }),
  };
}
