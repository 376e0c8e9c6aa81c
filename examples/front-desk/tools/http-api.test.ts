// The tools against a business's own API, as the README describes it.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { HttpAnswer, HttpRequest } from 'offhook';
import { memoryShelf, simulatedToolContext, simulatedWorld } from 'offhook/testing';
import { bookAppointment } from './book-appointment.ts';
import { lookupHours } from './lookup-hours.ts';

const ADA = { name: 'Ada', date: 'tomorrow', time: '10 am', reason: 'toothache' };

/** A context whose API gives this one answer, and the requests that reach it. */
function api(
  answer: { readonly status: number; readonly body: unknown },
  base = 'https://clinic.example/api/',
) {
  const world = simulatedWorld();
  const requests: HttpRequest[] = [];
  world.serve('https://clinic.example/api/', (request): HttpAnswer => {
    requests.push(request);
    const body = typeof answer.body === 'string' ? answer.body : JSON.stringify(answer.body);
    return { status: answer.status, headers: {}, body };
  });
  const shelf = memoryShelf();
  const context = simulatedToolContext({
    world,
    shelf,
    toolCallId: 'call_7',
    variables: { date: '2026-01-01' },
    settings: { BUSINESS_API_BASE: base },
  });
  return { context, requests, shelf, world };
}

test('hours are asked of the API and not of the sample data', async () => {
  const { context, requests, shelf } = api(
    { status: 200, body: { hours: [{ day: 'monday', opens: '09:00', closes: '12:30' }] } },
    'https://clinic.example/api',
  );
  const { say } = await lookupHours.run({ day: 'monday' }, context);
  assert.equal(say, 'We are open on Monday from 9 AM to 12:30 PM.');
  assert.deepEqual(
    requests.map(({ method, url }) => `${method} ${url}`),
    ['GET https://clinic.example/api/hours?day=monday'],
  );
  assert.deepEqual(await shelf.list('front-desk.hours'), []);
});

test('without a day the hours of the whole week are asked', async () => {
  const { context, requests } = api({ status: 200, body: { hours: [] } });
  assert.equal((await lookupHours.run({}, context)).say, '');
  assert.equal(requests[0]?.url, 'https://clinic.example/api/hours');
});

test('an appointment is posted with plain values and the id of the call as its key', async () => {
  const { context, requests } = api({ status: 201, body: { reference: 'A-42' } });
  const result = await bookAppointment.run(ADA, context);
  assert.equal(result.booked, true);
  assert.equal(result.say, 'You are booked for Friday, January 2 at 10 AM. Your reference is A 4 2.');
  const [request] = requests;
  assert.equal(request?.method, 'POST');
  assert.equal(request?.url, 'https://clinic.example/api/appointments');
  assert.equal(request?.headers?.['idempotency-key'], 'call_7');
  assert.deepEqual(JSON.parse(request?.body ?? ''), {
    name: 'Ada',
    date: '2026-01-02',
    time: '10:00',
    reason: 'toothache',
  });
});

test('a refusal brings what is free, or nothing when the API says no more', async () => {
  const told = await bookAppointment.run(
    ADA,
    api({ status: 409, body: { problem: 'Taken.', free: ['10:30'] } }).context,
  );
  assert.deepEqual(
    [told.booked, 'free' in told && told.free, 'problem' in told && told.problem],
    [false, ['10:30 AM'], 'Taken.'],
  );
  const silent = await bookAppointment.run(ADA, api({ status: 422, body: '' }).context);
  assert.equal(silent.booked, false);
});

test('an answer that is none of these is a failure of the tool', async () => {
  for (const answer of [
    { status: 500, body: {} },
    { status: 200, body: 'not json' },
    { status: 200, body: { hours: [{ day: 'monday', opens: '9', closes: '17:00' }] } },
  ]) {
    await assert.rejects(lookupHours.run({ day: 'monday' }, api(answer).context));
  }
  await assert.rejects(bookAppointment.run(ADA, api({ status: 201, body: {} }).context));
});

test('an API that does not answer fails within its time, before the limit of the tool', async () => {
  const world = simulatedWorld();
  world.serve('https://clinic.example/', () => new Promise<HttpAnswer>(() => undefined));
  const context = simulatedToolContext({
    world,
    variables: { date: '2026-01-01' },
    settings: { BUSINESS_API_BASE: 'https://clinic.example' },
  });
  let failed = false;
  lookupHours.run({ day: 'monday' }, context).catch(() => (failed = true));
  await world.advance(lookupHours.timeMsMax - 1);
  assert.ok(failed);
});
