// Caller: one end of an emulated call, with an ear: says, presses, and knows when the agent is done.
import type { World } from '../../base/world.ts';
import type { PhoneCall } from '../../testing/telephone/phone-call.ts';
import { stretchesOf } from './caller-sound.ts';
import { Ear } from './ear.ts';

/** People do not press faster. */
const KEY_MS = 200;

/** How a wait came out: it held, the call ended first, or its time was up. */
export type WaitResult = 'held' | 'ended' | 'late';

/** The caller of a script: speaks, presses, waits, and hears. */
export class Caller {
  readonly call: PhoneCall;
  readonly ear: Ear;
  readonly #world: Pick<World, 'timers'>;
  #actedMs = -1;

  /** `began`: told each time the agent begins to speak, with its latency where it answers the caller. */
  constructor(
    world: Pick<World, 'timers'>,
    call: PhoneCall,
    began: (latencyMs: number | null) => void = () => {},
  ) {
    this.#world = world;
    this.call = call;
    this.ear = new Ear(began);
    call.onHeard((sound) => this.ear.hear(sound));
  }

  /** When the caller last said or pressed something, in milliseconds of the call; −1: never. */
  get actedMs(): number {
    return this.#actedMs;
  }

  /** True when the agent has begun to speak since the caller last did anything. */
  get answered(): boolean {
    return (this.ear.spellMs ?? -1) > this.#actedMs;
  }

  /** Says it to the end. False: the call ended before the last word. */
  async speak(sound: Uint8Array): Promise<boolean> {
    this.ear.callerBegins();
    // All is handed over at once, so that nothing comes between two stretches.
    const stretches = stretchesOf(sound);
    const spoken = stretches.map(async ({ speech, bytes }, at) => {
      const whole = await this.call.speak(bytes);
      if (whole && speech) {
        this.#actedMs = this.call.nowMs;
        this.ear.callerEnds(this.#actedMs);
      } else if (whole && at < stretches.length - 1) this.ear.callerBegins();
      return whole || !speech;
    });
    return (await Promise.all(spoken)).every(Boolean);
  }

  /** Presses keys one after the other. False: there was no stream to tell one on. */
  async press(keys: string): Promise<boolean> {
    for (const [at, key] of keys.split('').entries()) {
      if (at > 0) await this.pause(KEY_MS);
      if (!this.call.press(key)) return false;
      this.#actedMs = this.call.nowMs;
    }
    return true;
  }

  /** Lets `ms` pass; sooner when the call ends. */
  async pause(ms: number): Promise<void> {
    await this.wait(() => false, ms);
  }

  /** Waits until `check` holds, the call ends, or `msMax` have passed. */
  wait(check: () => boolean, msMax: number): Promise<WaitResult> {
    const result = Promise.withResolvers<WaitResult>();
    const timer = this.#world.timers.after(msMax, () => result.resolve('late'));
    let given = false;
    void this.call
      .until(() => given || check())
      .then((held) => {
        timer.stop();
        result.resolve(held ? 'held' : 'ended');
      });
    return result.promise.finally(() => (given = true));
  }
}
