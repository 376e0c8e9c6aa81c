// Llm contract: what every language model, with whatever peer, keeps to. One suite, run against each of them.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Llm, LlmCall, LlmEvent, LlmMessage } from '../../speech/llm.ts';
import type { SimulatedWorld } from '../world/simulated-world.ts';
import { CONTRACT_TOOL } from './model-scene.ts';

/** A language model and its far end. */
export interface LlmStage {
  readonly world: SimulatedWorld;
  readonly llm: Llm;
  readonly peer: LlmPeer;
}

/** How the far end answers. */
export type LlmManner =
  | { readonly kind: 'text'; readonly pieces: readonly string[] }
  /** Text that goes on and on. */
  | { readonly kind: 'endless' }
  | { readonly kind: 'call'; readonly call: LlmCall; readonly first: string | null }
  /** The answer breaks off after a piece. */
  | { readonly kind: 'broken' }
  | { readonly kind: 'nonsense' }
  | { readonly kind: 'status'; readonly status: number }
  | { readonly kind: 'nobody' };

/** The far end, as far as the contract needs to see it and to make it do something. */
export interface LlmPeer {
  /** The last request's messages, as `role: text`, in the contract's own words for roles. */
  readonly told: () => readonly string[];
  /** The names of the functions of the last request. */
  readonly tools: () => readonly string[];
  /** How many answers nobody reads any more. */
  readonly givenUp: () => number;
  readonly answers: (how: LlmManner) => void;
}

const ASKED: readonly LlmMessage[] = [
  { role: 'system', text: 'You are the front desk.' },
  { role: 'caller', text: 'When are you open?' },
];

/** Declares the suite for one language model. `make` is called for each test anew. */
export function llmContract(name: string, make: () => LlmStage): void {
  function ask(how: LlmManner, messages: readonly LlmMessage[] = ASKED) {
    const stage = make();
    stage.peer.answers(how);
    const events: LlmEvent[] = [];
    const answer = stage.llm.ask(stage.world, { messages, tools: [CONTRACT_TOOL] }, (event) =>
      events.push(event),
    );
    assert.equal(events.length, 0, 'nothing is told before it returns');
    const texts = () => events.flatMap((event) => (event.kind === 'text' ? [event.delta] : []));
    const ends = () => events.filter(({ kind }) => kind === 'done' || kind === 'fault');
    const over = async (): Promise<void> => {
      await stage.world.until(() => ends().length > 0, 20_000);
      await stage.world.advance(20_000);
      assert.equal(ends().length, 1);
      assert.equal(events.at(-1), ends()[0], 'nothing comes after the end');
      assert.equal(stage.world.timersPending, 0);
    };
    return { ...stage, events, answer, texts, ends, over };
  }

  void test(`${name}: tells the text as it is written, and its tokens at the end`, async () => {
    const asked = ask({ kind: 'text', pieces: ['We are ', 'open, ', 'café.'] });
    await asked.world.until(() => asked.texts().length > 0);
    assert.equal(asked.ends().length, 0, 'the first words come before the last');
    await asked.over();
    assert.equal(asked.texts().join(''), 'We are open, café.');
    const [end] = asked.ends();
    assert.ok(end?.kind === 'done' && !end.cut);
    assert.deepEqual(end.usage, { inputTokens: 9, cachedTokens: 4, outputTokens: 5 });
  });

  void test(`${name}: is told who said what, and which functions there are`, async () => {
    const asked = ask({ kind: 'text', pieces: ['Yes.'] }, [
      ...ASKED,
      { role: 'agent', text: 'Let me look.' },
      { role: 'calls', calls: [{ id: 'c1', name: 'lookup_hours', argumentsJson: '{"day":"mon"}' }] },
      { role: 'result', callId: 'c1', outputJson: '{"open":"9-17"}' },
      { role: 'system', text: 'Be brief.' },
    ]);
    await asked.over();
    assert.deepEqual(asked.peer.told(), [
      'system: You are the front desk.',
      'caller: When are you open?',
      'agent: Let me look.',
      'calls: c1 lookup_hours {"day":"mon"}',
      'result: c1 {"open":"9-17"}',
      'system: Be brief.',
    ]);
    assert.deepEqual(asked.peer.tools(), [CONTRACT_TOOL.name]);
  });

  for (const first of [null, 'Let me look. '])
    void test(`${name}: tells a call once it is whole${first === null ? '' : ', behind the words before it'}`, async () => {
      const call = { id: 'call_7', name: CONTRACT_TOOL.name, argumentsJson: '{"day": "mon"}' };
      const asked = ask({ kind: 'call', call, first });
      await asked.over();
      assert.deepEqual(
        asked.events.flatMap((event) => (event.kind === 'call' ? [event.call] : [])),
        [call],
      );
      assert.equal(asked.texts().join(''), first ?? '');
    });

  void test(`${name}: tells nothing of an answer that is given up, and lets go of it`, async () => {
    const asked = ask({ kind: 'endless' });
    await asked.world.until(() => asked.texts().length > 2);
    asked.answer.stop();
    asked.answer.stop();
    const before = asked.events.length;
    await asked.world.advance(5000);
    assert.equal(asked.events.length, before);
    assert.equal(asked.peer.givenUp(), 1);
  });

  for (const [how, code, fatal] of [
    [{ kind: 'status', status: 401 }, 'key_refused', true],
    [{ kind: 'status', status: 404 }, 'model_not_found', true],
    [{ kind: 'status', status: 500 }, 'http_500', false],
    [{ kind: 'status', status: 429 }, 'http_429', false],
    [{ kind: 'broken' }, 'unreachable', false],
    [{ kind: 'nobody' }, 'unreachable', false],
    [{ kind: 'nonsense' }, 'malformed', false],
  ] as const)
    void test(`${name}: ends with ${code} when its peer's answer is ${how.kind}${'status' in how ? ` ${how.status}` : ''}`, async () => {
      const asked = ask(how);
      await asked.over();
      const [end] = asked.ends();
      assert.ok(end?.kind === 'fault');
      assert.deepEqual([end.code, end.fatal], [code, fatal]);
      assert.ok(!end.detail.includes('sk-secret'));
    });
}
