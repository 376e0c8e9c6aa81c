// Placing a call over SignalWire's REST API: what is asked for, once, and what each answer means.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { HttpFault, type HttpAnswer, type HttpRequest } from '../../base/world.ts';
import { simulatedWorld } from '../../testing/world/simulated-world.ts';
import type { PlaceRequest } from '../carrier.ts';
import { signalwireControl } from './control.ts';

const WISH: PlaceRequest = {
  callId: 'call_1',
  to: '+14155550123',
  from: '+14155550100',
  ringS: 25,
  urls: {
    answered: 'https://voice.example.com/signalwire/answered?call=call_1',
    status: 'https://voice.example.com/signalwire/status?call=call_1',
    answeredBy: 'https://voice.example.com/signalwire/answered-by?call=call_1',
  },
  detect: 'none',
};

async function place(answer: HttpAnswer | HttpFault, wish: Partial<PlaceRequest> = {}) {
  const world = simulatedWorld();
  const requests: HttpRequest[] = [];
  world.serve('https://space.example.com/', (request) => {
    requests.push(request);
    if (answer instanceof HttpFault) throw answer;
    return answer;
  });
  const control = signalwireControl(world, {
    projectId: 'p-1',
    apiToken: 't-1',
    spaceUrl: 'https://space.example.com',
    nextStepPath: '/next',
  });
  const placed = control.place?.({ ...WISH, ...wish });
  await world.advance(20_000);
  return { result: await placed, requests, form: new URLSearchParams(requests[0]?.body ?? '') };
}

const json = (status: number, body: object): HttpAnswer => ({
  status,
  headers: {},
  body: JSON.stringify(body),
});
const TAKEN = json(201, { sid: 'c-1', status: 'queued' });

test('a call is asked for with its addresses and every stage of its way', async () => {
  const { result, requests, form } = await place(TAKEN);
  assert.deepEqual(result, { placed: true, carrierCallId: 'c-1' });
  assert.equal(requests[0]?.url, 'https://space.example.com/api/laml/2010-04-01/Accounts/p-1/Calls.json');
  assert.deepEqual(
    ['To', 'From', 'Url', 'StatusCallback', 'Timeout'].map((name) => form.get(name)),
    [WISH.to, WISH.from, WISH.urls.answered, WISH.urls.status, '25'],
  );
  assert.deepEqual(form.getAll('StatusCallbackEvent'), ['initiated', 'ringing', 'answered', 'completed']);
  assert.equal(form.get('MachineDetection'), null);
});

test('SignalWire listens who picked up beside the call, never before it', async () => {
  for (const [detect, mode] of [
    ['who', 'Enable'],
    ['message-end', 'DetectMessageEnd'],
  ] as const) {
    const { form } = await place(TAKEN, { detect });
    assert.deepEqual(
      ['MachineDetection', 'AsyncAmd', 'AsyncAmdStatusCallback'].map((name) => form.get(name)),
      [mode, 'true', WISH.urls.answeredBy],
    );
  }
});

test('nothing is tried twice: whoever gets no answer may have called already', async () => {
  for (const answer of [new HttpFault('timed out'), json(500, {})]) {
    const { result, requests } = await place(answer);
    assert.ok(result?.placed === false && result.cause === 'unreachable');
    assert.equal(requests.length, 1);
  }
});

test('a refusal has SignalWire’s code', async () => {
  assert.deepEqual((await place(json(422, { code: '21210', message: 'no' }))).result, {
    placed: false,
    cause: 'refused',
    code: '21210',
    detail: 'the carrier answers HTTP 422',
  });
});
