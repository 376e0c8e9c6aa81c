// Tests of what is taken out of a text, and of what is left in it.
import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import * as fc from 'fast-check';
import { REDACTABLES, type Redactable } from '../../frames/redactable.ts';
import { digitWords } from './digit-words.ts';
import { passesLuhn } from './find-numbers.ts';
import { redactJson } from './redact-json.ts';
import { hidden, redactText } from './redact-text.ts';

const rules = (...kinds: readonly Redactable[]) => ({
  kinds: new Set<Redactable>(kinds.length === 0 ? REDACTABLES : kinds),
  words: digitWords(['en-US', 'de-DE', 'es-ES']),
});
const redacted = (text: string, ...kinds: readonly Redactable[]): string =>
  redactText(text, rules(...kinds)).text;

/** What is said, and what is kept of it. */
const SAID: readonly (readonly [string, string])[] = [
  ['My card is 4111 1111 1111 1111, thanks.', 'My card is [card], thanks.'],
  ['Amex: 3782-822463-10005.', 'Amex: [card].'],
  ["It's four one one one, one one one one. Uh, one one one one and one one one one.", "It's [card]."],
  ['forty-one eleven eleven eleven eleven eleven eleven eleven', '[card]'],
  ['four triple one, double one double one, double one double one, double one double one', '[card]'],
  ['4111 1111 1111 1111 12 26 123, okay', '[card], okay'],
  ['zip 94110, 4111 1111 1111 1111', 'zip 94110, [card]'],
  ['vier eins eins eins eins eins eins eins eins eins eins eins eins eins eins eins', '[card]'],
  ['cuatro uno uno uno uno uno uno uno uno uno uno uno uno uno uno uno', '[card]'],
  ['٤١١١ ١١١١ ١١١١ ١١١١', '[card]'],
  ['Call (415) 555-0123 or +44 20 7946 0958.', 'Call [phone] or [phone].'],
  ['oh four one five five five five oh one two three', '[phone]'],
  ['plus four nine one five one two three four five six seven eight', '[phone]'],
  ['0151 23456789', '[phone]'],
  ['555-0123 is it', '[phone] is it'],
  ['my social is 123-45-6789 and zip 94110', 'my social is [ssn] and zip 94110'],
  ['one two three four five six seven eight nine', '[ssn]'],
  ['my email is j o h n at example dot co dot uk please', 'my email is [email] please'],
  ['John dot Smith at gmail dot com', '[email]'],
  ['J-O-H-N at gmail.com', '[email]'],
  ['Write to ann_b+x@mail.example.com.', 'Write to [email].'],
];

/** What is no personal data of these kinds. */
const KEPT: readonly string[] = [
  'My card is 4111-1111-1111-1112.',
  'four one one one one one one one one one one one one one one two',
  'I pay 1,000,000 or 12.50 for room 12, 4 people and 3 nights.',
  'pi is 3.14159265358979',
  'It was 2026-11-21 at 17:05:24.',
  'order A4111111111111111 of call_mbx4111111111111111',
  'meet me at noon, at five dot',
  '000-12-3456',
  '0000 0000 0000 0000',
];

/** Digits that pass, of a length that cards have, that begin as numbers of that scheme do. */
const cards = fc
  .tuple(
    fc.constantFrom('4', '51', '37', '6011', '2221', '36'),
    fc.array(fc.integer({ min: 0, max: 9 }), { maxLength: 20, minLength: 20 }),
  )
  .map(([prefix, rest]) => {
    const length = prefix === '37' ? 15 : prefix === '36' ? 14 : 16;
    const body = (prefix + rest.join('')).slice(0, length - 1);
    const last = Array.from('0123456789').find((digit) => passesLuhn(body + digit)) ?? '0';
    return body + last;
  });

const UNITS = ['zero', 'one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine'];
const spokenAs = (digits: string): string =>
  Array.from(digits)
    .map((digit) => UNITS[Number(digit)])
    .join(' ');
const inFours = (digits: string, between: string): string => (digits.match(/.{1,4}/g) ?? []).join(between);

/** Text that has no digits, and none of the words for them at its edges. */
const around = fc.constantFrom(
  '',
  'My card is ',
  'Sí: ',
  'Ja, "',
  'the number — ',
  '[card] ',
  '<b>',
  '\n\n“',
);

/** Text in which nearly everything could be part of something. */
const dense = fc.string({ unit: fc.constantFrom(...Array.from('0123456789 +().@ab-')), maxLength: 60 });

void suite('what is redacted', () => {
  for (const [said, kept] of SAID)
    test(`of a text: ${said.slice(0, 60)}`, () => assert.equal(redacted(said), kept));
  for (const said of KEPT)
    test(`nothing of a text: ${said.slice(0, 60)}`, () => assert.equal(redacted(said), said));

  test('a card is found however it is written, whatever stands around it, and nothing else changes', () => {
    fc.assert(
      fc.property(
        cards,
        around,
        around,
        fc.constantFrom('', ' ', '-', ' - ', '. ', ', '),
        (digits, before, behind, gap) => {
          const text = `${before}${gap === '' ? digits : inFours(digits, gap)}; ${behind}`;
          assert.equal(redacted(text, 'card'), `${before}[card]; ${behind}`);
          assert.equal(
            redacted(`${before}${spokenAs(digits)}; ${behind}`, 'card'),
            `${before}[card]; ${behind}`,
          );
        },
      ),
    );
  });

  test('a number of a card with one digit wrong is left as it is', () => {
    fc.assert(
      fc.property(cards, fc.nat(15), fc.integer({ min: 1, max: 9 }), (digits, place, more) => {
        const at = place % digits.length;
        const wrong = digits.slice(0, at) + String((Number(digits[at]) + more) % 10) + digits.slice(at + 1);
        for (const text of [wrong, inFours(wrong, ' ')])
          assert.equal(redacted(`It is ${text}.`, 'card'), `It is ${text}.`);
      }),
    );
  });

  test('no text makes it throw, and what is redacted has nothing left to redact', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string({ unit: 'binary' }), dense), (text) => {
        const once = redacted(text);
        for (const { start, end } of redactText(text, rules()).spans) assert.ok(start < end);
        if (!text.includes('@'))
          assert.ok(!/\d{13,}/.test(once) || !passesLuhn(/\d{13,}/.exec(once)?.[0] ?? ''));
      }),
    );
  });

  test('long texts take time in proportion', () => {
    for (const piece of ['1 ', 'one ', 'a@', 'dot at ', '+', '4111 1111 1111 1111 ', 'forty '])
      redacted(piece.repeat(20_000));
  });

  test('only what is asked for goes', () => {
    const text = 'Card 4111111111111111, phone 415-555-0123, social 123-45-6789, ann@example.com';
    assert.equal(redacted(text, 'ssn'), text.replace('123-45-6789', '[ssn]'));
    assert.equal(redacted(text, 'email'), text.replace('ann@example.com', '[email]'));
    assert.equal(redacted(text, 'phone'), text.replace('415-555-0123', '[phone]'));
  });

  test('a piece of a number that is known goes, but not its last four digits', () => {
    const known = ['4111111111111111'];
    assert.equal(redactText('So 4111 1111?', rules(), known).text, 'So [card]?');
    assert.equal(redactText('Ending in 1111.', rules(), known).text, 'Ending in 1111.');
  });

  test('a text that was cut within a number ends in its mark', () => {
    const said = 'I have 4111 1111 1111 1111. Right?';
    const { spans } = redactText(said, rules());
    assert.equal(hidden('I have 4111 11', spans), 'I have [card]');
    assert.equal(hidden('I ha', spans), 'I ha');
  });
});

void suite('what is redacted of JSON', () => {
  const json = (value: unknown): unknown =>
    JSON.parse(redactJson(JSON.stringify(value), rules(), [])) as unknown;

  test('texts, keys and numbers go at any depth, and the rest stays', () => {
    assert.deepEqual(
      json({ card: '4111 1111 1111 1111', a: [{ n: 4111111111111111, at: 1_700_000_000_000 }], ok: true }),
      { card: '[card]', a: [{ n: '[card]', at: 1_700_000_000_000 }], ok: true },
    );
    assert.deepEqual(json({ '415-555-0123': null }), { '[phone]': null });
  });

  test('a number that is spelled as a list goes', () => {
    assert.deepEqual(json({ digits: Array.from('4111111111111111') }), { digits: ['[card]'] });
    assert.deepEqual(json({ digits: ['4111', '1111', '1111', '1111'] }), { digits: ['[card]'] });
    assert.deepEqual(json([1, 2, 3]), [1, 2, 3]);
  });

  test('what is no JSON is taken for text', () => {
    assert.equal(redactJson('{"card": "4111 1111 1111 1111', rules(), []), '{"card": "[card]');
  });
});
