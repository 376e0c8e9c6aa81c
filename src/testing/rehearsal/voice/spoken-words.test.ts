// What a voice makes of written text.
import { deepEqual, equal } from 'node:assert/strict';
import { test } from 'node:test';
import { ordinal, sentencesOf, spokenKey, spokenWords } from './spoken-words.ts';

test('text falls into sentences at its end marks, but not at half days or decimal points', () => {
  deepEqual(sentencesOf('Hello. How are you?  Fine!'), ['Hello.', 'How are you?', 'Fine!']);
  deepEqual(sentencesOf('From 10 a.m. to 2 p.m. See you.'), ['From 10 a.m to 2 p.m.', 'See you.']);
  deepEqual(sentencesOf('It is 3.5 km'), ['It is 3.5 km']);
  deepEqual(sentencesOf('  '), []);
});

test('numbers and number words are the same words', () => {
  equal(spokenKey('Tomorrow at ten, twenty!'), 'tomorrow at 10 20');
  equal(spokenKey('the first and the 2nd'), 'the 1st and the 2nd');
  equal(spokenKey('73 of 80'), '70 3 of 80');
  equal(spokenKey('in 2026, in 2005'), 'in 20 26 in 2 0 0 5');
  equal(spokenKey('5551234 and 007'), '5 5 5 1 2 3 4 and 0 0 7');
});

test('times of day are hours, minutes and half days', () => {
  equal(spokenKey('at 10:30 AM'), 'at 10 30 a.m.');
  equal(spokenKey('at 10:05pm'), 'at 10 o 5 p.m.');
  equal(spokenKey('at 9:00 a.m.'), 'at 9 a.m.');
  equal(spokenKey('I am here'), 'i am here');
});

test('accents, curly apostrophes and signs are said as plain words', () => {
  equal(spokenKey('Café, don’t'), "cafe don't");
  equal(spokenKey('$20 & 50%'), '20 dollars and 50 percent');
  equal(spokenKey('「」…'), '');
});

test('a comma rests longer than a space', () => {
  deepEqual(spokenWords('yes, no'), [
    { word: 'yes', pauseMs: 180 },
    { word: 'no', pauseMs: 30 },
  ]);
});

test('ordinals end as they are spoken', () => {
  deepEqual([1, 2, 3, 4, 11, 12, 13, 21, 22, 23, 30, 31].map(ordinal), [
    '1st',
    '2nd',
    '3rd',
    '4th',
    '11th',
    '12th',
    '13th',
    '21st',
    '22nd',
    '23rd',
    '30th',
    '31st',
  ]);
});
