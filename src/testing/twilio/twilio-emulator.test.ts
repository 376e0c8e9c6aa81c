// The emulator keeps Twilio's rules: signatures, the fall through TwiML, REST, and every ending.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import twilio from 'twilio';
import { simulatedWorld } from '../world/simulated-world.ts';
import { TOKEN, ORIGIN, INCOMING, STREAM, sound, setUp } from '../../../test/fakes/emulator-bench.ts';
import { twilioEmulator } from './twilio-emulator.ts';

test('a call rings with a signed form that holds what Twilio tells of it', async () => {
  const { requests, over, call } = setUp({ '/incoming': '<Hangup/>' });
  assert.equal(call.status, 'ringing');
  assert.deepEqual(await over(), { by: 'document', status: 'completed', atMs: 0 });
  const { fields } = requests[0] ?? {};
  assert.equal(fields?.['CallSid'], call.carrierCallId);
  assert.match(call.carrierCallId, /^CA[0-9a-f]{32}$/);
  assert.equal(fields?.['CallStatus'], 'ringing');
  assert.equal(fields?.['From'], '+14155550100');
  assert.equal(fields?.['FromState'], 'CA');
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
  const firstSid = call.streamId;
  first.socket.close(1000, 'done');
  const second = await connected(2);
  assert.notEqual(call.streamId, firstSid);
  assert.equal(requests.find(({ path }) => path === '/after')?.fields['CallSid'], call.carrierCallId);
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
