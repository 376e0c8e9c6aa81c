// A model whose ear is stuck, or deaf, is asked, waited for and given up as one that says nothing.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { nodeBench } from '../testing/node-bench.ts';
import { modelWatch } from './model-watch.ts';

const READY = { kind: 'model.ready' } as const;
const AGAIN = { kind: 'response.wanted', requestId: 'again-1', instructions: null, tools: true };
const WORD = { kind: 'stopgap.wanted', utteranceId: 'one-moment-1', text: 'One moment.' };
const RENEW = { kind: 'session.renew', detail: 'the model was silent while it owed an answer' };

const bench = () => nodeBench(modelWatch({ oneMoment: 'One moment.', apology: 'Sorry.', transferTo: null }));
/** What was done; whether an answer is owed is another matter. */
const took = (node: ReturnType<typeof bench>) => node.take().filter(({ kind }) => kind !== 'answer.owed');

test('a model that takes the caller to be speaking for a minute is asked, and then waited for', async () => {
  const node = bench();
  node.feed(READY, { kind: 'speech.started' });
  await node.advance(59_999);
  assert.deepEqual(took(node), []);
  await node.advance(1);
  assert.deepEqual(took(node), [AGAIN]);
  await node.advance(1800);
  assert.deepEqual(took(node), [WORD]);
});

test('a model that does not notice that the caller’s voice is gone owes an answer, as if the turn were over', async () => {
  const voice = { kind: 'caller.voice' } as const;
  const node = bench();
  node.feed(READY, { kind: 'speech.started' }, voice);
  await node.feedAt(4000, voice);
  await node.advance(5000 + 1799);
  assert.deepEqual(took(node), []);
  await node.advance(1);
  assert.deepEqual(took(node), [WORD]);
  await node.advance(4700);
  assert.deepEqual(took(node), [RENEW, AGAIN]);

  const noticed = bench();
  noticed.feed(READY, { kind: 'speech.started' }, voice, { kind: 'speech.stopped' }, voice);
  await noticed.advance(60_000);
  assert.deepEqual(took(noticed), []);
});

test('a model that is deaf is given up', () => {
  const node = bench();
  node.feed(READY, { kind: 'model.deaf' });
  assert.deepEqual(
    took(node).map(({ kind }) => kind),
    ['model.gone', 'model.close', 'end.wanted'],
  );
});
