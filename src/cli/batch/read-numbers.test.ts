// A do-not-call list: however its numbers are written, those who are in it are found.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readNumbers } from './read-numbers.ts';

test('numbers are found however they are written, with a header, notes and further columns', () => {
  const read = readNumbers(
    '\ufeffphone,since\r\n+1 (415) 555-0123,2026-01-01\r\n# asked on the phone\r\n\r\n0044 20 7946 0000 # by letter\r\n"+49 30 1234567";x\r\nSIP:Desk@Example.com\r\n',
  );
  assert.deepEqual(read.ok && [...read.parties], [
    '+14155550123',
    '+442079460000',
    '+49301234567',
    'sip:desk@example.com',
  ]);
});

test('an empty list is one', () => {
  assert.deepEqual(readNumbers(''), { ok: true, parties: new Set() });
});

test('lines that are no number are told, all of them', () => {
  const read = readNumbers('+14155550123\n020 7946 0000\nAda\n');
  assert.deepEqual(read.ok || read.problems.map((problem) => problem.split(' is ')[0]), [
    'line 2: 020 7946 0000',
    'line 3: Ada',
  ]);
});
