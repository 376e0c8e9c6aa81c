// Realtime model: the model that a realtime pipeline and the settings' keys amount to, and what is missing for it.
import type { LlmChoice, RealtimeOptions } from '../agent/pipeline-options.ts';
import { OffhookError } from '../base/errors.ts';
import { GEMINI_BASE_URL, GEMINI_MODELS, geminiModel } from '../models/gemini/gemini-model.ts';
import type { Model } from '../models/model.ts';
import { LIVE_MODELS, openaiLiveModel } from '../models/openai-live/live-model.ts';
import { DIALECTS } from '../models/openai/dialects.ts';
import { openaiModel } from '../models/openai/openai-model.ts';
import type { Llm } from '../speech/llm.ts';
import type { Settings } from './settings.ts';

/** A variable without which there is no model. */
export interface Need {
  readonly variable: string;
  readonly isSet: boolean;
  /** What for; null where that is plain. */
  readonly what: string | null;
}

type Vendor = RealtimeOptions['vendor'];

interface Account {
  readonly apiKey: string | null;
  readonly baseUrl: string | null;
}

/** The names of each vendor's variables begin with this. */
export const VARIABLE_PREFIX: Readonly<Record<Vendor, string>> = {
  openai: 'OPENAI',
  'openai-live': 'OPENAI',
  azure: 'AZURE_OPENAI',
  xai: 'XAI',
  inworld: 'INWORLD',
  gemini: 'GEMINI',
  'self-hosted': 'REALTIME',
};

/** The variables that a vendor's model needs. */
export function realtimeNeeds({ vendor }: RealtimeOptions, settings: Settings): readonly Need[] {
  const { apiKey, baseUrl } = accountOf(vendor, settings);
  const prefix = VARIABLE_PREFIX[vendor];
  // A server of one's own may ask for no key.
  const key = { variable: `${prefix}_API_KEY`, isSet: apiKey !== null, what: null };
  const base = { variable: `${prefix}_BASE_URL`, isSet: baseUrl !== null, what: null };
  if (vendor === 'openai' || vendor === 'openai-live') return [{ ...key, isSet: key.isSet || base.isSet }];
  if (vendor === 'self-hosted') return [base];
  return vendor === 'azure' ? [key, base] : [key];
}

/** `llmOf` makes who thinks behind a voice. `agentModel` is who answers where OpenAI's is chosen without a name. Throws `CONFIG_INVALID` for a name that is none of the vendor's. */
export function realtimeModel(
  choice: RealtimeOptions,
  agentModel: string,
  settings: Settings,
  llmOf: (choice: LlmChoice) => Llm,
): Model {
  const { vendor } = choice;
  const account = accountOf(vendor, settings);
  const name = nameOf(choice, agentModel, settings);
  // Who names another server knows what it serves.
  if (account.baseUrl === null) checkName(vendor, name, knownModels(vendor));
  if (choice.vendor === 'openai-live') return live(name, choice, account, llmOf);
  if (choice.vendor === 'gemini') return gemini(name, choice, account);
  return openaiModel({
    name,
    vendor: choice.vendor,
    apiKey: account.apiKey,
    ...(account.baseUrl === null ? {} : { baseUrl: account.baseUrl }),
    ...(choice.voice === undefined ? {} : { voice: choice.voice }),
    ...('transcription' in choice && choice.transcription !== undefined
      ? { transcriptionModel: choice.transcription }
      : {}),
    ...(choice.vendor === 'inworld' && choice.tts !== undefined ? { ttsModel: choice.tts } : {}),
    ...(choice.vendor === 'self-hosted' && choice.names !== undefined ? { names: choice.names } : {}),
    ...(choice.vendor === 'self-hosted' && choice.rateHz !== undefined ? { rateHz: choice.rateHz } : {}),
  });
}

function live(
  name: string,
  { voice, llm }: Extract<RealtimeOptions, { readonly vendor: 'openai-live' }>,
  { apiKey, baseUrl }: Account,
  llmOf: (choice: LlmChoice) => Llm,
): Model {
  return openaiLiveModel({
    name,
    apiKey,
    llm: llmOf(llm ?? { vendor: 'openai', model: 'gpt-6-luna' }),
    ...(voice === undefined ? {} : { voice }),
    ...(baseUrl === null ? {} : { baseUrl }),
  });
}

function gemini(
  name: string,
  { voice }: { readonly voice?: string | undefined },
  { apiKey, baseUrl }: Account,
): Model {
  return geminiModel({
    name,
    apiKey: apiKey ?? '',
    ...(voice === undefined ? {} : { voice }),
    ...(baseUrl === null ? {} : { baseUrl }),
  });
}

/** Where a vendor is by itself; null: nowhere. */
export function ownBaseUrl(vendor: Vendor): string | null {
  if (vendor === 'openai-live') return DIALECTS.openai.baseUrl;
  return vendor === 'gemini' ? GEMINI_BASE_URL : DIALECTS[vendor].baseUrl;
}

function knownModels(vendor: Vendor): RegExp | null {
  if (vendor === 'openai-live') return LIVE_MODELS;
  return vendor === 'gemini' ? GEMINI_MODELS : DIALECTS[vendor].models;
}

function nameOf(choice: RealtimeOptions, agentModel: string, { openai }: Settings): string {
  switch (choice.vendor) {
    case 'openai':
      return openai.model ?? choice.model ?? agentModel;
    case 'xai':
      return choice.model ?? 'grok-voice-latest';
    case 'openai-live':
      return choice.model ?? 'gpt-live-1';
    case 'gemini':
      return choice.model ?? 'gemini-3.8-live';
    default:
      return choice.model;
  }
}

/** What models of each vendor are called, for whoever has called one otherwise. */
const NAMES: Partial<Readonly<Record<Vendor, string>>> = {
  openai: "OpenAI's Realtime API, such as gpt-realtime-2.1-mini",
  xai: "xAI's voice API, such as grok-voice-latest",
  'openai-live': "OpenAI's Live API, such as gpt-live-1",
  gemini: "Gemini's Live API, such as gemini-3.8-live",
  inworld: 'Inworld: a provider and its model, such as openai/gpt-4.1-nano',
};

function checkName(vendor: Vendor, name: string, known: RegExp | null): void {
  if (known === null || known.test(name)) return;
  const prefix = VARIABLE_PREFIX[vendor];
  throw new OffhookError(
    'CONFIG_INVALID',
    `The model ${JSON.stringify(name)} is none of ${NAMES[vendor]}. Correct \`model\`, choose its vendor in \`pipeline: { kind: 'realtime', vendor, model }\`, or set ${prefix}_BASE_URL, whose server may serve any name.`,
  );
}

/** A vendor's key, and where it is. */
export function accountOf(vendor: Vendor, { openai, realtime }: Settings): Account {
  switch (vendor) {
    case 'openai':
    case 'openai-live':
      return openai;
    case 'self-hosted':
      return realtime.selfHosted;
    default:
      return realtime[vendor];
  }
}
