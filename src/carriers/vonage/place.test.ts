// Placing a call over Vonage's REST API: what is asked for, what each answer means, and what is told of the call then.
import assert from 'node:assert/strict';
import { generateKeyPairSync } from 'node:crypto';
import { test } from 'node:test';
import type { HttpRequest } from '../../base/world.ts';
import { simulatedWorld, type SimulatedWorld } from '../../testing/world/simulated-world.ts';
import type { PlaceRequest } from '../carrier.ts';
import { vonageControl } from './control.ts';
import { VONAGE_PATHS, vonageDoor } from './door.ts';
import { vonageProofHeader } from './signature.ts';

const ORIGIN = 'https://voice.example.com';
const KEY = generateKeyPairSync('rsa', { modulusLength: 1024 })
  .privateKey.export({ type: 'pkcs8', format: 'pem' })
  .toString();

const controlIn = (world: SimulatedWorld) =>
  vonageControl(world, {
    applicationId: 'app-1',
    privateKey: KEY,
    baseUrl: 'https://api.vonage.example.com/',
    callerId: null,
  });

async function place(wish: PlaceRequest, answer: { status: number; body: string }) {
  const world = simulatedWorld();
  const requests: HttpRequest[] = [];
  world.serve('https://api.vonage.example.com', (request) => {
    requests.push(request);
    return { ...answer, headers: {} };
  });
  const placed = controlIn(world).place?.(wish);
  await world.advance(1000);
  return { result: await placed, requests };
}

test('a call is placed by the application, with its addresses, and listened to without delaying it', async () => {
  const wish = {
    callId: 'call_7',
    to: '+14155550123',
    from: '+14155550199',
    ringS: 600,
    urls: { answered: `${ORIGIN}/a`, status: `${ORIGIN}/s`, answeredBy: `${ORIGIN}/s` },
    detect: 'message-end',
  } as const;
  const { result, requests } = await place(wish, { status: 201, body: '{"uuid":"c-9"}' });
  assert.deepEqual(result, { placed: true, carrierCallId: 'c-9' });
  assert.deepEqual(
    [requests[0]?.method, requests[0]?.url],
    ['POST', 'https://api.vonage.example.com/v1/calls'],
  );
  assert.deepEqual(JSON.parse(requests[0]?.body ?? '{}'), {
    to: [{ type: 'phone', number: '14155550123' }],
    from: { type: 'phone', number: '14155550199' },
    answer_url: [`${ORIGIN}/a`],
    answer_method: 'POST',
    event_url: [`${ORIGIN}/s`],
    event_method: 'POST',
    // Nobody rings for longer with Vonage.
    ringing_timer: 120,
    advanced_machine_detection: { behavior: 'continue', mode: 'default', beep_timeout: 45 },
  });
  const refused = await place(
    { ...wish, detect: 'none', to: 'sip:a@b.example.com' },
    { status: 400, body: '{"title":"Bad Request","detail":"from 14155550199"}' },
  );
  assert.deepEqual(refused.result, {
    placed: false,
    cause: 'refused',
    code: null,
    detail: 'the carrier answers HTTP 400: from …',
  });
  const fields = JSON.parse(refused.requests[0]?.body ?? '{}') as { readonly to: unknown };
  assert.deepEqual(fields.to, [{ type: 'sip', uri: 'sip:a@b.example.com' }]);
});

test('what becomes of a call that we placed comes to one address, which names it', () => {
  const world = simulatedWorld();
  const door = vonageDoor({
    world,
    signatureSecrets: ['a-secret'],
    callerId: null,
    rateHz: 8000,
    control: controlIn(world),
  });
  const news = (target: string, fields: object) => {
    const body = JSON.stringify(fields);
    const authorization = vonageProofHeader('a-secret', world.clock.wall(), '1', body);
    const reading = door.webhooks
      .find(({ path }) => path === target.split('?')[0])
      ?.read({ method: 'POST', origins: [ORIGIN], target, headers: { authorization }, body });
    return reading?.ok === true ? reading.news : null;
  };
  const { answered, status, answeredBy } = door.outbound?.urls(ORIGIN, 'call_7') ?? {};
  assert.deepEqual(
    [answered, status, answeredBy],
    [
      `${ORIGIN}/vonage/answered?placed=call_7`,
      `${ORIGIN}/vonage/status?placed=call_7`,
      `${ORIGIN}/vonage/status?placed=call_7`,
    ],
  );
  const call = { uuid: 'c-1', from: '14155550199', to: '14155550100' };
  assert.deepEqual(news(`${VONAGE_PATHS.answered}?placed=call_7`, call), {
    kind: 'answered',
    callId: 'call_7',
    carrierCallId: 'c-1',
    from: '+14155550199',
  });
  const told = (fields: object) => news(`${VONAGE_PATHS.status}?placed=call_7`, fields);
  assert.deepEqual(told({ uuid: 'c-1', status: 'failed', detail: 'cannot_route' }), {
    kind: 'status',
    carrierCallId: 'c-1',
    callId: 'call_7',
    over: true,
    progress: 'failed',
    code: 'cannot_route',
  });
  const by = { kind: 'answered-by', callId: 'call_7', carrierCallId: 'c-1' };
  for (const [fields, verdict] of [
    [{ status: 'human' }, { by: 'human', greetingOver: false, beep: false, detail: 'human' }],
    [{ status: 'machine' }, { by: 'machine', greetingOver: false, beep: false, detail: 'machine' }],
    [
      { status: 'machine', sub_state: 'beep_start' },
      { by: 'machine', greetingOver: true, beep: true, detail: 'beep_start' },
    ],
    [
      { status: 'machine', sub_state: 'beep_timeout' },
      { by: 'machine', greetingOver: true, beep: false, detail: 'beep_timeout' },
    ],
  ] as const)
    assert.deepEqual(told({ call_uuid: 'c-1', ...fields }), { ...by, ...verdict });
});
