// Live model: OpenAI's full-duplex voice, and whoever thinks behind it.
import { OffhookError } from '../../base/errors.ts';
import type { Llm } from '../../speech/llm.ts';
import type { Model } from '../model.ts';
import { LiveSession } from './live-session.ts';

/** What a model is reached with. */
export interface OpenaiLiveModelOptions {
  /** E.g. `gpt-live-1`. */
  readonly name: string;
  /** Secret. Null for servers that ask for none. */
  readonly apiKey: string | null;
  /** Who thinks, and calls the functions: the voice hands both over. */
  readonly llm: Llm;
  /** By the vendor's name. Default the agent's. */
  readonly voice?: string;
  /** `https://host/v1` or the like; http, ws and wss as well. Default OpenAI's own. */
  readonly baseUrl?: string;
}

/** How its models are called. */
export const LIVE_MODELS = /^gpt-live-/;

/** Throws `CONFIG_INVALID` for a base URL that is none. https://platform.openai.com/docs/guides/live */
export function openaiLiveModel(options: OpenaiLiveModelOptions): Model {
  const { name, apiKey, llm, voice, baseUrl = 'https://api.openai.com/v1' } = options;
  const base = URL.parse(baseUrl);
  if (base === null || !/^(https?|wss?):$/.test(base.protocol))
    throw new OffhookError(
      'CONFIG_INVALID',
      'The base URL of a Live model (OPENAI_BASE_URL) must begin with https://, http://, wss:// or ws://, e.g. https://api.openai.com/v1.',
    );
  const path = base.pathname.replace(/\/+$/, '');
  const url = `${base.protocol.replace(/^http/, 'ws')}//${base.host}${path === '' ? '/v1' : path}/live/sessions${base.search}`;
  const headers: Readonly<Record<string, string>> =
    apiKey === null ? {} : { Authorization: `Bearer ${apiKey}` };
  return {
    name,
    llm,
    parts: { model: name, stt: null, llm: llm.name, tts: null },
    formats: [
      { encoding: 'pcm16', rateHz: 24_000 },
      { encoding: 'pcm16', rateHz: 16_000 },
      { encoding: 'pcmu' },
      { encoding: 'pcma' },
    ],
    changesVoice: false,
    ...(voice === undefined ? {} : { voice }),
    open: (world, settings) =>
      new LiveSession(
        world,
        { ...settings, voice: voice ?? settings.voice },
        { url, headers, model: name, llm },
      ),
  };
}
