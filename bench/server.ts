// Offhook, a process of its own: the whole server with its store, its journal and its recordings, as users run it.
import { defineAgent } from '../src/agent/define-agent.ts';
import { createServer, type OffhookServer } from '../src/server/create-server.ts';
import { readSettings } from '../src/server/settings.ts';
import { serve } from './remote.ts';
import { vitals, type MeasuredOrders } from './vitals.ts';

const agent = defineAgent({
  name: 'bench',
  instructions: 'You are the front desk of a dental clinic. Be brief and kind.',
  greeting: 'Thank you for calling the dental clinic. How can I help you today?',
  bargeIn: 'any',
  recording: { consent: 'by-state' },
});

/** With this the benchmark signs; it is no secret. */
const AUTH_TOKEN = 'a-token-of-the-benchmark';

let server: OffhookServer | null = null;

const orders: MeasuredOrders = {
  async start({ modelUrl, dataDir }) {
    const settings = readSettings({
      PORT: '0',
      CALLS_MAX: '10000',
      TWILIO_AUTH_TOKEN: AUTH_TOKEN,
      OPENAI_BASE_URL: modelUrl,
      DATA_DIR: dataDir,
    });
    server = await createServer({ agent, settings, drainMsMax: 1000 });
    // Every fixed text is in memory before the first call, as on a server that has run before.
    await server.rendered;
    const { url } = await server.listen();
    return {
      mediaUrl: `${url.replace('http', 'ws')}${agent.paths.media}`,
      webhookUrl: `${url}${agent.paths.incoming}`,
      authToken: AUTH_TOKEN,
    };
  },
  live: () => server?.switchboard.live().length ?? 0,
  ...vitals(),
  stop: async () => server?.close(),
};
serve(orders);
