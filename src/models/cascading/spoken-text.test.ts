// What is written for the eye is spoken as people say it, and what is not known stays as it is.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { spokenText } from './spoken-text.ts';

for (const [written, spoken] of [
  ['That is $45.50.', 'That is 45 dollars and 50 cents.'],
  ['That is $1.', 'That is 1 dollar.'],
  ['It costs £0.99 more.', 'It costs 99 pence more.'],
  ['It costs €1,200 more.', 'It costs 1,200 euros more.'],
  ['Call (415) 555-0199.', 'Call 4 1 5, 5 5 5, 0 1 9 9.'],
  ['Call +1 415 555 0199 now.', 'Call 4 1 5, 5 5 5, 0 1 9 9 now.'],
  ['Call +49 30 901820.', 'Call plus 4 9 3, 0 9 0, 1 8 2, 0.'],
  ['On 2026-01-31 we close.', 'On January 31st, 2026 we close.'],
  ['On 2026-11-12.', 'On November 12th, 2026.'],
  ['We open at 09:00 and close at 17:30.', 'We open at 9 AM and close at 5:30 PM.'],
  ['Come at 10:15 a.m. then.', 'Come at 10:15 AM then.'],
  ['It is 20% off.', 'It is 20 percent off.'],
  ['Mail to jo.doe@example.com.', 'Mail to jo dot doe at example dot com.'],
  ['See https://www.example.com/', 'See example dot com'],
  ['**Great**, see [the page](https://example.com).', 'Great, see the page.'],
  ['Open 9:00-17:00, 3–4 people.', 'Open 9 AM to 5 PM, 3 to 4 people.'],
  ['- first', 'first'],
  ['Nice 😀 day', 'Nice day'],
] as const)
  test(`"${written}" is spoken as "${spoken}"`, () => assert.equal(spokenText(written, 'en-US'), spoken));

test('what is not known stays as it is', () => {
  for (const text of [
    'Room 101, flight BA-2490.',
    'Order 7781-22-1.',
    'Version 1.2.3',
    'A * B * C',
    '3:2 up',
  ])
    assert.equal(spokenText(text, 'en-US'), text);
});

test('a language without rules keeps its numbers', () => {
  assert.equal(spokenText('Il coûte **45** € à 09:00.', 'fr-FR'), 'Il coûte 45 € à 09:00.');
  assert.equal(spokenText('Offen ab 9:30, 20 % Rabatt.', 'de-DE'), 'Offen ab 9 Uhr 30, 20 Prozent Rabatt.');
});

test('no text makes it throw, and no word of plain text is lost', () => {
  fc.assert(fc.property(fc.string(), (text) => void spokenText(text, 'en')));
  fc.assert(
    fc.property(fc.array(fc.stringMatching(/^[a-z]{1,8}$/)), (words) =>
      assert.equal(spokenText(words.join(' '), 'en'), words.join(' ')),
    ),
  );
});
