// Telnyx's REST side: what each command says on the wire, what came of it, and when there is a second try.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { HttpFault, type HttpAnswer, type HttpRequest } from '../../base/world.ts';
import type { CallId } from '../../base/brand.ts';
import { simulatedWorld } from '../../testing/world/simulated-world.ts';
import { CONTROL_RETRY_MS } from '../carrier-rest.ts';
import { carryOut, follow, type CommandedLeg } from './carry-out.ts';
import { Conferences } from './conferences.ts';
import { telnyxControl } from './control.ts';
import { readLegNote } from './leg-note.ts';
import { telnyxRest } from './rest.ts';
import { PHONE_SOUND } from './stream-sound.ts';

const answer = (status: number, body = ''): HttpAnswer => ({ status, headers: {}, body });
const coded = (status: number, code: string) => answer(status, `{"errors":[{"code":"${code}","title":"t"}]}`);
const OK = answer(200, '{"data":{"result":"ok"}}');
const ID = 'v3:a/b';
const CALLER_ID = '+14155550199';
const PATH = 'https://api.example.com/v2/calls/v3%3Aa%2Fb/actions';

function setUp(answers: readonly (HttpAnswer | HttpFault)[] = [], apiKey: string | null = 'KEY1') {
  const world = simulatedWorld();
  const requests: HttpRequest[] = [];
  world.serve('https://api.example.com/', (request) => {
    const next = answers[requests.length] ?? OK;
    requests.push(request);
    if (next instanceof HttpFault) throw next;
    return next;
  });
  const account = { apiKey, baseUrl: 'https://api.example.com/' };
  const rest = telnyxRest(world, account);
  const conferences = new Conferences(world, account);
  const control = telnyxControl({
    rest,
    texmlAccountOf: (id) => (id.startsWith('texml') ? 'acc/1' : null),
    callerId: CALLER_ID,
    place: () => Promise.reject(new Error('nothing is placed here')),
    placesCalls: false,
    conferences,
    application: 'call-control',
  });
  const options = {
    rest,
    conferences,
    log: world.log,
    callerId: CALLER_ID,
    stream: (call: string, token: string) => ({
      url: `wss://voice.example.com/m?call=${call}`,
      token,
      sound: PHONE_SOUND,
    }),
  };
  const json = (index = 0) => JSON.parse(requests[index]?.body ?? '{}') as Record<string, unknown>;
  const said = () => requests.map(({ url }) => url.slice(url.lastIndexOf('/') + 1));
  /** Lets what waits for a second try have it. */
  const settle = async <Result>(promise: Promise<Result>): Promise<Result> => {
    await world.advance(CONTROL_RETRY_MS);
    return promise;
  };
  return { world, requests, control, options, json, said, settle };
}

const leg = (answered: boolean): CommandedLeg => ({ callControlId: ID, answered, cause: 'evt_1' });
const CONNECT = { kind: 'connect', callId: 'call_1' as CallId, token: 'tok' } as const;
const DIAL = { kind: 'dial', callId: 'call_1' as CallId, to: '+14155550123' } as const;
const SAY = { kind: 'say', text: 'Good bye', language: 'en-US', next: 'hang-up' } as const;

test('a ringing call is answered with its stream in one command, in rtp and for its own leg', async () => {
  const { options, requests, json } = setUp();
  assert.deepEqual(await carryOut(CONNECT, leg(false), options), { kind: 'nothing' });
  assert.equal(requests[0]?.url, `${PATH}/answer`);
  assert.equal(requests[0]?.headers?.['authorization'], 'Bearer KEY1');
  const { client_state: note, ...told } = json();
  assert.deepEqual(told, {
    stream_url: `wss://voice.example.com/m?call=${ID}`,
    stream_track: 'inbound_track',
    stream_codec: 'PCMU',
    stream_bidirectional_mode: 'rtp',
    stream_bidirectional_codec: 'PCMU',
    stream_bidirectional_sampling_rate: 8000,
    stream_bidirectional_target_legs: 'self',
    stream_auth_token: 'tok',
    command_id: 'answer:evt_1',
  });
  assert.deepEqual(readLegNote(String(note)), { leg: 'talking' });
});

test('an answered call gets its stream by streaming_start, and clears what stood on its leg', async () => {
  const { options, json, said } = setUp();
  await carryOut(CONNECT, leg(true), options);
  assert.deepEqual(said(), ['streaming_start']);
  assert.deepEqual(readLegNote(String(json()['client_state'])), { leg: 'talking' });
});

test('a stream that is refused is not left to silence: the call is hung up, unless it is over', async () => {
  const refused = setUp([coded(422, '90045')]);
  await carryOut(CONNECT, leg(true), refused.options);
  assert.deepEqual(refused.said(), ['streaming_start', 'hangup']);
  assert.equal(refused.world.logLines[0]?.event, 'carrier.command-failed');
});

test('a ringing call is answered before something is said, and the rest is noted on its leg', async () => {
  const { options, json, said } = setUp();
  await carryOut(SAY, leg(false), options);
  assert.deepEqual(said(), ['answer']);
  assert.deepEqual(readLegNote(String(json()['client_state'])), {
    leg: 'caller',
    next: { kind: 'say', text: 'Good bye', language: 'en-US', dial: null },
  });
});

test('what is said is followed by the end of the call, or by a dial', async () => {
  for (const [next, noted] of [
    ['hang-up', { kind: 'hang-up' }],
    [{ dial: '+14155550123' }, { kind: 'dial', to: '+14155550123' }],
  ] as const) {
    const { options, json, said } = setUp();
    await carryOut({ ...SAY, next }, leg(true), options);
    assert.deepEqual(said(), ['speak']);
    assert.equal(json()['payload'], 'Good bye');
    assert.deepEqual(readLegNote(String(json()['client_state'])), { leg: 'caller', next: noted });
  }
});

test('what cannot be said is passed over, and what follows it is done', async () => {
  const { options, said } = setUp([coded(422, '10015')]);
  assert.deepEqual(await carryOut(SAY, leg(true), options), { kind: 'nothing' });
  assert.deepEqual(said(), ['speak', 'hangup']);
});

test('a transfer shows our number, and notes on both legs what they are', async () => {
  const { options, json, said } = setUp();
  await follow({ kind: 'dial', to: '+14155550123' }, leg(true), options);
  assert.deepEqual(said(), ['transfer']);
  assert.equal(json()['to'], '+14155550123');
  assert.equal(json()['from'], CALLER_ID);
  assert.equal(json()['timeout_secs'], 25);
  assert.deepEqual(readLegNote(String(json()['client_state'])), { leg: 'dialling' });
  assert.deepEqual(readLegNote(String(json()['target_leg_client_state'])), { leg: 'human', of: ID });
});

test('a transfer that cannot be begun comes back as one that failed; one of a call that is over does not', async () => {
  const refused = setUp([coded(422, '10016')]);
  assert.deepEqual(await carryOut(DIAL, leg(true), refused.options), {
    kind: 'dial-over',
    carrierCallId: ID,
    from: '',
    status: 'failed',
    over: false,
  });
  const gone = setUp([coded(422, '90018')]);
  assert.deepEqual(await carryOut(DIAL, leg(true), gone.options), { kind: 'nothing' });
  assert.deepEqual(gone.world.logLines, []);
});

test('without a key nothing is asked, and the log says why', async () => {
  const { options, requests, world } = setUp([], null);
  await carryOut(CONNECT, leg(false), options);
  assert.deepEqual(requests, []);
  assert.equal(world.logLines[0]?.fields?.['cause'], 'unconfigured');
});

test('a call that is over already counts as hung up, however Telnyx says it', async () => {
  for (const over of [answer(404), coded(422, '90018'), coded(404, '10005')])
    assert.deepEqual(await setUp([over]).control.hangUp(ID), { done: true });
  assert.deepEqual(await setUp([coded(422, '90034')]).control.hangUp(ID), {
    done: false,
    cause: 'refused',
    detail: 'HTTP 422, code 90034',
  });
});

test('a fault of the network or of Telnyx is tried once more, with the same command id', async () => {
  for (const fault of [new HttpFault('reset'), answer(503), answer(429)]) {
    const { control, requests, json, settle } = setUp([fault]);
    assert.deepEqual(await settle(control.hangUp(ID)), { done: true });
    assert.equal(requests.length, 2);
    assert.equal(json(0)['command_id'], json(1)['command_id']);
  }
});

test('a TeXML call is hung up and sent on by new TeXML of its account', async () => {
  const { control, requests } = setUp();
  await control.hangUp('texml1');
  await control.dial('texml1', '+14155550123', 'https://voice.example.com/after-dial');
  assert.equal(requests[0]?.url, 'https://api.example.com/v2/texml/Accounts/acc%2F1/Calls/texml1');
  assert.equal(requests[0]?.body, 'Status=completed');
  const texml = new URLSearchParams(requests[1]?.body).get('Texml') ?? '';
  assert.match(texml, /<Dial action="https:\/\/voice\.example\.com\/after-dial"[^>]*><Number>\+14155550123</);
});

test('a Call Control call is not dialled while its stream is up', async () => {
  const { control, requests } = setUp();
  const result = await control.dial(ID, '+14155550123', 'https://voice.example.com/after-dial');
  assert.equal(result.done, false);
  assert.deepEqual(requests, []);
});
