// Pipeline model: the model that an agent's pipeline and the settings' keys amount to, or one error that names what is missing.
import type { ReadyAgent } from '../agent/agent.ts';
import type { LlmChoice, Pipeline, SttChoice, TtsChoice } from '../agent/pipeline-options.ts';
import { OffhookError } from '../base/errors.ts';
import { cascadingModel } from '../models/cascading/cascading-model.ts';
import { managedModel } from '../models/cascading/managed-model.ts';
import type { Model } from '../models/model.ts';
import { aiSdkLlm } from '../speech/ai-sdk/ai-sdk-llm.ts';
import { gatewayModel } from '../speech/ai-sdk/gateway-model.ts';
import { assemblyaiStt } from '../speech/assemblyai/assemblyai-stt.ts';
import { cartesiaTts } from '../speech/cartesia/cartesia-tts.ts';
import { deepgramTts } from '../speech/deepgram/aura-tts.ts';
import { deepgramFluxStt } from '../speech/deepgram/flux-stt.ts';
import { deepgramStt } from '../speech/deepgram/nova-stt.ts';
import { elevenlabsTts } from '../speech/elevenlabs/elevenlabs-tts.ts';
import type { Llm } from '../speech/llm.ts';
import { openaiLlm } from '../speech/openai/chat-llm.ts';
import { openaiTts } from '../speech/openai/speech-tts.ts';
import { openaiStt } from '../speech/openai/transcription-stt.ts';
import type { Stt } from '../speech/stt.ts';
import type { Tts } from '../speech/tts.ts';
import { realtimeModel, realtimeNeeds, type Need } from './realtime-model.ts';
import type { Settings } from './settings.ts';
import { checkVendorNames } from './vendor-names.ts';

/** Deepgram's voice where none is named. */
const AURA_VOICE = 'aura-2-thalia-en';

/** Throws `ENVIRONMENT_INVALID`, which names every variable that is missing and what for, and `CONFIG_INVALID` for names that are none of their vendor's. */
export function pipelineModel(agent: Pick<ReadyAgent, 'pipeline' | 'model'>, settings: Settings): Model {
  const { pipeline } = agent;
  const missing = missingNeeds(pipeline, settings).map(({ variable, what }) =>
    what === null ? `${variable} is not set` : `${variable} is not set (${what})`,
  );
  if (missing.length > 0) {
    throw new OffhookError(
      'ENVIRONMENT_INVALID',
      pipeline.kind === 'realtime'
        ? `${missing.join(', and ')}, so no model can answer: set it, pass \`model\`, or use \`npm start\`, which rehearses without a key.`
        : `The agent's pipeline is '${pipeline.kind}', and of its keys ${missing.join('; ')}. Set them, choose other vendors in \`pipeline\`, pass \`model\`, or use \`npm start\` without any of them, which rehearses.`,
    );
  }
  checkVendorNames(pipeline, settings);
  if (pipeline.kind === 'managed') return managedModel({ llm: llmOf(pipeline.llm, settings) });
  if (pipeline.kind === 'realtime')
    return realtimeModel(pipeline, agent.model, settings, (choice) => llmOf(choice, settings));
  const voice = voiceOf(pipeline.tts);
  return cascadingModel({
    stt: sttOf(pipeline.stt, settings),
    llm: llmOf(pipeline.llm, settings),
    tts: ttsOf(pipeline.tts, settings),
    ...(voice === null ? {} : { voice }),
  });
}

/** True when not one of the keys that the pipeline needs is set: then it can only be rehearsed. */
export function hasNoKeys({ pipeline }: Pick<ReadyAgent, 'pipeline'>, settings: Settings): boolean {
  const needs = needsOf(pipeline, settings);
  return needs.length > 0 && needs.every(({ isSet }) => !isSet);
}

/** The variables that the pipeline needs and that are not set, in one phrase: `A is not set`, `neither A nor B is set`. */
export function notSet(pipeline: Pipeline, settings: Settings): string {
  const names = [...new Set(missingNeeds(pipeline, settings).map(({ variable }) => variable))];
  if (names.length < 2) return `${names.join('')} is not set`;
  return names.length === 2
    ? `neither ${names[0]} nor ${names[1]} is set`
    : `none of ${names.slice(0, -1).join(', ')} and ${names.at(-1)} is set`;
}

function missingNeeds(pipeline: Pipeline, settings: Settings): readonly Need[] {
  return needsOf(pipeline, settings).filter(({ isSet }) => !isSet);
}

function needsOf(pipeline: Pipeline, settings: Settings): readonly Need[] {
  const { openai, speech } = settings;
  if (pipeline.kind === 'realtime') {
    const thinks = 'llm' in pipeline ? pipeline.llm : undefined;
    const own = realtimeNeeds(pipeline, settings);
    return thinks?.vendor === 'ai-sdk' ? [...own, ...llmNeeds(thinks, settings)] : own;
  }
  if (pipeline.kind === 'managed') return llmNeeds(pipeline.llm, settings);
  const vendor = (name: string, what: string): Need => {
    if (name === 'openai') return { variable: 'OPENAI_API_KEY', isSet: openaiIsSet(openai), what };
    const [own = ''] = name.split('-', 1);
    const { apiKey } = speech[own as 'deepgram' | 'assemblyai' | 'cartesia' | 'elevenlabs'];
    return { variable: `${own.toUpperCase()}_API_KEY`, isSet: apiKey !== null, what };
  };
  return [
    vendor(pipeline.stt.vendor, 'who transcribes'),
    ...llmNeeds(pipeline.llm, settings),
    vendor(pipeline.tts.vendor, 'who speaks'),
  ];
}

/** A model of the AI SDK that is given as such has brought its own key. */
function llmNeeds(choice: LlmChoice, { speech, openai }: Settings): readonly Need[] {
  if (choice.vendor === 'ai-sdk')
    return typeof choice.model === 'string'
      ? [{ variable: 'AI_GATEWAY_API_KEY', isSet: speech.gateway.apiKey !== null, what: 'who thinks' }]
      : [];
  return [
    {
      variable: 'OPENAI_API_KEY',
      isSet: speech.llm.apiKey !== null || speech.llm.baseUrl !== null || openaiIsSet(openai),
      what: 'who thinks; LLM_API_KEY and LLM_BASE_URL name another server',
    },
  ];
}

/** A server of one's own may ask for no key. */
function openaiIsSet({ apiKey, baseUrl }: Account): boolean {
  return apiKey !== null || baseUrl !== null;
}

interface Account {
  readonly apiKey: string | null;
  readonly baseUrl: string | null;
}

function account({ apiKey, baseUrl }: Account): { readonly apiKey: string; readonly baseUrl?: string } {
  return { apiKey: apiKey ?? '', ...(baseUrl === null ? {} : { baseUrl }) };
}

function openaiAccount({ apiKey, baseUrl }: Account): {
  readonly apiKey: string | null;
  readonly baseUrl?: string;
} {
  return { apiKey, ...(baseUrl === null ? {} : { baseUrl }) };
}

function sttOf(choice: SttChoice, { speech, openai }: Settings): Stt {
  switch (choice.vendor) {
    case 'deepgram-flux':
      return deepgramFluxStt({ ...choice, ...account(speech.deepgram) });
    case 'deepgram':
      return deepgramStt({ ...choice, ...account(speech.deepgram) });
    case 'assemblyai':
      return assemblyaiStt({ ...choice, ...account(speech.assemblyai) });
    case 'openai':
      return openaiStt({ ...choice, ...openaiAccount(openai) });
  }
}

function llmOf(choice: LlmChoice, { speech, openai }: Settings): Llm {
  if (choice.vendor === 'ai-sdk') return aiSdk(choice, speech.gateway);
  const { model, effort } = choice;
  const apiKey = speech.llm.apiKey ?? (speech.llm.baseUrl === null ? openai.apiKey : null);
  const baseUrl = speech.llm.baseUrl ?? openai.baseUrl;
  return openaiLlm({ model, effort: effort ?? null, ...openaiAccount({ apiKey, baseUrl }) });
}

function aiSdk(choice: Extract<LlmChoice, { readonly vendor: 'ai-sdk' }>, gateway: Account): Llm {
  const { model, effort = null, providerOptions } = choice;
  const more = { effort, ...(providerOptions === undefined ? {} : { providerOptions }) };
  if (typeof model !== 'string') return aiSdkLlm({ ...more, model });
  return aiSdkLlm({ ...more, name: model, model: gatewayModel({ model, ...account(gateway) }) });
}

function ttsOf(choice: TtsChoice, { speech, openai }: Settings): Tts {
  switch (choice.vendor) {
    case 'deepgram':
      return deepgramTts(account(speech.deepgram));
    case 'cartesia': {
      const { version } = speech.cartesia;
      return cartesiaTts({
        ...choice,
        ...account(speech.cartesia),
        ...(version === null ? {} : { version }),
      });
    }
    case 'elevenlabs':
      return elevenlabsTts({ ...choice, ...account(speech.elevenlabs) });
    case 'openai':
      return openaiTts({ ...choice, ...openaiAccount(openai) });
  }
}

/** Null: the agent's. */
function voiceOf(choice: TtsChoice): string | null {
  return choice.vendor === 'deepgram' ? (choice.voice ?? AURA_VOICE) : (choice.voice ?? null);
}
