// Model session: one conversation of the benchmark's model.
import type { WebSocket } from 'ws';
import { BYTES_PER_MS, DELTA_EVERY_MS, DELTA_MS, DELTAS, type Cadence } from './cadence.ts';
import { markedSound, nowMicros, plainSound, readMarker } from './marker.ts';

/** What all sessions note down, while `open`. */
export interface ModelSamples {
  open: boolean;
  /** Microseconds. */
  latencies: number[];
  speechStarts: (readonly [call: number, atMicros: number])[];
}

interface Command {
  readonly type: string;
  readonly item_id?: string;
  readonly response?: {
    readonly instructions?: string;
    readonly metadata?: Readonly<Record<string, string>>;
  };
}

const APPEND = 'input_audio_buffer.append';
/** Where the append's name ends at the latest: everything is written compactly, the type first. */
const APPEND_WITHIN = 40;
const AUDIO_KEY = '"audio":"';
/** A response that it was asked for is 2 s long and carries no marker: it is kept, and heard again later. */
const ASKED_DELTAS = 10;
const ASKED_SOUND = plainSound(DELTA_MS * BYTES_PER_MS);
/** Neighbours begin their turns far from each other. */
const GOLDEN = 0.618;

const marked = markedSound(DELTA_MS * BYTES_PER_MS);
let ids = 0;

export class ModelSession {
  readonly #socket: WebSocket;
  readonly #cadence: Cadence;
  readonly #samples: ModelSamples;
  #call: number | null = null;
  #timer: NodeJS.Timeout | undefined;

  constructor(socket: WebSocket, cadence: Cadence, samples: ModelSamples) {
    this.#socket = socket;
    this.#cadence = cadence;
    this.#samples = samples;
    socket.on('message', (data) => this.#received(data as Buffer));
    socket.on('close', () => clearTimeout(this.#timer));
    socket.on('error', () => socket.terminate());
    this.#send('session.created', { session: { type: 'realtime', id: this.#id('sess') } });
  }

  #received(message: Buffer): void {
    if (message.toString('latin1', 0, APPEND_WITHIN).includes(APPEND)) return this.#heard(message);
    const command = JSON.parse(message.toString('utf8')) as Command;
    if (command.type === 'session.update')
      this.#send('session.updated', { session: { type: 'realtime', id: this.#id('sess') } });
    else if (command.type === 'conversation.item.truncate')
      this.#send('conversation.item.truncated', { item_id: command.item_id, content_index: 0 });
    else if (command.type === 'response.create')
      setTimeout(() => this.#asked(command), this.#cadence.thinkMs);
  }

  #heard(message: Buffer): void {
    const from = message.indexOf(AUDIO_KEY, APPEND.length) + AUDIO_KEY.length;
    const marker = readMarker(message, from);
    if (marker === null) return;
    if (this.#samples.open) this.#samples.latencies.push(nowMicros() - marker.atMicros);
    if (this.#call !== null) return;
    this.#call = marker.call;
    const phase = (marker.call * GOLDEN) % 1;
    this.#after(phase * this.#cadence.periodMs, () => this.#turn(marker.call));
  }

  #turn(call: number): void {
    const { periodMs, speechMs, thinkMs } = this.#cadence;
    const begunMs = performance.now();
    const itemId = this.#id('item');
    if (this.#samples.open) this.#samples.speechStarts.push([call, nowMicros()]);
    this.#send('input_audio_buffer.speech_started', { audio_start_ms: 0, item_id: itemId });
    const next = (): void =>
      this.#after(Math.max(0, begunMs + periodMs - performance.now()), () => this.#turn(call));
    this.#after(speechMs, () => {
      this.#send('input_audio_buffer.speech_stopped', { audio_end_ms: speechMs, item_id: itemId });
      this.#send('input_audio_buffer.committed', { item_id: itemId, previous_item_id: null });
      this.#send('conversation.item.input_audio_transcription.completed', {
        item_id: itemId,
        content_index: 0,
        transcript: 'I would like to come in on Tuesday, if that is possible.',
      });
      this.#after(thinkMs, () => this.#answer(call, next));
    });
  }

  /** A response that was asked for; a text in quotes at the end of the instructions is what it says. */
  #asked({ response }: Command): void {
    const text = /"([^"]+)"$/.exec(response?.instructions ?? '')?.[1] ?? 'Good day.';
    const answer = this.#begin(response?.metadata ?? {});
    answer.text(text);
    for (let sent = 0; sent < ASKED_DELTAS; sent += 1) answer.sound(ASKED_SOUND);
    answer.done();
  }

  /** An answer by itself: paced, and then the conversation goes on. */
  #answer(call: number, then: () => void): void {
    const answer = this.#begin({});
    let sent = 0;
    const step = (): void => {
      answer.text('we have ');
      answer.sound(marked({ call, atMicros: nowMicros() }));
      sent += 1;
      if (sent < DELTAS) return this.#after(DELTA_EVERY_MS, step);
      answer.done();
      then();
    };
    step();
  }

  #begin(metadata: object) {
    const responseId = this.#id('resp');
    const itemId = this.#id('item');
    const place = { response_id: responseId, item_id: itemId, output_index: 0, content_index: 0 };
    const item = { id: itemId, type: 'message', role: 'assistant' };
    const head = `{"type":"response.output_audio.delta","event_id":"${responseId}","response_id":"${responseId}","item_id":"${itemId}","output_index":0,"content_index":0,"delta":"`;
    this.#send('response.created', { response: { id: responseId, status: 'in_progress', metadata } });
    this.#send('response.output_item.added', {
      response_id: responseId,
      item: { ...item, status: 'in_progress' },
    });
    return {
      text: (delta: string) => this.#send('response.output_audio_transcript.delta', { ...place, delta }),
      sound: (base64: string) => this.#socket.send(`${head}${base64}"}`),
      done: () => {
        this.#send('response.output_audio.done', place);
        this.#send('response.output_audio_transcript.done', place);
        const whole = { ...item, status: 'completed' };
        this.#send('response.output_item.done', { response_id: responseId, item: whole });
        const usage = { input_tokens: 500, output_tokens: 200, total_tokens: 700 };
        this.#send('response.done', {
          response: { id: responseId, status: 'completed', metadata, output: [whole], usage },
        });
      },
    };
  }

  #send(type: string, rest: object): void {
    this.#socket.send(JSON.stringify({ type, event_id: this.#id('event'), ...rest }));
  }

  #after(ms: number, act: () => void): void {
    this.#timer = setTimeout(act, ms);
  }

  #id(kind: string): string {
    ids += 1;
    return `${kind}_${ids}`;
  }
}
