// Plivo's webhooks are read with what they carry, and nonsense is a value.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import {
  parseAnsweredBy,
  parseCall,
  parseCallStatus,
  parseDialStatus,
  parseStreamStatus,
} from './webhook.ts';

test('an incoming call is read, its numbers with the plus that Plivo leaves out', () => {
  assert.deepEqual(
    parseCall({
      CallUUID: 'c1',
      From: '14155550100',
      To: '14155550199',
      CallStatus: 'ringing',
      Direction: 'inbound',
      Event: 'StartApp',
    }),
    {
      carrierCallId: 'c1',
      from: '+14155550100',
      to: '+14155550199',
      direction: 'inbound',
      callStatus: 'ringing',
      over: false,
    },
  );
});

test('what is no number stays as it is', () => {
  const fromOf = (From: string) => parseCall({ CallUUID: 'c1', From })?.from;
  for (const from of ['+14155550100', 'anonymous', 'sip:a@example.com', '0123456789', '911', ''])
    assert.equal(fromOf(from), from);
});

test('a webhook without a call is none', () => {
  assert.equal(parseCall({ From: '1' }), null);
  assert.equal(parseStreamStatus({ CallUUID: 'c1', Event: 'StartStream' }), null);
  assert.equal(parseStreamStatus({ StreamID: 's1', Event: 'StartStream' }), null);
});

test('a call is over by each status that ends it, by its hang-up, and by nothing else', () => {
  const over = (CallStatus: string, Event = '') => parseCall({ CallUUID: 'c1', CallStatus, Event })?.over;
  for (const status of ['completed', 'Completed', 'busy', 'failed', 'timeout', 'no-answer', 'cancel'])
    assert.equal(over(status), true);
  assert.equal(over('', 'Hangup'), true);
  for (const status of ['ringing', 'in-progress', 'constructor', '']) assert.equal(over(status), false);
  assert.equal(over('in-progress', 'StartApp'), false);
});

test('how far a call came is told in the words that all carriers share, and why it ended by its code', () => {
  const told = (CallStatus: string, more: Record<string, string> = {}) => {
    const report = parseCallStatus({ CallUUID: 'c1', CallStatus, ...more });
    return report && [report.progress, report.over, report.code];
  };
  const hungUp = (CallStatus: string, HangupCauseCode: string) =>
    told(CallStatus, { Event: 'Hangup', HangupCauseCode });
  assert.deepEqual(told('ringing', { Event: 'Ring' }), ['ringing', false, null]);
  assert.deepEqual(told('in-progress'), ['answered', false, null]);
  assert.deepEqual(told('odd'), [null, false, null]);
  assert.deepEqual(hungUp('busy', '3010'), ['busy', true, '3010']);
  assert.deepEqual(hungUp('timeout', '6010'), ['no-answer', true, '6010']);
  assert.deepEqual(hungUp('no-answer', '3000'), ['no-answer', true, '3000']);
  assert.deepEqual(hungUp('failed', '2000'), ['failed', true, '2000']);
  assert.deepEqual(hungUp('cancel', '1000'), ['canceled', true, '1000']);
  for (const normal of ['4000', '4010', '4020', '4030', '0', ''])
    assert.deepEqual(hungUp('completed', normal), ['completed', true, null]);
  assert.deepEqual(hungUp('', '4000'), ['completed', true, null]);
  assert.equal(parseCallStatus({ CallStatus: 'busy' }), null);
});

test('a machine is known for one; whatever else is said of who picked up is told as it is', () => {
  const by = (Machine: string) => parseAnsweredBy({ CallUUID: 'c1', Event: 'MachineDetection', Machine });
  assert.deepEqual(by('true'), { carrierCallId: 'c1', by: 'machine', detail: 'Machine=true' });
  assert.deepEqual(
    ['True', 'false', '', 'perhaps'].map((machine) => by(machine)?.by),
    ['machine', 'human', 'unknown', 'unknown'],
  );
  assert.equal(parseAnsweredBy({ Machine: 'true' }), null);
});

test("a stream's status is read in both schemes of names", () => {
  const eventOf = (Event: string) =>
    parseStreamStatus({ CallUUID: 'c1', StreamID: 's1', Event, StatusReason: 'why' })?.event;
  assert.deepEqual(
    ['StartStream', 'StopStream', 'DroppedStream', 'DegradedStream', 'started', 'stopped', 'failed'].map(
      eventOf,
    ),
    ['started', 'stopped', 'failed', 'degraded', 'started', 'stopped', 'failed'],
  );
  assert.equal(eventOf('toString'), 'unknown');
  assert.deepEqual(
    parseStreamStatus({ CallUUID: 'c1', StreamID: 's1', Event: 'DroppedStream', StatusReason: 'no route' }),
    { carrierCallId: 'c1', streamId: 's1', event: 'failed', reason: 'no route' },
  );
});

test("a dialled leg's outcome is told in the words that all carriers share", () => {
  assert.deepEqual(
    ['completed', 'answer', 'busy', 'no-answer', 'timeout', 'cancel', 'failed', 'odd', ''].map((DialStatus) =>
      parseDialStatus({ DialStatus }),
    ),
    ['answered', 'answered', 'busy', 'no-answer', 'no-answer', 'no-answer', 'failed', 'failed', 'failed'],
  );
});

test('no form makes a reader throw', () => {
  const value = fc.oneof(fc.string(), fc.array(fc.string()), fc.constant(undefined));
  const names = fc.constantFrom(
    'CallUUID',
    'From',
    'StreamID',
    'Event',
    'CallStatus',
    'DialStatus',
    'Machine',
    '__proto__',
  );
  fc.assert(
    fc.property(fc.dictionary(names, value), (form) => {
      for (const read of [parseCall, parseCallStatus, parseAnsweredBy, parseStreamStatus, parseDialStatus])
        read(form);
    }),
  );
});
