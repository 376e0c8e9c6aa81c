// Every agent can hand a caller over and end a call.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { simulatedToolContext } from '../testing/simulated-tool-context.ts';
import { endCall, transferToHuman } from './built-in-tools.ts';

test('transfer_to_human asks for a transfer to where the agent transfers to', async () => {
  const context = simulatedToolContext({ transferTo: '+15550109999' });
  const result = await transferToHuman().run({ reason: 'wants a person' }, context);
  assert.equal(result.transferring, true);
  const briefing = { reason: 'wants a person', caller: '', tried: '' };
  assert.deepEqual(context.asked, [{ kind: 'transfer', to: null, briefing }]);
});

test('transfer_to_human with a number of its own needs no other', async () => {
  const context = simulatedToolContext({ transferTo: null });
  const briefing = { reason: 'billing', caller: 'Ada', tried: 'a refund' };
  const result = await transferToHuman({ to: '+15550108888' }).run(briefing, context);
  assert.equal(result.transferring, true);
  assert.deepEqual(context.asked, [{ kind: 'transfer', to: '+15550108888', briefing }]);
});

test('transfer_to_human tells the model when there is nobody to transfer to', async () => {
  const context = simulatedToolContext({ transferTo: null });
  const result = await transferToHuman().run({ reason: 'wants a person' }, context);
  assert.equal(result.transferring, false);
  assert.match(result.note, /nobody/);
  assert.deepEqual(context.asked, []);
});

test('end_call asks for the end, with or without a reason', async () => {
  const context = simulatedToolContext();
  const tool = endCall();
  assert.deepEqual(tool.check('{}'), { ok: true, value: {} });
  assert.equal((await tool.run({}, context)).ending, true);
  assert.deepEqual(context.asked, [{ kind: 'end' }]);
});
