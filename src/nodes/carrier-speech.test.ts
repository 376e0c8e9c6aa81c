// Where the carrier speaks, playout hands over words with the same promises as sound: order, marks, what was heard.
import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import type { ItemId, ResponseId, UtteranceId } from '../base/brand.ts';
import { speakingMs } from '../media/speaking-time.ts';
import { nodeBench } from '../testing/node-bench.ts';
import { bargeIn } from './barge-in.ts';
import { hold } from './hold.ts';
import { playout } from './playout.ts';
import { utterances } from './utterances.ts';

const RESPONSE = 'resp_1' as ResponseId;
const ITEM = 'item_1' as ItemId;
const STARTED = { kind: 'response.started', responseId: RESPONSE, requestId: null } as const;
const words = (text: string, itemId = ITEM) =>
  ({ kind: 'agent.words', responseId: RESPONSE, itemId, text }) as const;
const DONE = { kind: 'agent.item-done', responseId: RESPONSE, itemId: ITEM } as const;

void suite('words in playout', () => {
  test('long words go out in pieces at spaces, a mark behind each, and their end is told', () => {
    const node = nodeBench(playout());
    const text = 'We are open from nine in the morning to five in the afternoon, on every weekday.';
    node.feed(STARTED, words(text), DONE);
    const given = node.given.map(([, frame]) => frame);
    const pieces = given.filter((frame) => frame.kind === 'playout.words');
    assert.equal(pieces.map((frame) => frame.text).join(''), text);
    assert.ok(pieces.every((frame) => frame.text.length <= 40 && !/\S$/.test(frame.text.slice(0, 0))));
    assert.deepEqual(
      pieces.map(({ last }) => last),
      [...pieces.slice(1).map(() => false), true],
    );
    assert.equal(given.filter(({ kind }) => kind === 'playout.mark').length, pieces.length - 1);
  });

  test('where the carrier was interrupted, what was heard is what it says, to the word', () => {
    const node = nodeBench(playout());
    node.feed(STARTED, words('Sure, I can help with that.'), DONE);
    node.feed({ kind: 'playout.cut', cause: 'speech', beyondMs: speakingMs('Sure, I can') });
    node.feed({ kind: 'interruption', cause: 'speech' });
    const heard = node.given.map(([, frame]) => frame).find(({ kind }) => kind === 'item.heard');
    assert.ok(heard?.kind === 'item.heard');
    assert.deepEqual([heard.heardMs, heard.whole], [speakingMs('Sure, I can'), false]);
    assert.equal(heard.producedMs, speakingMs('Sure, I can help with that.'));
  });

  test('what the carrier says it has spoken is never more than what it was given', () => {
    const node = nodeBench(playout());
    node.feed(STARTED, words('Yes.'), DONE);
    node.feed({ kind: 'playout.cut', cause: 'speech', beyondMs: 60_000 });
    node.feed({ kind: 'interruption', cause: 'speech' });
    const heard = node.given.map(([, frame]) => frame).find(({ kind }) => kind === 'item.heard');
    assert.ok(heard?.kind === 'item.heard');
    assert.equal(heard.heardMs, heard.producedMs);
  });

  test('words of a protected text say that nothing interrupts them', () => {
    const node = nodeBench(playout());
    const utteranceId = 'notice' as UtteranceId;
    const itemId = 'notice' as ItemId;
    node.feed({ kind: 'utterance.started', utteranceId, protected: true });
    node.feed({ kind: 'agent.words', responseId: null, itemId, text: 'This call is recorded.' });
    node.feed({ kind: 'agent.item-done', responseId: null, itemId });
    node.feed({ kind: 'utterance.done', utteranceId, result: 'heard' });
    node.feed(STARTED, words('Hello.'));
    const pieces = node.given.map(([, frame]) => frame).filter((frame) => frame.kind === 'playout.words');
    assert.deepEqual(
      pieces.map(({ interruptible }) => interruptible),
      [false, false, true],
    );
  });
});

void suite('around words', () => {
  test('a carrier that has stopped by itself is an interruption, also of what was protected', () => {
    const node = nodeBench(bargeIn({ speech: false, digit: true, interruptDigit: null }));
    node.feed({ kind: 'playout.started', itemId: ITEM, responseId: null, soundsInMs: 0 });
    node.feed({ kind: 'utterance.started', utteranceId: 'notice' as UtteranceId, protected: true });
    node.feed({ kind: 'playout.cut', cause: 'speech', beyondMs: 0 });
    assert.deepEqual(
      node.given.map(([, frame]) => frame),
      [{ kind: 'interruption', cause: 'speech' }],
    );
  });

  test('a fixed text is handed over as words at once, whether or not it was ever rendered', () => {
    const node = nodeBench(utterances({ find: () => null, interruptible: true, carrierSpeaks: true }));
    const wanted = {
      utteranceId: 'greeting' as UtteranceId,
      text: 'Hello.',
      protected: false,
      optional: false,
    };
    node.feed({ kind: 'utterance.wanted', ...wanted });
    const kinds = node.given.map(([, frame]) => frame.kind);
    assert.deepEqual(kinds, [
      'utterance.started',
      'agent.text',
      'agent.words',
      'agent.item-done',
      'context.add',
    ]);
  });

  test('hold music is the carrier’s to play, and ends with the hold', () => {
    const node = nodeBench(hold({ holding: 'One moment.', transferring: '', carrierPlays: true }));
    const briefing = { reason: '', caller: '', tried: '' };
    node.feed({ kind: 'consultation.wanted', to: '+14155550123', briefing, announced: true });
    node.feed({ kind: 'consultation.over', outcome: 'busy' });
    const music = node.given.map(([, frame]) => frame).filter((frame) => frame.kind === 'carrier.music');
    assert.deepEqual(
      music.map(({ on }) => on),
      [true, false],
    );
  });
});
