// Cascade providers: who hears, thinks and speaks in the cascade's benchmark: by the clock, and with every instant written down.
import { once } from 'node:events';
import { createServer } from 'node:http';
import { WebSocketServer } from 'ws';

/** How long the providers take themselves, in milliseconds. */
export const THINKS_MS = 200;
export const SPEAKS_AFTER_MS = 80;

/** The instants of one turn, in milliseconds of this process's clock. */
export interface TurnTimes {
  /** The transcriber said that the turn is over. */
  ended: number;
  /** The language model was asked; it wrote the last of its first sentence. */
  asked: number;
  written: number;
  /** The voice was given the sentence; it gave the first sound. */
  given: number;
  spoken: number;
}

/** The providers, listening. */
export interface Providers {
  /** `http://127.0.0.1:PORT`. */
  readonly url: string;
  /** By the turn's name. */
  readonly turns: ReadonlyMap<string, TurnTimes>;
  /** The callers of all sessions say one turn each; to be called every few seconds. */
  everybodySpeaks(): void;
  close(): Promise<void>;
}

const SOUND = Buffer.alloc(8 * 600, 0x5a).toString('base64');

/** Deepgram's Flux, OpenAI's chat completions and Cartesia on one port. */
export async function startProviders(): Promise<Providers> {
  const turns = new Map<string, TurnTimes>();
  const speakers = new Set<() => void>();
  const http = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => void chunks.push(chunk));
    request.on('end', () => {
      const name = /turn(\d+x\d+)[^]*?$/.exec(
        Buffer.concat(chunks).toString().split('"user"').at(-1) ?? '',
      )?.[1];
      const turn = turns.get(name ?? '');
      if (turn !== undefined) turn.asked = performance.now();
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      const write = (content: string): boolean =>
        response.write(`data: ${JSON.stringify({ choices: [{ index: 0, delta: { content } }] })}\n\n`);
      setTimeout(() => {
        write(`This answers turn${name}. `);
        if (turn !== undefined) turn.written = performance.now();
        response.end('data: [DONE]\n\n');
      }, THINKS_MS);
    });
  });
  const sockets = new WebSocketServer({ server: http, perMessageDeflate: false });
  let calls = 0;
  sockets.on('connection', (ws, request) => {
    if (request.url?.startsWith('/tts/') === true) {
      ws.on('message', (data: Buffer) => {
        const { context_id, transcript } = JSON.parse(data.toString()) as Record<string, string>;
        const turn = turns.get(/turn(\d+x\d+)/.exec(transcript ?? '')?.[1] ?? '');
        if (turn === undefined)
          return void setTimeout(
            () => ws.send(JSON.stringify({ type: 'done', context_id, done: true })),
            SPEAKS_AFTER_MS,
          );
        turn.given = performance.now();
        setTimeout(() => {
          turn.spoken = performance.now();
          ws.send(JSON.stringify({ type: 'chunk', context_id, data: SOUND, done: false }));
        }, SPEAKS_AFTER_MS);
      });
      return;
    }
    const call = (calls += 1);
    let count = 0;
    const speak = (): void => {
      count += 1;
      const name = `${call}x${count}`;
      const info = (event: string, transcript: string): void =>
        ws.send(JSON.stringify({ type: 'TurnInfo', event, turn_index: count, transcript }));
      info('StartOfTurn', 'and');
      // Each caller ends at a moment of their own.
      setTimeout(
        () => {
          turns.set(name, { ended: performance.now(), asked: NaN, written: NaN, given: NaN, spoken: NaN });
          info('EndOfTurn', `And now turn${name}?`);
        },
        100 + ((call * 37) % 400),
      );
    };
    speakers.add(speak);
    ws.on('close', () => speakers.delete(speak));
    ws.send('{"type":"Connected"}');
  });
  http.listen(0, '127.0.0.1');
  await once(http, 'listening');
  const address = http.address();
  return {
    url: `http://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}`,
    turns,
    everybodySpeaks() {
      for (const speak of speakers) speak();
    },
    async close() {
      for (const ws of sockets.clients) ws.terminate();
      http.closeAllConnections();
      http.close();
      await once(http, 'close');
    },
  };
}
