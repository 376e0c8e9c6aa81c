// Dialects: what each vendor of OpenAI's Realtime protocol does in a way of its own, as data. Nothing else knows them apart.
import type { AudioFormat } from '../../media/audio.ts';
import type { Sensitivity } from '../model.ts';

/** Who serves the protocol. `self-hosted`: a server of one's own, which hears and speaks linear sound only. */
export type RealtimeVendor = 'openai' | 'azure' | 'xai' | 'inworld' | 'self-hosted';

/** One vendor's way of speaking the protocol. What stands nowhere here is as OpenAI does it. */
export interface Dialect {
  /** Where it is; null: it must be told. */
  readonly baseUrl: string | null;
  /** What a base URL without a path means. */
  readonly basePath: string;
  /** Behind the base URL. */
  readonly path: string;
  /** Of the address. `{model}` and `{session}` stand for the model's name and an id that is new each time. */
  readonly query: Readonly<Record<string, string>>;
  /** The header with the key, and what stands before it. */
  readonly auth: { readonly header: string; readonly scheme: string };
  /** Best first. */
  readonly formats: readonly AudioFormat[];
  /** Whether names and shapes are those of the API, or of its beta: flat settings, other names of formats and of content. */
  readonly names: 'ga' | 'beta';
  /** The model's name stands in the settings. */
  readonly modelInSettings: boolean;
  /** Voice and turn detection stand at the top of the settings instead of below `audio`. */
  readonly flatVoice: boolean;
  /** How loud against the noise speech must be, by how eager the ear is; null: it goes by meaning, and is told the eagerness. */
  readonly threshold: Readonly<Record<Sensitivity, number>> | null;
  /** Who writes down the caller's words; null: the vendor's own choice. */
  readonly transcription: string | null;
  /** Models that take `reasoning` and `parallel_tool_calls`; null: none does. */
  readonly reasoning: RegExp | null;
  /** `conversation.item.truncate` shortens an item. Where it does not, the model is told in words what was heard. */
  readonly truncates: boolean;
  /** The vendor's voice where none is chosen; null: the agent's. */
  readonly voice: string | null;
  /** How its models are called; null: any name will do. */
  readonly models: RegExp | null;
  /** The age at which a session is relieved, ahead of the vendor's own end of it; null: OpenAI's. */
  readonly sessionMsMax: number | null;
}

const WIDEST: AudioFormat = { encoding: 'pcm16', rateHz: 24_000 };
const G711: readonly AudioFormat[] = [{ encoding: 'pcmu' }, { encoding: 'pcma' }];

const OPENAI: Dialect = {
  baseUrl: 'https://api.openai.com/v1',
  basePath: '/v1',
  path: '/realtime',
  query: { model: '{model}' },
  auth: { header: 'Authorization', scheme: 'Bearer ' },
  formats: [WIDEST, ...G711],
  names: 'ga',
  modelInSettings: false,
  flatVoice: false,
  threshold: { low: 0.7, medium: 0.5, high: 0.3 },
  transcription: 'gpt-transcribe',
  reasoning: /^gpt-realtime-2/,
  truncates: true,
  voice: null,
  models: /^(gpt-realtime|gpt-4o(-mini)?-realtime)/,
  sessionMsMax: null,
};

/**
 * By vendor. Sources: https://platform.openai.com/docs/guides/realtime,
 * https://learn.microsoft.com/azure/ai-foundry/openai/realtime-audio-reference, https://docs.x.ai/docs/guides/voice,
 * https://docs.inworld.ai/realtime/connect/websocket.
 */
export const DIALECTS: Readonly<Record<RealtimeVendor, Dialect>> = {
  openai: OPENAI,
  azure: {
    ...OPENAI,
    baseUrl: null,
    basePath: '/openai/v1',
    auth: { header: 'api-key', scheme: '' },
    // A deployment is called as its owner likes: which model it is cannot be told.
    reasoning: null,
    models: null,
  },
  xai: {
    ...OPENAI,
    baseUrl: 'https://api.x.ai/v1',
    formats: [WIDEST, { encoding: 'pcm16', rateHz: 16_000 }, { encoding: 'pcm16', rateHz: 8000 }, ...G711],
    flatVoice: true,
    threshold: { low: 0.9, medium: 0.85, high: 0.6 },
    transcription: null,
    reasoning: null,
    voice: 'eve',
    models: /^grok-/,
    // It ends sessions after 30 minutes.
    sessionMsMax: 27 * 60_000,
  },
  inworld: {
    ...OPENAI,
    baseUrl: 'https://api.inworld.ai/api/v1',
    basePath: '/api/v1',
    path: '/realtime/session',
    query: { key: '{session}', protocol: 'realtime' },
    auth: { header: 'Authorization', scheme: 'Basic ' },
    formats: [WIDEST, { encoding: 'pcm16', rateHz: 16_000 }, { encoding: 'pcm16', rateHz: 8000 }, ...G711],
    modelInSettings: true,
    threshold: null,
    transcription: null,
    reasoning: null,
    voice: 'Clive',
    // A provider and its model, or a router.
    models: /^[^/]+\/./,
  },
  'self-hosted': {
    ...OPENAI,
    baseUrl: null,
    formats: [WIDEST],
    transcription: null,
    reasoning: null,
    truncates: false,
    models: null,
  },
};
