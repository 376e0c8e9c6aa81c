// Personal data is replaced on a tape: wherever it stands, and in whatever pieces it came.
import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import * as fc from 'fast-check';
import type { Audio } from '../media/audio.ts';
import { readTape } from './read-tape.ts';
import { replacePersonal, type Replaced, type ReplaceOptions } from './replace-personal.ts';

const HEADER = {
  tape: 1,
  callId: 'call_1',
  began: 4157654321,
  wall: 1795286279778,
  call: {
    carrier: 'twilio',
    carrierCallId: 'CA1',
    from: '+14157654321',
    to: '+13128765432',
    fromState: 'CA',
    origin: 'https://voice.example.com',
  },
  occasion: 'answered',
  earlier: [
    {
      callId: 'call_1',
      sequence: 1,
      atMs: 0,
      wall: 1795286279765,
      event: { kind: 'call.opened', from: '+14157654321', variables: { customerId: '(415) 765-4321' } },
    },
  ],
  isNew: true,
  model: { name: 'rehearsal', voice: null, format: { encoding: 'pcmu' }, changesVoice: false },
};

const frame = (end: string, given: object): object => ({ t: 1, in: 'frame', end, frame: given });
const model = (given: object): object => frame('model 1', given);
const carrier = (given: object): object => frame('carrier 1', given);

function replaced(lines: readonly object[], options: Partial<ReplaceOptions> = {}): Replaced {
  const text = [HEADER, ...lines].map((line) => `${JSON.stringify(line)}\n`).join('');
  return replacePersonal(readTape(text), { named: [], languages: [], ...options });
}

function textOf({ tape }: Replaced): string {
  return [JSON.stringify(tape.header), ...tape.lines].join('\n');
}

function frames<Kind extends object>({ tape }: Replaced): readonly Kind[] {
  return tape.lines.map((line) => (JSON.parse(line) as { frame: Kind }).frame);
}

void suite('a tape without personal data', () => {
  test('has one number for one number, wherever and however it is written', () => {
    const done = replaced([
      model({ kind: 'caller.text', itemId: 'i1', text: 'It is 415-765-4321.', final: true }),
      model({ kind: 'tool.called', toolCallId: 'call_4157654321', argumentsJson: '{"phone":4157654321}' }),
      { t: 2, in: 'settled', of: 1, value: { sentTo: ['+1 415 765 4321'] } },
      { t: 3, in: 'act', act: 'transfer', args: ['+13128765432'] },
    ]);
    const text = textOf(done);
    assert.match(text, /"from":"\+14155550100","to":"\+13125550100"/);
    assert.match(text, /"customerId":"\(415\) 555-0100"/);
    assert.match(text, /It is 415-555-0100\./);
    assert.match(text, /{\\"phone\\":4155550100}/);
    assert.match(text, /\+1 415 555 0100/);
    assert.match(text, /"args":\["\+13125550100"\]/);
    // What names a thing, and the clock, stay.
    assert.match(text, /"toolCallId":"call_4157654321"/);
    assert.match(text, /"began":4157654321/);
    assert.deepEqual(done.counts.get('phone'), { values: 2, places: 8 });
  });

  test('has none in the pieces in which a text comes', () => {
    const said = ['Your num', 'ber is 415', '-765', '-4321. Thank you, Mar', 'ia Lopez.'];
    const heard = ['My number', 'My number is 415 76', 'My number is 415 765 43 21.'];
    const done = replaced(
      [
        ...said.map((delta) => model({ kind: 'agent.text', itemId: 'i1', delta })),
        ...heard.map((text) => model({ kind: 'caller.text', itemId: 'i2', text, final: false })),
        ...heard.map((text) => carrier({ kind: 'caller.words', text, final: text.endsWith('.') })),
      ],
      { named: [{ text: 'maria lopez', put: 'Jane Doe' }] },
    );
    const all = frames<{ delta?: string; text?: string }>(done);
    assert.equal(
      all.map(({ delta = '' }) => delta).join(''),
      'Your number is 415-555-0100. Thank you, Jane Doe.',
    );
    const now = ['My number', 'My number is 415 55', 'My number is 415 555 01 00.'];
    assert.deepEqual(
      all.flatMap(({ text }) => (text === undefined ? [] : [text])),
      [...now, ...now],
    );
  });

  test('has the keys that were typed, but for those of a number that is somebody’s', () => {
    const keys = (typed: string): readonly object[] =>
      Array.from(typed, (digit) => carrier({ kind: 'caller.digit', digit }));
    const done = replaced([...keys('2'), ...keys('4012888888881881#'), ...keys('94107#')]);
    const typed = frames<{ digit: string }>(done).map(({ digit }) => digit);
    assert.equal(typed.join(''), '24111111111111111#94107#');
  });

  test('has addresses of nobody, also half transcribed', () => {
    const done = replaced([
      model({ kind: 'caller.text', itemId: 'i1', text: 'maria.lopez at', final: false }),
      model({ kind: 'caller.text', itemId: 'i1', text: "It's maria.lopez@gmail.com", final: true }),
    ]);
    const [half, whole] = frames<{ text: string }>(done);
    assert.equal(whole?.text, "It's jane.doe@example.com");
    assert.equal(half?.text, 'jane.doe at');
  });

  test('leaves sound alone that has digits in its base64', () => {
    const base64 = '4157654321415765432141576543214157654321';
    const audio = { encoding: 'pcmu', base64 };
    const done = replaced([
      carrier({ kind: 'caller.audio', audio, atMs: 0 }),
      { out: 'fetched', what: 'phrase "Call 415-765-4321"', value: [audio] },
    ]);
    assert.match(textOf(done), /phrase \\"Call 415-555-0100\\"/);
    assert.equal(done.leftIn(textOf(done)), 1, 'the instant at which the tape began');
    assert.equal(frames<{ audio: Audio }>(done)[0]?.audio.base64, base64);
  });

  test('says how much was replaced, and never what', () => {
    const done = replaced([], { named: [{ text: 'twilio', put: 'x' }] });
    assert.deepEqual([...done.counts.keys()], ['phone']);
  });

  test('has neither a number nor a name of before, whatever comes', () => {
    const some = fc.constantFrom(
      '+14157654321',
      '415 765 4321',
      'Maria Lopez',
      'MARIA LOPEZ',
      'yes',
      ', ',
      '. ',
    );
    const texts = fc.array(some, { maxLength: 6 }).map((parts) => parts.join(' '));
    // What is said in pieces goes on behind a space: two numbers run together are neither of them.
    const inPieces = fc
      .tuple(texts, fc.nat(20))
      .map(([text, at]) =>
        [text.slice(0, at), `${text.slice(at)} `].map((delta) =>
          model({ kind: 'agent.text', itemId: 'i2', delta }),
        ),
      );
    const whole = fc.oneof(
      texts.map((text) => model({ kind: 'caller.text', itemId: 'i1', text, final: true })),
      texts.map((text) => ({ t: 1, in: 'settled', of: 1, value: { text, list: [text, { [text]: 1 }] } })),
      texts.map((text) => ({ t: 1, in: 'answer', of: 1, value: JSON.stringify({ text }) })),
    );
    const lists = fc.array(
      fc.oneof(
        inPieces,
        whole.map((line) => [line]),
      ),
      { maxLength: 8 },
    );
    fc.assert(
      fc.property(lists, (lines) => {
        const text = textOf(replaced(lines.flat(), { named: [{ text: 'Maria Lopez', put: 'Jane Doe' }] }));
        assert.doesNotMatch(text, /maria lopez/i);
        assert.doesNotMatch(text.replace('"began":4157654321', ''), /415[ -]?765[ -]?4321/);
      }),
    );
  });
});
