// The ear: latencies from the caller's last sound to the agent's first, silence and old speech left out.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { BYTES_PER_MS } from '../../media/audio.ts';
import { stretchesOf } from './caller-sound.ts';
import { Ear } from './ear.ts';

const LOUD = 0x00;
const SILENT = 0xff;
const sound = (ms: number, byte: number): Uint8Array => new Uint8Array(ms * BYTES_PER_MS).fill(byte);

/** The agent sounds from `fromMs` for `ms`, in pieces of 20 ms. */
function agent(ear: Ear, fromMs: number, ms: number, byte = LOUD): void {
  for (let at = 0; at < ms; at += 20) ear.hear({ atMs: fromMs + at, bytes: sound(20, byte) });
}

test('the first sound is the first that can be heard', () => {
  const ear = new Ear();
  agent(ear, 100, 200, SILENT);
  assert.equal(ear.firstSoundMs, null);
  agent(ear, 300, 100);
  assert.equal(ear.firstSoundMs, 300);
});

test('an answer takes from the end of what the caller said to the next sound', () => {
  const told: (number | null)[] = [];
  const ear = new Ear((latencyMs) => told.push(latencyMs));
  agent(ear, 0, 1000);
  ear.callerBegins();
  ear.callerEnds(2000);
  agent(ear, 2500, 100, SILENT);
  agent(ear, 2700, 500);
  agent(ear, 3300, 500);
  assert.deepEqual(ear.latenciesMs, [700]);
  assert.deepEqual(told, [null, 700], 'a pause between two sentences begins nothing');
  assert.equal(ear.spellMs, 2700);
});

test('an agent that speaks on while the caller ends is not timed', () => {
  const ear = new Ear();
  agent(ear, 0, 2000);
  ear.callerBegins();
  ear.callerEnds(1900);
  agent(ear, 2000, 500);
  agent(ear, 3500, 500);
  assert.deepEqual(ear.latenciesMs, []);
});

test('what the caller asks again is timed once, from the last time', () => {
  const ear = new Ear();
  ear.callerEnds(1000);
  ear.callerBegins();
  ear.callerEnds(3000);
  agent(ear, 3600, 100);
  assert.deepEqual(ear.latenciesMs, [600]);
});

test('sound is cut where a long pause begins and ends, and stays whole', () => {
  const whole = new Uint8Array([
    ...sound(100, SILENT),
    ...sound(200, LOUD),
    ...sound(200, SILENT),
    ...sound(200, LOUD),
    ...sound(500, SILENT),
    ...sound(60, LOUD),
    ...sound(40, SILENT),
  ]);
  const stretches = stretchesOf(whole);
  assert.deepEqual(
    stretches.map(({ speech, bytes }) => [speech, bytes.length / BYTES_PER_MS]),
    [
      [false, 100],
      [true, 600],
      [false, 500],
      [true, 60],
      [false, 40],
    ],
  );
  assert.deepEqual(new Uint8Array(stretches.flatMap(({ bytes }) => [...bytes])), whole);
  assert.deepEqual(stretchesOf(new Uint8Array()), []);
});
