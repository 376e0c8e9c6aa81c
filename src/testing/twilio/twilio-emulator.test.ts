// The emulator keeps Twilio's rules: signatures, streams, marks, the fall through TwiML, REST, and every ending.
import assert from 'node:assert/strict';
import { Buffer } from 'node:buffer';
import { test } from 'node:test';
import twilio from 'twilio';
import type { Socket } from '../../base/socket.ts';
import type { DialRequest, HttpAnswer, HttpRequest } from '../../base/world.ts';
import {
  parseMessage,
  twilioEncoder,
  type TwilioFault,
  type TwilioMessage,
} from '../../carriers/twilio/wire.ts';
import { simulatedWorld } from '../world/simulated-world.ts';
import { twilioEmulator, type CallOptions } from './twilio-emulator.ts';

const TOKEN = 'token';
const ORIGIN = 'https://voice.example.com';
const CALLS = 'https://api.example.com/2010-04-01/Accounts/AC1/Calls';
const INCOMING = `${ORIGIN}/incoming`;
const STREAM =
  '<Connect action="/after" method="POST"><Stream url="wss://voice.example.com/media" name="agent" statusCallback="/stream-status"><Parameter name="token" value="t1"/></Stream></Connect>';
const sound = (ms: number, value = 1) => Buffer.alloc(ms * 8, value);

interface Connection {
  readonly socket: Socket;
  readonly request: DialRequest;
  readonly messages: (TwilioMessage | TwilioFault)[];
  closed: number | null;
  /** Sends a message of ours on this connection's stream. */
  readonly media: (bytes: Uint8Array) => void;
  readonly mark: (name: string) => void;
  readonly clear: () => void;
}

/** A server of a few lines: `documents` by path, each one TwiML verbs. */
function setUp(documents: Readonly<Record<string, string>>, options: CallOptions = {}, seed = 1) {
  const world = simulatedWorld({ seed, latencyMs: 5 });
  const emulator = twilioEmulator(world, { accountSid: 'AC1', authToken: TOKEN });
  const requests: { path: string; fields: Record<string, string>; request: HttpRequest }[] = [];
  const connections: Connection[] = [];
  world.serve(`${ORIGIN}/`, (request): HttpAnswer => {
    const path = new URL(request.url).pathname;
    const fields = Object.fromEntries(new URLSearchParams(request.body));
    assert.ok(
      twilio.validateRequest(TOKEN, request.headers?.['x-twilio-signature'] ?? '', request.url, fields),
    );
    requests.push({ path, fields, request });
    const verbs = documents[path];
    if (verbs === undefined) return { status: 404, headers: {}, body: '' };
    return {
      status: 200,
      headers: { 'content-type': 'text/xml; charset=utf-8' },
      body: `<Response>${verbs}</Response>`,
    };
  });
  world.serve('https://api.example.com/', (request) => emulator.restAnswer(request));
  world.listen('wss://voice.example.com/', (socket, request) => {
    const messages: (TwilioMessage | TwilioFault)[] = [];
    const encode = () => {
      const start = messages.find((message) => message.kind === 'start');
      return twilioEncoder(start?.streamSid ?? '');
    };
    const connection: Connection = {
      socket,
      request,
      messages,
      closed: null,
      media: (bytes) => socket.send(encode().media(Buffer.from(bytes).toString('base64'))),
      mark: (name) => socket.send(encode().mark(name)),
      clear: () => socket.send(encode().clear()),
    };
    connections.push(connection);
    socket.listen({
      text: (text) => messages.push(parseMessage(text)),
      closed: (code) => void (connection.closed = code),
    });
  });
  const call = emulator.call({
    ...options,
    webhookUrl: INCOMING,
    from: '+14155550100',
    to: '+14155550199',
    fromState: 'CA',
  });
  const connected = async (count = 1): Promise<Connection> => {
    await world.until(
      () => connections.length === count && connections[count - 1]?.messages[1] !== undefined,
    );
    const connection = connections[count - 1];
    assert.ok(connection !== undefined);
    return connection;
  };
  const over = async () => {
    await world.until(() => call.ending !== null);
    await world.advance(100);
    return call.ending;
  };
  const asked = () => requests.map(({ path }) => path);
  const update = (form: Record<string, string>, token = TOKEN) =>
    world.http({
      method: 'POST',
      url: `${CALLS}/${call.callSid}.json`,
      headers: { authorization: `Basic ${Buffer.from(`AC1:${token}`).toString('base64')}` },
      body: new URLSearchParams(form).toString(),
      timeMsMax: 1000,
    });
  return { world, emulator, call, requests, connections, connected, over, asked, update };
}

test('a call rings with a signed form that holds what Twilio tells of it', async () => {
  const { requests, over, call } = setUp({ '/incoming': '<Hangup/>' });
  assert.equal(call.status, 'ringing');
  assert.deepEqual(await over(), { by: 'document', status: 'completed', atMs: 0 });
  const { fields } = requests[0] ?? {};
  assert.equal(fields?.['CallSid'], call.callSid);
  assert.match(call.callSid, /^CA[0-9a-f]{32}$/);
  assert.equal(fields?.['CallStatus'], 'ringing');
  assert.equal(fields?.['From'], '+14155550100');
  assert.equal(fields?.['FromState'], 'CA');
});

test('a stream is dialled with a signed upgrade and introduces itself', async () => {
  const { connected, call, requests, world } = setUp({ '/incoming': STREAM, '/stream-status': '' });
  const { request, messages } = await connected();
  assert.equal(request.url, 'wss://voice.example.com/media');
  assert.ok(twilio.validateRequest(TOKEN, request.headers['x-twilio-signature'] ?? '', request.url, {}));
  assert.deepEqual(messages.slice(0, 2), [
    { kind: 'connected' },
    { kind: 'start', streamSid: call.streamSid, callSid: call.callSid, parameters: { token: 't1' } },
  ]);
  await world.advance(10);
  const status = requests.find(({ path }) => path === '/stream-status');
  assert.equal(status?.fields['StreamEvent'], 'stream-started');
  assert.equal(status?.fields['StreamName'], 'agent');
});

test('the caller is sent as 20 ms frames in time: speech as it was given, silence else', async () => {
  const { connected, call, world } = setUp({ '/incoming': STREAM });
  const { messages } = await connected();
  const spoken = call.speak(sound(50, 7));
  await world.advance(105);
  assert.equal(await spoken, true);
  const frames = messages.filter((message) => message.kind === 'media');
  assert.deepEqual(
    frames.map(({ chunk, timestampMs }) => [chunk, timestampMs]),
    [
      [1, 0],
      [2, 20],
      [3, 40],
      [4, 60],
      [5, 80],
    ],
  );
  const bytes = Buffer.concat(frames.map(({ payload }) => Buffer.from(payload, 'base64')));
  assert.deepEqual([...bytes], [...sound(50, 7), ...sound(50, 0xff)]);
});

test('where silence is not sent, the clock goes on and the chunks do not', async () => {
  const { connected, call, world } = setUp({ '/incoming': STREAM }, { sendsSilence: false });
  const { messages } = await connected();
  await world.advance(200);
  void call.speak(sound(40));
  await world.advance(100);
  const frames = messages.filter((message) => message.kind === 'media');
  assert.deepEqual(
    frames.map(({ chunk }) => chunk),
    [1, 2],
  );
  assert.ok((frames[0]?.timestampMs ?? 0) >= 180);
});

test('the caller hears what is played in its time, and marks come back with it', async () => {
  const { connected, call, world } = setUp({ '/incoming': STREAM });
  const told: number[] = [];
  call.onHeard(({ bytes }) => told.push(bytes.length));
  const connection = await connected();
  connection.mark('idle');
  connection.media(sound(100, 5));
  connection.mark('m1');
  await world.advance(5 + 60);
  assert.equal(call.playing, true);
  assert.equal(call.heardBytes, 480);
  await world.advance(200);
  assert.deepEqual([...call.heard()], [...sound(100, 5)]);
  assert.equal(call.heardStretches().length, 1);
  assert.equal(
    told.reduce((sum, bytes) => sum + bytes, 0),
    800,
  );
  assert.ok(call.quietMs > 100 && call.quietMs < 200);
  assert.deepEqual(
    call.record.marks.map(({ name, cause, heardBytes }) => [name, cause, heardBytes]),
    [
      ['idle', 'idle', 0],
      ['m1', 'played', 800],
    ],
  );
  const [idle, played] = call.record.marks.map(({ atMs }) => atMs);
  assert.equal((played ?? 0) - (idle ?? 0), 100);
  const names = connection.messages.flatMap((message) => (message.kind === 'mark' ? [message.name] : []));
  assert.deepEqual(names, ['idle', 'm1']);
});

test('clear cuts what the caller hears and returns all pending marks', async () => {
  const { connected, call, world } = setUp({ '/incoming': STREAM });
  const connection = await connected();
  connection.media(sound(1000, 5));
  connection.mark('m1');
  connection.media(sound(1000, 6));
  connection.mark('m2');
  await world.advance(300);
  connection.clear();
  connection.media(sound(20, 7));
  await world.advance(100);
  assert.deepEqual([...call.heard()], [...sound(300, 5), ...sound(20, 7)]);
  assert.deepEqual(
    call.record.marks.map(({ name, cause }) => [name, cause]),
    [
      ['m1', 'cleared'],
      ['m2', 'cleared'],
    ],
  );
  assert.equal(call.record.clears.length, 1);
});

test('late marks keep their order and what was heard when they were due', async () => {
  const { connected, call, world } = setUp(
    { '/incoming': STREAM },
    { faults: { markDelayMs: { min: 50, max: 300 } } },
  );
  const connection = await connected();
  for (const name of ['a', 'b', 'c', 'd']) {
    connection.media(sound(20));
    connection.mark(name);
  }
  await world.advance(1000);
  const { marks } = call.record;
  assert.deepEqual(
    marks.map(({ name }) => name),
    ['a', 'b', 'c', 'd'],
  );
  assert.deepEqual(
    marks.map(({ heardBytes }) => heardBytes),
    [160, 320, 480, 640],
  );
  assert.ok((marks[0]?.atMs ?? 0) >= 70);
});

test('a message that Twilio would drop is dropped and shown once', async () => {
  const { connected, call, world } = setUp({ '/incoming': STREAM });
  const { socket, media } = await connected();
  for (const text of [
    'nonsense',
    '{"event":"media","streamSid":"MZother","media":{"payload":"AAAA"}}',
    '{"event":"dtmf"}',
  ])
    socket.send(text);
  media(sound(20));
  await world.advance(50);
  assert.deepEqual(
    call.record.refusals.map(({ code }) => code),
    [31951],
  );
  assert.equal(call.heardBytes, 160);
});

test('the server closes: the action is asked on the same call, and a new stream has a new id', async () => {
  const { connected, connections, call, asked, world, over, requests } = setUp({
    '/incoming': STREAM,
    '/after': '<Connect><Stream url="wss://voice.example.com/media"/></Connect>',
    '/stream-status': '',
  });
  const first = await connected();
  first.media(sound(1000));
  first.mark('lost');
  await world.advance(100);
  const firstSid = call.streamSid;
  first.socket.close(1000, 'done');
  const second = await connected(2);
  assert.notEqual(call.streamSid, firstSid);
  assert.equal(requests.find(({ path }) => path === '/after')?.fields['CallSid'], call.callSid);
  assert.equal(requests.find(({ path }) => path === '/after')?.fields['CallStatus'], 'in-progress');
  assert.ok(call.heardBytes < 1000);
  assert.deepEqual(call.record.marks, []);
  second.socket.close(1000, 'done');
  // Nothing stands behind the second stream: the call ends with it.
  assert.equal((await over())?.by, 'document');
  assert.deepEqual(
    asked().filter((path) => path !== '/stream-status'),
    ['/incoming', '/after'],
  );
  assert.deepEqual(
    call.record.streams.map(({ endedBy }) => endedBy),
    ['server', 'server'],
  );
  assert.equal(connections.length, 2);
  assert.equal(world.timersPending, 0);
  assert.equal(world.socketsOpen, 0);
});

test('without an action the next verb is carried out', async () => {
  const { connected, over, asked, call } = setUp({
    '/incoming':
      '<Connect><Stream url="wss://voice.example.com/media"/></Connect><Redirect>/ended</Redirect>',
    '/ended': '<Say language="de-DE">Auf Wiedersehen</Say><Hangup/><Say>never</Say>',
  });
  (await connected()).socket.close(1000, '');
  await over();
  assert.deepEqual(asked(), ['/incoming', '/ended']);
  assert.deepEqual(
    call.record.verbs.map(({ name }) => name),
    ['Connect', 'Redirect', 'Say', 'Hangup'],
  );
  assert.deepEqual(
    call.record.says.map(({ text, language }) => [text, language]),
    [['Auf Wiedersehen', 'de-DE']],
  );
});

test('a connection that breaks without a stop goes the same way', async () => {
  const { connected, call, asked, over } = setUp({ '/incoming': STREAM, '/after': '<Hangup/>' });
  const { messages, closed } = await connected();
  call.vanish();
  assert.equal((await over())?.by, 'document');
  assert.equal(closed, null);
  assert.ok(!messages.some((message) => message.kind === 'stop'));
  assert.equal(call.record.streams[0]?.endedBy, 'lost');
  assert.ok(asked().includes('/after'));
});

test('the caller hangs up: stop, close, status callback, and the action is not asked', async () => {
  const { connected, call, asked, requests, over, world } = setUp(
    { '/incoming': STREAM, '/after': '<Hangup/>', '/status': '' },
    { statusCallbackUrl: `${ORIGIN}/status` },
  );
  const connection = await connected();
  const unsaid = call.speak(sound(5000));
  await world.advance(1500);
  call.hangUp();
  call.hangUp();
  assert.deepEqual((await over())?.by, 'caller');
  assert.equal(await unsaid, false);
  assert.equal(connection.messages.at(-1)?.kind, 'stop');
  assert.equal(connection.closed, 1000);
  assert.ok(!asked().includes('/after'));
  const status = requests.filter(({ path }) => path === '/status');
  assert.equal(status.length, 1);
  assert.equal(status[0]?.fields['CallStatus'], 'completed');
  assert.equal(status[0]?.fields['CallDuration'], '2');
  assert.equal((await call.ended).by, 'caller');
  assert.equal(world.timersPending, 0);
});

test('a caller who hangs up while it rings has canceled', async () => {
  const { call, world, connections } = setUp({ '/incoming': STREAM });
  call.hangUp();
  await world.advance(1000);
  assert.equal((await call.ended).status, 'canceled');
  assert.equal(connections.length, 0);
  assert.equal(await call.speak(sound(20)), false);
});

test('keys are told on the stream, and nowhere else', async () => {
  const { connected, call, world } = setUp({ '/incoming': STREAM });
  assert.equal(call.press('1'), false);
  const { messages } = await connected();
  assert.equal(call.press('#'), true);
  await world.advance(10);
  assert.ok(messages.some((message) => message.kind === 'dtmf' && message.digit === '#'));
  assert.deepEqual(
    call.record.digits.map(({ digit }) => digit),
    ['#'],
  );
});

test('TwiML over REST tears the stream down at once and takes its place', async () => {
  const { connected, call, update, asked, over } = setUp(
    { '/incoming': STREAM, '/after': '', '/after-dial': '<Hangup/>' },
    { human: (to) => (to === '+1999' ? { status: 'busy', afterMs: 300 } : { status: 'failed', afterMs: 0 }) },
  );
  const connection = await connected();
  const answer = await update({
    Twiml: `<Response><Dial action="${ORIGIN}/after-dial" timeout="20"><Number>+1999</Number></Dial></Response>`,
  });
  assert.equal(answer.status, 200);
  await over();
  assert.equal(connection.messages.at(-1)?.kind, 'stop');
  assert.equal(connection.closed, 1000);
  assert.deepEqual(
    asked().filter((path) => path !== '/stream-status'),
    ['/incoming', '/after-dial'],
  );
  assert.deepEqual(
    call.record.dials.map(({ to, status }) => [to, status]),
    [['+1999', 'busy']],
  );
});

test('REST completes a call, and says of one that is over that it is gone', async () => {
  const { connected, call, update, over } = setUp({ '/incoming': STREAM });
  await connected();
  assert.equal((await update({ Status: 'completed' }, 'wrong')).status, 401);
  assert.equal(call.ending, null);
  assert.equal((await update({ Status: 'completed' })).status, 200);
  assert.equal((await over())?.by, 'rest');
  assert.equal((await update({ Status: 'completed' })).status, 404);
  assert.match((await update({ Twiml: '<Response/>' })).body, /21220/);
});

test('a human who does not answer in time, answers, or is busy comes out at the action', async () => {
  const outcomes = [
    {
      human: { status: 'answered', afterMs: 1000, talkMs: 3000 } as const,
      status: 'completed',
      tookMs: 4000,
    },
    {
      human: { status: 'answered', afterMs: 9000, talkMs: 3000 } as const,
      status: 'no-answer',
      tookMs: 5000,
    },
    { human: { status: 'no-answer', afterMs: 60_000 } as const, status: 'no-answer', tookMs: 5000 },
    { human: { status: 'failed', afterMs: 100 } as const, status: 'failed', tookMs: 100 },
  ];
  for (const { human, status, tookMs } of outcomes) {
    const { over, requests } = setUp(
      {
        '/incoming': '<Dial action="/after" timeout="5">+1999</Dial><Say>never</Say>',
        '/after': '<Hangup/>',
      },
      { human: () => human },
    );
    const ending = await over();
    const fields = requests.find(({ path }) => path === '/after')?.fields;
    assert.equal(fields?.['DialCallStatus'], status);
    assert.equal(fields?.['DialCallDuration'], status === 'completed' ? '3' : undefined);
    assert.equal(ending?.atMs, tookMs);
  }
});

test('what Twilio would not dial is refused with its code and the document goes on', async () => {
  const cases: readonly (readonly [string, number])[] = [
    ['url="wss://voice.example.com/media?x=1"', 31920],
    ['url="ws://voice.example.com/media"', 31922],
    ['url="wss://voice.example.com/media" track="both_tracks"', 31941],
    ['url="wss://nobody.example.com/media"', 31902],
  ];
  for (const [attributes, code] of cases) {
    const { over, call, asked } = setUp({
      '/incoming': `<Connect action="/after"><Stream ${attributes}/></Connect>`,
      '/after': '<Hangup/>',
    });
    await over();
    assert.deepEqual(
      call.record.refusals.map(({ code }) => code),
      [code],
    );
    assert.deepEqual(asked(), ['/incoming', '/after']);
  }
});

test('a server that gives no TwiML fails the call, with a fallback where there is one', async () => {
  const failed = setUp({});
  assert.deepEqual(await failed.over(), { by: 'fault', status: 'failed', atMs: 0 });
  assert.deepEqual(
    failed.call.record.refusals.map(({ code }) => code),
    [11200],
  );

  const broken = setUp({ '/incoming': '<Say>' });
  await broken.over();
  assert.deepEqual(
    broken.call.record.refusals.map(({ code }) => code),
    [12100],
  );

  const rescued = setUp({ '/fallback': '<Say>sorry</Say>' }, { fallbackUrl: `${ORIGIN}/fallback` });
  await rescued.over();
  assert.equal(rescued.requests[1]?.fields['ErrorCode'], '11200');
  assert.equal(rescued.call.record.says[0]?.text, 'sorry');
});

test('a document that redirects to itself comes to an end', async () => {
  const { over, call } = setUp({ '/incoming': '<Redirect>/incoming</Redirect>' });
  assert.equal((await over())?.by, 'fault');
  assert.equal(call.record.requests.length, 100);
});

test('a rejected call is busy', async () => {
  const { over } = setUp({ '/incoming': '<Reject reason="busy"/>' });
  assert.equal((await over())?.status, 'busy');
});

test('a faulty line loses, doubles and disorders frames, the same with the same seed', async () => {
  const chunks = async (seed: number) => {
    const { connected, world } = setUp(
      { '/incoming': STREAM },
      { faults: { lossChance: 0.1, duplicateChance: 0.1, reorderChance: 0.1 } },
      seed,
    );
    const { messages } = await connected();
    await world.advance(4000);
    return messages.flatMap((message) => (message.kind === 'media' ? [message.chunk] : []));
  };
  const one = await chunks(1);
  assert.deepEqual(await chunks(1), one);
  assert.notDeepEqual(await chunks(2), one);
  const inOrder = one.toSorted((a, b) => a - b);
  assert.notDeepEqual(one, inOrder);
  assert.ok(new Set(one).size < one.length, 'some came twice');
  assert.ok(new Set(one).size < (inOrder.at(-1) ?? 0), 'some were lost');
});

test('a half-open socket neither sends nor hears, and nobody says so', async () => {
  const { connected, call, world, over } = setUp(
    { '/incoming': STREAM },
    { faults: { halfOpenAfterMs: 200 } },
  );
  const connection = await connected();
  await world.advance(500);
  const before = connection.messages.length;
  connection.media(sound(100));
  await world.advance(1000);
  assert.equal(connection.messages.length, before);
  assert.equal(call.heardBytes, 0);
  assert.equal(connection.closed, null);
  call.hangUp();
  await over();
  assert.equal(world.socketsOpen, 0);
});

test('the recording holds both sides on one time line', async () => {
  const { connected, call, world } = setUp({ '/incoming': STREAM });
  const connection = await connected();
  void call.speak(sound(40, 3));
  connection.media(sound(60, 5));
  await world.advance(200);
  call.hangUp();
  const stereo = call.recording();
  const left = stereo.filter((_, at) => at % 2 === 0);
  const right = stereo.filter((_, at) => at % 2 === 1);
  assert.equal(left.length, Math.ceil(call.nowMs * 8));
  assert.equal(left.filter((byte) => byte === 3).length, 320);
  assert.equal(right.filter((byte) => byte === 5).length, 480);
  const { atMs } = call.heardStretches()[0] ?? { atMs: -1 };
  assert.equal(right.indexOf(5), atMs * 8);
  const spoken = call.spokenStretches()[0] ?? { atMs: -1 };
  assert.equal(left.indexOf(3), spoken.atMs * 8);
});

test('a script waits until something holds, or until the call is over', async () => {
  const { connected, call, world } = setUp({ '/incoming': STREAM });
  const { media } = await connected();
  let quiet: boolean | null = null;
  void call.until(() => call.quietMs >= 100).then((held) => (quiet = held));
  const never = call.until(() => false);
  media(sound(100));
  await world.advance(200);
  assert.equal(quiet, null);
  await world.advance(50);
  assert.equal(quiet, true);
  call.hangUp();
  assert.equal(await never, false);
});

test('requests go where the base URL says, signed for the address as written', async () => {
  const world = simulatedWorld();
  const seen: string[] = [];
  world.serve('http://127.0.0.1:5050/', (request) => {
    seen.push(request.url);
    const fields = Object.fromEntries(new URLSearchParams(request.body));
    const signature = request.headers?.['x-twilio-signature'] ?? '';
    assert.ok(twilio.validateRequest(TOKEN, signature, `${INCOMING}?a=%20b`, fields));
    return {
      status: 200,
      headers: { 'content-type': 'text/xml' },
      body: '<Response><Connect><Stream url="wss://voice.example.com/media"/></Connect></Response>',
    };
  });
  world.listen('ws://127.0.0.1:5050/media', (_, request) => seen.push(request.url));
  const emulator = twilioEmulator(world, {
    accountSid: 'AC1',
    authToken: TOKEN,
    baseUrl: 'http://127.0.0.1:5050',
  });
  const call = emulator.call({ webhookUrl: `${INCOMING}?a=%20b`, from: '+1', to: '+2' });
  await world.advance(50);
  assert.deepEqual(seen, ['http://127.0.0.1:5050/incoming?a=%20b', 'ws://127.0.0.1:5050/media']);
  call.hangUp();
});
