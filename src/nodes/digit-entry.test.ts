// Keys are everybody's, until an entry takes them; of a private one nobody learns more than that a key was pressed.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import type { ItemId, UtteranceId } from '../base/brand.ts';
import type { FrameOf } from '../frames/frame.ts';
import { DTMF_KEYS } from '../media/tone.ts';
import { nodeBench } from '../testing/node-bench.ts';
import { digitEntry, ENTRY_DIGITS_MAX, ENTRY_MS_MAX, ENTRY_TAIL_MS, RESUMED_TAIL_MS } from './digit-entry.ts';

const digit = (key: string): FrameOf<'caller.digit'> => ({ kind: 'caller.digit', digit: key });
const wanted = (change: Partial<FrameOf<'entry.wanted'>> = {}): FrameOf<'entry.wanted'> => ({
  kind: 'entry.wanted',
  entryId: 'e1',
  length: null,
  terminator: '#',
  quietMsMax: 5_000,
  private: false,
  prompt: null,
  ...change,
});
const STARTED = {
  kind: 'playout.started',
  soundsInMs: 0,
  itemId: 'i' as ItemId,
  responseId: null,
} as const;
const DRAINED = { kind: 'playout.drained' } as const;

function bench(...wishes: Partial<FrameOf<'entry.wanted'>>[]) {
  const node = nodeBench(digitEntry({ brokenPrivate: false }));
  for (const wish of wishes) node.feed(wanted(wish));
  const type = (keys: string) => node.feed(...Array.from(keys, digit));
  const done = () =>
    node.given.flatMap(([ms, frame]) =>
      frame.kind === 'entry.done' ? [{ ms, status: frame.status, digits: frame.digits }] : [],
    );
  return { type, done, node };
}

test('without an entry keys pass as the very same frames', () => {
  const node = nodeBench(digitEntry({ brokenPrivate: false }));
  const frame = digit('5');
  node.feed(frame);
  assert.equal(node.given[0]?.[1], frame);
  assert.equal(node.timersPending, 0);
});

test('an entry ends at its terminator, which is no part of it', () => {
  const { type, done, node } = bench({});
  type('4711#');
  assert.deepEqual(done(), [{ ms: 0, status: 'entered', digits: '4711' }]);
  assert.deepEqual(
    node.given.map(([, frame]) => frame.kind),
    ['entry.started', 'entry.key', 'entry.key', 'entry.key', 'entry.key', 'entry.key', 'entry.done'],
  );
});

test('an entry ends at its length, and the terminator pressed all the same is swallowed', async () => {
  const { type, done, node } = bench({ length: 4 });
  type('4711');
  node.take();
  await node.advance(ENTRY_TAIL_MS - 1);
  type('#');
  assert.deepEqual(node.take(), []);
  type('5');
  assert.deepEqual(node.take(), [digit('5')]);
  await node.advance(1);
  type('#');
  assert.deepEqual(node.take(), [digit('#')]);
  assert.deepEqual(done(), [{ ms: 0, status: 'entered', digits: '4711' }]);
});

test('an entry without a terminator takes every key, up to the most that an entry may have', () => {
  const { type, done } = bench({ terminator: null });
  type('#*A'.padEnd(ENTRY_DIGITS_MAX, '1'));
  assert.equal(done()[0]?.digits.length, ENTRY_DIGITS_MAX);
});

test('a caller who types no more ends it, with what was typed; each key gives time anew', async () => {
  const { type, done, node } = bench({});
  await node.advance(4_999);
  type('1');
  await node.advance(4_999);
  type('2');
  await node.advance(5_000);
  assert.deepEqual(done(), [{ ms: 14_998, status: 'timeout', digits: '12' }]);
});

test('the time runs only while the agent is quiet', async () => {
  const node = nodeBench(digitEntry({ brokenPrivate: false }));
  node.feed(STARTED, wanted());
  await node.advance(20_000);
  node.feed(DRAINED);
  await node.advance(4_999);
  assert.ok(!node.given.some(([, frame]) => frame.kind === 'entry.done'));
  await node.advance(1);
  assert.equal(node.given.at(-1)?.[1].kind, 'entry.done');
});

test('a prompt is spoken first, and the time runs from its end however it ended', async () => {
  const { done, node } = bench({ prompt: 'Your number, please.' });
  const utteranceId = 'entry-1' as UtteranceId;
  assert.deepEqual(node.given[1]?.[1], {
    kind: 'utterance.wanted',
    utteranceId,
    text: 'Your number, please.',
    protected: false,
    optional: false,
  });
  await node.advance(30_000);
  node.feed({ kind: 'utterance.done', utteranceId: 'other' as UtteranceId, result: 'heard' });
  await node.advance(30_000);
  node.feed({ kind: 'utterance.done', utteranceId, result: 'unsaid' });
  await node.advance(5_000);
  assert.deepEqual(done(), [{ ms: 65_000, status: 'timeout', digits: '' }]);
});

test('an entry has an end, whatever is said and pressed', async () => {
  const { done, node } = bench({ prompt: 'A prompt that never ends.' });
  await node.advance(ENTRY_MS_MAX);
  assert.deepEqual(done(), [{ ms: ENTRY_MS_MAX, status: 'timeout', digits: '' }]);
});

test('a second entry is turned away while one is on, and taken afterwards', () => {
  const { type, done, node } = bench({}, { entryId: 'e2' });
  assert.deepEqual(done(), [{ ms: 0, status: 'cancelled', digits: '' }]);
  type('1#');
  node.feed(wanted({ entryId: 'e3' }));
  type('2#');
  assert.deepEqual(
    done().map(({ digits }) => digits),
    ['', '1', '2'],
  );
});

test('a hang-up, a lost line, the end of the call and a tool that is over end it, each with its own word', () => {
  const stopped = (cause: 'stop' | 'lost') => ({ kind: 'carrier.stopped', cause, detail: '' }) as const;
  const ends = [
    [stopped('stop'), 'hung-up'],
    [stopped('lost'), 'cancelled'],
    [{ kind: 'conversation.ending' }, 'cancelled'],
    [{ kind: 'entry.unwanted', entryId: 'e1' }, 'cancelled'],
  ] as const;
  for (const [frame, status] of ends) {
    const { type, done, node } = bench({});
    type('12');
    node.feed(frame);
    assert.deepEqual(done(), [{ ms: 0, status, digits: '12' }]);
  }
});

test('after the end of the call no entry begins', () => {
  const node = nodeBench(digitEntry({ brokenPrivate: false }));
  node.feed({ kind: 'carrier.stopped', cause: 'stop', detail: '' }, wanted());
  const [frame] = node.take();
  assert.ok(frame?.kind === 'entry.done' && frame.status === 'hung-up' && !frame.begun);
});

test('a private entry switches privacy on before anything, and off once its last key has died away', async () => {
  const { type, node } = bench({ private: true, length: 2 });
  assert.deepEqual(node.take()[0], { kind: 'privacy', on: true });
  type('42');
  assert.ok(!node.take().some(({ kind }) => kind === 'privacy'));
  await node.advance(ENTRY_TAIL_MS);
  assert.deepEqual(node.take(), [{ kind: 'privacy', on: false }]);
  assert.equal(node.timersPending, 0);
});

test('keys that follow a private entry close by belong to it, and keep it private', async () => {
  const { type, node } = bench({ private: true, length: 2 });
  type('42');
  node.take();
  for (const key of '777') {
    await node.advance(ENTRY_TAIL_MS - 1);
    type(key);
  }
  assert.deepEqual(node.take(), []);
  await node.advance(ENTRY_TAIL_MS);
  type('1');
  assert.deepEqual(node.take(), [{ kind: 'privacy', on: false }, digit('1')]);
});

test('keys without end do not keep a private entry private for ever', async () => {
  const { type, node } = bench({ private: true, length: 1 });
  type('1');
  for (let pressed = 0; pressed <= ENTRY_DIGITS_MAX + 1; pressed += 1) {
    await node.advance(ENTRY_TAIL_MS - 1);
    type('7');
  }
  assert.ok(node.given.some(([, frame]) => frame.kind === 'privacy' && !frame.on));
});

test('privacy goes on without a gap from one private entry to the next, and ends at once before a public one', () => {
  const { type, node } = bench({ private: true, length: 1 });
  type('1');
  node.take();
  node.feed(wanted({ private: true, length: 1 }));
  assert.deepEqual(
    node.take().map(({ kind }) => kind),
    ['entry.started'],
  );
  type('2');
  node.take();
  node.feed(wanted());
  assert.deepEqual(node.take()[0], { kind: 'privacy', on: false });
});

test('a line that broke in a private entry comes back in private, until the caller types no more', async () => {
  const node = nodeBench(digitEntry({ brokenPrivate: true }));
  node.feed({ kind: 'carrier.started', streamId: 's' });
  assert.deepEqual(node.take(), [{ kind: 'privacy', on: true }]);
  node.feed(digit('4'));
  await node.advance(ENTRY_TAIL_MS - 1);
  node.feed(digit('2'));
  await node.advance(ENTRY_TAIL_MS);
  assert.deepEqual(node.take(), [{ kind: 'privacy', on: false }]);
  node.feed(digit('1'));
  assert.deepEqual(node.take(), [digit('1')]);

  const idle = nodeBench(digitEntry({ brokenPrivate: true }));
  idle.feed({ kind: 'carrier.started', streamId: 's' });
  await idle.advance(RESUMED_TAIL_MS);
  assert.deepEqual(idle.take().at(-1), { kind: 'privacy', on: false });
});

test('no frame but the last, which is the tool’s, has a key of a private entry', () => {
  const key = fc.constantFrom(...DTMF_KEYS);
  fc.assert(
    fc.property(fc.array(key, { maxLength: 40 }), fc.nat(12), (keys, length) => {
      const { type, node } = bench({ private: true, length: length + 1, terminator: '#' });
      type(keys.join(''));
      for (const [, frame] of node.given)
        if (frame.kind !== 'entry.done')
          assert.ok(!('digit' in frame) || frame.digit === null, JSON.stringify(frame));
    }),
  );
});
