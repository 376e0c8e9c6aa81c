// Speech tts: OpenAI's /audio/speech and its like: one request a sentence, each begun while the one before it still sounds.
import { Buffer } from 'node:buffer';
import type { HttpStream, World } from '../../base/world.ts';
import { audioOf, type AudioFormat } from '../../media/audio.ts';
import type { Tts, TtsEvent, TtsSession, TtsSettings } from '../tts.ts';
import { httpFault, REFUSAL_CHARS_MAX } from '../http-fault.ts';
import { OPENAI_BASE_URL, type OpenaiAccount } from './transcription-stt.ts';

/** What it is asked with. */
export interface SpeechOptions extends OpenaiAccount {
  /** Default `gpt-4o-mini-tts`. */
  readonly model?: string;
  /** The rate of its linear sound. OpenAI's is 24,000; some compatible servers have another. */
  readonly rateHz?: 8000 | 16_000 | 24_000;
}

/** How long an answer may take to begin. */
const BEGIN_MS_MAX = 8000;
/** Sentences of a speech that are asked for at a time: the one that sounds, and the next. */
const AHEAD_MAX = 2;

/** https://platform.openai.com/docs/api-reference/audio/createSpeech */
export function openaiTts(options: SpeechOptions): Tts {
  const model = options.model ?? 'gpt-4o-mini-tts';
  const format: AudioFormat = { encoding: 'pcm16', rateHz: options.rateHz ?? 24_000 };
  return {
    name: `openai/${model}`,
    formats: [format],
    changesVoice: true,
    open: (world, settings) => new SpeechSession(world, { ...options, model }, settings, format),
  };
}

interface Sentence {
  readonly speechId: string;
  readonly text: string;
  readonly voice: string;
  stream: HttpStream | null;
  /** Sound that came while an earlier sentence still did. */
  readonly early: Buffer[];
  half: Buffer | null;
  done: boolean;
}

/** No connection of its own: it is ready at once, and closed when it is told to. */
class SpeechSession implements TtsSession {
  readonly #world: World;
  readonly #options: SpeechOptions & { readonly model: string };
  readonly #format: AudioFormat;
  readonly #finished = new Set<string>();
  #sentences: Sentence[] = [];
  #voice: string;
  #early: TtsEvent[] = [{ kind: 'ready' }];
  #listener: ((event: TtsEvent) => void) | null = null;
  #over = false;

  constructor(
    world: World,
    options: SpeechOptions & { readonly model: string },
    { voice }: TtsSettings,
    format: AudioFormat,
  ) {
    this.#world = world;
    this.#options = options;
    this.#voice = voice;
    this.#format = format;
  }

  listen(hear: (event: TtsEvent) => void): void {
    this.#listener = hear;
    for (const event of this.#early.splice(0)) hear(event);
  }

  say(speechId: string, text: string): void {
    if (this.#over) return;
    const sentence = { speechId, text, voice: this.#voice, stream: null, early: [], half: null, done: false };
    this.#sentences.push(sentence);
    this.#ask();
  }

  finish(speechId: string): void {
    if (this.#sentences.some((one) => one.speechId === speechId)) this.#finished.add(speechId);
    else this.#tell({ kind: 'done', speechId });
  }

  cancel(speechId: string): void {
    for (const one of this.#sentences) if (one.speechId === speechId) one.stream?.stop();
    this.#sentences = this.#sentences.filter((one) => one.speechId !== speechId);
    this.#finished.delete(speechId);
    this.#ask();
  }

  change(voice: string): void {
    this.#voice = voice;
  }

  close(): void {
    if (this.#over) return;
    for (const one of this.#sentences) one.stream?.stop();
    this.#sentences = [];
    this.#tell({ kind: 'closed', code: 1000, detail: 'closed by us' });
    this.#over = true;
  }

  #ask(): void {
    for (const sentence of this.#sentences.slice(0, AHEAD_MAX)) sentence.stream ??= this.#request(sentence);
  }

  #request(sentence: Sentence): HttpStream {
    const { apiKey, baseUrl = OPENAI_BASE_URL, model } = this.#options;
    let status = 200;
    let refusal = '';
    return this.#world.stream(
      {
        method: 'POST',
        url: `${baseUrl.replace(/\/+$/, '').replace(/^ws/, 'http')}/audio/speech`,
        headers: {
          'content-type': 'application/json',
          ...(apiKey === null ? {} : { authorization: `Bearer ${apiKey}` }),
        },
        body: JSON.stringify({ model, voice: sentence.voice, input: sentence.text, response_format: 'pcm' }),
        beginMsMax: BEGIN_MS_MAX,
      },
      {
        head: (code) => void (status = code),
        bytes: (chunk) => {
          if (status >= 300) refusal = (refusal + Buffer.from(chunk).toString()).slice(0, REFUSAL_CHARS_MAX);
          else this.#sound(sentence, chunk);
        },
        ended: (fault) => {
          if (status >= 300) this.#failed(sentence, httpFault(status, refusal));
          else if (fault !== null)
            this.#failed(sentence, { code: 'unreachable', detail: fault, fatal: false });
          else this.#ended(sentence);
        },
      },
    );
  }

  #sound(sentence: Sentence, chunk: Uint8Array): void {
    const all = Buffer.concat(sentence.half === null ? [chunk] : [sentence.half, chunk]);
    const even = all.length - (all.length % 2);
    sentence.half = even === all.length ? null : all.subarray(even);
    if (even === 0) return;
    const sound = all.subarray(0, even);
    if (sentence === this.#sentences[0]) this.#play(sentence, sound);
    else sentence.early.push(sound);
  }

  #play({ speechId }: Sentence, sound: Buffer): void {
    this.#tell({ kind: 'audio', speechId, audio: audioOf(this.#format, sound) });
  }

  /** The next sentence sounds, if this one was the first. */
  #ended(sentence: Sentence): void {
    sentence.done = true;
    while (this.#sentences[0]?.done === true) {
      const { speechId } = this.#sentences.shift() ?? sentence;
      const next = this.#sentences[0];
      if (this.#finished.has(speechId) && !this.#sentences.some((one) => one.speechId === speechId)) {
        this.#finished.delete(speechId);
        this.#tell({ kind: 'done', speechId });
      }
      for (const sound of next?.early.splice(0) ?? []) if (next !== undefined) this.#play(next, sound);
    }
    this.#ask();
  }

  #failed(
    { speechId }: Sentence,
    fault: { readonly code: string; readonly detail: string; readonly fatal: boolean },
  ): void {
    this.cancel(speechId);
    this.#tell({ kind: 'fault', speechId, ...fault });
  }

  #tell(event: TtsEvent): void {
    if (this.#over) return;
    if (this.#listener === null) this.#early.push(event);
    else this.#listener(event);
  }
}
