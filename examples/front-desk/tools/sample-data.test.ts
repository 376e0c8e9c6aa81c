// The tools on sample data: what the example does on a machine with nothing set up.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { loadConfig, type ToolShelf } from 'offhook';
import { memoryShelf, simulatedToolContext } from 'offhook/testing';
import { bookAppointment } from './book-appointment.ts';
import { lookupHours } from './lookup-hours.ts';

const ADA = { name: 'Ada Lovelace', date: 'tomorrow', time: '10:00' };

/** A Thursday. */
function context(shelf: ToolShelf = memoryShelf(), toolCallId = 'one') {
  return simulatedToolContext({ shelf, toolCallId, variables: { date: '2026-01-01' } });
}

test('the config loads with its prompt, its three functions and the end of a call', async () => {
  const agent = await loadConfig(fileURLToPath(new URL('../offhook.config.ts', import.meta.url)));
  assert.equal(agent.name, 'front-desk');
  assert.match(String(agent.instructions), /front desk/);
  assert.deepEqual(
    agent.tools.map((tool) => tool.name),
    ['lookup_hours', 'book_appointment', 'transfer_to_human', 'end_call'],
  );
});

test('the hours of one day are told in one sentence', async () => {
  const { hours, say } = await lookupHours.run({ day: 'saturday' }, context());
  assert.deepEqual(hours, [{ day: 'saturday', opens: '10:00', closes: '14:00' }]);
  assert.equal(say, 'We are open on Saturday from 10 AM to 2 PM.');
});

test('today and tomorrow are the days of the call', async () => {
  assert.match((await lookupHours.run({ day: 'today' }, context())).say, /on Thursday from 8 AM to 5 PM/);
  assert.match((await lookupHours.run({ day: 'tomorrow' }, context())).say, /on Friday/);
});

test('the hours of the week are told with days of the same hours together', async () => {
  const { say } = await lookupHours.run({}, context());
  assert.equal(
    say,
    'We are open on Monday to Friday from 8 AM to 5 PM. We are open on Saturday to Sunday from 10 AM to 2 PM.',
  );
});

test('hours that stand on the shelf go before the sample', async () => {
  const shelf = memoryShelf();
  await shelf.put('front-desk.hours', 'sunday', { day: 'sunday', opens: null, closes: null });
  const { say } = await lookupHours.run({ day: 'sunday' }, context(shelf));
  assert.equal(say, 'We are closed on Sunday.');
  const closed = await bookAppointment.run({ ...ADA, date: 'sunday' }, context(shelf));
  assert.equal(closed.booked, false);
  assert.deepEqual('free' in closed ? closed.free : null, []);
});

test('a free time is booked, kept, and said with its reference', async () => {
  const shelf = memoryShelf();
  assert.deepEqual(await bookAppointment.run(ADA, context(shelf)), {
    booked: true,
    date: '2026-01-02',
    time: '10:00',
    reference: '11604',
    say: 'You are booked for Friday, January 2 at 10 AM. Your reference is 1 1 6 0 4.',
  });
  const [kept] = await shelf.list('front-desk.appointments');
  assert.equal(kept?.key, '2026-01-02 10:00');
});

test('the same call, and the same caller again, get the same booking and no second one', async () => {
  const shelf = memoryShelf();
  const first = await bookAppointment.run(ADA, context(shelf, 'one'));
  assert.deepEqual(await bookAppointment.run({ ...ADA, name: 'Ada' }, context(shelf, 'one')), first);
  assert.deepEqual(await bookAppointment.run(ADA, context(shelf, 'two')), first);
  assert.equal((await shelf.list('front-desk.appointments')).length, 1);
});

test('a time that another caller has is refused, with the nearest free ones', async () => {
  const shelf = memoryShelf();
  await bookAppointment.run(ADA, context(shelf, 'one'));
  const second = await bookAppointment.run({ ...ADA, name: 'Bob' }, context(shelf, 'two'));
  assert.equal(second.booked, false);
  assert.deepEqual('free' in second ? second.free : null, ['9:30 AM', '10:30 AM', '9 AM']);
});

test('two callers who ask for one time at once do not both get it', async () => {
  const shelf = memoryShelf();
  const both = await Promise.all([
    bookAppointment.run(ADA, context(shelf, 'one')),
    bookAppointment.run({ ...ADA, name: 'Bob' }, context(shelf, 'two')),
  ]);
  assert.equal(both.filter(({ booked }) => booked).length, 1);
});

test('a day or time that can not be, or is past, is told as a problem and not as a failure', async () => {
  for (const change of [
    { date: 'someday' },
    { date: '2025-12-31' },
    { time: 'soon' },
    { time: '18:00' },
    { time: '16:45' },
  ]) {
    const result = await bookAppointment.run({ ...ADA, ...change }, context());
    assert.equal(result.booked, false, JSON.stringify(change));
    assert.ok('problem' in result && result.problem !== '');
  }
});
