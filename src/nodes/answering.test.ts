// Who picked up an outgoing call, and what that means.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ItemId, ResponseId, UtteranceId } from '../base/brand.ts';
import type { FrameOf } from '../frames/frame.ts';
import { nodeBench } from '../testing/node-bench.ts';
import { answering, NOTICE_TO_PERSON, type AnsweringOptions } from './answering.ts';

const MESSAGE = { action: 'message', message: 'Please call us back.' } as const;
const ASKS = "If you record your name and reason for calling, I'll see if this person is available.";

function bench(change: Partial<AnsweringOptions> = {}) {
  const options = {
    purpose: 'The front desk calls.',
    notice: null,
    voicemail: MESSAGE,
    language: 'en-US',
    first: true,
  };
  const node = nodeBench(answering({ ...options, ...change }));
  node.feed({ kind: 'carrier.started', streamId: 'MZ1' });
  return node;
}

const by = (
  who: FrameOf<'answered-by'>['by'],
  change: Partial<FrameOf<'answered-by'>> = {},
): FrameOf<'answered-by'> => ({
  kind: 'answered-by',
  by: who,
  greetingOver: who === 'machine',
  beep: false,
  ...change,
});
const BEEP = by('machine', { beep: true });
const STARTED = { kind: 'speech.started' } as const;
const STOPPED = { kind: 'speech.stopped' } as const;
const heard = (text: string): FrameOf<'caller.text'> => ({
  kind: 'caller.text',
  itemId: 'in_1' as ItemId,
  text,
  final: true,
});
const begins = (requestId: string | null): FrameOf<'response.started'> => ({
  kind: 'response.started',
  responseId: 'r1' as ResponseId,
  requestId,
});
const done = (result: FrameOf<'utterance.done'>['result']): FrameOf<'utterance.done'> => ({
  kind: 'utterance.done',
  utteranceId: 'farewell' as UtteranceId,
  result,
});
const SAYING = {
  kind: 'utterance.started',
  utteranceId: 'farewell' as UtteranceId,
  protected: true,
} as const;

/** What was given but timers, in short. */
function told(node: ReturnType<typeof bench>): readonly string[] {
  return node.take().map((frame) => {
    switch (frame.kind) {
      case 'end.wanted':
        return `end ${frame.reason}: ${frame.farewell}`;
      case 'journal.entry':
        return `journal ${frame.event.kind}`;
      case 'utterance.wanted':
        return `say ${frame.text}`;
      case 'screening':
        return `screening ${frame.on ? 'on' : 'off'}`;
      case 'response.wanted':
        return `respond ${frame.requestId}`;
      default:
        return frame.kind;
    }
  });
}
const HUSH = 'interruption.wanted';
const LEAVE = [HUSH, `end machine: ${MESSAGE.message}`];
const SCREENED = [
  'journal callee.screening',
  'screening on',
  HUSH,
  'context.add',
  'say The front desk calls.',
];
const CONNECTED = ['journal callee.answered-by', 'screening off', 'context.add', 'respond connected'];

test('a person is talked to: nothing is decided', () => {
  const node = bench();
  node.feed(STARTED, STOPPED, by('human'), heard('Hello?'), begins(null));
  assert.deepEqual(told(node), []);
});

test('a message is left as soon as the beep was heard, over whatever the agent says', () => {
  const node = bench();
  node.feed(STARTED, STOPPED, BEEP);
  assert.deepEqual(told(node), LEAVE);
});

test('what the model says to a machine of itself is cancelled; what it was asked to say is not', () => {
  const node = bench();
  node.feed(BEEP);
  told(node);
  node.feed(begins(null), begins('farewell'));
  assert.deepEqual(told(node), ['response.cancel']);
});

test('a machine that still greets is waited out, until it is quiet or for a minute', async () => {
  const node = bench();
  node.feed(STARTED, by('machine', { greetingOver: false }), heard('You have reached Ada.'));
  assert.deepEqual(told(node), [HUSH]);
  await node.feedAt(5000, STOPPED);
  await node.feedAt(6000, STARTED);
  await node.feedAt(9000, STOPPED);
  await node.advance(1700);
  assert.deepEqual(told(node), []);
  await node.advance(200);
  assert.deepEqual(told(node), LEAVE);

  const endless = bench();
  endless.feed(STARTED, by('machine', { greetingOver: false }), heard('La la la.'));
  told(endless);
  await endless.advance(60_000);
  assert.deepEqual(told(endless), LEAVE);
});

test('a machine is hung up, or talked to, where that is wanted; a fax is always hung up', () => {
  const hangUp = bench({ voicemail: { action: 'hang-up' } });
  hangUp.feed(by('machine', { greetingOver: false }));
  assert.deepEqual(told(hangUp), [HUSH, 'end machine: null']);
  for (const voicemail of [{ action: 'go-on' } as const, null]) {
    const goesOn = bench({ voicemail });
    goesOn.feed(BEEP, begins(null));
    assert.deepEqual(told(goesOn), []);
  }
  const fax = bench();
  fax.feed(by('fax'));
  assert.deepEqual(told(fax), [HUSH, 'end fax: null']);
});

test('the journal says how much of the message was left', () => {
  for (const [frames, whole] of [
    [[SAYING, done('heard')], true],
    [[SAYING, done('cut')], false],
    [[SAYING, { kind: 'carrier.stopped', cause: 'stop', detail: '' } as const, done('unsaid')], false],
  ] as const) {
    const node = bench();
    node.feed(BEEP);
    node.take();
    node.feed(...frames);
    assert.deepEqual(node.take(), [
      { kind: 'journal.entry', event: { kind: 'voicemail.left', by: 'agent', whole } },
    ]);
  }
  const unsaid = bench();
  unsaid.feed(BEEP);
  unsaid.take();
  unsaid.feed(done('unsaid'));
  assert.deepEqual(unsaid.take(), []);
});

test('a phone that screens is told who calls and why, once, and is no machine', () => {
  const node = bench();
  node.feed(STARTED, STOPPED, heard(ASKS));
  assert.deepEqual(told(node), SCREENED);
  node.feed(by('machine'), begins(null), heard('Thanks. Please stay on the line.'), heard(ASKS));
  assert.deepEqual(told(node), ['response.cancel']);
  node.feed(heard(''), heard('Hello, who is there?'));
  assert.deepEqual(told(node), CONNECTED);
  node.feed(begins(null), by('machine'), heard(ASKS));
  assert.deepEqual(told(node), []);
});

test('a person behind such a phone is told that the call is recorded, and greeted then', async () => {
  const notice = 'This call is recorded.';
  const node = bench({ notice });
  node.feed(heard(ASKS));
  told(node);
  node.feed(heard('Hello, who is there?'));
  assert.deepEqual(told(node), [
    'journal callee.answered-by',
    'screening off',
    'context.add',
    `say ${notice}`,
  ]);
  node.feed(begins(null), by('machine'));
  assert.deepEqual(told(node), ['response.cancel']);
  node.feed({ ...done('heard'), utteranceId: NOTICE_TO_PERSON });
  assert.deepEqual(told(node), ['respond connected']);
  node.feed(begins(null));
  assert.deepEqual(told(node), []);

  const unknown = bench({ notice });
  unknown.feed(heard(ASKS));
  told(unknown);
  await unknown.advance(90_000);
  assert.deepEqual(told(unknown), ['screening off', `say ${notice}`]);
});

test('a carrier that knows such phones is believed, also behind its first guess', () => {
  const node = bench();
  node.feed(by('screening'));
  assert.deepEqual(told(node), SCREENED);
  node.feed(by('screening'), by('machine'));
  assert.deepEqual(told(node), []);

  const guessed = bench();
  guessed.feed(by('machine', { greetingOver: false }));
  told(guessed);
  guessed.feed(by('screening'));
  assert.deepEqual(told(guessed), SCREENED);
  guessed.feed(heard('Hello?'));
  assert.deepEqual(told(guessed), CONNECTED);
});

test('without a purpose the model tells it, behind the interruption that would take it back', async () => {
  const node = bench({ purpose: null });
  node.feed(heard(ASKS));
  assert.deepEqual(told(node), ['journal callee.screening', 'screening on', HUSH, 'context.add']);
  await node.advance(0);
  assert.deepEqual(told(node), ['respond screening']);
  node.feed(begins('screening'));
  assert.deepEqual(told(node), []);
});

test('a verdict waits for what was just said, a moment, so that a screening phone is not left a message', async () => {
  const screened = bench();
  screened.feed(STARTED, STOPPED, by('machine'));
  assert.deepEqual(told(screened), []);
  screened.feed(heard(ASKS));
  assert.deepEqual(told(screened), SCREENED);

  const mailbox = bench();
  mailbox.feed(STARTED, STOPPED, by('machine'), heard('Leave a message.'));
  assert.deepEqual(told(mailbox), LEAVE);

  const mute = bench();
  mute.feed(STARTED, STOPPED, by('machine'));
  await mute.advance(1500);
  assert.deepEqual(told(mute), LEAVE);
});

test('who does not take a screened call has a mailbox', async () => {
  const node = bench();
  node.feed(heard(ASKS));
  told(node);
  node.feed(heard("I'm sorry. This person is not available. Please reply after the tone."));
  assert.deepEqual(told(node), ['screening off', HUSH]);
  await node.advance(1800);
  assert.deepEqual(told(node), LEAVE);
});

test('a phone screens for a minute and a half at most, and only at the beginning', async () => {
  const long = bench();
  long.feed(heard(ASKS));
  told(long);
  await long.advance(90_000);
  assert.deepEqual(told(long), ['screening off']);
  long.feed(begins(null));
  assert.deepEqual(told(long), []);

  const late = bench();
  await late.feedAt(30_000, heard(ASKS));
  assert.deepEqual(told(late), []);
  const again = bench({ first: false });
  again.feed(heard(ASKS));
  assert.deepEqual(told(again), []);
});

test('where the carrier could not tell, a mailbox is known by its words', () => {
  const node = bench();
  node.feed(heard('Please leave a message.'));
  assert.deepEqual(told(node), []);
  node.feed(by('unknown'), heard('Please leave a message.'));
  assert.deepEqual(told(node), [HUSH]);
});

test('a call that came in is none of its business', () => {
  const node = nodeBench(answering(null));
  node.feed({ kind: 'carrier.started', streamId: 'MZ1' }, BEEP, heard(ASKS), begins(null));
  assert.deepEqual(node.take(), []);
  assert.equal(node.timersPending, 0);
});
