// Outgoing calls in virtual time, through every layer: from the order to whoever picks up, or does not.
import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import type { CallView } from 'offhook';
import {
  faxMachine,
  mailbox,
  person,
  screeningPhone,
  type Callee,
} from '../../src/testing/telephone/callee.ts';
import { scriptedBrain } from '../../src/testing/rehearsal/scripted-brain.ts';
import { answerers, answers, ended, only, progress, texts } from './outbound-stage.ts';
import { PLACING_CARRIERS } from './placing-carriers.ts';
import { wholeStage, type WholeStage, type WholeStageOptions } from './whole-stage.ts';

const TO = '+12125550100';
const PURPOSE = 'This is the front desk. I am calling about your appointment.';
const MESSAGE = 'This is the front desk. Please call us back. Goodbye.';

for (const { name, carrier, ...says } of PLACING_CARRIERS) {
  const on = (callee: Callee, more: Partial<WholeStageOptions> = {}): WholeStageOptions =>
    answers(callee, { carrier, ...more });

  void suite(`an outgoing call by ${name}`, () => {
    test('rings, is answered by a person, and is a conversation', async () => {
      const stage = await wholeStage(on(person(3000)));
      const placed = await stage.switchboard.dial({
        to: TO,
        greeting: 'Hello. This is the front desk.',
        variables: { name: 'Ada' },
        voicemail: { action: 'hang-up' },
      });
      assert.deepEqual(
        [placed.direction, placed.status, placed.from, placed.to, placed.callSid],
        ['outbound', 'ringing', '+14155550199', TO, says.idAtOnce ? stage.placed().carrierCallId : ''],
      );
      await stage.agentQuiet(stage.placed());
      await stage.say(stage.placed(), 'opening-hours');
      stage.placed().hangUp();
      const { view, events, reason } = await ended(stage, placed);
      assert.equal(reason, 'caller-hangup');
      assert.equal(view.callSid, stage.placed().carrierCallId);
      assert.deepEqual(progress(events), [...says.progress, 'completed']);
      assert.deepEqual(answerers(events), says.tells.human);
      assert.equal(texts(view, 'agent')[0], 'Hello. This is the front desk.');
      assert.equal(view.tools[0]?.name, 'lookup_hours');
      assert.equal(only(events, 'call.opened')[0]?.variables['name'], 'Ada');
      // The model was dialled while it rang.
      assert.ok((view.outcome?.firstAudioMs ?? 9999) <= 500);
      assert.deepEqual(stage.placed().record.refusals, []);
    });

    test('is in the store before it is placed', async () => {
      const kept: (CallView | null)[] = [];
      const stage: WholeStage = await wholeStage({
        carrier,
        async rest(answer) {
          const [call] = await stage.store.calls({ limit: 1 });
          kept.push(call === undefined ? null : await stage.store.call(call.id));
          return answer();
        },
      });
      const call = await stage.switchboard.dial({ to: TO });
      assert.deepEqual(
        kept.map((view) => [view?.id, view?.status, view?.callSid]),
        [[call.id, 'ringing', '']],
      );
      assert.deepEqual(
        (await stage.store.journal(call.id)).slice(0, 2).map(({ event }) => event.kind),
        ['call.opened', 'dial.wanted'],
      );
      stage.switchboard.hangUp(call.id);
      assert.equal((await ended(stage, call)).reason, 'operator-hangup');
      assert.equal(stage.placed().ending?.status, 'canceled');
    });

    const unanswered: readonly (readonly [string, Callee, string, string | null])[] = [
      ['busy', { status: 'busy', afterMs: 800 }, 'busy', says.codes.busy],
      ['not answered', { status: 'no-answer' }, 'no-answer', says.codes.noAnswer],
      [
        'failed',
        { status: 'failed', afterMs: 200, code: says.codes.failed },
        'call-failed',
        says.codes.failed,
      ],
    ];
    for (const [what, callee, reason, code] of unanswered)
      test(`that is ${what} ends so, with the carrier's code`, async () => {
        const stage = await wholeStage(on(callee));
        const placed = await stage.switchboard.dial({ to: TO, answerWithinS: 20 });
        const call = await ended(stage, placed);
        assert.equal(call.reason, reason);
        assert.equal(only(call.events, 'carrier.status').at(-1)?.code, code);
        if (code !== null) assert.match(call.detail, new RegExp(`code ${code}$`));
        assert.equal(call.view.transcript.length, 0);
        assert.equal(stage.placed().record.streams.length, 0);
        assert.equal(stage.world.timersPending, 0);
      });

    test('leaves its message behind the beep, and nothing before it', async () => {
      const brain = scriptedBrain(['I talk to everybody.', 'I talk to everybody.', 'I talk to everybody.']);
      const greeting = await wholeStage({ renders: false }).then((stage) => stage.lineSound('long-story'));
      const stage = await wholeStage(on(mailbox(greeting), { brain }));
      const placed = await stage.switchboard.dial({
        to: TO,
        voicemail: { action: 'message', message: 'Hello {{name}}. Goodbye.' },
        variables: { name: 'Ada' },
      });
      const { view, events, reason } = await ended(stage, placed);
      assert.equal(reason, 'machine');
      assert.deepEqual(only(events, 'voicemail.left'), [
        { kind: 'voicemail.left', by: 'agent', whole: true },
      ]);
      assert.deepEqual(answerers(events), says.tells.mailbox);
      const message = view.transcript.at(-1);
      assert.deepEqual([message?.text, message?.heard], ['Hello Ada. Goodbye.', 'Hello Ada. Goodbye.']);
      const verdictMs = (await stage.store.journal(placed.id)).find(
        ({ event }) => event.kind === 'callee.answered-by',
      )?.atMs;
      assert.ok((message?.atMs ?? 0) >= (verdictMs ?? Infinity));
      assert.equal(stage.placed().ending?.status, 'completed');
    });

    test('leaves its message in the carrier’s voice when the model is gone', async () => {
      const greeting = (await wholeStage({ renders: false })).lineSound('long-story');
      const stage = await wholeStage(on(mailbox(greeting)));
      const placed = await stage.switchboard.dial({
        to: TO,
        voicemail: { action: 'message', message: MESSAGE },
      });
      let verdict = false;
      stage.switchboard.watch(({ event }) => (verdict ||= event.kind === 'callee.answered-by'));
      await stage.world.until(() => verdict, 60_000);
      stage.breakModel();
      const { events, reason } = await ended(stage, placed);
      assert.equal(reason, 'machine');
      assert.equal(only(events, 'voicemail.left').length, 1);
    });

    for (const [what, callee, reason] of [
      ['machine', mailbox(new Uint8Array(24_000).fill(0x55)), 'machine'],
      ['fax', faxMachine(), says.fax],
    ] as const)
      test(`to a ${what} is hung up when nothing is to be left there`, async () => {
        const stage = await wholeStage(on(callee));
        const placed = await stage.switchboard.dial({ to: TO, voicemail: { action: 'hang-up' } });
        const call = await ended(stage, placed);
        assert.equal(call.reason, reason);
        // Its first guess is enough: nobody waits for the greeting.
        assert.ok((stage.placed().ending?.atMs ?? Infinity) < 6500);
        assert.deepEqual(only(call.events, 'voicemail.left'), []);
      });

    test('tells a screening phone who calls and why, once, and then talks to the person', async () => {
      const heard = [
        "Hi. If you record your name and reason for calling, I'll see if this person is available.",
        'Thanks. Please stay on the line.',
        'Hello?',
      ];
      const ear = { understand: () => Promise.resolve(heard.shift() ?? null) };
      const brain = scriptedBrain([
        'You asked what I want.',
        'I will wait.',
        'It is I who answers that.',
        'Hello. It is about tomorrow.',
        'Yes.',
      ]);
      const line = (await wholeStage({ renders: false })).lineSound('book-appointment');
      const stage = await wholeStage(on(screeningPhone(line), { ear, brain }));
      const placed = await stage.switchboard.dial({
        to: TO,
        purpose: PURPOSE,
        voicemail: { action: 'message', message: MESSAGE },
      });
      await stage.world.until(() => stage.placed().playing, 30_000);
      await stage.agentQuiet(stage.placed());
      const said = stage.placed().heardBytes;
      let thanked = false;
      void stage
        .placed()
        .speak(stage.lineSound('tomorrow-at-ten'))
        .then(() => (thanked = true));
      await stage.world.until(() => thanked);
      await stage.world.advance(20_000);
      assert.equal(stage.placed().heardBytes, said, 'nothing is said to the phone but the purpose');
      void stage.placed().speak(stage.lineSound('hello'));
      await stage.world.until(() => stage.placed().heardBytes > said, 30_000);
      await stage.agentQuiet(stage.placed());
      stage.placed().hangUp();
      const { view, events, reason } = await ended(stage, placed);
      assert.equal(reason, 'caller-hangup');
      assert.deepEqual(only(events, 'callee.screening'), [{ kind: 'callee.screening', answered: 'purpose' }]);
      assert.deepEqual(
        answerers(events).map(([by]) => by),
        says.tells.screening,
      );
      const lines = texts(view, 'agent');
      assert.equal(lines.filter((text) => text === PURPOSE).length, 1);
      // Until its words were understood the phone may have been answered: of that no word got out.
      assert.deepEqual(
        view.transcript.filter(({ role, heard }) => role === 'agent' && heard !== '').map(({ text }) => text),
        [PURPOSE, 'Hello. It is about tomorrow.'],
      );
      assert.deepEqual(only(events, 'voicemail.left'), []);
    });
  });
}
