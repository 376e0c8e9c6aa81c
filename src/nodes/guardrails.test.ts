// Guardrails check what the model says while it sounds, stop what does not pass, and say how a failed check counts.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { CallId, ItemId, ResponseId, UtteranceId } from '../base/brand.ts';
import type { FrameOf } from '../frames/frame.ts';
import { nodeBench } from '../testing/node-bench.ts';
import { simulatedWorld } from '../testing/world/simulated-world.ts';
import type { GuardrailContext, GuardrailVerdict, RunnableGuardrail } from './guardrail.ts';
import { guardrails } from './guardrails.ts';

type Check = (text: string, context: GuardrailContext) => GuardrailVerdict | Promise<GuardrailVerdict>;

function bench(check: Check, change: Partial<RunnableGuardrail> = {}) {
  const world = simulatedWorld();
  const rail = {
    name: 'prices',
    everyChars: 10,
    timeMsMax: 500,
    onFault: 'pass',
    instead: null,
    check,
  } as const;
  const context = {
    callId: 'call_1' as CallId,
    from: '',
    to: '',
    variables: { plan: 'gold' },
    http: () => Promise.reject(new Error('none')),
    log: world.log,
  };
  const agent = {
    agent: 'desk',
    language: 'en-US',
    instructions: '',
    voice: 'v',
    wording: {},
    tools: [],
    languages: [],
    guardrails: [{ ...rail, ...change }],
  };
  const cast = { agents: [agent], first: { agent: 'desk', language: 'en-US' } } as const;
  return nodeBench(guardrails({ cast, context, apology: 'Sorry.' }));
}

const started = (id: string, requestId: string | null = null): FrameOf<'response.started'> => ({
  kind: 'response.started',
  responseId: id as ResponseId,
  requestId,
});
const text = (delta: string): FrameOf<'agent.text'> => ({ kind: 'agent.text', itemId: 'i' as ItemId, delta });
const done = (id: string): FrameOf<'response.done'> => ({
  kind: 'response.done',
  responseId: id as ResponseId,
  status: 'completed',
  reason: null,
  fatal: false,
  usage: null,
});
const kinds = (frames: readonly { readonly kind: string }[]): readonly string[] =>
  frames.map(({ kind }) => kind);

test('each check is asked about all of the text, whenever enough of it is new, and once more at the end', async () => {
  const asked: string[] = [];
  const node = bench((said, { agent, language, variables }) => {
    asked.push(`${agent} ${language} ${variables['plan']}: ${said}`);
    return { pass: true };
  });
  node.feed(started('r'));
  node.feed(text('It is '));
  await node.advance(0);
  assert.deepEqual(asked, []);
  node.feed(text('nine dollars'));
  await node.advance(0);
  node.feed(text(' each.'));
  node.feed(done('r'));
  await node.advance(0);
  assert.deepEqual(asked, [
    'desk en-US gold: It is nine dollars',
    'desk en-US gold: It is nine dollars each.',
  ]);
  assert.deepEqual(kinds(node.take()), []);
});

test('what does not pass is stopped, and the model is told why behind the interruption', async () => {
  const node = bench((said) => ({ pass: !said.includes('nine'), reason: 'no prices' }));
  node.feed(started('r'));
  node.feed(text('It is nine dollars.'));
  await node.advance(0);
  await node.advance(0);
  const [stopped, interrupt, wish, ...rest] = node.take();
  assert.deepEqual(stopped, {
    kind: 'guardrail.stopped',
    guardrail: 'prices',
    cause: 'verdict',
    reason: 'no prices',
    late: false,
  });
  assert.deepEqual(interrupt, { kind: 'interruption.wanted', cause: 'guardrail' });
  assert.ok(wish?.kind === 'response.wanted' && wish.instructions?.includes('no prices'));
  assert.deepEqual(rest, []);
});

test('a fixed text is said in its place where there is one, the verdict’s before the guardrail’s', async () => {
  const node = bench(() => ({ pass: false, instead: 'Let me put that differently.' }), { instead: 'No.' });
  node.feed(started('r'));
  node.feed(text('Something wrong.'));
  await node.advance(0);
  await node.advance(0);
  const wish = node.take().at(-1);
  assert.ok(wish?.kind === 'utterance.wanted');
  assert.equal(wish.text, 'Let me put that differently.');
});

test('what was heard to its end is not interrupted, but put right', async () => {
  const verdict = Promise.withResolvers<GuardrailVerdict>();
  const node = bench(() => verdict.promise);
  node.feed(started('r'));
  node.feed(text('Something wrong.'));
  node.feed(done('r'));
  node.feed({ kind: 'item.heard', itemId: 'i' as ItemId, heardMs: 900, producedMs: 900, whole: true });
  verdict.resolve({ pass: false });
  await node.advance(0);
  await node.advance(0);
  assert.deepEqual(kinds(node.take()), ['guardrail.stopped', 'response.wanted']);
});

test('a check that throws, is late or has no verdict passes or stops as its guardrail says, and is on record', async () => {
  const never = new Promise<GuardrailVerdict>(() => {});
  const faults: readonly (readonly [Check, string])[] = [
    [() => Promise.reject(new Error('down')), 'threw'],
    [() => never, 'late'],
    [() => ({}) as GuardrailVerdict, 'no-verdict'],
  ];
  for (const [check, cause] of faults)
    for (const onFault of ['pass', 'stop'] as const) {
      const node = bench(check, { onFault });
      node.feed(started('r'));
      node.feed(text('Something said.'));
      await node.advance(0);
      await node.advance(500);
      const [failed, ...rest] = node.take();
      assert.deepEqual(failed, { kind: 'guardrail.failed', guardrail: 'prices', cause });
      assert.deepEqual(
        kinds(rest).slice(0, 2),
        onFault === 'pass' ? [] : ['guardrail.stopped', 'interruption.wanted'],
      );
    }
});

test('fixed texts are not checked, nor what somebody else has stopped', async () => {
  let asked = 0;
  const never = new Promise<GuardrailVerdict>(() => {});
  const node = bench(() => {
    asked += 1;
    return never;
  });
  node.feed(started('r', 'farewell'));
  node.feed({ kind: 'utterance.started', utteranceId: 'farewell' as UtteranceId, protected: true });
  node.feed(text('Thank you for calling.'));
  await node.advance(0);
  assert.equal(asked, 0);
  node.feed(started('s'));
  node.feed(text('Something said.'));
  await node.advance(0);
  assert.equal(asked, 1);
  node.feed({ kind: 'interruption', cause: 'speech' });
  await node.advance(1000);
  assert.deepEqual(node.take(), []);
});

test('a model that can not get it right is not asked a third time before the caller has spoken', async () => {
  const node = bench(() => ({ pass: false }));
  const wishes: string[] = [];
  for (const id of ['a', 'b', 'c']) {
    node.feed(started(id));
    node.feed({ kind: 'agent.text', itemId: id as ItemId, delta: 'Something wrong.' });
    await node.advance(0);
    await node.advance(0);
    wishes.push(node.take().at(-1)?.kind ?? '');
  }
  assert.deepEqual(wishes, ['response.wanted', 'response.wanted', 'utterance.wanted']);
  node.feed({ kind: 'caller.committed', itemId: 'u' as ItemId });
  node.feed(started('d'));
  node.feed({ kind: 'agent.text', itemId: 'd' as ItemId, delta: 'Something wrong.' });
  await node.advance(0);
  await node.advance(0);
  assert.equal(node.take().at(-1)?.kind, 'response.wanted');
});
