// The caller's recordings and what stands in for them.
import { deepEqual, equal, ok } from 'node:assert/strict';
import { Buffer } from 'node:buffer';
import { test } from 'node:test';
import { levelDbfs } from '../../../media/energy.ts';
import { RECORDED_LINES } from '../caller-lines.ts';
import { bank } from './bank.ts';
import { callerLine, callerVoice } from './caller-line.ts';
import { rehearsalVoice } from './rehearsal-voice.ts';

test('each line has a recording, by its id as by its text', () => {
  for (const { id, text } of RECORDED_LINES) {
    const sound = callerLine(id);
    ok(sound !== null, `"${id}" is rendered; run scripts/render-phrases.ts`);
    ok(levelDbfs(sound) > -30);
    equal(callerLine(text.toLowerCase().replace('?', ' …')), sound);
  }
  equal(bank('caller').keys.length, RECORDED_LINES.length);
  equal(callerLine('Purple cows.'), null);
});

test('no line rests long enough within itself to be taken for two turns', () => {
  for (const { id } of RECORDED_LINES) {
    const sound = callerLine(id) ?? new Uint8Array(0);
    let quietMs = 0;
    for (let at = 0; at < sound.length; at += 80) {
      quietMs = levelDbfs(sound, 'pcmu', at, Math.min(at + 80, sound.length)) < -45 ? quietMs + 10 : 0;
      ok(quietMs <= 200, `${id} at ${at / 8} ms`);
    }
  }
});

test('the caller does not sound like the agent', async () => {
  ok(!Buffer.from(callerLine('hello') ?? []).equals(await rehearsalVoice().speak('Hello.')));
});

test('the caller says lines as recorded, other words by the synthesiser, and else with the words there are', async () => {
  const spoken = new Uint8Array(80).fill(0x30);
  const voice = callerVoice({ espeak: (text) => Promise.resolve(text.startsWith('Purple') ? spoken : null) });
  equal(await voice.speak('Yes.'), callerLine('yes'));
  deepEqual(await voice.speak('Purple cows.'), spoken);
  ok(
    Buffer.from(await voice.speak('See you Monday.')).equals(await rehearsalVoice().speak('See you Monday.')),
  );
});
