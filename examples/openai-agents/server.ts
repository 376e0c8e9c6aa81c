// The Agents SDK's Twilio server, with Offhook's transport in place of its own: one import differs.
import formbody from '@fastify/formbody';
import websocket from '@fastify/websocket';
import { RealtimeSession } from '@openai/agents/realtime';
import fastify, { type FastifyInstance } from 'fastify';
// Before: import { TwilioRealtimeTransportLayer } from '@openai/agents-extensions';
import { TwilioRealtimeTransportLayer } from 'offhook/openai-agents';
import { assistant } from './agent.ts';

/** Where the model is. */
export interface ModelAddress {
  readonly apiKey: string;
  /** Default: OpenAI's. */
  readonly url?: string;
}

/** A server that answers Twilio: `/incoming-call` is the number's webhook, `/media-stream` is where the call's sound comes. */
export async function assistantServer({ apiKey, url }: ModelAddress): Promise<FastifyInstance> {
  const server = fastify();
  await server.register(formbody);
  await server.register(websocket);

  server.all('/incoming-call', async (request, reply) =>
    reply.type('text/xml').send(`<?xml version="1.0" encoding="UTF-8"?>
<Response>
  <Say>You can start talking.</Say>
  <Connect><Stream url="wss://${request.headers.host}/media-stream" /></Connect>
</Response>`),
  );

  server.get('/media-stream', { websocket: true }, async (twilioWebSocket) => {
    const transport = new TwilioRealtimeTransportLayer({ twilioWebSocket });
    const session = new RealtimeSession(assistant, {
      transport,
      model: 'gpt-realtime-2.1',
      config: { audio: { output: { voice: 'verse' } } },
    });
    session.on('error', ({ error }) => server.log.error(error));
    session.on('tool_approval_requested', (_context, _agent, { approvalItem }) => {
      session.approve(approvalItem).catch((error: unknown) => server.log.error(error));
    });
    await session.connect({ apiKey, ...(url === undefined ? {} : { url }) });
  });

  return server;
}
