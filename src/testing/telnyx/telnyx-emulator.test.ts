// The emulated Telnyx keeps Telnyx's rules: signed webhooks, its wire and its traps, and commands that fit the call.
import assert from 'node:assert/strict';
import { Buffer } from 'node:buffer';
import { test } from 'node:test';
import type { Socket } from '../../base/socket.ts';
import type { DialRequest, HttpRequest } from '../../base/world.ts';
import { signatureChecker, telnyxPublicKey } from '../../carriers/telnyx/signature.ts';
import { audioBytes, audioOf } from '../../media/audio.ts';
import { transcoder } from '../../media/transcode.ts';
import { simulatedWorld } from '../world/simulated-world.ts';
import { telnyxEmulator, type TelnyxCallOptions } from './telnyx-emulator.ts';

const SEED = Buffer.alloc(32, 3).toString('base64');
const ORIGIN = 'https://voice.example.com';
const MEDIA = 'wss://voice.example.com/media?token=t1';
const sound = (ms: number, value: number) => Buffer.alloc(ms * 8, value);

interface Message {
  readonly event: string;
  readonly [field: string]: unknown;
}

function setUp(options: TelnyxCallOptions = {}, stream = 'bidirectionalMode="rtp" codec="PCMU"') {
  const world = simulatedWorld({ latencyMs: 5 });
  const emulator = telnyxEmulator(world, { apiKey: 'KEY1', seed: SEED });
  const check = signatureChecker([telnyxPublicKey(SEED)]);
  const requests: HttpRequest[] = [];
  const events: { readonly type: string; readonly payload: Readonly<Record<string, unknown>> }[] = [];
  const messages: Message[] = [];
  const dials: DialRequest[] = [];
  let socket: Socket | null = null;
  world.serve(`${ORIGIN}/`, (request) => {
    const [signature, timestamp] = ['telnyx-signature-ed25519', 'telnyx-timestamp'].map(
      (name) => request.headers?.[name],
    );
    assert.deepEqual(check({ signature, timestamp, body: request.body ?? '' }, world.clock.wall()), {
      ok: true,
    });
    requests.push(request);
    if (request.url.endsWith('/call-control')) {
      const { data } = JSON.parse(request.body ?? '{}');
      events.push({ type: data.event_type, payload: data.payload });
      return { status: 200, headers: {}, body: '' };
    }
    const body = request.url.endsWith('/incoming')
      ? `<Response><Connect><Stream url="${MEDIA}" ${stream}/></Connect><Redirect>/after</Redirect></Response>`
      : '<Response><Hangup/></Response>';
    return { status: 200, headers: { 'content-type': 'text/xml' }, body };
  });
  world.listen('wss://voice.example.com/', (accepted, request) => {
    socket = accepted;
    dials.push(request);
    accepted.listen({ text: (text) => messages.push(JSON.parse(text)), closed() {} });
  });
  const webhookUrl = `${ORIGIN}/${options.application === 'call-control' ? 'call-control' : 'incoming'}`;
  const call = emulator.call({ ...options, webhookUrl, from: '+14155550100', to: '+14155550199' });
  const send = (message: object) => socket?.send(JSON.stringify(message));
  const command = (action: string, json: object = {}, key = 'KEY1') => {
    const { status, body } = emulator.restAnswer({
      method: 'POST',
      url: `https://api.telnyx.com/v2/calls/${encodeURIComponent(call.carrierCallId)}/actions/${action}`,
      headers: { authorization: `Bearer ${key}` },
      body: JSON.stringify(json),
      timeMsMax: 1000,
    });
    return `${status} ${String(JSON.parse(body)['errors']?.[0]?.code ?? '')}`.trim();
  };
  const all = (event: string) => messages.filter((message) => message.event === event);
  const payload = (message: Message | undefined) => {
    const media = message?.['media'] as { readonly payload: string } | undefined;
    return Buffer.from(media?.payload ?? '', 'base64');
  };
  return { world, call, emulator, requests, events, messages, dials, send, command, all, payload };
}

const media = (bytes: Uint8Array) => ({
  event: 'media',
  media: { payload: Buffer.from(bytes).toString('base64') },
});
const STREAM = { stream_url: MEDIA, stream_bidirectional_mode: 'rtp', stream_auth_token: 't1' };

test('a stream introduces itself with its call, its numbers and the codec of what comes', async () => {
  const { world, call, messages } = setUp();
  await world.advance(100);
  assert.deepEqual(messages[0], { event: 'connected', version: '1.0.0' });
  const { start, stream_id: streamId } = messages[1] ?? { event: '' };
  assert.equal(streamId, call.streamId);
  assert.deepEqual((start as Record<string, unknown>)['media_format'], {
    encoding: 'PCMU',
    sample_rate: 8000,
    channels: 1,
  });
  assert.equal((start as Record<string, unknown>)['from'], '+14155550100');
});

test('a phone that speaks A-law is translated where that was asked for, else sent as it speaks', async () => {
  for (const [phone, encoding] of [
    [{ codec: 'PCMA' }, 'PCMU'],
    [{ codec: 'PCMA', translates: false }, 'PCMA'],
  ] as const) {
    const { world, call, all, payload } = setUp({ phone });
    void call.speak(sound(20, 0x2a));
    await world.advance(100);
    const start = all('start')[0]?.['start'] as { readonly media_format: { readonly encoding: string } };
    assert.equal(start.media_format.encoding, encoding);
    const wanted =
      encoding === 'PCMU'
        ? sound(20, 0x2a)
        : audioBytes(
            transcoder({ encoding: 'pcmu' }, { encoding: 'pcma' }).convert(audioOf('pcmu', sound(20, 0x2a))),
          );
    assert.ok(payload(all('media')[0]).equals(wanted), encoding);
  }
});

test('sound comes out of order where the line has it so, each piece with its chunk and its time', async () => {
  const { world, all } = setUp({ faults: { reorderChance: 0.5 } });
  await world.advance(1000);
  const times = all('media').map((message) => {
    const { chunk, timestamp } = message['media'] as { readonly chunk: string; readonly timestamp: string };
    assert.equal((Number(chunk) - 1) * 20, Number(timestamp));
    return Number(timestamp);
  });
  assert.notDeepEqual(
    times,
    times.toSorted((one, other) => one - other),
  );
});

test('what is sent in A-law is heard as it was meant', async () => {
  const { world, call, send } = setUp({}, 'bidirectionalMode="rtp" bidirectionalCodec="PCMA"');
  await world.advance(100);
  send(media(sound(100, 0xd5)));
  await world.advance(300);
  assert.equal(call.heardBytes, 800);
  // The quietest sound of the one law is the one but quietest of the other.
  assert.ok(call.heard().every((byte) => byte === 0xfe));
});

test('marks come back when they are reached, and all at once when the buffer is cleared', async () => {
  const { world, call, send, all } = setUp();
  await world.advance(100);
  send({ event: 'mark', mark: { name: 'idle' } });
  send(media(sound(1000, 5)));
  send({ event: 'mark', mark: { name: 'm1' } });
  send(media(sound(1000, 6)));
  send({ event: 'mark', mark: { name: 'm2' } });
  await world.advance(300);
  send({ event: 'clear' });
  await world.advance(100);
  assert.deepEqual(
    all('mark').map((message) => (message['mark'] as { readonly name: string }).name),
    ['idle', 'm1', 'm2'],
  );
  assert.deepEqual(
    call.record.marks.map(({ cause }) => cause),
    ['idle', 'cleared', 'cleared'],
  );
});

test('in the default mode sound is thrown away without a word', async () => {
  const { world, call, send, all } = setUp({}, '');
  await world.advance(100);
  send(media(sound(1000, 5)));
  await world.advance(1500);
  assert.equal(call.heardBytes, 0);
  assert.deepEqual(all('error'), []);
  assert.deepEqual(call.record.refusals, []);
});

test('what is wrong is told by an error with its code, and the stream goes on', async () => {
  const { world, call, send, all } = setUp();
  await world.advance(100);
  send({ event: 'media', media: { payload: 'no base64!' } });
  send({ event: 'mark' });
  send({ event: 'weather' });
  send(media(sound(10, 5)));
  send(media(sound(20, 5)));
  await world.advance(100);
  assert.deepEqual(
    all('error').map((message) => (message['payload'] as { readonly code: number }).code),
    [100_004, 100_003, 100_002, 100_004],
  );
  assert.equal(call.heardBytes, 160);
});

test('a half-open stream says nothing more, and does not end', async () => {
  const { world, call, messages } = setUp({ faults: { halfOpenAfterMs: 500 } });
  await world.advance(600);
  const count = messages.length;
  await world.advance(2000);
  assert.equal(messages.length, count);
  assert.equal(call.record.streams[0]?.endedMs, null);
});

test('a Call Control call rings by an event, and is picked up with a stream by one command', async () => {
  const { world, call, events, command, dials, all } = setUp({ application: 'call-control' });
  await world.advance(100);
  assert.deepEqual(
    events.map(({ type, payload }) => [type, payload['direction'], payload['call_control_id']]),
    [['call.initiated', 'incoming', call.carrierCallId]],
  );
  assert.equal(call.status, 'ringing');
  assert.equal(command('answer', { ...STREAM, client_state: 'bm90ZQ==' }), '200');
  await world.advance(100);
  assert.equal(call.status, 'in-progress');
  assert.equal(dials[0]?.headers['x-telnyx-streaming-auth-token'], 't1');
  const start = all('start')[0]?.['start'] as Record<string, unknown> | undefined;
  assert.equal(start?.['client_state'], 'bm90ZQ==');
  call.hangUp();
  await world.advance(100);
  assert.deepEqual(
    events.slice(1).map(({ type, payload }) => [type, payload['client_state']]),
    [
      ['call.answered', 'bm90ZQ=='],
      ['streaming.started', 'bm90ZQ=='],
      ['streaming.stopped', 'bm90ZQ=='],
      ['call.hangup', 'bm90ZQ=='],
    ],
  );
});

test('commands that do not fit the call are refused as Telnyx does', async () => {
  const { world, call, command, emulator } = setUp({ application: 'call-control' });
  await world.advance(100);
  assert.equal(command('speak', { payload: 'Hello' }), '422 90034');
  assert.equal(command('answer', {}, 'another'), '401 10009');
  assert.equal(command('answer'), '200');
  assert.equal(command('answer'), '422 90019');
  assert.equal(command('streaming_start'), '422 90045');
  assert.equal(command('juggle'), '422 10007');
  assert.equal(command('hangup'), '200');
  await world.advance(10);
  assert.equal(call.ending?.by, 'document');
  assert.equal(command('hangup'), '422 90018');
  const nobody = { method: 'POST', url: 'https://api.telnyx.com/v2/calls/v3:none/actions/hangup' } as const;
  const headers = { authorization: 'Bearer KEY1' };
  assert.equal(emulator.restAnswer({ ...nobody, headers, timeMsMax: 1000 }).status, 404);
});

test('a command that comes twice under one id is carried out once', async () => {
  const { world, call, command } = setUp({ application: 'call-control', sayMsPerCharacter: 10 });
  await world.advance(100);
  command('answer');
  for (const _ of [1, 2]) assert.equal(command('speak', { payload: 'Hello', command_id: 'c1' }), '200');
  await world.advance(1000);
  assert.equal(call.record.says.length, 1);
});

test('a transfer tells of both legs, and hangs the caller up behind the human', async () => {
  const human = () => ({ status: 'answered', afterMs: 1000, talkMs: 2000 }) as const;
  const { world, call, command, events } = setUp({ application: 'call-control', human });
  await world.advance(100);
  command('answer', { client_state: 'QQ==' });
  command('transfer', { to: '+14155550123', client_state: 'QQ==', target_leg_client_state: 'Qg==' });
  await world.advance(5000);
  const told = events.slice(2).map(({ type, payload }) => `${type} ${String(payload['client_state'])}`);
  assert.deepEqual(told, [
    'call.initiated Qg==',
    'call.answered Qg==',
    'call.bridged Qg==',
    'call.bridged QQ==',
    'call.hangup Qg==',
    'call.hangup QQ==',
  ]);
  assert.equal(call.record.dials[0]?.status, 'completed');
  assert.notEqual(call.ending, null);
});
