// A warm transfer's stage: a caller who has asked for a human, and whoever is called then.
import assert from 'node:assert/strict';
import type { CallView, JournalEvent } from 'offhook';
import type { Callee } from '../../src/testing/telephone/callee.ts';
import { person } from '../../src/testing/telephone/callee.ts';
import type { EmulatedCall } from '../../src/testing/telephone/emulated-call.ts';
import { only } from './outbound-stage.ts';
import { wholeStage, type WholeStage, type WholeStageOptions } from './whole-stage.ts';

/** The caller is on hold, and the human's phone is about to ring. */
export interface WarmStage extends WholeStage {
  readonly caller: EmulatedCall;
  readonly human: EmulatedCall;
  /** Lets time pass until the human has picked up and heard all that is said first. */
  briefed(): Promise<void>;
  /** Lets time pass until both are in the conference. */
  together(): Promise<void>;
  /** Lets time pass until the caller hears the agent again, and it is quiet then. */
  callerBack(): Promise<void>;
  /** Says a line of the rehearsal's at the human's end, to its end. */
  humanSays(line: string): Promise<void>;
  /** Both calls to their ends; nothing of them is left. */
  over(): Promise<{ readonly caller: EndedCall; readonly human: EndedCall }>;
}

/** A call that has ended, as the store has it. */
export interface EndedCall {
  readonly view: CallView;
  readonly events: readonly JournalEvent[];
}

/** Warm, nothing recorded: the rest as the front desk has it. */
export async function warmStage(
  callee: Callee = person(3000),
  { agent, call, ...options }: WholeStageOptions = {},
): Promise<WarmStage> {
  const stage = await wholeStage({
    ...options,
    agent: { transferKind: 'warm', recording: { on: false }, ...agent },
    call: { ...call, callee: () => callee },
  });
  const { world, emulator } = stage;
  const caller = stage.ring();
  await stage.agentQuiet(caller);
  void caller.speak(stage.lineSound('human'));
  await world.until(() => emulator.calls.size === 2, 60_000);
  const human = stage.placed();
  const inConference = (one: EmulatedCall): boolean =>
    /^(Dial|Conference)$/i.test(one.record.verbs.at(-1)?.name ?? '');
  return {
    ...stage,
    caller,
    human,
    async briefed() {
      await world.until(() => human.playing, 60_000);
      await world.until(() => human.quietMs >= 2500, 60_000);
    },
    together: () => world.until(() => inConference(caller) && inConference(human), 30_000),
    async callerBack() {
      const told = (): boolean => stage.modelTold.some((text) => text.includes('could not be put through'));
      await world.until(told, 200_000);
      const heard = caller.heardBytes;
      await world.until(() => caller.heardBytes > heard + 16_000, 20_000);
      await stage.agentQuiet(caller);
    },
    async humanSays(line) {
      let spoken = false;
      void human.speak(stage.lineSound(line)).then(() => (spoken = true));
      await world.until(() => spoken, 30_000);
    },
    async over() {
      await world.until(() => stage.switchboard.live().length === 0, 600_000);
      await world.advance(5000);
      assert.equal(world.socketsOpen, 0);
      assert.equal(world.timersPending, 0);
      return { caller: await endedCall(stage, caller), human: await endedCall(stage, human) };
    },
  };
}

async function endedCall({ store }: WholeStage, { carrierCallId }: EmulatedCall): Promise<EndedCall> {
  const view = await store.call(carrierCallId);
  assert.ok(view?.outcome, 'the call has ended');
  return { view, events: (await store.journal(view.id)).map(({ event }) => event) };
}

/** What came of asking, by the caller's journal. */
export const outcomes = ({ events }: EndedCall): readonly string[] =>
  only(events, 'transfer.consulted').map(({ outcome }) => outcome);
