// A language model of the AI SDK keeps the contract of them all, whichever version of its interface it has.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { llmContract } from '../../testing/contracts/llm-contract.ts';
import { simulatedWorld } from '../../testing/world/simulated-world.ts';
import { mockStage, providerStage } from '../../../test/fakes/ai-sdk-stages.ts';
import type { LlmEvent, LlmMessage } from '../llm.ts';
import { aiSdkLlm } from './ai-sdk-llm.ts';
import type { AiSdkCall, AiSdkModel } from './ai-sdk-model.ts';
import { aiSdkPrompt } from './ai-sdk-prompt.ts';
import { AiSdkReader } from './ai-sdk-reader.ts';
import { gatewayModel } from './gateway-model.ts';

llmContract('a provider of the AI SDK', providerStage);
llmContract("the AI SDK's mock of version 4", () => mockStage('v4'));
llmContract("the AI SDK's mock of version 3", () => mockStage('v3'));

function scripted(parts: readonly (readonly unknown[])[]) {
  const world = simulatedWorld();
  const calls: AiSdkCall[] = [];
  const model: AiSdkModel = {
    specificationVersion: 'v2',
    provider: 'p',
    modelId: 'm',
    doStream: (call) => {
      const answer = parts[calls.length] ?? [];
      calls.push(call as AiSdkCall);
      return Promise.resolve({ stream: ReadableStream.from(answer) });
    },
  };
  return { world, calls, model };
}

const CALLER: readonly LlmMessage[] = [{ role: 'caller', text: 'Hi.' }];

test('what a model of version 2 says of its tokens and its end is read', async () => {
  const { world, model } = scripted([
    [
      { type: 'text-delta', id: 't', delta: 'Hello' },
      {
        type: 'finish',
        finishReason: 'length',
        usage: { inputTokens: 7, cachedInputTokens: 3, outputTokens: 2 },
      },
    ],
  ]);
  const heard: LlmEvent[] = [];
  aiSdkLlm({ model }).ask(world, { messages: CALLER, tools: [] }, (event) => heard.push(event));
  await world.advance(100);
  assert.deepEqual(heard, [
    { kind: 'text', delta: 'Hello' },
    { kind: 'done', cut: true, usage: { inputTokens: 7, cachedTokens: 3, outputTokens: 2 } },
  ]);
});

test('with a call goes back what its vendor gave along with it, thoughts and signatures', async () => {
  const signed = { google: { thoughtSignature: 'abc' } };
  const { world, model, calls } = scripted([
    [
      { type: 'reasoning-start', id: 'r', providerMetadata: { a: { signature: '' } } },
      { type: 'reasoning-delta', id: 'r', delta: 'Monday' },
      { type: 'reasoning-end', id: 'r', providerMetadata: { a: { signature: 's' } } },
      { type: 'tool-call', toolCallId: 'c', toolName: 'hours', input: '{}', providerMetadata: signed },
      { type: 'tool-call', toolCallId: 'w', toolName: 'web', input: '{}', providerExecuted: true },
      { type: 'finish', finishReason: 'tool-calls', usage: {} },
    ],
  ]);
  const llm = aiSdkLlm({ model, effort: 'low', providerOptions: { a: { b: 1 } } });
  const heard: LlmEvent[] = [];
  llm.ask(world, { messages: CALLER, tools: [] }, (event) => heard.push(event));
  await world.advance(100);
  const asked = heard.flatMap((event) => (event.kind === 'call' ? [event.call] : []));
  assert.deepEqual(
    asked.map(({ id }) => id),
    ['c'],
  );
  const messages = [
    ...CALLER,
    { role: 'calls', calls: asked },
    { role: 'result', callId: 'c', outputJson: '9' },
  ] as const;
  llm.ask(world, { messages, tools: [] }, () => {});
  await world.advance(100);
  assert.deepEqual(calls[1]?.prompt[1]?.content, [
    { type: 'reasoning', text: 'Monday', providerOptions: { a: { signature: 's' } } },
    { type: 'tool-call', toolCallId: 'c', toolName: 'hours', input: {}, providerOptions: signed },
  ]);
  assert.deepEqual([calls[1]?.reasoning, calls[1]?.providerOptions], ['low', { a: { b: 1 } }]);
});

test('a conversation begins with the other side and never ends with the agent, whoever spoke first', () => {
  const roles = (messages: readonly LlmMessage[]) =>
    aiSdkPrompt(messages, () => null).map(({ role }) => role);
  const system = { role: 'system', text: 'Be kind.' } as const;
  assert.deepEqual(roles([system]), ['system', 'user']);
  assert.deepEqual(roles([system, { role: 'agent', text: 'Hello.' }]), [
    'system',
    'user',
    'assistant',
    'user',
  ]);
  assert.deepEqual(roles([system, system, ...CALLER]), ['system', 'user', 'user']);
});

test('a model that gives no answer is given up in time', async () => {
  const world = simulatedWorld();
  const model: AiSdkModel = { ...scripted([]).model, doStream: () => new Promise(() => {}) };
  const heard: LlmEvent[] = [];
  aiSdkLlm({ model }).ask(world, { messages: CALLER, tools: [] }, (event) => heard.push(event));
  await world.advance(7900);
  assert.equal(heard.length, 0);
  await world.advance(200);
  assert.deepEqual(
    heard.map((event) => (event.kind === 'fault' ? event.code : event.kind)),
    ['unreachable'],
  );
});

test('an error that no other try would mend is fatal, by the name that the AI SDK gives it', async () => {
  for (const [name, code] of [
    ['AI_LoadAPIKeyError', 'key_refused'],
    ['AI_NoSuchModelError', 'model_not_found'],
    ['GatewayModelNotFoundError', 'model_not_found'],
  ] as const) {
    const world = simulatedWorld();
    const failing = (): never => {
      throw Object.assign(new Error('No.'), { name });
    };
    const heard: LlmEvent[] = [];
    const model: AiSdkModel = { ...scripted([]).model, doStream: failing };
    aiSdkLlm({ model }).ask(world, { messages: CALLER, tools: [] }, (event) => heard.push(event));
    await world.advance(10);
    assert.deepEqual(heard, [{ kind: 'fault', code, detail: 'No.', fatal: true }]);
  }
});

test('whatever parts come, nothing is thrown, and there is one end', () => {
  const part = fc.oneof(
    fc.anything(),
    fc.record({
      type: fc.constantFrom('text-delta', 'tool-call', 'finish', 'error', 'reasoning-delta', 'reasoning-end'),
      id: fc.anything(),
      delta: fc.anything(),
      input: fc.anything(),
      toolCallId: fc.string(),
      toolName: fc.string(),
      usage: fc.anything(),
      finishReason: fc.anything(),
      error: fc.anything(),
      providerMetadata: fc.anything(),
    }),
  );
  fc.assert(
    fc.property(fc.array(part), (parts) => {
      const reader = new AiSdkReader(() => {});
      const events = [...parts.flatMap((one) => reader.read(one)), ...reader.end()];
      assert.equal(events.filter(({ kind }) => kind === 'done' || kind === 'fault').length, 1);
      assert.match(events.at(-1)?.kind ?? '', /done|fault/);
    }),
  );
});

test('a model named by text wants the package ai, which is said at once, and has it make the model', async () => {
  const options = { model: 'anthropic/claude-haiku-4.5', apiKey: 'k' };
  const absent = (): never => {
    throw new Error('not found');
  };
  assert.throws(
    () => gatewayModel(options, absent),
    /CONFIG_INVALID|ai is not installed; run `npm install ai`/,
  );
  const model = await gatewayModel(options)();
  assert.equal(model.modelId, 'anthropic/claude-haiku-4.5');
  assert.match(model.provider, /gateway/);
});
