// The emulator keeps Plivo's rules: signatures, numbers and times, checkpoints that a clear drops, a queue with an end.
import assert from 'node:assert/strict';
import { Buffer } from 'node:buffer';
import { test } from 'node:test';
import type { Socket } from '../../base/socket.ts';
import type { HttpAnswer } from '../../base/world.ts';
import { checkSignature, type SignedPlivoRequest } from '../../carriers/plivo/signature.ts';
import type { CallOptions } from '../telephone/carrier-emulator.ts';
import { simulatedWorld } from '../world/simulated-world.ts';
import { plivoEmulator, type PlivoEmulatorOptions } from './plivo-emulator.ts';

const ORIGIN = 'https://voice.example.com';
const TOKEN = 'token';
const MEDIA = 'wss://voice.example.com/media?token=t1&a=b%20c';
const STREAM = `<Stream bidirectional="true" keepCallAlive="true" contentType="audio/x-mulaw;rate=8000" statusCallbackUrl="${ORIGIN}/stream-status" extraHeaders="session=s1,tenant=acme">${MEDIA.replace('&', '&amp;')}</Stream><Redirect>${ORIGIN}/after</Redirect>`;
const sound = (ms: number, value = 1) => Buffer.alloc(ms * 8, value).toString('base64');

type Json = Readonly<Record<string, unknown>>;

/** A server of a few lines: `documents` by path, each one verbs. */
function setUp(
  documents: Readonly<Record<string, string>>,
  ways: Partial<PlivoEmulatorOptions> = {},
  options: CallOptions = {},
) {
  const world = simulatedWorld({ latencyMs: 5 });
  const emulator = plivoEmulator(world, { authId: 'MA1', authToken: TOKEN, ...ways });
  const requests: { path: string; fields: Record<string, string> }[] = [];
  const messages: Json[] = [];
  let socket: Socket | null = null;
  let closed: number | null = null;
  const holds = (request: Omit<SignedPlivoRequest, 'nonce' | 'signatures'>, headers: Json): boolean =>
    checkSignature([TOKEN], {
      ...request,
      nonce: String(headers['x-plivo-signature-v3-nonce']),
      signatures: [String(headers['x-plivo-signature-v3'])],
    }).ok;
  world.serve(`${ORIGIN}/`, ({ url, body, headers = {} }): HttpAnswer => {
    const fields = Object.fromEntries(new URLSearchParams(body));
    assert.ok(holds({ method: 'POST', url, fields }, headers));
    const path = new URL(url).pathname;
    requests.push({ path, fields });
    const verbs = documents[path];
    if (verbs === undefined) return { status: 404, headers: {}, body: '' };
    return {
      status: 200,
      headers: { 'content-type': 'text/xml' },
      body: `<Response>${verbs}</Response>`,
    };
  });
  world.serve('https://api.example.com/', (request) => emulator.restAnswer(request));
  world.listen('wss://voice.example.com/', (accepted, { url, headers }) => {
    assert.equal(url, MEDIA);
    assert.ok(holds({ method: 'GET', url: url.replace('wss:', 'http:') }, headers));
    socket = accepted;
    accepted.listen({
      text: (text) => messages.push(JSON.parse(text) as Json),
      closed: (code) => void (closed = code),
    });
  });
  const call = emulator.call({
    webhookUrl: `${ORIGIN}/incoming`,
    from: '+14155550100',
    to: '+14155550199',
    ...options,
  });
  const says = (...sent: readonly object[]): void => {
    for (const one of sent) socket?.send(JSON.stringify(one));
  };
  const play = (ms: number, value = 1): object => ({
    event: 'playAudio',
    media: { contentType: 'audio/x-mulaw', sampleRate: 8000, payload: sound(ms, value) },
  });
  return {
    world,
    call,
    requests,
    messages,
    says,
    play,
    checkpoint: (name: string) => ({ event: 'checkpoint', streamId: call.streamId, name }),
    clear: () => ({ event: 'clearAudio', streamId: call.streamId }),
    close: () => socket?.close(1000, 'done'),
    closed: () => closed,
    heard: (event: string) => messages.filter((message) => message['event'] === event),
    connected: (): Promise<unknown> => world.until(() => messages.length > 0),
    statuses: () =>
      requests.filter(({ path }) => path === '/stream-status').map(({ fields }) => fields['Event']),
    rest: (method: 'POST' | 'DELETE', json: object | null, token = TOKEN) =>
      world.http({
        method,
        url: `https://api.example.com/v1/Account/MA1/Call/${call.carrierCallId}/`,
        headers: { authorization: `Basic ${Buffer.from(`MA1:${token}`).toString('base64')}` },
        ...(json === null ? {} : { body: JSON.stringify(json) }),
        timeMsMax: 1000,
      }),
  };
}

test('a call rings with a signed form whose numbers have no plus, and its end is told with a cause', async () => {
  const { world, call, requests } = setUp(
    { '/incoming': '<Speak language="de-DE">Hallo</Speak><Hangup/>', '/hangup': '' },
    {},
    { statusCallbackUrl: `${ORIGIN}/hangup` },
  );
  await world.until(() => call.ending !== null);
  await world.advance(100);
  const [rung, over] = requests;
  assert.match(call.carrierCallId, /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-8[0-9a-f]{3}-[0-9a-f]{12}$/);
  assert.equal(rung?.fields['CallUUID'], call.carrierCallId);
  assert.equal(rung?.fields['From'], '14155550100');
  assert.equal(rung?.fields['Event'], 'StartApp');
  assert.equal(over?.fields['Event'], 'Hangup');
  assert.equal(over?.fields['CallStatus'], 'completed');
  assert.equal(call.record.says[0]?.text, 'Hallo');
});

test('a stream introduces itself without a word before, counts in numbers, and tells Unix time', async () => {
  const { world, call, messages, connected } = setUp({ '/incoming': STREAM, '/stream-status': '' });
  await connected();
  void call.speak(Buffer.alloc(160, 7));
  await world.advance(50);
  call.press('#');
  await world.advance(10);
  const [start, first, , digit] = messages;
  assert.deepEqual(start, {
    event: 'start',
    sequenceNumber: 1,
    start: {
      callId: call.carrierCallId,
      streamId: call.streamId,
      accountId: 'MA1',
      tracks: ['inbound'],
      mediaFormat: { encoding: 'audio/x-mulaw', sampleRate: 8000 },
    },
    extra_headers: 'session=s1;tenant=acme',
  });
  const { media, ...more } = first as { media: Json };
  assert.deepEqual(more, {
    event: 'media',
    sequenceNumber: 2,
    streamId: call.streamId,
    extra_headers: 'session=s1;tenant=acme',
  });
  assert.equal(media['chunk'], 1);
  assert.match(String(media['timestamp']), /^\d{13}$/);
  assert.equal(media['payload'], sound(20, 7));
  assert.deepEqual((digit?.['dtmf'] as Json | undefined)?.['digit'], '#');
});

test('a checkpoint comes back when the sound before it was played; after a clear none does, but a word of it', async () => {
  const { world, call, says, play, checkpoint, clear, heard, connected } = setUp({ '/incoming': STREAM });
  await connected();
  says(play(100, 5), checkpoint('a'), play(1000, 6), checkpoint('b'));
  await world.advance(300);
  assert.deepEqual(
    heard('playedStream').map(({ name }) => name),
    ['a'],
  );
  says(clear(), play(20, 7), checkpoint('c'));
  await world.advance(2000);
  assert.deepEqual(
    heard('playedStream').map(({ name }) => name),
    ['a', 'c'],
  );
  assert.equal(heard('clearedAudio').length, 1);
  const order = call.record.marks.map(({ name, cause }) => [name, cause]);
  assert.deepEqual(order, [
    ['a', 'played'],
    ['c', 'played'],
  ]);
  const bytes = Buffer.from(call.heard());
  assert.ok(bytes.length < 500 * 8 && bytes.at(-1) === 7);
});

for (const [statusNames, told] of [
  ['StartStream', ['StartStream', 'DegradedStream', 'DegradedStream', 'DegradedStream', 'StopStream']],
  ['started', ['started', 'stopped']],
] as const)
  test(`a queue that fills up is told by the names of ${statusNames}, and what is too much is dropped`, async () => {
    const bench = setUp(
      { '/incoming': STREAM, '/stream-status': '', '/after': '<Hangup/>' },
      { statusNames, queueMsMax: 4000 },
    );
    const { world, call, says, play, connected, statuses } = bench;
    await connected();
    says(play(1000), play(1000), play(1000), play(900), play(1000));
    await world.advance(6000);
    bench.close();
    await world.until(() => call.ending !== null);
    await world.advance(100);
    assert.equal(call.heardBytes, 3900 * 8);
    assert.deepEqual(
      call.record.refusals.map(({ detail }) => detail),
      ['the queue of sound is full'],
    );
    assert.deepEqual(statuses(), told);
  });

test('the caller hangs up: the socket is closed without a word', async () => {
  const bench = setUp({ '/incoming': STREAM });
  await bench.connected();
  bench.call.hangUp();
  await bench.world.advance(100);
  assert.equal(bench.closed(), 1000);
  assert.deepEqual(bench.heard('stop'), []);
});

test('REST sends a call to another address at once, and ends it; of one that is over it says that it is gone', async () => {
  const bench = setUp(
    { '/incoming': STREAM, '/dial': `<Dial action="${ORIGIN}/after-dial"><Number>+1999</Number></Dial>` },
    {},
    { human: () => ({ status: 'no-answer', afterMs: 1000 }) },
  );
  await bench.connected();
  const transfer = { legs: 'aleg', aleg_url: `${ORIGIN}/dial`, aleg_method: 'POST' };
  assert.equal((await bench.rest('POST', transfer, 'wrong')).status, 401);
  assert.equal((await bench.rest('POST', { legs: 'aleg' })).status, 400);
  assert.equal((await bench.rest('POST', transfer)).status, 202);
  await bench.world.until(() => bench.call.ending !== null);
  assert.equal(bench.closed(), 1000);
  const asked = bench.requests.filter(({ path }) => path !== '/stream-status');
  assert.deepEqual(
    asked.map(({ path }) => path),
    ['/incoming', '/dial', '/after-dial'],
  );
  assert.equal(asked[2]?.fields['DialStatus'], 'timeout');
  assert.equal((await bench.rest('DELETE', null)).status, 404);

  const other = setUp({ '/incoming': STREAM });
  await other.connected();
  assert.equal((await other.rest('DELETE', null)).status, 204);
  assert.equal(other.call.ending?.by, 'rest');
});

test('what Plivo would not dial is refused, and the document goes on', async () => {
  for (const broken of [
    STREAM.replace('wss:', 'ws:'),
    STREAM.replace(' bidirectional="true"', ''),
    STREAM.replace(' keepCallAlive="true"', ''),
    STREAM.replace(/contentType="[^"]*"/, ''),
    STREAM.replace('rate=8000', 'rate=24000'),
    STREAM.replace('<Stream ', '<Stream audioTrack="both" '),
    STREAM.replace('token=t1', `token=${'x'.repeat(2048)}`),
  ]) {
    const { world, call, requests } = setUp({ '/incoming': broken, '/after': '<Hangup/>' });
    await world.until(() => call.ending !== null);
    assert.equal(call.record.refusals.length, 1);
    assert.equal(call.record.streams.length, 0);
    assert.equal(requests.at(-1)?.path, '/after');
  }
});

test('what a server may not send is dropped and shown', async () => {
  const { world, call, says, play, checkpoint, clear, connected } = setUp({ '/incoming': STREAM });
  await connected();
  says(
    { event: 'playAudio', media: { contentType: 'audio/x-l16', sampleRate: 8000, payload: 'AAAA' } },
    { event: 'playAudio', media: { contentType: 'audio/x-mulaw', sampleRate: 8000, payload: '?' } },
    play(2000),
    { ...checkpoint('x'), streamId: 'another' },
    { ...clear(), streamId: 'another' },
    { event: 'sendDTMF', dtmf: 'x' },
    { event: 'mark' },
    { event: 'sendDTMF', dtmf: '12#' },
  );
  await world.advance(100);
  assert.equal(call.record.refusals.length, 7);
  assert.equal(call.heardBytes, 0);
  assert.deepEqual(
    call.record.sentDigits.map(({ digits }) => digits),
    ['12#'],
  );
});
