// Telnyx's door: who is let in, what their news are, what they are answered, and who is told of a stream's end.
import assert from 'node:assert/strict';
import { Buffer } from 'node:buffer';
import { test } from 'node:test';
import type { CallId } from '../../base/brand.ts';
import type { HttpRequest } from '../../base/world.ts';
import { socketPair } from '../../testing/world/simulated-socket.ts';
import { simulatedWorld } from '../../testing/world/simulated-world.ts';
import type { CarrierRequest, StreamOver } from '../carrier-door.ts';
import { OVER_MS } from './accept-stream.ts';
import { TELNYX_PATHS, telnyxDoor } from './door.ts';
import { legNote } from './leg-note.ts';
import type { TelnyxOutbound } from './place.ts';
import { SIGNATURE_AGE_MS_MAX, signTelnyx, telnyxPublicKey } from './signature.ts';
import { streamUrl, type CallWay } from './stream-address.ts';

const SEED = Buffer.alloc(32, 9).toString('base64');
const ORIGIN = 'https://voice.example.com';
const STEP = { kind: 'connect', callId: 'call_1' as CallId, token: 'tok' } as const;

function setUp(outbound: Partial<TelnyxOutbound> = {}) {
  const world = simulatedWorld();
  const requests: HttpRequest[] = [];
  world.serve('https://api.telnyx.com/', (request) => {
    requests.push(request);
    return { status: 200, headers: {}, body: '{}' };
  });
  const account = { apiKey: 'KEY1', baseUrl: 'https://api.telnyx.com' };
  const door = telnyxDoor({
    world,
    publicKeys: [telnyxPublicKey(SEED)],
    account,
    number: '+14155550199',
    outbound: { connectionId: '77', application: 'call-control', detection: 'premium', ...outbound },
  });
  /** What comes of a webhook, signed so long ago. */
  const read = (path: string, body: string, change: Partial<CarrierRequest> = {}, agoMs = 0) => {
    const webhook = door.webhooks.find((one) => one.path === path.split('?')[0]);
    assert.ok(webhook !== undefined, path);
    const timestamp = String(Math.floor((world.clock.wall() - agoMs) / 1000));
    const headers = {
      'telnyx-timestamp': timestamp,
      'telnyx-signature-ed25519': signTelnyx(SEED, timestamp, body),
    };
    return webhook.read({ method: 'POST', origins: [ORIGIN], target: path, headers, body, ...change });
  };
  const news = (path: string, body: string) => {
    const reading = read(path, body);
    return reading.ok ? reading.news : reading.reason;
  };
  return { world, door, requests, read, news };
}

const event = (type: string, id: string, payload: object = {}) =>
  JSON.stringify({
    data: { event_type: type, id, payload: { call_control_id: 'v3:A', from: '+1', to: '+2', ...payload } },
  });

test('what is unsigned, forged, too old or from nowhere is refused by name', () => {
  const { read } = setUp();
  const body = 'CallSid=v3:A';
  const reason = (change: Partial<CarrierRequest>, agoMs = 0) => {
    const reading = read(TELNYX_PATHS.incoming, body, change, agoMs);
    return reading.ok ? 'ok' : `${reading.cause} ${reading.reason}`;
  };
  assert.equal(reason({}), 'ok');
  assert.equal(reason({ headers: {} }), 'forged missing');
  assert.equal(reason({ body: `${body}&x=1` }), 'forged mismatch');
  assert.equal(reason({}, SIGNATURE_AGE_MS_MAX + 1000), 'forged expired');
  assert.equal(reason({ origins: [] }), 'forged no-host');
});

test('a webhook that names no call is unreadable, on either kind of application', () => {
  const { read } = setUp();
  for (const [path, body] of [
    [TELNYX_PATHS.incoming, 'From=%2B1'],
    [TELNYX_PATHS.callControl, '{"data":{}}'],
    [TELNYX_PATHS.callControl, 'no JSON'],
  ] as const)
    assert.deepEqual(read(path, body), { ok: false, cause: 'unreadable', reason: 'no-call' });
});

test('a TeXML call is announced, and connected by an address that names it', () => {
  const { door, news } = setUp();
  assert.deepEqual(news(TELNYX_PATHS.incoming, 'CallSid=v3:A&From=%2B1&To=%2B2&AccountSid=acc'), {
    kind: 'incoming',
    call: { carrierCallId: 'v3:A', from: '+1', to: '+2', fromState: null },
  });
  const { contentType, body } = door.answer(STEP, ORIGIN, '+1', 'v3:A');
  assert.match(contentType, /^text\/xml/);
  assert.match(
    body,
    /url="wss:\/\/voice\.example\.com\/telnyx\/media\?call=v3%3AA&amp;way=texml&amp;token=tok"/,
  );
  assert.match(body, /<Redirect method="POST">https:\/\/voice\.example\.com\/telnyx\/after-stream</);
});

test('the addresses that TeXML comes back to tell what is over', () => {
  const { news } = setUp();
  const call = 'CallSid=v3:A&From=%2B1&CallStatus=';
  const { afterStream, afterDial, status, streamStatus } = TELNYX_PATHS;
  const of = { carrierCallId: 'v3:A', from: '+1' };
  assert.deepEqual(news(afterStream, `${call}in-progress`), { kind: 'stream-over', ...of, over: false });
  assert.deepEqual(news(afterStream, `${call}completed`), { kind: 'stream-over', ...of, over: true });
  assert.deepEqual(news(afterDial, `${call}in-progress&DialCallStatus=busy`), {
    kind: 'dial-over',
    ...of,
    status: 'busy',
    over: false,
  });
  assert.deepEqual(news(status, `${call}completed`), {
    kind: 'status',
    carrierCallId: 'v3:A',
    over: true,
    progress: 'completed',
  });
  assert.deepEqual(news(streamStatus, 'CallSid=v3:A&StreamSid=s1&StreamEvent=stream-failed&StreamError=no'), {
    kind: 'stream-trouble',
    carrierCallId: 'v3:A',
    streamId: 's1',
    detail: 'no',
  });
  assert.deepEqual(news(streamStatus, 'CallSid=v3:A&StreamSid=s1&StreamEvent=stream-started'), {
    kind: 'nothing',
  });
});

test('a TeXML call’s account is known to its control as long as the call lives', async () => {
  const { door, news, requests } = setUp();
  news(TELNYX_PATHS.incoming, 'CallSid=v3:A&AccountSid=acc');
  await door.control.dial('v3:A', '+3', door.afterDialUrl(ORIGIN));
  assert.equal(requests[0]?.url, 'https://api.telnyx.com/v2/texml/Accounts/acc/Calls/v3%3AA');
  news(TELNYX_PATHS.status, 'CallSid=v3:A&AccountSid=acc&CallStatus=completed');
  await door.control.hangUp('v3:A');
  assert.equal(requests[1]?.url, 'https://api.telnyx.com/v2/calls/v3%3AA/actions/hangup');
});

test('a Call Control call is announced with a way to carry its step out', async () => {
  const { read, requests } = setUp();
  const reading = read(TELNYX_PATHS.callControl, event('call.initiated', 'e1', { direction: 'incoming' }));
  assert.ok(reading.ok && reading.news.kind === 'incoming' && reading.carryOut !== undefined);
  await reading.carryOut(STEP);
  assert.equal(requests[0]?.url, 'https://api.telnyx.com/v2/calls/v3%3AA/actions/answer');
  const { stream_url: url } = JSON.parse(requests[0]?.body ?? '{}') as Record<string, string>;
  assert.equal(url, 'wss://voice.example.com/telnyx/media?call=v3%3AA&way=commands&token=tok');
});

test('a call that we placed is known by our id, which stands in each address that Telnyx was given', () => {
  for (const application of ['texml', 'call-control'] as const) {
    const { door, news } = setUp({ application });
    const target = (url: string | undefined): string => url?.slice(ORIGIN.length) ?? '';
    const urls = door.outbound?.urls(ORIGIN, 'call 1');
    const call = { callId: 'call 1', carrierCallId: 'v3:A' };
    const note = legNote({ leg: 'placed' });
    const texml = application === 'texml';
    const about = (form: string, type: string, more: object): string =>
      texml
        ? `CallSid=v3:A&From=%2B1&${form}`
        : event(type, type, { client_state: note, from: '+1', ...more });
    assert.deepEqual(news(target(urls?.answered), about('CallStatus=in-progress', 'call.answered', {})), {
      kind: 'answered',
      ...call,
      from: '+1',
    });
    assert.deepEqual(
      news(
        target(urls?.answeredBy),
        about('AnsweredBy=human', 'call.machine.detection.ended', { result: 'human' }),
      ),
      { kind: 'answered-by', ...call, by: 'human', greetingOver: false, beep: false, detail: 'human' },
    );
    assert.deepEqual(
      news(
        target(urls?.status),
        about('CallStatus=busy&SipHangupCause=486', 'call.hangup', {
          hangup_cause: 'user_busy',
          sip_hangup_cause: '486',
        }),
      ),
      { kind: 'status', ...call, over: true, progress: 'busy', code: '486' },
    );
  }
});

test('an event that comes twice is news once', () => {
  const { news } = setUp();
  const body = event('call.hangup', 'e1');
  assert.deepEqual(news(TELNYX_PATHS.callControl, body), {
    kind: 'status',
    carrierCallId: 'v3:A',
    over: true,
    progress: 'completed',
  });
  assert.deepEqual(news(TELNYX_PATHS.callControl, body), { kind: 'nothing' });
});

test('a caller who is with a human, or gone, is told nothing', async () => {
  const { read, requests } = setUp();
  const human = Buffer.from('{"leg":"human","of":"v3:A"}').toString('base64');
  for (const [type, payload] of [
    ['call.bridged', {}],
    ['call.hangup', { hangup_cause: 'originator_cancel' }],
  ] as const) {
    const leg = { call_control_id: 'v3:B', client_state: human, ...payload };
    const reading = read(TELNYX_PATHS.callControl, event(type, type, leg));
    assert.ok(reading.ok && reading.news.kind === 'dial-over' && reading.carryOut !== undefined);
    await reading.carryOut({ kind: 'hang-up' });
  }
  assert.deepEqual(requests, []);
});

function acceptStream(way: CallWay, takes = true) {
  const stage = setUp();
  const { world, door } = stage;
  const [peer, ours] = socketPair(world.timers, { latencyMs: 0, dialled: false, count: { open: 0 } });
  const overs: StreamOver[] = [];
  peer.listen({ text() {}, closed() {} });
  const target = streamUrl('', TELNYX_PATHS.media, { call: 'v3:A', token: 'tok', way });
  const upgrade = { target, origins: [ORIGIN], method: 'GET', headers: {}, body: '' };
  assert.equal(door.upgradeFault(upgrade), null);
  door.acceptStream(
    world,
    ours,
    {
      onStart: () => takes,
      onRefused() {},
      onArrival: () => Promise.resolve({ kind: 'hang-up' }),
      onOver: (over) => void overs.push(over),
    },
    upgrade,
  );
  peer.send(
    '{"event":"start","stream_id":"s1","start":{"call_control_id":"v3:A","media_format":{"encoding":"PCMU","sample_rate":8000}}}',
  );
  return { ...stage, peer, overs };
}

test('the end of a commanded stream is told by its socket, and Telnyx’s own word of it is no news any more', async () => {
  const { world, peer, overs, news, requests } = acceptStream('commands');
  await world.advance(1000);
  peer.vanish();
  await world.advance(OVER_MS - 1);
  assert.equal(overs.length, 0);
  await world.advance(1);
  assert.deepEqual([overs[0]?.carrierCallId, overs[0]?.origin, overs.length], ['v3:A', ORIGIN, 1]);
  assert.deepEqual(news(TELNYX_PATHS.callControl, event('streaming.failed', 'e1', { stream_id: 's1' })), {
    kind: 'nothing',
  });
  await overs[0]?.carryOut({ kind: 'hang-up' });
  assert.equal(requests[0]?.url, 'https://api.telnyx.com/v2/calls/v3%3AA/actions/hangup');
});

test('nobody is told of a TeXML stream’s end, behind which stands a document, nor of one that was turned away', async () => {
  for (const { world, peer, overs } of [acceptStream('texml'), acceptStream('commands', false)]) {
    await world.advance(10);
    peer.vanish();
    await world.advance(OVER_MS * 2);
    assert.deepEqual(overs, []);
  }
});
