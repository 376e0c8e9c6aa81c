// The live feed: what a watcher is told, how many there may be, and what becomes of one that does not read.
import assert from 'node:assert/strict';
import type { ServerResponse } from 'node:http';
import { EventEmitter } from 'node:events';
import { test } from 'node:test';
import { simulatedWorld } from '../testing/world/simulated-world.ts';
import { fakeSwitchboard, someCall } from '../../test/fakes/fake-switchboard.ts';
import { HEARTBEAT_MS, liveFeed, WATCHER_BYTES_MAX, WATCHERS_MAX } from './live-feed.ts';

/** A response that keeps what is written; `writableLength` grows while `reading` is false. */
function fakeResponse() {
  const events = new EventEmitter();
  const response = Object.assign(events, {
    written: '',
    status: 0,
    reading: true,
    ended: '',
    writableLength: 0,
    writeHead(status: number) {
      response.status = status;
    },
    write(text: string) {
      response.written += text;
      if (!response.reading) response.writableLength += text.length;
    },
    end: () => void (response.ended = 'end'),
    destroy: () => void (response.ended = 'destroy'),
  });
  return response;
}

const as = (response: ReturnType<typeof fakeResponse>) => response as unknown as ServerResponse;

function stage() {
  const world = simulatedWorld();
  const switchboard = fakeSwitchboard();
  return { world, switchboard, feed: liveFeed(world, switchboard) };
}

test('a watcher is told of each live call first, then of each record, and of the call where it changed', () => {
  const { switchboard, feed } = stage();
  const call = someCall();
  switchboard.calls.set(call.id, call);
  const response = fakeResponse();
  feed.serve(as(response));
  switchboard.tell(call, { kind: 'turn.answered', latencyMs: 700 }, 9);
  switchboard.tell(call, { kind: 'call.ended', reason: 'dormant', detail: 'a\nb' }, 10);
  const events = response.written
    .split('\n\n')
    .filter((block) => block.startsWith('event: '))
    .map((block) => {
      const [name = '', data = '', ...rest] = block.split('\n');
      assert.deepEqual(rest, []);
      return [name.slice('event: '.length), JSON.parse(data.slice('data: '.length))];
    });
  const record = { callId: 'call_1', atMs: 1500 };
  assert.deepEqual(events, [
    ['call.updated', call],
    ['call.event', { ...record, sequence: 9, event: { kind: 'turn.answered', latencyMs: 700 } }],
    [
      'call.event',
      { ...record, sequence: 10, event: { kind: 'call.ended', reason: 'dormant', detail: 'a\nb' } },
    ],
    ['call.updated', call],
  ]);
});

test('a quiet feed beats, and beats no more when nobody watches', async () => {
  const { world, feed } = stage();
  const response = fakeResponse();
  feed.serve(as(response));
  await world.advance(HEARTBEAT_MS * 2);
  assert.equal(response.written.split(': still here').length - 1, 2);
  response.emit('close');
  assert.equal(feed.watchers, 0);
  assert.equal(world.timersPending, 0);
});

test('a watcher that does not read is let go at the bound, the others go on', () => {
  const { switchboard, feed } = stage();
  const slow = fakeResponse();
  slow.reading = false;
  const good = fakeResponse();
  feed.serve(as(slow));
  feed.serve(as(good));
  const call = someCall({ agent: 'x'.repeat(100_000) });
  for (let n = 0; n < 30; n += 1)
    switchboard.tell(call, { kind: 'call.ended', reason: 'dormant', detail: '' }, n);
  assert.equal(slow.ended, 'destroy');
  assert.ok(slow.writableLength <= WATCHER_BYTES_MAX);
  assert.equal(feed.watchers, 1);
  assert.equal(good.written.split('event: call.event').length - 1, 30);
});

test('one watcher more than the bound is refused, and a place that is left is free again', () => {
  const { feed } = stage();
  const all = Array.from({ length: WATCHERS_MAX }, fakeResponse);
  for (const response of all) feed.serve(as(response));
  assert.throws(() => feed.serve(as(fakeResponse())), { code: 'TOO_MANY_REQUESTS' });
  all[0]?.emit('close');
  feed.serve(as(fakeResponse()));
  assert.equal(feed.watchers, WATCHERS_MAX);
});

test('closing ends every feed and leaves nothing behind', () => {
  const { world, switchboard, feed } = stage();
  const response = fakeResponse();
  feed.serve(as(response));
  feed.close();
  assert.equal(response.ended, 'end');
  assert.equal(world.timersPending, 0);
  const before = response.written;
  switchboard.tell(someCall(), { kind: 'turn.answered', latencyMs: 1 });
  assert.equal(response.written, before);
});
