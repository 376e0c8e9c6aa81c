// OpenAI model: speech to speech over the Realtime API (GA), and over every server that speaks it.
import { OffhookError } from '../../base/errors.ts';
import type { AudioFormat } from '../../media/audio.ts';
import type { Model } from '../model.ts';
import { DIALECTS, type Dialect, type RealtimeVendor } from './dialects.ts';
import { OpenaiSession, type SessionAddress } from './openai-session.ts';
import { realtimeUrl } from './realtime-url.ts';

/** What a model is reached with. */
export interface OpenaiModelOptions {
  /** E.g. `gpt-realtime-2.1-mini`; any name that the server knows. Of Azure, the deployment's. */
  readonly name: string;
  /** Secret. Null for servers that ask for none. */
  readonly apiKey: string | null;
  /** Whose server it is. Default `openai`. */
  readonly vendor?: RealtimeVendor;
  /** `https://host/v1` or the like; http, ws and wss as well. Default the vendor's own; Azure and `self-hosted` have none. */
  readonly baseUrl?: string;
  /** By the vendor's name; it stands for the agent's, which names one of OpenAI's. Default the vendor's. */
  readonly voice?: string;
  /** Who writes down the caller's words. Default `gpt-transcribe` at OpenAI and Azure, elsewhere the vendor's choice. */
  readonly transcriptionModel?: string;
  /** Who speaks, where that is a model of its own: Inworld. */
  readonly ttsModel?: string;
  /** Of `self-hosted`: whether it speaks with the names of the API, or of its beta. Default `ga`. */
  readonly names?: 'ga' | 'beta';
  /** Of `self-hosted`: the rate of its linear sound. Default 24,000. */
  readonly rateHz?: 8000 | 16_000 | 24_000;
}

/**
 * A model that speaks OpenAI's Realtime protocol, in its vendor's dialect. Sound passes in both directions as it is.
 * Throws `CONFIG_INVALID` for a base URL that is none, or is missing. https://platform.openai.com/docs/guides/realtime
 */
export function openaiModel(options: OpenaiModelOptions): Model {
  const { name, vendor = 'openai', apiKey } = options;
  const dialect = dialectOf(options);
  const baseUrl = options.baseUrl ?? dialect.baseUrl;
  if (baseUrl === null)
    throw new OffhookError(
      'CONFIG_INVALID',
      `A model of ${vendor} needs a \`baseUrl\`: where its server is.`,
    );
  const address: SessionAddress = {
    url: realtimeUrl(baseUrl, name, dialect),
    headers: apiKey === null ? {} : { [dialect.auth.header]: `${dialect.auth.scheme}${apiKey}` },
    model: name,
    dialect,
    transcriptionModel: options.transcriptionModel ?? dialect.transcription,
    ttsModel: options.ttsModel ?? null,
  };
  const voice = options.voice ?? dialect.voice;
  const billed = vendor === 'azure' || vendor === 'inworld' ? `${vendor}/${name}` : name;
  const { transcriptionModel: stt, ttsModel: tts } = address;
  const named = (part: string | null): string | null => (part === null ? null : `${vendor}/${part}`);
  return {
    name: billed,
    parts: { model: billed, stt: named(stt), llm: null, tts: named(tts) },
    formats: dialect.formats,
    changesVoice: false,
    ...(voice === null ? {} : { voice }),
    ...(dialect.sessionMsMax === null ? {} : { sessionMsMax: dialect.sessionMsMax }),
    open: (world, settings) =>
      new OpenaiSession(
        world,
        { ...settings, voice: voice ?? settings.voice },
        { ...address, url: address.url.replace('{session}', () => world.random.token(24)) },
      ),
  };
}

function dialectOf({ vendor = 'openai', names, rateHz }: OpenaiModelOptions): Dialect {
  const dialect = DIALECTS[vendor];
  if (vendor !== 'self-hosted') return dialect;
  const linear: AudioFormat = { encoding: 'pcm16', rateHz: rateHz ?? 24_000 };
  return { ...dialect, names: names ?? dialect.names, formats: [linear] };
}
