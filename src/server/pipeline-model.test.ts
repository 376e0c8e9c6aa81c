// An agent's pipeline becomes a model, and what is missing for it is one clear error.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { defineAgent } from '../agent/define-agent.ts';
import type { PipelineOptions } from '../agent/pipeline-options.ts';
import { OffhookError } from '../base/errors.ts';
import { hasNoKeys, notSet, pipelineModel } from './pipeline-model.ts';
import { readSettings, type EnvironmentText } from './settings.ts';

function modelOf(pipeline: PipelineOptions | undefined, env: EnvironmentText) {
  const agent = defineAgent({
    name: 'desk',
    instructions: 'Be kind.',
    ...(pipeline === undefined ? {} : { pipeline }),
  });
  const settings = readSettings(env);
  return { make: () => pipelineModel(agent, settings), noKeys: hasNoKeys(agent, settings) };
}

const CARTESIA_VOICE = 'a0e99841-438c-4a64-b679-ae501e7d6091';
const ELEVENLABS_VOICE = '21m00Tcm4TlvDq8ikWAM';
const DEEPGRAM = { DEEPGRAM_API_KEY: 'dg' };
const OPENAI = { OPENAI_API_KEY: 'sk-1' };

test('without a pipeline the realtime model answers', () => {
  assert.equal(modelOf(undefined, OPENAI).make().name, 'gpt-realtime-2.1-mini');
  assert.equal(modelOf('realtime', { OPENAI_BASE_URL: 'ws://127.0.0.1:1/v1' }).noKeys, false);
});

test('each vendor of a realtime model becomes one, in its own formats', () => {
  const at = 'ws://127.0.0.1:1/v1';
  const env = {
    ...OPENAI,
    AZURE_OPENAI_API_KEY: 'a',
    AZURE_OPENAI_BASE_URL: 'https://x.openai.azure.com',
    GEMINI_API_KEY: 'g',
    XAI_API_KEY: 'x',
    INWORLD_API_KEY: 'i',
    REALTIME_BASE_URL: at,
  };
  for (const [choice, name, formats] of [
    [{ vendor: 'openai', model: 'gpt-realtime-2.1' }, 'gpt-realtime-2.1', 3],
    [{ vendor: 'azure', model: 'desk' }, 'azure/desk', 3],
    [{ vendor: 'openai-live', llm: { vendor: 'openai', model: 'gpt-m' } }, 'gpt-live-1', 4],
    [{ vendor: 'gemini' }, 'gemini-3.8-live', 1],
    [{ vendor: 'xai' }, 'grok-voice-latest', 5],
    [{ vendor: 'inworld', model: 'openai/gpt-4.1-nano', tts: 't' }, 'inworld/openai/gpt-4.1-nano', 5],
    [{ vendor: 'self-hosted', model: 'm', names: 'beta', rateHz: 16_000 }, 'm', 1],
  ] as const) {
    const model = modelOf({ kind: 'realtime', ...choice }, env).make();
    assert.deepEqual([model.name, model.formats.length], [name, formats]);
  }
});

test('what a realtime vendor misses is named, and so is a model that is none of its own', () => {
  const said = (pipeline: PipelineOptions, env: EnvironmentText, pattern: RegExp): void =>
    assert.throws(() => modelOf(pipeline, env).make(), pattern);
  const realtime = { kind: 'realtime' } as const;
  said({ ...realtime, vendor: 'xai' }, OPENAI, /XAI_API_KEY is not set, so/);
  said(
    { ...realtime, vendor: 'azure', model: 'm' },
    OPENAI,
    /AZURE_OPENAI_API_KEY is not set, and AZURE_OPENAI_BASE_URL/,
  );
  said({ ...realtime, vendor: 'self-hosted', model: 'm' }, {}, /REALTIME_BASE_URL is not set/);
  said(
    { ...realtime, vendor: 'openai', model: 'gpt-live-1' },
    OPENAI,
    /"gpt-live-1" is none of OpenAI's Realtime/,
  );
  said(
    { ...realtime, vendor: 'gemini', model: 'gemini-pro' },
    { GEMINI_API_KEY: 'g' },
    /none of Gemini's Live API/,
  );
  said(
    { ...realtime, vendor: 'openai-live', model: 'gpt-realtime-2.1' },
    OPENAI,
    /none of OpenAI's Live API/,
  );
  said({ ...realtime, vendor: 'inworld', model: 'gpt' }, { INWORLD_API_KEY: 'i' }, /none of Inworld/);
  assert.equal(
    modelOf({ ...realtime, vendor: 'openai', model: 'own' }, { OPENAI_BASE_URL: 'ws://h' }).make().name,
    'own',
  );
});

test('a cascade of the defaults needs two keys', () => {
  const model = modelOf('cascading', { ...DEEPGRAM, ...OPENAI }).make();
  assert.equal(model.name, 'deepgram/flux-general + gpt-6-luna + deepgram/aura');
  assert.ok(model.formats.some(({ encoding }) => encoding === 'pcmu'));
});

test('every vendor that can be chosen becomes part of the model', () => {
  const env = {
    ...DEEPGRAM,
    ...OPENAI,
    ASSEMBLYAI_API_KEY: 'a',
    CARTESIA_API_KEY: 'c',
    ELEVENLABS_API_KEY: 'e',
  };
  const llm = { vendor: 'openai', model: 'gpt-m' } as const;
  for (const [stt, tts, name] of [
    [
      { vendor: 'deepgram' },
      { vendor: 'cartesia', voice: CARTESIA_VOICE },
      'deepgram/nova-3 + gpt-m + cartesia/sonic-3.5',
    ],
    [
      { vendor: 'assemblyai' },
      { vendor: 'elevenlabs', voice: ELEVENLABS_VOICE },
      'assemblyai/universal-3-6-pro + gpt-m + elevenlabs/eleven_flash_v2_5',
    ],
    [
      { vendor: 'openai' },
      { vendor: 'openai' },
      'openai/gpt-realtime-whisper + gpt-m + openai/gpt-4o-mini-tts',
    ],
  ] as const)
    assert.equal(modelOf({ kind: 'cascading', stt, llm, tts }, env).make().name, name);
});

test('missing keys are one error that names each with what it is for', () => {
  const { make, noKeys } = modelOf(
    { kind: 'cascading', tts: { vendor: 'cartesia', voice: CARTESIA_VOICE } },
    DEEPGRAM,
  );
  assert.equal(noKeys, false);
  assert.throws(make, (error) => {
    assert.ok(error instanceof OffhookError && error.code === 'ENVIRONMENT_INVALID');
    assert.match(error.message, /OPENAI_API_KEY is not set \(who thinks.*CARTESIA_API_KEY .*\(who speaks\)/);
    assert.doesNotMatch(error.message, /DEEPGRAM/);
    return true;
  });
});

test('a language model at another address needs no key', () => {
  const env = { ...DEEPGRAM, LLM_BASE_URL: 'http://localhost:11434/v1' };
  assert.match(modelOf('cascading', env).make().name, /gpt-6-luna/);
});

test('without any of its keys a pipeline can be rehearsed', () => {
  assert.equal(modelOf('cascading', {}).noKeys, true);
  assert.equal(modelOf('realtime', DEEPGRAM).noKeys, true);
  assert.equal(modelOf('cascading', DEEPGRAM).noKeys, false);
});

test('a pipeline that does not fit is a config error that says what to write', () => {
  for (const [pipeline, said] of [
    ['live', /pipeline: must be 'realtime', 'cascading', 'managed', \{ kind/],
    [{ kind: 'cascading', stt: { vendor: 'siri' } }, /pipeline/],
    [{ kind: 'cascading', tts: { vendor: 'cartesia' } }, /pipeline/],
    [{ kind: 'cascading', stt: { vendor: 'deepgram-flux', endOfTurn: 2 } }, /pipeline/],
  ] as const)
    assert.throws(() => modelOf(pipeline as PipelineOptions, {}), said);
});

test('a model of the AI SDK thinks: one that is given as such, or one that the AI Gateway has by its name', () => {
  const model = {
    specificationVersion: 'v4',
    provider: 'anthropic',
    modelId: 'claude-haiku-4-5',
    doStream: () => Promise.resolve({ stream: new ReadableStream<unknown>() }),
  } as const;
  const given = { vendor: 'ai-sdk', model } as const;
  const named = { vendor: 'ai-sdk', model: 'anthropic/claude-haiku-4.5' } as const;
  const of = (llm: typeof given | typeof named, env: EnvironmentText) =>
    modelOf({ kind: 'cascading', llm }, { ...DEEPGRAM, ...env });
  assert.match(of(given, {}).make().name, / claude-haiku-4-5 /);
  assert.match(of(named, { AI_GATEWAY_API_KEY: 'k' }).make().name, / anthropic\/claude-haiku-4\.5 /);
  assert.throws(of(named, {}).make, /AI_GATEWAY_API_KEY is not set \(who thinks\)/);
  const managed = modelOf({ kind: 'managed', llm: given }, {});
  assert.deepEqual([managed.noKeys, managed.make().speech], [false, 'carrier']);
  for (const [llm, said] of [
    [{ vendor: 'ai-sdk', model: 'claude' }, /pipeline\.llm\.model: must be a language model of the AI SDK/],
    [
      { vendor: 'ai-sdk', model: { modelId: 'x' } },
      /pipeline\.llm\.model: must be a language model of the AI SDK/,
    ],
    [{ vendor: 'anthropic', model: 'claude' }, /pipeline\.llm\.vendor: must be \{ vendor: 'openai'/],
  ] as const)
    assert.throws(() => modelOf({ kind: 'cascading', llm: llm as never }, {}), said);
});

test('what is missing is said in a phrase, by the names of the variables', () => {
  const missing = (pipeline: PipelineOptions, env: EnvironmentText = {}): string => {
    const agent = defineAgent({ name: 'desk', instructions: 'Be kind.', pipeline });
    return notSet(agent.pipeline, readSettings(env));
  };
  assert.equal(
    missing({ kind: 'realtime', vendor: 'self-hosted', model: 'm' }),
    'REALTIME_BASE_URL is not set',
  );
  assert.equal(missing('managed'), 'OPENAI_API_KEY is not set');
  assert.equal(missing('cascading'), 'neither DEEPGRAM_API_KEY nor OPENAI_API_KEY is set');
  assert.equal(
    missing({ kind: 'cascading', tts: { vendor: 'cartesia', voice: CARTESIA_VOICE } }),
    'none of DEEPGRAM_API_KEY, OPENAI_API_KEY and CARTESIA_API_KEY is set',
  );
});

test('a model or a voice that is none of its vendor’s is one error, unless another server is named', () => {
  const env = {
    ...DEEPGRAM,
    ...OPENAI,
    ASSEMBLYAI_API_KEY: 'a',
    CARTESIA_API_KEY: 'c',
    ELEVENLABS_API_KEY: 'e',
  };
  const cascade = (parts: object): PipelineOptions => ({ kind: 'cascading', ...parts });
  const voice = CARTESIA_VOICE;
  for (const [parts, said, elsewhere] of [
    [
      { stt: { vendor: 'deepgram', model: 'flux-general-en' } },
      /stt\.model: "flux-general-en" is none/,
      'DEEPGRAM',
    ],
    [
      { stt: { vendor: 'deepgram-flux', model: 'nova-3' } },
      /stt\.model: "nova-3" is none of Deepgram's Flux/,
      'DEEPGRAM',
    ],
    [
      { stt: { vendor: 'assemblyai', model: 'best' } },
      /stt\.model: "best" is none of AssemblyAI/,
      'ASSEMBLYAI',
    ],
    [{ stt: { vendor: 'openai', model: 'gpt-6' } }, /stt\.model: "gpt-6" is none of OpenAI's/, 'OPENAI'],
    [{ llm: { vendor: 'openai', model: 'claude-4' } }, /llm\.model: "claude-4" is none.*LLM_BASE_URL/, 'LLM'],
    [
      { tts: { vendor: 'deepgram', voice: 'thalia' } },
      /tts\.voice: "thalia" is none of Deepgram/,
      'DEEPGRAM',
    ],
    [{ tts: { vendor: 'cartesia', voice: 'Katie' } }, /tts\.voice: "Katie" is none of Cartesia/, 'CARTESIA'],
    [{ tts: { vendor: 'cartesia', voice, model: 'x' } }, /tts\.model: "x" is none of Cartesia/, 'CARTESIA'],
    [
      { tts: { vendor: 'elevenlabs', voice: 'Rachel' } },
      /tts\.voice: "Rachel" is none of Eleven/,
      'ELEVENLABS',
    ],
    [
      { tts: { vendor: 'openai', model: 'gpt-6' } },
      /tts\.model: "gpt-6" is none of OpenAI's voice/,
      'OPENAI',
    ],
  ] as const) {
    assert.throws(modelOf(cascade(parts), env).make, said);
    assert.ok(modelOf(cascade(parts), { ...env, [`${elsewhere}_BASE_URL`]: 'http://127.0.0.1:1' }).make());
  }
  const managed = { kind: 'managed', llm: { vendor: 'openai', model: 'claude-4' } } as const;
  assert.throws(modelOf(managed, env).make, /llm\.model: "claude-4" is none/);
});
