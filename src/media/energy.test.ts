// Levels of known sounds.
import { equal, ok } from 'node:assert/strict';
import { test } from 'node:test';
import { LEVEL_FLOOR_DBFS, levelDbfs } from './energy.ts';
import { pcm16ToAlaw } from './g711.ts';
import { sineTone } from './tone.ts';

test('a sine measures the level it was made with', () => {
  for (const dbfs of [-3.1, -10, -20, -40])
    ok(Math.abs(levelDbfs(sineTone(1004, 500, dbfs)) - dbfs) < 0.3, `${dbfs}`);
});

test('digital silence and no sound at all measure the floor', () => {
  equal(levelDbfs(new Uint8Array(160).fill(0xff)), LEVEL_FLOOR_DBFS);
  equal(levelDbfs(new Uint8Array(0)), LEVEL_FLOOR_DBFS);
});

test('A-law is measured by its own table', () => {
  const square = Int16Array.from({ length: 160 }, (_, at) => (at % 2 === 0 ? 16_384 : -16_384));
  ok(Math.abs(levelDbfs(pcm16ToAlaw(square), 'pcma') + 6) < 0.3);
});

test('a window measures only what lies in it', () => {
  const sound = new Uint8Array(480).fill(0xff);
  sound.set(sineTone(1000, 20, -10), 160);
  equal(levelDbfs(sound, 'pcmu', 0, 160), LEVEL_FLOOR_DBFS);
  ok(levelDbfs(sound, 'pcmu', 160, 320) > -11);
  equal(levelDbfs(sound, 'pcmu', 320, 320), LEVEL_FLOOR_DBFS);
});
