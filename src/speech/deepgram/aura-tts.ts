// Aura tts: Deepgram's /v1/speak. It knows no contexts: one speech after the other, and a clear in between.
import { Buffer } from 'node:buffer';
import { audioOf } from '../../media/audio.ts';
import type { Tts, TtsSettings } from '../tts.ts';
import { socketUrl } from '../vendor-line.ts';
import { fieldsOf, textOf } from '../wire-fields.ts';
import { openWireTts, type TtsWire } from '../wire-tts.ts';
import {
  authorization,
  DEEPGRAM_BASE_URL,
  DEEPGRAM_FORMATS,
  formatParameters,
  type DeepgramAccount,
} from './deepgram-account.ts';

/** What it is opened with. The voice is the model, e.g. `aura-2-thalia-en`. */
export type AuraOptions = DeepgramAccount;

/** https://developers.deepgram.com/reference/text-to-speech/speak-streaming */
export function deepgramTts(options: AuraOptions): Tts {
  return {
    name: 'deepgram/aura',
    formats: DEEPGRAM_FORMATS,
    changesVoice: false,
    open: (world, settings) => openWireTts(world, auraWire(options, settings)),
  };
}

interface Waiting {
  readonly speechId: string;
  readonly sentences: string[];
  finished: boolean;
}

function auraWire(options: AuraOptions, { voice, format }: TtsSettings): TtsWire {
  /** Whose sound comes; null: nobody's. */
  let current: string | null = null;
  /** What comes is left of a speech that was cancelled, until the clear is confirmed. */
  let clearing = false;
  let waiting: Waiting[] = [];
  /** Sound comes in pieces of any length; half a linear sample waits for its other half. */
  let half: Uint8Array | null = null;

  const speak = (text: string): string => JSON.stringify({ type: 'Speak', text });

  /** The next speech that waited. */
  function next(): readonly string[] {
    const first = waiting.shift();
    current = first?.speechId ?? null;
    if (first === undefined) return [];
    return [...first.sentences.map(speak), ...(first.finished ? ['{"type":"Flush"}'] : [])];
  }

  function whole(bytes: Uint8Array): Uint8Array {
    if (format.encoding !== 'pcm16') return bytes;
    const all = half === null ? bytes : Buffer.concat([half, bytes]);
    half = all.length % 2 === 0 ? null : all.slice(all.length - 1);
    return half === null ? all : all.subarray(0, -1);
  }

  return {
    address: {
      url: socketUrl(options.baseUrl ?? DEEPGRAM_BASE_URL, '/v1/speak', {
        model: voice,
        ...formatParameters(format),
      }),
      headers: authorization(options),
      keepAlive: null,
    },
    hello: [],
    readyOnOpen: true,
    say(speechId, sentence) {
      if (current === null && !clearing) current = speechId;
      if (current === speechId) return [speak(sentence)];
      const known = waiting.find((one) => one.speechId === speechId);
      if (known === undefined) waiting.push({ speechId, sentences: [sentence], finished: false });
      else known.sentences.push(sentence);
      return [];
    },
    finish(speechId) {
      if (current === speechId) return ['{"type":"Flush"}'];
      const known = waiting.find((one) => one.speechId === speechId);
      if (known !== undefined) known.finished = true;
      return [];
    },
    cancel(speechId) {
      waiting = waiting.filter((one) => one.speechId !== speechId);
      if (current !== speechId) return [];
      current = null;
      clearing = true;
      half = null;
      return ['{"type":"Clear"}'];
    },
    change() {},
    read(message) {
      const fields = fieldsOf(message);
      if (fields === null) return null;
      switch (fields['type']) {
        case 'Flushed': {
          if (clearing || current === null) return { events: [] };
          const speechId = current;
          half = null;
          return { events: [{ kind: 'done', speechId }], send: next() };
        }
        case 'Cleared':
          if (!clearing) return { events: [] };
          clearing = false;
          return { events: [], send: next() };
        case 'Warning':
        case 'Error': {
          const code = textOf(fields['code']) || textOf(fields['err_code']) || 'error';
          const detail = textOf(fields['description']) || textOf(fields['err_msg']);
          return { events: [{ kind: 'fault', speechId: null, code, detail, fatal: false }] };
        }
        default:
          return typeof fields['type'] === 'string' ? { events: [] } : null;
      }
    },
    readBinary(bytes) {
      if (clearing || current === null) return [];
      const sound = whole(bytes);
      if (sound.length === 0) return [];
      return [{ kind: 'audio', speechId: current, audio: audioOf(format, sound) }];
    },
    goodbye: '{"type":"Close"}',
  };
}
