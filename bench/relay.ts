// The plain relay, a process of its own: what every sample on the web does. It parses each message and writes it anew
// for the other side; it knows no turns, no marks, no record. What Offhook costs and adds is measured against it.
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { WebSocket, WebSocketServer, type RawData } from 'ws';
import { serve } from './remote.ts';
import { vitals, type MeasuredOrders } from './vitals.ts';

/** As much as the relay reads of a message. */
interface Message {
  readonly event?: string;
  readonly type?: string;
  readonly start?: { readonly streamSid: string };
  readonly media?: { readonly payload: string };
  readonly delta?: string;
}

const format = { type: 'audio/pcmu' };
const SESSION = {
  type: 'session.update',
  session: {
    type: 'realtime',
    output_modalities: ['audio'],
    instructions: 'You answer the phone.',
    audio: { input: { format, turn_detection: { type: 'server_vad' } }, output: { format, voice: 'marin' } },
  },
};

function relay(carrier: WebSocket, modelUrl: string): void {
  const model = new WebSocket(modelUrl);
  let streamSid = '';
  let ready = false;
  const read = (data: RawData): Message => JSON.parse((data as Buffer).toString('utf8')) as Message;
  carrier.on('message', (data) => {
    const message = read(data);
    if (message.event === 'start') streamSid = message.start?.streamSid ?? '';
    else if (message.event === 'media' && ready)
      model.send(JSON.stringify({ type: 'input_audio_buffer.append', audio: message.media?.payload }));
  });
  model.on('message', (data) => {
    const message = read(data);
    switch (message.type) {
      case 'session.created':
        return model.send(JSON.stringify(SESSION));
      case 'session.updated':
        ready = true;
        return model.send(JSON.stringify({ type: 'response.create' }));
      case 'response.output_audio.delta':
        return carrier.send(JSON.stringify({ event: 'media', streamSid, media: { payload: message.delta } }));
      case 'input_audio_buffer.speech_started':
        return carrier.send(JSON.stringify({ event: 'clear', streamSid }));
      default:
    }
  });
  carrier.on('close', () => model.close());
  model.on('close', () => carrier.close());
  carrier.on('error', () => model.terminate());
  model.on('error', () => carrier.terminate());
}

const server = new WebSocketServer({ host: '127.0.0.1', port: 0, perMessageDeflate: false });

const orders: MeasuredOrders = {
  async start({ modelUrl }) {
    if (server.address() === null) await once(server, 'listening');
    server.on('connection', (carrier) => relay(carrier, `${modelUrl}/realtime?model=bench`));
    const { port } = server.address() as AddressInfo;
    return { mediaUrl: `ws://127.0.0.1:${port}/`, webhookUrl: null, authToken: '' };
  },
  live: () => server.clients.size,
  ...vitals(),
  stop: () => server.close(),
};
serve(orders);
