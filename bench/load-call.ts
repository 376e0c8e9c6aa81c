// Load call: the carrier's side of one call, with a player that returns marks when their sound was played.
import { request } from 'node:http';
import { WebSocket } from 'ws';
import { signTwilio } from '../src/carriers/twilio/signature.ts';
import { BYTES_PER_MS, FRAME_MS } from './cadence.ts';
import { markedSound, nowMicros, readMarker } from './marker.ts';
import type { Entrance } from './vitals.ts';

/** What all calls note down. */
export interface LoadSamples {
  open: boolean;
  /** From the model's delta to its media, microseconds; while `open`. */
  latencies: number[];
  /** While `open`. */
  clears: (readonly [call: number, atMicros: number])[];
  framesSent: number;
  /** How late the generator itself was with a frame, microseconds; while `open`. */
  lateness: number[];
  /** From the stream's start to the first media, microseconds; of every call. */
  firstAudio: number[];
}

const PAYLOAD_KEY = '"payload":"';
const NAME = /"name":("[^"]*")/;
const MEDIA_TAIL = 3;
const frame = markedSound(FRAME_MS * BYTES_PER_MS);

export class LoadCall {
  readonly #number: number;
  readonly #samples: LoadSamples;
  readonly #socket: WebSocket;
  readonly #streamSid: string;
  #startedMicros: number | null = null;
  #heardFirst = false;
  #frames = 0;
  #dueMicros = Infinity;
  #playedMicros = 0;
  #marks: { readonly dueMicros: number; readonly name: string }[] = [];

  /** Rings where there is a webhook, and opens the stream. Rejects when either is refused. */
  static async dial(number: number, entrance: Entrance, samples: LoadSamples): Promise<LoadCall> {
    const callSid = `CA${process.pid}x${number}x${nowMicros()}`;
    const token =
      entrance.webhookUrl === null ? '' : await ring(entrance.webhookUrl, entrance.authToken, callSid);
    const headers = { 'x-twilio-signature': signTwilio(entrance.authToken, entrance.mediaUrl) };
    const socket = new WebSocket(entrance.mediaUrl, { headers, perMessageDeflate: false });
    await new Promise<void>((resolve, reject) => {
      socket.once('open', resolve);
      socket.once('error', reject);
    });
    return new LoadCall(number, samples, socket, { callSid, token });
  }

  constructor(
    number: number,
    samples: LoadSamples,
    socket: WebSocket,
    { callSid, token }: { readonly callSid: string; readonly token: string },
  ) {
    this.#number = number;
    this.#samples = samples;
    this.#socket = socket;
    this.#streamSid = `MZ${callSid.slice(2)}`;
    socket.on('message', (data) => this.#received(data as Buffer));
    socket.on('error', () => socket.terminate());
    const streamSid = this.#streamSid;
    const mediaFormat = { encoding: 'audio/x-mulaw', sampleRate: 8000, channels: 1 };
    const start = { streamSid, callSid, tracks: ['inbound'], mediaFormat, customParameters: { token } };
    this.#startedMicros = nowMicros();
    socket.send(JSON.stringify({ event: 'connected', protocol: 'Call', version: '1.0.0' }));
    socket.send(JSON.stringify({ event: 'start', sequenceNumber: '1', streamSid, start }));
    // Calls send at different moments of the 20 ms: on real lines, too, nobody claps in time.
    const phase = (number * 0.618) % 1;
    this.#dueMicros = this.#startedMicros + phase * FRAME_MS * 1000;
  }

  get up(): boolean {
    return this.#socket.readyState === WebSocket.OPEN;
  }

  /** Sends the frames and returns the marks that are due. */
  tick(): void {
    const now = nowMicros();
    while (this.#dueMicros <= now) this.#speak(now);
    while (this.#marks[0] !== undefined && this.#marks[0].dueMicros <= now) this.#returnMark();
  }

  hangUp(): void {
    this.#dueMicros = Infinity;
    this.#socket.send(JSON.stringify({ event: 'stop', streamSid: this.#streamSid }));
    this.#socket.close();
  }

  #speak(now: number): void {
    const { open, lateness } = this.#samples;
    if (open) lateness.push(now - this.#dueMicros);
    const timestamp = this.#frames * FRAME_MS;
    this.#frames += 1;
    this.#dueMicros += FRAME_MS * 1000;
    const payload = frame({ call: this.#number, atMicros: nowMicros() });
    this.#socket.send(
      `{"event":"media","sequenceNumber":"${this.#frames + 1}","media":{"track":"inbound","chunk":"${this.#frames}","timestamp":"${timestamp}","payload":"${payload}"},"streamSid":"${this.#streamSid}"}`,
    );
    if (open) this.#samples.framesSent += 1;
  }

  #received(message: Buffer): void {
    const now = nowMicros();
    const at = message.indexOf(PAYLOAD_KEY);
    if (at >= 0) return this.#play(message, at + PAYLOAD_KEY.length, now);
    const text = message.toString('utf8');
    if (text.includes('"clear"')) {
      if (this.#samples.open) this.#samples.clears.push([this.#number, now]);
      this.#playedMicros = now;
      while (this.#marks.length > 0) this.#returnMark();
      return;
    }
    const name = NAME.exec(text)?.[1];
    if (name !== undefined) this.#marks.push({ name, dueMicros: Math.max(now, this.#playedMicros) });
  }

  #play(message: Buffer, from: number, now: number): void {
    if (!this.#heardFirst && this.#startedMicros !== null) {
      this.#heardFirst = true;
      this.#samples.firstAudio.push(now - this.#startedMicros);
    }
    const marker = readMarker(message, from);
    if (marker !== null && this.#samples.open) this.#samples.latencies.push(now - marker.atMicros);
    const ms = ((message.length - from - MEDIA_TAIL) * 3) / 4 / BYTES_PER_MS;
    this.#playedMicros = Math.max(now, this.#playedMicros) + ms * 1000;
  }

  #returnMark(): void {
    const mark = this.#marks.shift();
    if (mark === undefined) return;
    this.#socket.send(`{"event":"mark","streamSid":"${this.#streamSid}","mark":{"name":${mark.name}}}`);
  }
}

/** The voice webhook, as Twilio signs and sends it; resolves to the stream's token. */
function ring(url: string, authToken: string, callSid: string): Promise<string> {
  const form = {
    CallSid: callSid,
    From: '+12125550100',
    To: '+12125550199',
    FromState: 'NY',
    FromCountry: 'US',
    Direction: 'inbound',
    CallStatus: 'ringing',
  };
  return new Promise((resolve, reject) => {
    const headers = {
      'content-type': 'application/x-www-form-urlencoded',
      'x-twilio-signature': signTwilio(authToken, url, form),
    };
    const asked = request(url, { method: 'POST', headers }, (answer) => {
      let twiml = '';
      answer.setEncoding('utf8').on('data', (text: string) => (twiml += text));
      answer.on('end', () => {
        const token = /name="token" value="([^"]+)"/.exec(twiml)?.[1];
        if (token === undefined) reject(new Error(`the webhook answered ${answer.statusCode} and no stream`));
        else resolve(token);
      });
    });
    asked.on('error', reject);
    asked.end(new URLSearchParams(form).toString());
  });
}
