// Played calls: the playout node in front of a carrier's stream, as in a call, to learn what it says was heard.
import type { ItemId, ResponseId } from '../../base/brand.ts';
import type { Timer } from '../../base/world.ts';
import type { Action } from '../../graph/node.ts';
import type { FrameOf } from '../../frames/frame.ts';
import { playout } from '../../nodes/playout.ts';
import type { CarrierScene } from './carrier-scene.ts';

const ITEM = 'item_1' as ItemId;
const RESPONSE = 'response_1' as ResponseId;

type Heard = FrameOf<'item.heard'>;
type Step = ReturnType<ReturnType<typeof playout>['handle']>[number];

/** One answer that is spoken, and what playout says became of it. */
export class PlayedAnswer {
  readonly heard: Heard[] = [];
  readonly #scene: CarrierScene;
  readonly #node = playout();
  #timer: Timer | null = null;

  /** Takes over the scene's stream, which has begun. */
  constructor(scene: CarrierScene) {
    this.#scene = scene;
    scene.onGiven = (frame) => {
      if (frame.kind === 'playout.marked' || frame.kind === 'carrier.stopped') this.#feed(frame);
    };
    this.#feed({ kind: 'carrier.started', streamId: '' });
    this.#feed({ kind: 'response.started', responseId: RESPONSE, requestId: null });
  }

  /** The model hands over a piece. */
  say(bytes: Uint8Array): void {
    const audio = this.#scene.audio(bytes);
    this.#feed({ kind: 'agent.audio', responseId: RESPONSE, itemId: ITEM, audio });
  }

  /** The model has handed over everything. */
  said(): void {
    this.#feed({ kind: 'agent.item-done', responseId: RESPONSE, itemId: ITEM });
  }

  /** The caller interrupts. */
  interrupt(): void {
    this.#feed({ kind: 'interruption', cause: 'speech' });
  }

  /** Nothing is waited for any more. */
  over(): void {
    this.#timer?.stop();
  }

  #feed(frame: Parameters<ReturnType<typeof playout>['handle']>[0]): void {
    this.#carryOut(this.#node.handle(frame, this.#scene.stage.world.clock.now()));
  }

  #carryOut(steps: readonly Step[]): void {
    for (const step of steps) {
      if (step.kind === 'item.heard') this.heard.push(step);
      else if (isAction(step)) this.#act(step);
      else if (step.kind === 'playout.audio' || step.kind === 'playout.mark' || step.kind === 'playout.clear')
        this.#scene.accept(step);
    }
  }

  /** The node has one timer and no tasks. */
  #act(action: Action): void {
    this.#timer?.stop();
    if (action.kind !== 'timer.start') return;
    const { world } = this.#scene.stage;
    this.#timer = world.timers.after(action.afterMs, () => {
      this.#carryOut(this.#node.onTimer?.(action.name, world.clock.now()) ?? []);
    });
  }
}

function isAction(step: Step): step is Extract<Step, Action> {
  return step.kind.startsWith('timer.') || step.kind.startsWith('task.');
}
