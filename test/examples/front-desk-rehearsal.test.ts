// The rehearsal model can use the front desk's functions and say what they give back.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { simulatedToolContext } from 'offhook/testing';
import { sayBooking } from '../../src/testing/rehearsal/front-desk/booking-answer.ts';
import { sayHours } from '../../src/testing/rehearsal/front-desk/hours-answer.ts';
import { argumentsFor } from '../../src/testing/rehearsal/front-desk/tool-arguments.ts';
import { bookAppointment } from '../../examples/front-desk/tools/book-appointment.ts';
import { lookupHours } from '../../examples/front-desk/tools/lookup-hours.ts';

const FACTS = { day: 5, date: '2026-01-02', time: '10:00', name: 'Ada Lovelace', reason: 'Appointment' };

test('the hours it asks for are said as the function says them', async () => {
  const context = simulatedToolContext({ variables: { date: '2026-01-01' } });
  const [week, friday] = [argumentsFor(lookupHours, {}), argumentsFor(lookupHours, FACTS)];
  assert.ok(lookupHours.check(JSON.stringify(friday)).ok);
  assert.deepEqual(friday, { day: 'friday' });
  const all = await lookupHours.run(week, context);
  assert.equal(sayHours(all, []), all.say);
  const one = await lookupHours.run({ day: 'friday' }, context);
  assert.equal(sayHours(one, [5]), one.say);
});

test('its booking is taken, and the answer is said with the reference', async () => {
  const context = simulatedToolContext({ variables: { date: '2026-01-01' } });
  const args = argumentsFor(bookAppointment, FACTS);
  assert.ok(bookAppointment.check(JSON.stringify(args)).ok);
  const asked = { name: 'Ada Lovelace', date: '2026-01-02', time: '10:00', reason: 'Appointment' };
  assert.deepEqual(args, asked);
  const booked = await bookAppointment.run(asked, context);
  assert.ok(sayBooking(booked, args).startsWith(booked.say));
  const other = simulatedToolContext({
    shelf: context.shelf,
    toolCallId: 'two',
    variables: context.variables,
  });
  const refused = await bookAppointment.run({ ...asked, name: 'Bob' }, other);
  assert.equal(sayBooking(refused, args), refused.say);
});
