// Gemini model: Google's Live API. It hears linear sound at 16 kHz and speaks at 24 kHz; a codec stands at the carrier's edge.
import { OffhookError } from '../../base/errors.ts';
import type { Model } from '../model.ts';
import { GeminiSession } from './gemini-session.ts';

/** What a model is reached with. */
export interface GeminiModelOptions {
  /** E.g. `gemini-3.8-live`. */
  readonly name: string;
  /** Secret. */
  readonly apiKey: string;
  /** One of Gemini's voices. Default `Kore`. */
  readonly voice?: string;
  /** Default Google's own; http, ws and wss as well. */
  readonly baseUrl?: string;
}

/** Google's own. */
export const GEMINI_BASE_URL = 'https://generativelanguage.googleapis.com';

/** How its models for conversations are called. */
export const GEMINI_MODELS = /^(models\/)?gemini-.*(live|native-audio)/;

const PATH = '/ws/google.ai.generativelanguage.v1beta.GenerativeService.BidiGenerateContent';

/** Google ends a session after 58 minutes, however often it was resumed. */
const SESSION_MS_MAX = 55 * 60_000;

/** Throws `CONFIG_INVALID` for a base URL that is none. https://ai.google.dev/gemini-api/docs/live */
export function geminiModel({
  name,
  apiKey,
  voice = 'Kore',
  baseUrl = GEMINI_BASE_URL,
}: GeminiModelOptions): Model {
  const base = URL.parse(baseUrl);
  if (base === null || !/^(https?|wss?):$/.test(base.protocol))
    throw new OffhookError(
      'CONFIG_INVALID',
      `Gemini's base URL (GEMINI_BASE_URL) must begin with https://, http://, wss:// or ws://, e.g. ${GEMINI_BASE_URL}.`,
    );
  const origin = `${base.protocol.replace(/^http/, 'ws')}//${base.host}${base.pathname.replace(/\/+$/, '')}`;
  const url = `${origin}${PATH}?key=${encodeURIComponent(apiKey)}`;
  return {
    name,
    formats: [{ encoding: 'pcm16', rateHz: 16_000 }],
    changesVoice: false,
    voice,
    sessionMsMax: SESSION_MS_MAX,
    open: (world, settings) => new GeminiSession(world, { ...settings, voice }, { url, model: name }),
  };
}
