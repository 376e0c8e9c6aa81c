// What came of an attempt, by its journal; and whether another one may be made.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ItemId } from '../../base/brand.ts';
import type { CallProgress, NotPlacedCause } from '../../frames/dialling.ts';
import type { EndReason } from '../../frames/reasons.ts';
import type { JournalEvent } from '../../frames/journal-event.ts';
import { attemptOf, type CallEnd } from './call-end.ts';

const ended = (reason: EndReason, detail = ''): JournalEvent => ({ kind: 'call.ended', reason, detail });
const status = (progress: CallProgress, code: string | null = null): JournalEvent => ({
  kind: 'carrier.status',
  progress,
  code,
});
const notPlaced = (cause: NotPlacedCause, retryAfterMs?: number): JournalEvent => ({
  kind: 'call.not-placed',
  cause,
  code: null,
  detail: '',
  ...(retryAfterMs !== undefined && { retryAfterMs }),
});
const stream: JournalEvent = { kind: 'stream.started', streamId: 'MZ1', resumed: false };
const said: JournalEvent = { kind: 'caller.said', itemId: 'item' as ItemId, text: 'Hello.', startedMs: 0 };
const left = (whole: boolean): JournalEvent => ({ kind: 'voicemail.left', by: 'agent', whole });

const cases: readonly (readonly [string, readonly JournalEvent[], CallEnd, boolean])[] = [
  ['somebody talked', [stream, said, ended('caller-hangup')], 'reached', false],
  ['somebody was handed to a human', [stream, ended('transferred')], 'reached', false],
  ['somebody picked up and said nothing', [stream, ended('dormant')], 'silent', false],
  ['somebody hung up before the stream', [status('answered'), ended('caller-hangup')], 'silent', false],
  ['a machine has the message', [stream, said, left(true), ended('machine')], 'message-left', false],
  ['a machine has half of it', [stream, left(false), ended('machine')], 'machine', false],
  ['a fax picked up', [stream, ended('fax')], 'machine', false],
  ['the line is busy', [status('busy', '486'), ended('busy')], 'busy', true],
  ['somebody declines', [status('busy', '603'), ended('busy')], 'busy', false],
  ['nobody picks up', [status('ringing'), ended('no-answer')], 'no-answer', true],
  ['the carrier fails', [status('failed', '500'), ended('call-failed')], 'failed', true],
  ['the number is none', [status('failed', '404'), ended('call-failed')], 'failed', false],
  ['the carrier refuses', [notPlaced('refused'), ended('call-failed')], 'failed', true],
  [
    'the carrier gives no answer, so it may have rung',
    [notPlaced('unreachable'), ended('call-failed')],
    'failed',
    false,
  ],
  ['the carrier says no more of it', [status('queued'), ended('call-failed')], 'failed', false],
  ['the server stops while it rings', [status('ringing'), ended('shutdown')], 'failed', true],
  ['the server stops while they talk', [stream, said, ended('shutdown')], 'reached', false],
  ['the model fails while they talk', [stream, said, ended('model-failed')], 'broken', false],
  ['the server dies while it rings', [status('ringing'), ended('internal-fault')], 'broken', false],
  ['an operator ends it while it rings', [status('ringing'), ended('operator-hangup')], 'cancelled', false],
];
for (const [what, events, end, again] of cases)
  test(`when ${what} it is ${end}${again ? ', and may be tried again' : ''}`, () => {
    const attempt = attemptOf(events);
    assert.deepEqual(attempt?.kind === 'ended' && [attempt.end, attempt.again], [end, again]);
  });

test('a call that is not over says nothing yet', () => {
  assert.equal(attemptOf([]), null);
  assert.equal(attemptOf([stream, said]), null);
});

test('a carrier that takes no more calls for now is no end', () => {
  assert.deepEqual(attemptOf([notPlaced('rate-limited', 3000), ended('call-failed')]), {
    kind: 'rate-limited',
    retryAfterMs: 3000,
  });
  assert.deepEqual(attemptOf([notPlaced('rate-limited'), ended('call-failed')]), {
    kind: 'rate-limited',
    retryAfterMs: null,
  });
});

test("the reason has the carrier's own detail", () => {
  const attempt = attemptOf([status('failed'), ended('call-failed', 'the carrier says failed, code 500')]);
  assert.equal(attempt?.kind === 'ended' && attempt.reason, 'call-failed: the carrier says failed, code 500');
});
