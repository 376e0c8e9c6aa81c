// A doctor's stage: a simulated machine and outside, healthy unless a test changes something.
import assert from 'node:assert/strict';
import { defineAgent } from '../../src/agent/define-agent.ts';
import { readyAgent } from '../../src/agent/ready-agent.ts';
import type { HttpAnswer, HttpRequest } from '../../src/base/world.ts';
import { signTwilio } from '../../src/carriers/twilio/signature.ts';
import { readSettings, type EnvironmentText } from '../../src/server/settings.ts';
import { simulatedWorld, type SimulatedWorld } from '../../src/testing/world/simulated-world.ts';
import { examine } from '../../src/cli/doctor/examine.ts';
import type { Finding } from '../../src/cli/doctor/finding.ts';
import type { Machine } from '../../src/cli/doctor/patient.ts';

export const PUBLIC_URL = 'https://voice.example.com';
export const TOKEN = 'twilio-token';
export const LOCAL = 'http://127.0.0.1:5050';

export const HEALTHY: EnvironmentText = {
  PUBLIC_URL,
  OPENAI_API_KEY: 'sk-key',
  TWILIO_ACCOUNT_SID: 'AC1',
  TWILIO_AUTH_TOKEN: TOKEN,
  TWILIO_PHONE_NUMBER: '+14155550100',
  HUMAN_TRANSFER_NUMBER: '+14155550199',
};

export const json = (status: number, value: unknown, headers = {}): HttpAnswer => ({
  status,
  headers,
  body: JSON.stringify(value),
});

export const NUMBER = { voice_url: `${PUBLIC_URL}/twilio/incoming`, voice_method: 'POST' };

/** What the world outside is like; each may be changed. */
export interface Outside {
  readonly running?: boolean;
  /** Signs as the server expects it. */
  readonly serverToken?: string;
  readonly webhook?: (request: HttpRequest) => HttpAnswer;
  readonly stream?: boolean;
  readonly healthz?: HttpAnswer;
  readonly account?: HttpAnswer;
  readonly numbers?: readonly object[];
  /** What other carriers' REST APIs answer, by the address. */
  readonly rest?: Readonly<Record<string, HttpAnswer>>;
  /** The first thing that the model says. */
  readonly model?: object | null;
  readonly machine?: Partial<Machine>;
}

export function webhookAnswer(request: HttpRequest, token: string): HttpAnswer {
  const fields = Object.fromEntries(new URLSearchParams(request.body ?? ''));
  const holds = request.headers?.['x-twilio-signature'] === signTwilio(token, request.url, fields);
  return holds ? { status: 204, headers: {}, body: '' } : json(403, { error: { code: 'SIGNATURE_INVALID' } });
}

export function outside(world: SimulatedWorld, given: Outside): void {
  const { running = true, serverToken = TOKEN, healthz = json(200, { status: 'ok' }), model } = given;
  const webhook = given.webhook ?? ((request) => webhookAnswer(request, serverToken));
  const date = { date: new Date(world.clock.wall()).toUTCString() };
  for (const origin of [LOCAL, PUBLIC_URL]) {
    if (!running) continue;
    world.serve(`${origin}/healthz`, () => (origin === LOCAL ? json(200, { status: 'ok' }) : healthz));
    world.serve(`${origin}/twilio/status`, webhook);
    if (given.stream ?? true)
      world.listen(`${origin.replace('http', 'ws')}/twilio/media`, (socket) => {
        socket.listen({ text() {}, closed() {} });
      });
  }
  const rest = 'https://api.twilio.com/2010-04-01/Accounts/AC1';
  world.serve(`${rest}.json`, () => given.account ?? json(200, { status: 'active' }, date));
  world.serve(`${rest}/IncomingPhoneNumbers.json?PhoneNumber=%2B14155550100`, () =>
    json(200, { incoming_phone_numbers: given.numbers ?? [NUMBER] }),
  );
  for (const [url, answer] of Object.entries(given.rest ?? {}))
    world.serve(url, (request) => (request.url === url ? answer : json(404, {})));
  if (model === null) return;
  world.listen('wss://api.openai.com/v1/realtime', (socket) => {
    socket.listen({
      text: (message) => {
        if (message.includes('"session.update"')) socket.send('{"type":"session.updated","session":{}}');
      },
      closed() {},
    });
    socket.send(JSON.stringify(model ?? { type: 'session.created', session: { id: 's' } }));
  });
}

export const MACHINE: Machine = {
  nodeVersion: '24.0.0',
  unwritable: () => Promise.resolve(null),
  freeBytes: () => Promise.resolve(1e11),
  listens: () => Promise.resolve('free'),
  installed: () => Promise.resolve(false),
  openStore: () =>
    Promise.resolve({
      kind: 'sqlite',
      calls: () => Promise.resolve([]),
      [Symbol.asyncDispose]: () => Promise.resolve(),
    }),
  localToken: () => 'local-token',
};

/** Every finding, by its name. */
export async function findings(
  environment: EnvironmentText,
  given: Outside = {},
): Promise<Map<string, Finding>> {
  const world = simulatedWorld();
  outside(world, given);
  const agent = await readyAgent(defineAgent({ name: 'desk', instructions: 'Be kind.' }), '.');
  const found = new Map<string, Finding>();
  let over = false;
  const examined = (async () => {
    for await (const finding of examine({
      world,
      machine: { ...MACHINE, ...given.machine },
      settings: readSettings(environment),
      agent,
      paths: agent.paths,
      localOrigin: LOCAL,
      clockOffsetsMs: [],
    }))
      found.set(finding.name, finding);
  })().finally(() => (over = true));
  await world.until(() => over);
  await examined;
  await world.advance(3000);
  assert.equal(world.timersPending, 0);
  assert.equal(world.socketsOpen, 0);
  return found;
}

export function told(found: ReadonlyMap<string, Finding>, name: string): string {
  const finding = found.get(name);
  assert.ok(finding !== undefined, `${name} is not among ${[...found.keys()].join(', ')}`);
  return `${finding.status}: ${finding.detail}${finding.status === 'broken' ? ` → ${finding.mend}` : ''}`;
}

export const statuses = (found: ReadonlyMap<string, Finding>): string[] =>
  [...found.values()].map(({ name, status }) => `${name} ${status}`);
