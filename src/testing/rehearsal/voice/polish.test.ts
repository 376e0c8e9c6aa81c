// How raw speech is finished.
import { equal, ok } from 'node:assert/strict';
import { test } from 'node:test';
import { levelDbfs } from '../../../media/energy.ts';
import { mulawToPcm16 } from '../../../media/g711.ts';
import { sineTone } from '../../../media/tone.ts';
import { joined, pause } from './compose.ts';
import { polished } from './polish.ts';

test('silence around speech is cut to a margin, and speech comes to one level', () => {
  for (const dbfs of [-6, -20, -35]) {
    const raw = joined([pause(400), sineTone(500, 300, dbfs), pause(700)]);
    const sound = polished(mulawToPcm16(raw), { pauseMsMax: 200 });
    ok(sound.length >= 300 * 8 && sound.length <= 340 * 8, `${sound.length / 8} ms`);
    ok(Math.abs(levelDbfs(sound, 'pcmu', 480, 1920) + 18) < 0.5);
  }
});

test('a long pause within speech is cut down, a short one is kept', () => {
  const word = sineTone(500, 200);
  const lengthMs = (pauseMs: number) =>
    polished(mulawToPcm16(joined([word, pause(pauseMs), word])), { pauseMsMax: 150 }).length / 8;
  equal(lengthMs(100), 500);
  equal(lengthMs(900), 550);
});

test('nothing that sounds becomes nothing', () => {
  equal(polished(new Int16Array(8000), { pauseMsMax: 100 }).length, 0);
  equal(polished(new Int16Array(0), { pauseMsMax: 100 }).length, 0);
});
