// A batch's file: what is read of it, and everything that is wrong with it, at once.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import * as fc from 'fast-check';
import type { EpochMs } from '../../base/time.ts';
import { callingClock, callingHours, DEFAULT_HOURS, type CallingHours } from './calling-hours.ts';
import { readNumbers } from './read-numbers.ts';
import { readBatch, ROWS_MAX, type BatchDefaults } from './read-batch.ts';

const NOW = Date.parse('2026-01-15T12:00Z') as EpochMs;

function read(
  text: string | Uint8Array,
  defaults: Partial<BatchDefaults> = {},
  hours: CallingHours = DEFAULT_HOURS,
) {
  const bytes = typeof text === 'string' ? Buffer.from(text) : text;
  return readBatch(bytes, { request: {}, zone: null, ...defaults }, callingClock(hours), NOW);
}

function rows(...args: Parameters<typeof read>) {
  const batch = read(...args);
  assert.deepEqual(batch.ok ? [] : batch.problems, []);
  return batch.ok ? batch.rows : [];
}

function problems(...args: Parameters<typeof read>): readonly string[] {
  const batch = read(...args);
  assert.equal(batch.ok, false);
  return batch.ok ? [] : batch.problems;
}

test('each row is a call: known columns have their place, any other is a variable', () => {
  const text = [
    'To,from,carrier,timezone,greeting,purpose,voicemail,name,order_id',
    '+1 415 555 0123,+1 415 555 0100,twilio,America/Denver,Hello {{name}}.,We call about {{order_id}}.,"Call us back, {{name}}.",Ada,A-7',
    '+12125550100,,,,,,,"Grace',
    'Hopper",',
    '',
    '+442079460000,,,,,,,Alan,B-8',
  ].join('\r\n');
  assert.deepEqual(
    rows(text, { request: { variables: { order_id: 'none', firm: 'us' }, answerWithinS: 20 } }),
    [
      {
        line: 2,
        request: {
          answerWithinS: 20,
          to: '+14155550123',
          from: '+14155550100',
          carrier: 'twilio',
          variables: { order_id: 'A-7', firm: 'us', name: 'Ada' },
          greeting: 'Hello {{name}}.',
          purpose: 'We call about {{order_id}}.',
          voicemail: { action: 'message', message: 'Call us back, {{name}}.' },
        },
        zones: ['America/Denver'],
      },
      {
        line: 3,
        request: {
          answerWithinS: 20,
          to: '+12125550100',
          variables: { order_id: 'none', firm: 'us', name: 'Grace\nHopper' },
        },
        zones: ['America/New_York'],
      },
      {
        line: 6,
        request: {
          answerWithinS: 20,
          to: '+442079460000',
          variables: { order_id: 'B-8', firm: 'us', name: 'Alan' },
        },
        zones: ['Europe/London'],
      },
    ],
  );
});

test('the file may come from any spreadsheet', () => {
  const semicolons = '\ufeffto;name\r\n+14155550123;Lovelace, Ada\r\n';
  assert.deepEqual(rows(semicolons)[0]?.request.variables, { name: 'Lovelace, Ada' });
  assert.deepEqual(rows('name\tto\rAda\t+14155550123\r')[0]?.request.to, '+14155550123');
  assert.match(
    problems(Buffer.from('to,name\n+14155550123,Andr\xe9\n', 'latin1'))[0] ?? '',
    /not in UTF-8: save it as "CSV UTF-8"/,
  );
  assert.match(problems('to,name\n+14155550123,"Ada\n')[0] ?? '', /Quote Not Closed.* line/);
});

test('everything that is wrong is told at once, each with its line and its column', () => {
  const text = [
    'to,name,timezone,from',
    ',Ada,,',
    '020 7946 0000,Ada,,',
    'Ada,+14155550123,,',
    '+14155550123,Ada,,',
    '+1 (415) 555-0123,Ada again,,',
    '+12125550100,Ada,Mars/Olympus,',
    '+12125550101,Ada,,me',
    '+12125550102,Ada,,,and more',
    '+80012345678,Ada,,',
    'sip:desk@example.com,Ada,,',
  ].join('\n');
  const told = problems(text);
  const expected = [
    /^line 2: to: is empty/,
    /^line 3: to: 020 7946 0000 has no country code/,
    /^line 4: to: must be a number in E\.164 or a SIP URI/,
    /^line 6: to: stands on line 5 already/,
    /^line 7: timezone: Mars\/Olympus is no time zone/,
    /^line 8: from: must be a number/,
    /^line 9: it has 5 cells and the header 4/,
    /^line 10: timezone: \+80012345678 does not say where it is/,
    /^line 11: timezone: sip:desk@example\.com does not say where it is/,
  ];
  assert.equal(told.length, expected.length, told.join('\n'));
  expected.forEach((pattern, index) => assert.match(told[index] ?? '', pattern));
});

test('a SIP URI is called by the zone that is named for all, and is the same in capitals', () => {
  const zone = 'Europe/Berlin';
  assert.deepEqual(rows('to\nsip:desk@example.com\n', { zone })[0]?.zones, [zone]);
  assert.match(
    problems('to\nsip:desk@example.com\nSIP:Desk@Example.com\n', { zone })[0] ?? '',
    /^line 3: .* line 2 /,
  );
  // A number says more than that.
  assert.deepEqual(rows('to\n+442079460000\n', { zone })[0]?.zones, ['Europe/London']);
});

test('a header that names no variable is refused with a better one', () => {
  const told = problems('to,First name,2nd,,to\n+14155550123,a,b,c,d\n');
  assert.match(told[0] ?? '', /^line 1, column 2: `First name` .* such as `First_name`/);
  assert.match(told[1] ?? '', /^line 1, column 3: `2nd` .* such as `nd`/);
  assert.match(told[2] ?? '', /^line 1, column 4: `` cannot/);
  assert.match(told[3] ?? '', /^line 1, column 5: `to` stands there twice/);
  assert.match(problems('phone,name\n+14155550123,Ada\n')[0] ?? '', /no column `to`.*`phone`, `name`/);
});

test('a file of nobody, and one of too many, are refused', () => {
  assert.match(problems('')[0] ?? '', /nobody is in it/);
  assert.match(problems('to,name\n')[0] ?? '', /nobody is in it/);
  assert.match(problems(`to\n${'+14155550123\n'.repeat(ROWS_MAX + 1)}`)[0] ?? '', /50001 rows: 50000/);
});

test('a sentence that wants what an empty cell lacks is refused; a fallback mends it', () => {
  const greeting = (text: string): Partial<BatchDefaults> => ({ request: { greeting: text } });
  const text = 'to,name\n+14155550123,\n';
  assert.match(
    problems(text, greeting('Hello {{name}}.'))[0] ?? '',
    /^line 2: name: is empty, and the greeting wants it/,
  );
  assert.equal(rows(text, greeting('Hello {{name|there}}.')).length, 1);
  // What is no column may be a variable of the agent.
  assert.equal(rows(text, greeting('Hello, this is {{firm}}.')).length, 1);
});

test('a row that never may ring is refused', () => {
  const hours = callingHours('09:00-12:00') ?? DEFAULT_HOURS;
  assert.match(
    problems('to\n+18005550100\n', {}, hours)[0] ?? '',
    /^line 2: timezone: no time of day is within/,
  );
  assert.equal(rows('to,timezone\n+18005550100,America/Chicago\n', {}, hours).length, 1);
});

test('no file makes it throw, and each row that is read can be placed', () => {
  fc.assert(
    fc.property(
      fc.array(
        fc.array(fc.oneof(fc.string(), fc.constantFrom('to', '+14155550123', '"', ',')), { maxLength: 4 }),
      ),
      (cells) => {
        const batch = read(`to,name\n${cells.map((row) => row.join(',')).join('\n')}`);
        if (!batch.ok) assert.ok(batch.problems.length > 0);
        else for (const { request } of batch.rows) assert.match(request.to, /^(\+[1-9]|sips?:)/i);
      },
    ),
  );
  fc.assert(fc.property(fc.array(fc.nat(255)), (bytes) => void read(Uint8Array.from(bytes))));
});

test('the example of the guide is read, and its do-not-call list has somebody of it', () => {
  const example = (name: string) => readFileSync(new URL(`../../../examples/batch/${name}`, import.meta.url));
  const people = rows(example('calls.csv'));
  assert.equal(people.length, 6);
  assert.match(JSON.stringify(people[4]?.request.voicemail), /\{\{appointment\}\}/);
  const listed = readNumbers(example('do-not-call.txt').toString());
  assert.ok(listed.ok && people.some(({ request }) => listed.parties.has(request.to)));
});
