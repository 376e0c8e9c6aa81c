// Whole calls around keys: a card number that nobody but its tool ever has, and keys that find their way through a menu.
import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { collectDigits, defineTool, sendDigits, z, type JournalEvent, type RunnableTool } from 'offhook';
import type { Frame } from '../../src/frames/frame.ts';
import { audioBytes } from '../../src/media/audio.ts';
import { MULAW_SAMPLES } from '../../src/media/g711.ts';
import { dtmfTone, type DtmfKey } from '../../src/media/tone.ts';
import { ENTRY_TAIL_MS } from '../../src/nodes/digit-entry.ts';
import { calling } from '../../src/testing/rehearsal/brain.ts';
import { scriptedBrain } from '../../src/testing/rehearsal/scripted-brain.ts';
import type { EmulatedCall } from '../../src/testing/telephone/emulated-call.ts';
import { keysIn } from '../fakes/hear-keys.ts';
import { plivoCarrier } from './stage-carriers.ts';
import { wholeStage, type WholeStage } from './whole-stage.ts';

const CARD = '4929138470562813';
const PROMPT = 'Please press the number now.';

/** Types as a phone does that also sends the tone along with the sound: 100 ms of it, a key about every 300 ms. */
async function type(stage: WholeStage, call: EmulatedCall, keys: string): Promise<void> {
  for (const key of keys) {
    const sound = new Uint8Array(8 * 120).fill(0xff);
    sound.set(dtmfTone(key as DtmfKey, 100));
    void call.speak(sound);
    call.press(key);
    await stage.world.advance(300);
  }
}

/** A call in which a card number is asked for, typed with its tones, and talked over. */
async function cardCall(isPrivate: boolean, typed: string = `${CARD}#`) {
  const charged: string[] = [];
  const use = (digits: string): { charged: boolean } => {
    charged.push(digits);
    return { charged: true };
  };
  const tool: RunnableTool = isPrivate
    ? collectDigits({ name: 'take_card', private: true, prompt: PROMPT, use })
    : collectDigits({ name: 'take_card', prompt: PROMPT });
  const brain = scriptedBrain([calling('take_card', {}), 'Thank you.', 'Goodbye.']);
  const stage = await wholeStage({
    brain,
    latencyMs: 40,
    agent: { tools: [tool], recording: { on: true, consent: 'none', notice: 'Recorded.', states: [] } },
  });
  const call = stage.ring({ faults: { reorderChance: 0.02, duplicateChance: 0.02 } });
  await stage.agentQuiet(call);
  const heardBefore = call.heardBytes;
  void call.speak(stage.lineSound('opening-hours'));
  await stage.world.until(() => call.heardBytes > heardBefore, 30_000);
  await stage.agentQuiet(call);
  const prompted = call.heardBytes;
  await type(stage, call, typed.slice(0, 8));
  // The caller reads along, as callers do.
  void call.speak(stage.lineSound('human'));
  await stage.world.advance(3_000);
  await type(stage, call, typed.slice(8));
  await stage.world.until(() => call.heardBytes > prompted + 8 * 300, 30_000);
  await stage.agentQuiet(call, 2_500);
  await stage.say(call, 'goodbye');
  call.hangUp();
  const view = await stage.outcome(call);
  const journal = await stage.store.journal(view.id);
  const at = (kind: JournalEvent['kind']): number =>
    journal.find(({ event }) => event.kind === kind)?.atMs ?? NaN;
  const left = stage.recordings.stereo(view.id).filter((_, index) => index % 2 === 0);
  /** The caller's side of the recording between two instants of the call. */
  const callerSide = (fromMs: number, toMs: number): Uint8Array => {
    const offset = at('recording.started');
    return left.subarray(Math.round((fromMs - offset) * 8), Math.round((toMs - offset) * 8));
  };
  return { stage, call, view, journal, at, charged, brain, left, callerSide };
}

type CardCall = Awaited<ReturnType<typeof cardCall>>;

/** All that the model was sent: what stands in words, and what it heard. */
function toldToModel({ stage }: CardCall) {
  const sounds: Uint8Array[] = [];
  const words: string[] = [];
  for (const message of stage.modelTold) {
    const event = JSON.parse(message) as { readonly type: string; readonly audio?: string };
    if (event.type === 'input_audio_buffer.append') sounds.push(Buffer.from(event.audio ?? '', 'base64'));
    else words.push(message);
  }
  return { words: words.join('\n'), sound: Buffer.concat(sounds) };
}

/** Whether six digits in a row of the card number stand in a text; fewer may by chance, in an id. */
function betrays(text: string): boolean {
  return Array.from({ length: CARD.length - 5 }, (_, from) => CARD.slice(from, from + 6)).some((piece) =>
    text.includes(piece),
  );
}

const loudest = (mulaw: Uint8Array): number =>
  mulaw.reduce((most, byte) => Math.max(most, Math.abs(MULAW_SAMPLES[byte] ?? 0)), 0);

void suite('keys in a whole call', () => {
  test('a private card number reaches its tool, and nothing else that is kept, logged, told or heard', async () => {
    const card = await cardCall(true);
    const { stage, view, journal, at, callerSide } = card;
    assert.deepEqual(card.charged, [CARD]);

    // On record: that there was an entry, and how long it was.
    assert.deepEqual(
      journal.map(({ event }) => event).filter(({ kind }) => kind.startsWith('entry.')),
      [
        { kind: 'entry.started', private: true },
        { kind: 'entry.ended', private: true, length: CARD.length, status: 'entered' },
      ],
    );
    assert.ok(!journal.some(({ event }) => event.kind === 'caller.digit'));
    assert.ok(!betrays(JSON.stringify([journal, view])), 'journal and store');
    assert.ok(!betrays(JSON.stringify(stage.world.logLines)), 'log');

    // The model: neither in words nor in sound.
    const told = toldToModel(card);
    assert.ok(!betrays(told.words), 'what the model was sent');
    assert.equal(keysIn(told.sound), '');
    assert.ok(
      told.words.includes('{\\"status\\":\\"entered\\",\\"length\\":16,\\"result\\":{\\"charged\\":true}}'),
    );
    assert.ok(!betrays(JSON.stringify(card.brain.turns)), 'what the model knows');
    const said = view.transcript.filter(({ role }) => role === 'caller').map(({ text }) => text);
    assert.ok(!said.some((text) => /human|person/i.test(text)), said.join(' | '));

    // The recording: exactly silence on the caller's side, from the entry's beginning until its last key has died away.
    const hushed = callerSide(at('entry.started'), at('entry.ended') + ENTRY_TAIL_MS);
    assert.ok(hushed.length > 8 * 7_000);
    assert.ok(hushed.every((byte) => byte === 0xff));
    assert.equal(keysIn(card.left), '');
    assert.ok(
      loudest(callerSide(at('recording.started'), at('entry.started'))) > 3_000,
      'before it the caller is recorded',
    );
    const after = callerSide(at('entry.ended') + ENTRY_TAIL_MS, at('call.ended'));
    assert.ok(loudest(after) > 3_000, 'and after it');

    // The tape, which has all else that came in.
    const frames = stage.tapes
      .of(view.id)
      .flatMap((tape) => tape.trimEnd().split('\n'))
      .map((line) => JSON.parse(line) as { in?: 'frame'; frame?: Frame })
      .flatMap((line) => (line.in === 'frame' && line.frame !== undefined ? [line.frame] : []));
    const typed = frames.flatMap((frame) => (frame.kind === 'caller.digit' ? [frame.digit] : []));
    assert.equal(typed.join(''), `${'0'.repeat(CARD.length)}#`);
    const sound = frames.flatMap((frame) => (frame.kind === 'caller.audio' ? [audioBytes(frame.audio)] : []));
    assert.equal(keysIn(Buffer.concat(sound)), '');
  });

  test('a number that is not private is on record, told and recorded: what is looked for above can be found', async () => {
    const card = await cardCall(false);
    assert.ok(betrays(JSON.stringify([card.journal, card.view])));
    assert.equal(card.journal.filter(({ event }) => event.kind === 'caller.digit').length, CARD.length + 1);
    const told = toldToModel(card);
    assert.ok(told.words.includes(CARD));
    // The caller talked across some of them.
    assert.ok(keysIn(told.sound).length >= CARD.length);
    assert.ok(keysIn(card.left).length >= CARD.length);
    assert.ok(
      !told.words.includes('The caller pressed'),
      'the keys of an entry are told once, as its result',
    );
  });

  test('a private number that the caller broke off is as private as a whole one', async () => {
    const card = await cardCall(true, CARD.slice(0, 12));
    assert.deepEqual(card.charged, []);
    assert.ok(!betrays(JSON.stringify([card.journal, card.view, card.stage.world.logLines])));
    assert.ok(!betrays(toldToModel(card).words));
    assert.equal(keysIn(card.left), '');
    const ended = card.journal.find(({ event }) => event.kind === 'entry.ended')?.event;
    assert.ok(ended?.kind === 'entry.ended' && ended.status === 'timeout' && ended.length === 12);
  });

  test('an agent finds its way through a menu: the tones that reach the other side decode to the keys', async () => {
    const brain = scriptedBrain([calling('send_digits', { digits: '1w2W*7#' })]);
    const stage = await wholeStage({ brain, agent: { tools: [sendDigits()], greeting: null } });
    const call = stage.ring();
    await stage.world.advance(1_000);
    void call.speak(stage.lineSound('opening-hours'));
    await stage.world.until(() => call.heardBytes > 0, 30_000);
    // The menu talks on, and over the keys.
    void call.speak(stage.lineSound('opening-hours'));
    await stage.agentQuiet(call, 3_000);
    call.hangUp();
    const view = await stage.outcome(call);
    assert.equal(keysIn(call.heard()), '12*7#');
    assert.deepEqual(call.record.clears, []);
    assert.deepEqual(
      view.transcript.filter(({ role }) => role === 'agent'),
      [],
      'keys are no speech',
    );
    assert.equal(view.tools[0]?.status, 'ok');
    const sent = (await stage.store.journal(view.id)).find(
      ({ event }) => event.kind === 'digits.sent',
    )?.event;
    assert.deepEqual(sent, { kind: 'digits.sent', digits: '1w2W*7#', status: 'sent' });
    assert.ok(!stage.modelTold.some((message) => /truncate|item\.delete/.test(message)));
    assert.equal(stage.world.socketsOpen, 0);
  });

  test('a carrier that sends keys itself is given keys, and no tones', async () => {
    const brain = scriptedBrain([calling('send_digits', { digits: '1w2#' })]);
    const stage = await wholeStage({
      brain,
      carrier: plivoCarrier(),
      agent: { tools: [sendDigits()], greeting: null },
    });
    const call = stage.ring();
    await stage.world.advance(1_000);
    void call.speak(stage.lineSound('opening-hours'));
    await stage.world.until(() => call.record.sentDigits.length > 0, 30_000);
    await stage.world.advance(3_000);
    call.hangUp();
    await stage.outcome(call);
    assert.equal(call.record.sentDigits.map(({ digits }) => digits).join(''), '12#');
    const [one, two] = call.record.sentDigits;
    assert.ok((two?.atMs ?? 0) - (one?.atMs ?? 0) >= 500, 'the pause is between them');
    assert.equal(keysIn(call.heard()), '');
  });

  test('a tool of one’s own collects one entry after another, each with its own words', async () => {
    const tool = defineTool({
      name: 'check_pin',
      description: 'Checks the PIN.',
      parameters: z.object({}),
      async run(_, context) {
        const wish = { length: 4, timeoutMs: 8_000, private: true } as const;
        const first = await context.collectDigits({ ...wish, prompt: PROMPT });
        if (first.digits === '4711') return { known: true };
        const second = await context.collectDigits({ ...wish, prompt: 'I am sorry, please try again.' });
        return { known: second.digits === '4711' };
      },
    });
    const stage = await wholeStage({
      brain: scriptedBrain([calling('check_pin', {}), 'Thank you.']),
      agent: { tools: [tool] },
    });
    const call = stage.ring();
    await stage.agentQuiet(call);
    await stage.say(call, 'opening-hours');
    await type(stage, call, '1234');
    await stage.agentQuiet(call, 2_000);
    await type(stage, call, '4711');
    await stage.agentQuiet(call, 2_000);
    call.hangUp();
    const view = await stage.outcome(call);
    assert.equal(view.tools[0]?.status, 'ok');
    assert.equal(view.tools[0].outputJson, '{"known":true}');
    assert.ok(!/"digit"|1234|4711/.test(JSON.stringify(await stage.store.journal(view.id))));
  });
});
