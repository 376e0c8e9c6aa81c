// The line that is told to be typed next works where it is told.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { commandLine } from './command-line.ts';

test('in a project that has the package, every command goes by npx', () => {
  for (const command of ['start', 'call --scenario booking', 'doctor'])
    assert.equal(commandLine(command, false), `npx offhook ${command}`);
});

test("in a checkout they go by npm's scripts, with options behind two dashes", () => {
  assert.equal(commandLine('start', true), 'npm start');
  assert.equal(commandLine('call', true), 'npm run call');
  assert.equal(commandLine('call --scenario booking', true), 'npm run call -- --scenario booking');
  assert.equal(commandLine('doctor', true), 'npm run offhook doctor');
  assert.equal(commandLine('dial +14155550100 --wait', true), 'npm run offhook -- dial +14155550100 --wait');
  assert.equal(commandLine('doctor'), commandLine('doctor', true), 'these are the sources');
});
