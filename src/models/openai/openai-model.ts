// OpenAI model: speech to speech over the Realtime API (GA), and over every server that speaks it.
import type { Model } from '../model.ts';
import { OpenaiSession, type SessionAddress } from './openai-session.ts';
import { OPENAI_BASE_URL, realtimeUrl } from './realtime-url.ts';
import { OPENAI_FORMATS } from './settings.ts';

/** What a model is reached with. */
export interface OpenaiModelOptions {
  /** E.g. `gpt-realtime-2.1-mini`; any name that the server knows. */
  readonly name: string;
  /** Secret. Null for servers that ask for none. */
  readonly apiKey: string | null;
  /** `https://host/v1` or the like; http, ws and wss as well. Default OpenAI's own. */
  readonly baseUrl?: string;
  /** Who writes down the caller's words. Default `gpt-transcribe`. */
  readonly transcriptionModel?: string;
}

/**
 * A model that speaks OpenAI's Realtime protocol. Sound passes in both directions as it is. Throws `CONFIG_INVALID`
 * for a base URL that is none. https://platform.openai.com/docs/guides/realtime
 */
export function openaiModel(options: OpenaiModelOptions): Model {
  const address: SessionAddress = {
    url: realtimeUrl(options.baseUrl ?? OPENAI_BASE_URL, options.name),
    headers: options.apiKey === null ? {} : { Authorization: `Bearer ${options.apiKey}` },
    model: options.name,
    transcriptionModel: options.transcriptionModel ?? 'gpt-transcribe',
  };
  return {
    name: options.name,
    formats: OPENAI_FORMATS,
    changesVoice: false,
    open: (world, settings) => new OpenaiSession(world, settings, address),
  };
}
