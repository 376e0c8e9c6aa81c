// Barge-in stops the agent when there is something to stop, the plan allows it, and nothing protects it.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ItemId, ResponseId, UtteranceId } from '../base/brand.ts';
import { nodeBench } from '../testing/node-bench.ts';
import { bargeIn } from './barge-in.ts';

const PLAYING = { kind: 'playout.started', soundsInMs: 0, itemId: 'a' as ItemId, responseId: null } as const;
const DRAINED = { kind: 'playout.drained' } as const;
const RESPONDING = { kind: 'response.started', responseId: 'r' as ResponseId, requestId: null } as const;
const RESPONDED = {
  kind: 'response.done',
  responseId: 'r' as ResponseId,
  status: 'completed',
  reason: null,
  fatal: false,
  usage: null,
} as const;
const SPEECH = { kind: 'speech.started' } as const;
const digit = (key: string) => ({ kind: 'caller.digit', digit: key }) as const;
const utterance = (isProtected: boolean) =>
  ({ kind: 'utterance.started', utteranceId: 'u' as UtteranceId, protected: isProtected }) as const;
const UTTERED = { kind: 'utterance.done', utteranceId: 'u' as UtteranceId, result: 'heard' } as const;

const bench = (options: Partial<Parameters<typeof bargeIn>[0]> = {}) =>
  nodeBench(bargeIn({ speech: true, digit: true, interruptDigit: null, ...options }));

test('speech interrupts what plays, and what is about to', () => {
  const node = bench();
  node.feed(SPEECH);
  assert.deepEqual(node.take(), []);
  node.feed(PLAYING, SPEECH, DRAINED, SPEECH);
  assert.deepEqual(node.take(), [{ kind: 'interruption', cause: 'speech' }]);
  node.feed(RESPONDING, SPEECH, RESPONDED, SPEECH);
  assert.deepEqual(node.take(), [{ kind: 'interruption', cause: 'speech' }]);
});

test('the agent is interrupted also when the model finished long ago and the carrier still plays', () => {
  const node = bench();
  node.feed(RESPONDING, PLAYING, RESPONDED, SPEECH);
  assert.equal(node.take().length, 1);
});

test('where speech does not interrupt, a key may; and only the one key where one is named', () => {
  const node = bench({ speech: false, interruptDigit: '5' });
  node.feed(PLAYING, SPEECH, digit('1'));
  assert.deepEqual(node.take(), []);
  node.feed(digit('5'));
  assert.deepEqual(node.take(), [{ kind: 'interruption', cause: 'digit' }]);
  const deaf = bench({ digit: false });
  deaf.feed(PLAYING, digit('5'));
  assert.deepEqual(deaf.take(), []);
});

test('operators and code interrupt whatever the plan says of the caller', () => {
  const node = bench({ speech: false, digit: false });
  node.feed(PLAYING, { kind: 'interruption.wanted', cause: 'operator' });
  node.feed({ kind: 'interruption.wanted', cause: 'code' });
  assert.deepEqual(
    node.take().map(({ cause }) => cause),
    ['operator', 'code'],
  );
});

test('nobody interrupts a protected utterance, from its start until it is done', () => {
  const node = bench();
  node.feed(utterance(true), PLAYING, SPEECH, digit('1'), { kind: 'interruption.wanted', cause: 'operator' });
  assert.deepEqual(node.take(), []);
  node.feed(UTTERED, SPEECH);
  assert.equal(node.take().length, 1);
});

test('an utterance that is not protected is interrupted like anything else', () => {
  const node = bench();
  node.feed(utterance(false), PLAYING, SPEECH);
  assert.equal(node.take().length, 1);
});

test('a model that is gone has no response to interrupt', () => {
  const node = bench();
  node.feed(RESPONDING, { kind: 'model.gone' }, SPEECH);
  assert.deepEqual(node.take(), []);
});

test('any key of an entry stops its prompt, also where another key interrupts, unless keys do not interrupt', () => {
  const key = { kind: 'entry.key', digit: null } as const;
  const node = bench({ interruptDigit: '*' });
  node.feed(PLAYING, key);
  assert.deepEqual(node.take(), [{ kind: 'interruption', cause: 'digit' }]);
  const deaf = bench({ digit: false });
  deaf.feed(PLAYING, key);
  assert.deepEqual(deaf.take(), []);
});
