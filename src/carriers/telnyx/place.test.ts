// Placing a call through Telnyx: what is asked for, by commands and by TeXML, once, and what each answer means.
import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { HttpFault, type HttpAnswer, type HttpRequest } from '../../base/world.ts';
import { simulatedWorld } from '../../testing/world/simulated-world.ts';
import type { PlaceRequest } from '../carrier.ts';
import { readLegNote } from './leg-note.ts';
import { telnyxPlace, type TelnyxOutbound } from './place.ts';

const URL = 'https://voice.example.com/telnyx';
const WISH: PlaceRequest = {
  callId: 'call_1',
  to: '+14155550123',
  from: '+14155550100',
  ringS: 25,
  urls: {
    answered: `${URL}/answered?call=call_1`,
    status: `${URL}/status?call=call_1`,
    answeredBy: `${URL}/answered-by?call=call_1`,
  },
  detect: 'none',
};
const OUTBOUND: TelnyxOutbound = {
  connectionId: '77',
  application: 'call-control',
  detection: 'premium',
};

async function place(
  answer: HttpAnswer | HttpFault,
  wish: Partial<PlaceRequest> = {},
  outbound: Partial<TelnyxOutbound> = {},
  apiKey: string | null = 'KEY1',
) {
  const world = simulatedWorld();
  const requests: HttpRequest[] = [];
  world.serve('https://api.example.com/', (request) => {
    requests.push(request);
    if (answer instanceof HttpFault) throw answer;
    return answer;
  });
  const account = { apiKey, baseUrl: 'https://api.example.com' };
  const placed = telnyxPlace(world, account, { ...OUTBOUND, ...outbound })({ ...WISH, ...wish });
  await world.advance(20_000);
  const json = JSON.parse(requests[0]?.body ?? '{}') as Record<string, unknown>;
  return { result: await placed, requests, json };
}

const answered = (status: number, body: object, headers: Record<string, string> = {}): HttpAnswer => ({
  status,
  headers,
  body: JSON.stringify(body),
});
const TAKEN = answered(200, { data: { call_control_id: 'v3:A', is_alive: false } });
const QUEUED = answered(200, { data: { from: WISH.from, to: WISH.to, status: 'queued' } });
const TEXML = { application: 'texml' } as const;

test('by commands a call is dialled with one address for its events, a note on its leg, and a key against dialling twice', async () => {
  const { result, requests, json } = await place(TAKEN);
  assert.deepEqual(result, { placed: true, carrierCallId: 'v3:A' });
  assert.equal(requests[0]?.url, 'https://api.example.com/v2/calls');
  assert.equal(requests[0]?.headers?.['authorization'], 'Bearer KEY1');
  const { client_state: note, ...told } = json;
  assert.deepEqual(readLegNote(String(note)), { leg: 'placed' });
  assert.deepEqual(told, {
    connection_id: '77',
    to: WISH.to,
    from: WISH.from,
    timeout_secs: 25,
    webhook_url: WISH.urls.status,
    webhook_url_method: 'POST',
    command_id: 'dial:call_1',
  });
});

test('by TeXML a call is asked for with its addresses and every stage of its way, and has no id yet', async () => {
  const { result, requests, json } = await place(QUEUED, {}, TEXML);
  assert.deepEqual(result, { placed: true, carrierCallId: null });
  assert.equal(requests[0]?.url, 'https://api.example.com/v2/texml/calls/77');
  assert.deepEqual(json, {
    From: WISH.from,
    To: WISH.to,
    Url: WISH.urls.answered,
    UrlMethod: 'POST',
    StatusCallback: WISH.urls.status,
    StatusCallbackMethod: 'POST',
    StatusCallbackEvent: 'initiated ringing answered completed',
    Timeout: 25,
  });
});

test('Telnyx listens who picked up by the detection that was chosen', async () => {
  for (const [detection, detect, name] of [
    ['standard', 'who', 'detect'],
    ['standard', 'message-end', 'greeting_end'],
    ['premium', 'who', 'premium'],
    ['premium', 'message-end', 'premium'],
    ['screening', 'who', 'premium_ios_call_screening_detection'],
  ] as const) {
    const { json } = await place(TAKEN, { detect }, { detection });
    assert.equal(json['answering_machine_detection'], name);
  }
  for (const [detection, detect, mode, name] of [
    ['standard', 'who', 'Regular', 'Enable'],
    ['premium', 'message-end', 'Premium', 'DetectMessageEnd'],
    ['screening', 'who', 'PremiumCallScreening', 'Enable'],
  ] as const) {
    const { json } = await place(QUEUED, { detect }, { ...TEXML, detection });
    assert.deepEqual(
      ['MachineDetection', 'DetectionMode', 'AsyncAmd', 'AsyncAmdStatusCallback'].map((key) => json[key]),
      [name, mode, true, WISH.urls.answeredBy],
    );
  }
});

test('a phone rings no longer than Telnyx lets it', async () => {
  assert.equal((await place(TAKEN, { ringS: 600 })).json['timeout_secs'], 600);
  assert.equal((await place(TAKEN, { ringS: 1 })).json['timeout_secs'], 5);
  assert.equal((await place(QUEUED, { ringS: 600 }, TEXML)).json['Timeout'], 120);
});

for (const outbound of [{}, TEXML])
  void suite(`a call that is not placed, ${outbound === TEXML ? 'by TeXML' : 'by commands'}`, () => {
    test('is not asked for again: whoever gets no answer may have called already', async () => {
      for (const answer of [new HttpFault('timed out'), answered(500, {}), answered(503, {})]) {
        const { result, requests } = await place(answer, {}, outbound);
        assert.ok(!result.placed && result.cause === 'unreachable');
        assert.equal(requests.length, 1);
      }
    });

    test('has the code of a refusal', async () => {
      const errors = [{ code: '10016', title: 'Phone number must be in +E164 format' }];
      const { result, requests } = await place(answered(422, { errors }), {}, outbound);
      assert.deepEqual(result, {
        placed: false,
        cause: 'refused',
        code: '10016',
        detail: 'the carrier answers HTTP 422',
      });
      assert.equal(requests.length, 1);
    });

    test('may be asked for later where Telnyx takes no more for now', async () => {
      const busy = answered(429, { errors: [{ code: '10011' }] }, { 'retry-after': '4' });
      const { result } = await place(busy, {}, outbound);
      assert.ok(!result.placed && result.cause === 'rate-limited');
      assert.deepEqual([result.code, result.retryAfterMs], ['10011', 4000]);
    });

    test('is not asked for at all without a key or an application', async () => {
      for (const [change, key] of [
        [outbound, null],
        [{ ...outbound, connectionId: null }, 'KEY1'],
      ] as const) {
        const { result, requests } = await place(TAKEN, {}, change, key);
        assert.ok(!result.placed && result.cause === 'unconfigured');
        assert.equal(requests.length, 0);
      }
    });
  });
