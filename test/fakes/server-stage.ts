// A stage for tests of the HTTP server: the app with a fake switchboard, a memory store and signing carriers.
import type { LightMyRequestResponse } from 'fastify';
import type { CarrierDoor } from '../../src/carriers/carrier-door.ts';
import { twilioControl } from '../../src/carriers/twilio/control.ts';
import { twilioDoor, type TwilioPaths } from '../../src/carriers/twilio/door.ts';
import { signTwilio } from '../../src/carriers/twilio/signature.ts';
import { buildApp, type AppOptions } from '../../src/server/app.ts';
import { liveFeed } from '../../src/server/live-feed.ts';
import { metrics } from '../../src/server/metrics.ts';
import { memoryStore } from '../../src/testing/memory-store.ts';
import { simulatedWorld } from '../../src/testing/world/simulated-world.ts';
import { fakeSwitchboard } from './fake-switchboard.ts';

export const TOKEN = 'a-token-for-tests';
export const PUBLIC_URL = 'https://voice.example.com';

export const PATHS: TwilioPaths = {
  incoming: '/twilio/incoming',
  media: '/twilio/media',
  relay: '/twilio/relay',
  afterStream: '/twilio/after-stream',
  afterDial: '/twilio/after-dial',
  status: '/twilio/status',
  streamStatus: '/twilio/stream-status',
  answered: '/twilio/answered',
  answeredBy: '/twilio/answered-by',
};

export const UNAVAILABLE = { text: 'Please call again later.', language: 'en-US' };

/** Twilio's door; no REST. */
export function testDoor(authTokens: readonly string[] = [TOKEN]): CarrierDoor {
  const control = twilioControl(simulatedWorld(), {
    accountSid: null,
    authToken: null,
    baseUrl: 'https://nowhere.example',
  });
  return twilioDoor({ paths: PATHS, authTokens, control });
}

/** An app on the simulated World. */
export async function serverStage(changes: Partial<AppOptions> = {}) {
  const world = simulatedWorld();
  const switchboard = fakeSwitchboard();
  const store = memoryStore();
  const counted = metrics({ switchboard, journal: { waiting: 3, lost: 0 } });
  const feed = liveFeed(world, switchboard);
  const app = await buildApp({
    world,
    switchboard,
    store,
    metrics: counted,
    feed,
    doors: [testDoor()],
    publicUrl: PUBLIC_URL,
    apiKey: null,
    dataDir: '/nowhere',
    unavailable: UNAVAILABLE,
    draining: () => false,
    ...changes,
  });
  /** A webhook as Twilio sends it; `signed` changes what it is signed for. */
  const webhook = (
    path: string,
    fields: Record<string, string>,
    signed: { url?: string; token?: string; signature?: string; host?: string } = {},
  ): Promise<LightMyRequestResponse> =>
    app.inject({
      method: 'POST',
      url: path,
      headers: {
        host: signed.host ?? 'voice.example.com',
        'content-type': 'application/x-www-form-urlencoded',
        'x-twilio-signature':
          signed.signature ?? signTwilio(signed.token ?? TOKEN, signed.url ?? `${PUBLIC_URL}${path}`, fields),
      },
      payload: new URLSearchParams(fields).toString(),
    });
  return { app, world, switchboard, store, feed, webhook, counts: () => counted.text() };
}
