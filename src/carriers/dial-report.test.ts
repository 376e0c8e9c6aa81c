// How a transfer's leg came out, in the words of carriers and of SIP.
import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { dialStatusOf, dialStatusOfSip } from './dial-report.ts';

void suite('a dial report', () => {
  test('tells how a dialled leg came out', () => {
    assert.equal(dialStatusOf({ DialCallStatus: 'completed' }), 'answered');
    assert.equal(dialStatusOf({ DialCallStatus: 'answered' }), 'answered');
    assert.equal(dialStatusOf({ DialCallStatus: 'busy' }), 'busy');
    assert.equal(dialStatusOf({ DialCallStatus: 'no-answer' }), 'no-answer');
    assert.equal(dialStatusOf({ DialCallStatus: 'canceled' }), 'no-answer');
    assert.equal(dialStatusOf({ DialCallStatus: 'failed' }), 'failed');
  });

  test('tells of a referred call what its target answered, before what the carrier makes of it', () => {
    const accepted = { ReferCallStatus: 'in-progress', ReferSipResponseCode: '202' };
    assert.equal(dialStatusOf({ ...accepted, NotifySipResponseCode: '200' }), 'answered');
    assert.equal(dialStatusOf({ ...accepted, NotifySipResponseCode: '486' }), 'busy');
    assert.equal(dialStatusOf(accepted), 'answered');
    assert.equal(dialStatusOf({ ReferCallStatus: 'failed', ReferSipResponseCode: '405' }), 'failed');
  });

  test('counts as failed what it does not know', () => {
    assert.equal(dialStatusOf({}), 'failed');
    assert.equal(dialStatusOf({ DialCallStatus: 'constructor' }), 'failed');
  });

  test('reads the answers of SIP', () => {
    assert.deepEqual(['200', '486', '600', '408', '480', '487', '603', '404', ''].map(dialStatusOfSip), [
      'answered',
      'busy',
      'busy',
      'no-answer',
      'no-answer',
      'no-answer',
      'no-answer',
      'failed',
      'failed',
    ]);
  });
});
