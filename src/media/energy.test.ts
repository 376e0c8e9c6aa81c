// Levels of known sounds.
import { equal, ok } from 'node:assert/strict';
import { test } from 'node:test';
import { noise } from '../testing/rehearsal/doubles.ts';
import { base64LevelDbfs, LEVEL_FLOOR_DBFS, levelDbfs, linearLevelDbfs } from './energy.ts';
import { mulawToPcm16, pcm16ToAlaw } from './g711.ts';
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

test('base64 that is not decoded measures within a decibel of what it holds, in both laws', () => {
  const sounds = [sineTone(1004, 500, -10), sineTone(350, 500, -35), noise(500, 8000), noise(500, 600)];
  for (const mulaw of sounds) {
    const alaw = pcm16ToAlaw(mulawToPcm16(mulaw));
    const base64 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64');
    const level = levelDbfs(mulaw);
    ok(Math.abs(base64LevelDbfs(base64(mulaw), 'pcmu') - level) < 1, `${level}`);
    ok(Math.abs(base64LevelDbfs(base64(alaw), 'pcma') - level) < 1, `${level}`);
  }
  ok(base64LevelDbfs(Buffer.alloc(160, 0xff).toString('base64'), 'pcmu') < -65);
  ok(base64LevelDbfs(Buffer.alloc(160, 0xd5).toString('base64'), 'pcma') < -58);
  equal(base64LevelDbfs('', 'pcmu'), LEVEL_FLOOR_DBFS);
});

test('linear samples measure what they are, and silence the floor', () => {
  const mulaw = sineTone(1004, 500, -20);
  const linear = new Uint8Array(mulawToPcm16(mulaw).buffer);
  ok(Math.abs(linearLevelDbfs(linear) - levelDbfs(mulaw)) < 0.01);
  equal(linearLevelDbfs(new Uint8Array(320)), LEVEL_FLOOR_DBFS);
  equal(linearLevelDbfs(linear, 320, 320), LEVEL_FLOOR_DBFS);
});
