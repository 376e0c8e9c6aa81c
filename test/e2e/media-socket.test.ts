// The media socket on a real port: what each kind of bad peer gets, while another call goes on untouched.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { after, before, suite, test } from 'node:test';
import { setImmediate } from 'node:timers/promises';
import { WebSocket } from 'ws';
import type { World } from '../../src/base/world.ts';
import { START_MS_MAX } from '../../src/carriers/twilio/entrance.ts';
import { signTwilio } from '../../src/carriers/twilio/signature.ts';
import { httpServer, type HttpServer } from '../../src/server/http-server.ts';
import { realWorld } from '../../src/server/world/real-world.ts';
import { memoryStore } from '../../src/testing/memory-store.ts';
import { memoryLog } from '../../src/testing/world/memory-log.ts';
import { fakeSwitchboard } from '../fakes/fake-switchboard.ts';
import { PATHS, testDoor, TOKEN, UNAVAILABLE } from '../fakes/server-stage.ts';

suite('the media socket', () => {
  const switchboard = fakeSwitchboard();
  const real = realWorld(memoryLog().log);
  let waitForStart: (() => void) | null = null;
  /** The real World, but that the wait for `start` ends when a test says so. */
  const world: World = {
    ...real,
    timers: {
      after(delayMs, fire) {
        if (delayMs === START_MS_MAX) waitForStart = fire;
        return real.timers.after(delayMs, fire);
      },
    },
  };
  let server: HttpServer;
  let origin = '';
  /** A call that is on the line all the while. */
  let other: WebSocket;

  const heard: string[] = [];

  before(async () => {
    server = await httpServer({
      world,
      switchboard,
      store: memoryStore(),
      journal: { waiting: 0, lost: 0 },
      host: '127.0.0.1',
      port: 0,
      doors: [testDoor()],
      publicUrl: null,
      apiKey: null,
      dataDir: '/nowhere',
      unavailable: UNAVAILABLE,
    });
    origin = (await server.listen()).url;
    switchboard.tokens.add('other');
    other = await connected();
    other.send(start('other', 'MZother'));
    await eventually(() => switchboard.streams.length === 1);
    switchboard.streams[0]?.attach((frame) => void heard.push(frame.kind));
  });

  after(async () => {
    other.send(media('MZother'));
    await eventually(() => heard.includes('caller.audio'));
    assert.deepEqual(heard, ['carrier.started', 'caller.audio'], 'the other call went on untouched');
    const end = once(other, 'close');
    await server.close();
    assert.equal((await end)[0], 1001);
  });

  const start = (token: string | null, streamSid = 'MZ1', callSid = 'CA1') =>
    JSON.stringify({
      event: 'start',
      sequenceNumber: '1',
      streamSid,
      start: {
        accountSid: 'AC1',
        streamSid,
        callSid,
        tracks: ['inbound'],
        mediaFormat: { encoding: 'audio/x-mulaw', sampleRate: 8000, channels: 1 },
        customParameters: token === null ? {} : { token },
      },
    });

  const media = (streamSid: string) =>
    JSON.stringify({
      event: 'media',
      sequenceNumber: '2',
      streamSid,
      media: {
        track: 'inbound',
        chunk: '1',
        timestamp: '20',
        payload: Buffer.alloc(160, 0xff).toString('base64'),
      },
    });

  function dial(path = PATHS.media, signature?: string): WebSocket {
    const url = `${origin.replace('http', 'ws')}${path}`;
    return new WebSocket(url, { headers: { 'x-twilio-signature': signature ?? signTwilio(TOKEN, url) } });
  }

  async function connected(): Promise<WebSocket> {
    const ws = dial();
    await once(ws, 'open');
    return ws;
  }

  /** The close code a peer gets for these messages. */
  async function closeCode(...messages: (string | Uint8Array)[]): Promise<number> {
    const ws = await connected();
    const end = once(ws, 'close');
    ws.on('error', () => {});
    for (const message of messages) ws.send(message);
    return (await end)[0] as number;
  }

  async function eventually(holds: () => boolean): Promise<void> {
    const deadline = performance.now() + 5000;
    while (!holds()) {
      assert.ok(performance.now() < deadline, `it did not come to pass: ${holds.toString()}`);
      await setImmediate();
    }
  }

  async function refusals(): Promise<Record<string, number>> {
    const text = await (await fetch(`${origin}/metrics`)).text();
    const found = text.matchAll(/^offhook_stream_refusals_total\{reason="([^"]+)"\} (\d+)$/gm);
    return Object.fromEntries([...found].map(([, reason = '', count]) => [reason, Number(count)]));
  }

  async function refusedWith(ws: WebSocket): Promise<number | undefined> {
    const [, response] = (await once(ws, 'unexpected-response')) as [unknown, { statusCode?: number }];
    ws.on('error', () => {});
    ws.terminate();
    return response.statusCode;
  }

  test('an upgrade that is unsigned or forged gets 403, one to another path 404', async () => {
    assert.equal(await refusedWith(dial(PATHS.media, '')), 403);
    assert.equal(await refusedWith(dial(PATHS.media, signTwilio('another', `${origin}/twilio/media`))), 403);
    assert.equal(await refusedWith(dial('/elsewhere')), 404);
    const counted = await refusals();
    assert.equal(counted['signature-missing'], 1);
    assert.equal(counted['signature-mismatch'], 1);
    assert.equal(counted['path'], 1);
  });

  test('a stream without its token, with an unknown one or with a used one is closed with 1008', async () => {
    switchboard.tokens.add('once');
    const first = await connected();
    first.send(start('once', 'MZ2'));
    await eventually(() => switchboard.streams.length === 2);
    assert.equal(await closeCode(start(null)), 1008);
    assert.equal(await closeCode(start('unknown')), 1008);
    assert.equal(await closeCode(start('once')), 1008);
    assert.equal((await refusals())['token'], 3);
    assert.equal(first.readyState, WebSocket.OPEN);
    first.terminate();
  });

  test('a stream that does not introduce itself in time is closed with 1008', async () => {
    const ws = await connected();
    ws.send(JSON.stringify({ event: 'connected', protocol: 'Call', version: '1.0.0' }));
    waitForStart?.();
    assert.equal((await once(ws, 'close'))[0], 1008);
    assert.equal((await refusals())['no-start'], 1);
  });

  test('malformed JSON, a binary message and a message of 2 MB before the start close the socket', async () => {
    assert.equal(await closeCode('{"event":'), 1002);
    assert.equal(await closeCode(new Uint8Array(160)), 1003);
    assert.equal(await closeCode('x'.repeat(2 * 1024 * 1024)), 1009);
    const counted = await refusals();
    assert.equal(counted['malformed'], 1);
    assert.equal(counted['binary'], 1);
    assert.equal(counted['too-big'], 1);
  });

  test('the same on a bound stream ends that stream as a fault', async () => {
    for (const [n, [broken, code]] of (
      [
        ['{"event":', 1002],
        [new Uint8Array(160), 1003],
        ['x'.repeat(2 * 1024 * 1024), 1009],
      ] as const
    ).entries()) {
      const token = `bound-${n}`;
      switchboard.tokens.add(token);
      const before = switchboard.streams.length;
      const causes: string[] = [];
      const ws = await connected();
      const end = once(ws, 'close');
      ws.on('error', () => {});
      ws.send(start(token));
      await eventually(() => switchboard.streams.length > before);
      switchboard.streams.at(-1)?.attach((frame) => {
        if (frame.kind === 'carrier.stopped') causes.push(frame.cause);
      });
      ws.send(broken);
      assert.equal((await end)[0], code);
      await eventually(() => causes.length > 0);
      assert.deepEqual(causes, ['fault']);
    }
  });

  test('messages of another stream and of unknown kinds are counted and change nothing', async () => {
    switchboard.tokens.add('odd');
    const before = switchboard.streams.length;
    const kinds: string[] = [];
    const ws = await connected();
    ws.send(start('odd', 'MZodd'));
    ws.send(media('MZother'));
    ws.send(JSON.stringify({ event: 'news', streamSid: 'MZodd' }));
    ws.send(media('MZodd'));
    await eventually(() => switchboard.streams.length > before);
    switchboard.streams.at(-1)?.attach((frame) => void kinds.push(frame.kind));
    await eventually(() => kinds.includes('caller.audio'));
    assert.deepEqual(kinds, ['carrier.started', 'caller.audio']);
    const text = await (await fetch(`${origin}/metrics`)).text();
    assert.match(text, /offhook_stream_oddities_total\{name="wrong-stream"\} 1/);
    assert.match(text, /offhook_stream_oddities_total\{name="unknown-event"\} 1/);
    ws.terminate();
  });

  const another = (host: string, port: number) =>
    httpServer({
      world: real,
      switchboard: fakeSwitchboard(),
      store: memoryStore(),
      journal: { waiting: 0, lost: 0 },
      host,
      port,
      doors: [testDoor([])],
      publicUrl: null,
      apiKey: null,
      dataDir: '/nowhere',
      unavailable: UNAVAILABLE,
    });

  test('an address that is not of this machine is refused by the name of its setting', async () => {
    // RFC 5737: nobody's.
    const server = await another('192.0.2.1', 0);
    await assert.rejects(server.listen(), {
      code: 'ENVIRONMENT_INVALID',
      message: /^HOST is "192\.0\.2\.1"/,
    });
    await server.close();
  });

  test('a second server on the port says that the address is in use', async () => {
    const port = Number(new URL(origin).port);
    const second = await another('127.0.0.1', port);
    await assert.rejects(second.listen(), {
      code: 'ADDRESS_IN_USE',
      message: new RegExp(`127\\.0\\.0\\.1:${port}.*PORT`),
    });
    await second.close();
  });

  test('the live events come over a real connection and end with it', async () => {
    const leaving = new AbortController();
    const answer = await fetch(`${origin}/api/events`, { signal: leaving.signal });
    assert.equal(answer.headers.get('content-type'), 'text/event-stream; charset=utf-8');
    const reader = answer.body?.getReader();
    const first = await reader?.read();
    assert.match(Buffer.from(first?.value ?? []).toString(), /^retry: 2000/);
    leaving.abort();
  });
});
