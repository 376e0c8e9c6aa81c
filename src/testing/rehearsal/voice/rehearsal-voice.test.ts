// The rehearsal's voice: what it knows whole, what it puts together, what it asks a synthesiser for.
import { deepEqual, equal, ok } from 'node:assert/strict';
import { Buffer } from 'node:buffer';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { levelDbfs } from '../../../media/energy.ts';
import { REHEARSAL_SENTENCES, REHEARSAL_WORDS } from '../sentences.ts';
import { bank } from './bank.ts';
import { joined, pause } from './compose.ts';
import { rehearsalVoice } from './rehearsal-voice.ts';
import { sentencesOf, spokenKey } from './spoken-words.ts';
import { VOCABULARY } from './vocabulary.ts';

test('the bank has each sentence and each word of the rehearsal, and the vocabulary, as audible speech', () => {
  const { find } = bank('voice');
  for (const text of [...REHEARSAL_SENTENCES.flatMap(sentencesOf), ...REHEARSAL_WORDS, ...VOCABULARY]) {
    const sound = find(spokenKey(text));
    ok(sound !== undefined, `"${text}" is rendered; run scripts/render-phrases.ts`);
    ok(levelDbfs(sound) > -30, `"${text}" is audible`);
  }
});

test('a known sentence is spoken as rendered, without the synthesiser', async () => {
  const voice = rehearsalVoice({ espeak: () => Promise.reject(new Error('not to be asked')) });
  sameSound(await voice.speak('How can I help you?'), bank('voice').find('how can i help you') ?? pause(0));
});

test('sentences follow each other with a pause between them', async () => {
  const [hello, help] = [bank('voice').find('hello'), bank('voice').find('how can i help you')];
  ok(hello !== undefined && help !== undefined);
  sameSound(await rehearsalVoice().speak('Hello. How can I help you?'), joined([hello, pause(220), help]));
});

test('a sentence with facts is put together from the longest pieces', async () => {
  const pieces = ['we are open on', 'saturday', 'from', '10', 'a.m.', 'to', '2', 'p.m.'];
  const parts = pieces.flatMap((key) => [pause(30), bank('voice').find(key) ?? pause(0)]).slice(1);
  sameSound(await rehearsalVoice().speak('We are open on Saturday from 10 AM to 2 PM.'), joined(parts));
});

test('an unknown word is spelled, and a long one only so far', async () => {
  const voice = rehearsalVoice();
  const [x, z] = [bank('voice').find('x'), bank('voice').find('z')];
  ok(x !== undefined && z !== undefined);
  sameSound(await voice.speak('xz'), joined([x, pause(20), z, pause(20)]));
  const longest = await voice.speak('x'.repeat(12));
  sameSound(await voice.speak('x'.repeat(1000)), longest);
});

test('what the bank lacks goes to the synthesiser sentence by sentence, and what that lacks is put together', async () => {
  const asked: string[] = [];
  const spoken = new Uint8Array(800).fill(0x20);
  const voice = rehearsalVoice({
    espeak: (text) => {
      asked.push(text);
      if (text.startsWith('Broken')) return Promise.reject(new Error('no'));
      return Promise.resolve(text.startsWith('Mute') ? null : spoken);
    },
  });
  const hello = bank('voice').find('hello');
  ok(hello !== undefined);
  sameSound(await voice.speak('Hello. Purple cows.'), joined([hello, pause(220), spoken]));
  sameSound(await voice.speak('Mute Monday.'), await rehearsalVoice().speak('Mute Monday.'));
  sameSound(await voice.speak('Broken Monday.'), await rehearsalVoice().speak('Broken Monday.'));
  deepEqual(asked, ['Purple cows.', 'Mute Monday.', 'Broken Monday.']);
  await voice.speak('Hello. Purple cows.');
  equal(asked.length, 3);
});

test('no text makes it reject, and the same text always sounds the same', async () => {
  await fc.assert(
    fc.asyncProperty(fc.string({ unit: 'binary', maxLength: 60 }), async (text) => {
      sameSound(await rehearsalVoice().speak(text), await rehearsalVoice().speak(text));
    }),
  );
  equal((await rehearsalVoice().speak('')).length, 0);
  equal((await rehearsalVoice().speak(' … ?! ')).length, 0);
});

/** Equal bytes; what differs is told by length, not by thousands of samples. */
function sameSound(one: Uint8Array, other: Uint8Array): void {
  ok(Buffer.from(one).equals(other), `${one.length} bytes are not the expected ${other.length}`);
}
