// The front-desk brain understands every line of the rehearsal, uses the agent's functions, and says only what the voice has.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { EpochMs } from '../../base/time.ts';
import type { ToolDeclaration } from '../../models/model.ts';
import type { BrainReply } from './brain.ts';
import { REHEARSAL_LINES } from './caller-lines.ts';
import type { ConversationItem } from './conversation.ts';
import { frontDeskBrain } from './front-desk-brain.ts';
import { PIECE, REHEARSAL_SENTENCES, REHEARSAL_WORDS, SENTENCE } from './sentences.ts';

/** A Thursday. */
const NOW = Date.UTC(2026, 0, 1, 12) as EpochMs;
const brain = frontDeskBrain({ wall: () => NOW, now: () => assert.fail('a brain has no stopwatch') });

const string = { type: 'string' };
const TOOLS: readonly ToolDeclaration[] = [
  tool('lookup_hours', { day: { enum: ['monday', 'saturday', 'sunday'] } }, []),
  tool('book_appointment', {
    name: string,
    date: string,
    time: string,
    guests: { type: 'integer', minimum: 2 },
  }),
  tool('transfer_to_human', { reason: string }),
  tool('end_call', { reason: string }, []),
];

function tool(
  name: string,
  properties: Record<string, object>,
  required = Object.keys(properties),
): ToolDeclaration {
  return { name, description: '', parameters: { type: 'object', properties, required } };
}

/** A conversation that remembers, around the brain that does not. */
function conversation(tools = TOOLS) {
  const items: ConversationItem[] = [];
  let count = 0;
  const add = (item: ConversationItem): void => void items.push(item);
  function answer(perResponseInstructions: string | null = null): BrainReply {
    const newest = items.at(-1);
    const heardText = newest?.kind === 'message' && newest.role === 'user' ? newest.text : null;
    const reply = brain.reply({ heardText, items, tools, instructions: '', perResponseInstructions });
    if (reply.say !== null) add(message('assistant', reply.say));
    for (const call of reply.calls) {
      const argumentsJson = JSON.stringify(call.arguments);
      const id = `f${(count += 1)}`;
      add({ kind: 'function_call', id, status: 'completed', callId: id, name: call.name, argumentsJson });
    }
    return reply;
  }
  const message = (role: 'user' | 'assistant' | 'system', text: string | null): ConversationItem => ({
    kind: 'message',
    id: `m${(count += 1)}`,
    role,
    status: 'completed',
    form: 'audio',
    text,
    audioMs: 1000,
  });
  return {
    answer,
    add: (role: 'user', text: string) => add(message(role, text)),
    hear: (text: string | null) => (add(message('user', text)), answer()),
    note: (text: string) => (add(message('system', text)), answer()),
    result(output: unknown) {
      const callId = `f${count}`;
      const json = JSON.stringify(output);
      add({ kind: 'function_call_output', id: `o${count}`, status: 'completed', callId, output: json });
      return answer().say;
    },
  };
}

/** True when `text` is a row of sentences and words that the voice was given. */
function speakable(text: string): boolean {
  let rest = text;
  const known = [...REHEARSAL_SENTENCES, ...REHEARSAL_WORDS].toSorted((a, b) => b.length - a.length);
  while (rest !== '') {
    const next = known.find((piece) => rest.startsWith(piece));
    if (next === undefined) return false;
    rest = rest.slice(next.length).replace(/^[ ,.]+/, '');
  }
  return true;
}

test('every line of the rehearsal is understood and answered with what the voice can say', () => {
  for (const { id, text } of REHEARSAL_LINES) {
    const { say } = conversation().hear(text);
    assert.ok(say !== null && speakable(say), `${id}: ${say}`);
    assert.ok(!say.includes(SENTENCE.notUnderstood), `${id}: ${say}`);
  }
});

test('opening hours are looked up and told, equal days together', () => {
  const call = conversation();
  assert.deepEqual(call.hear('What are your opening hours?').calls, [
    { name: 'lookup_hours', arguments: {} },
  ]);
  const week = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday'];
  const hours = Object.fromEntries(week.map((day) => [day, { open: '09:00', close: '17:30' }]));
  const say = call.result({ hours: { ...hours, saturday: '10:00-14:00', sunday: 'closed' } });
  assert.equal(
    say,
    'We are open on Monday to Friday from 9 AM to 5 30 PM. We are open on Saturday from 10 AM to 2 PM. ' +
      `We are closed on Sunday. ${SENTENCE.anythingElse}`,
  );
  assert.ok(speakable(say));
});

test('the hours of one day are asked for by name and told alone, whatever the shape of the answer', () => {
  const shapes: readonly unknown[] = [
    { day: 'saturday', open: '10:00', close: '14:00' },
    { day: 'Saturday', opens: '10 AM', closes: '2 PM' },
    {
      hours: [
        { day: 'Friday', open: '09:00', close: '17:00' },
        { day: 'Saturday', open: '10:00', close: '14:00' },
      ],
    },
    { saturday: ['10:00', '14:00'], sunday: null },
    { hours: '10:00 to 14:00' },
    'Saturday 10am-2pm',
  ];
  for (const shape of shapes) {
    const call = conversation();
    assert.deepEqual(call.hear('Are you open on Saturday?').calls[0]?.arguments, { day: 'saturday' });
    assert.equal(
      call.result(shape),
      `We are open on Saturday from 10 AM to 2 PM. ${SENTENCE.anythingElse}`,
      JSON.stringify(shape),
    );
  }
  for (const shape of [{ day: 'saturday', closed: true }, { saturday: null }, { hours: 'closed' }]) {
    const call = conversation();
    call.hear('Are you open on Saturday?');
    assert.equal(call.result(shape), `We are closed on Saturday. ${SENTENCE.anythingElse}`);
  }
});

test('a result that brings its own words is told in them', () => {
  const call = conversation();
  call.hear('Are you open on Saturday?');
  const told = 'We are open on Saturday from 10 AM to 2:30 PM.';
  const hours = [{ day: 'saturday', opens: '10:00', closes: '14:30' }];
  assert.equal(call.result({ hours, say: told }), `${told} ${SENTENCE.anythingElse}`);
  call.hear('Tomorrow at ten in the morning.');
  assert.equal(call.result({ booked: false, say: SENTENCE.notFree }), SENTENCE.notFree);
});

test('an answer that holds no hours is not made up', () => {
  const call = conversation();
  call.hear('What are your opening hours?');
  assert.ok(call.result({ weather: 'fine' })?.startsWith(SENTENCE.unreadable));
  call.hear('What are your opening hours?');
  assert.ok(call.result({ error: 'It did not answer.' })?.startsWith(SENTENCE.notPossible));
});

test('an appointment: asked when, booked with what is known and what is required, confirmed from the result', () => {
  const call = conversation();
  assert.equal(call.hear('I would like to book an appointment.').say, SENTENCE.askWhen);
  assert.equal(call.hear('My name is Ada Lovelace.').say, `${SENTENCE.thanks} ${SENTENCE.askWhen}`);
  const booked = call.hear('Tomorrow at ten in the morning.');
  assert.deepEqual(booked.calls, [
    {
      name: 'book_appointment',
      arguments: { name: 'Ada Lovelace', date: '2026-01-02', time: '10:00', guests: 2 },
    },
  ]);
  const say = call.result({
    ok: true,
    appointment: { date: '2026-01-02', time: '10:00', reference: 'FD-1042' },
  });
  assert.equal(
    say,
    `You are booked for Friday, January 2 at 10 AM. Your reference is 1 0 4 2. ${SENTENCE.anythingElse}`,
  );
  assert.ok(speakable(say));
  const done = call.hear('No.');
  assert.equal(done.calls[0]?.name, 'end_call');
});

test('a time that is taken is said to be, and the next one is tried', () => {
  const call = conversation();
  call.hear('I would like to book an appointment.');
  call.hear('Tomorrow at ten in the morning.');
  assert.equal(call.result({ booked: false, reason: 'taken' }), SENTENCE.notFree);
  assert.equal(call.hear('On Monday at three.').calls[0]?.arguments['time'], '15:00');
  assert.ok(call.result({ error: 'The function failed.' })?.includes(SENTENCE.notPossible));
});

test('a human is called for, and nothing more is said while the caller is put through', () => {
  const call = conversation();
  const reply = call.hear('Can I talk to a human, please?');
  assert.equal(reply.say, SENTENCE.transfer);
  assert.deepEqual(reply.calls, [
    { name: 'transfer_to_human', arguments: { reason: 'The caller asks for a human.' } },
  ]);
  assert.equal(call.result({ transferring: true }), null);
  call.hear('Can I talk to a human, please?');
  assert.ok(call.result({ transferring: false })?.startsWith(SENTENCE.notPossible));
});

test('goodbye is said, the call ended, and nothing said after it', () => {
  const call = conversation();
  const reply = call.hear('Thank you, goodbye.');
  assert.equal(reply.say, SENTENCE.goodbye);
  assert.equal(reply.calls[0]?.name, 'end_call');
  assert.equal(call.result({ ending: true }), null);
});

test('functions that the agent does not have are not called', () => {
  for (const { text } of REHEARSAL_LINES) assert.deepEqual(conversation([]).hear(text).calls, []);
  assert.equal(conversation([]).hear('Thank you, goodbye.').say, SENTENCE.goodbye);
});

test('keys that were pressed are named, zero calls a human', () => {
  const two = conversation().note('The caller pressed 2 # on the keypad.').say;
  assert.equal(two, `${PIECE.pressed} 2 pound. ${SENTENCE.help}`);
  assert.ok(speakable(two));
  assert.equal(conversation().hear('4 2').say, `${PIECE.pressed} 4 2. ${SENTENCE.help}`);
  assert.equal(
    conversation().note('The caller pressed 0 on the keypad.').calls[0]?.name,
    'transfer_to_human',
  );
});

test("a remark of the server's after the caller's words does not hide them", () => {
  const call = conversation();
  call.hear('What are your opening hours?');
  call.result({ saturday: '10:00-14:00' });
  call.hear('Who am I talking to?');
  const { say } = call.note('The caller heard only: "We are".');
  // The agent answered last, so that nothing is open.
  assert.equal(say, SENTENCE.help);
  const other = conversation();
  other.add('user', 'Can I talk to a human, please?');
  assert.equal(other.note('The caller heard only: "Hello".').calls[0]?.name, 'transfer_to_human');
});

test('what is not understood is said to be, with who is speaking the first time and when asked', () => {
  const call = conversation();
  const first = call.hear(null).say ?? '';
  assert.ok(first.includes(SENTENCE.rehearsal) && first.includes(SENTENCE.whatIKnow) && speakable(first));
  const second = call.hear('Colourless green ideas sleep furiously.').say ?? '';
  assert.ok(second.includes(SENTENCE.notUnderstood) && !second.includes(SENTENCE.rehearsal));
  assert.ok(call.hear('Who am I talking to?').say?.includes(SENTENCE.rehearsal));
});

test('a text to be said word for word is said so, whatever was heard', () => {
  const call = conversation();
  call.hear('Hello.');
  const asked = 'Say exactly this, word for word, and nothing else: "Are you "still" there?"';
  assert.deepEqual(call.answer(asked), { say: 'Are you "still" there?', calls: [] });
});

test('without a word from anybody it greets', () => {
  assert.equal(conversation().answer().say, `${SENTENCE.hello} ${SENTENCE.help}`);
});
