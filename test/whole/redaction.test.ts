// Whole calls that are redacted: a card's number that its tool has, and nobody who keeps, shows, sends or hears the call later.
import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { suite, test } from 'node:test';
import { defineTool, z } from 'offhook';
import { MULAW_SAMPLES } from '../../src/media/g711.ts';
import { wavHeader } from '../../src/media/wav.ts';
import { archiveCall } from '../../src/server/archiving/archive-call.ts';
import { openArchives } from '../../src/server/archiving/archives.ts';
import { calling } from '../../src/testing/rehearsal/brain.ts';
import { scriptedBrain } from '../../src/testing/rehearsal/scripted-brain.ts';
import { person } from '../../src/testing/telephone/callee.ts';
import type { StagePipeline } from './stage-model.ts';
import { wholeStage } from './whole-stage.ts';

const CARD = '4929138470562818';

/** What the caller says, turn by turn: the number in two breaths, and then an address. */
const SAID = ['Yes, my card is 4929 1384.', '7056 2818.', 'And write to ann dot smith at example dot com.'];

async function paidCall(pipeline: StagePipeline) {
  const paid: unknown[] = [];
  const tool = defineTool({
    name: 'take_payment',
    description: 'Charge a card.',
    parameters: z.object({ card: z.string(), mail: z.string().optional() }),
    run(given) {
      paid.push(given);
      return { charged: given.card };
    },
  });
  const ear = [...SAID];
  const brain = scriptedBrain([
    'Thank you.',
    calling('take_payment', { card: CARD }),
    'Thank you.',
    calling('take_payment', { card: CARD, mail: 'ann.smith@example.com' }),
    'Goodbye.',
  ]);
  const stage = await wholeStage({
    pipeline,
    brain,
    ear: { understand: () => Promise.resolve(ear.shift() ?? 'Goodbye.') },
    latencyMs: 40,
    agent: {
      tools: [tool],
      redact: ['card', 'email'],
      recording: { on: true, consent: 'none', notice: 'Recorded.', states: [] },
    },
  });
  const told: unknown[] = [];
  stage.switchboard.watch((record, view) => told.push(structuredClone([record, view])));
  const call = stage.ring();
  await stage.agentQuiet(call);
  const shown: unknown[] = [];
  for (const _ of SAID) {
    await stage.say(call, 'opening-hours');
    shown.push(structuredClone(stage.switchboard.live()));
  }
  call.hangUp();
  const view = await stage.outcome(call);
  const journal = await stage.store.journal(view.id);
  return { stage, paid, brain, told, shown, view, journal };
}

/** Whether so much of the number stands in a text that it is not its last four digits. */
function betrays(value: unknown): boolean {
  const text = JSON.stringify(value).replaceAll(/(?<=\d) (?=\d)/g, '');
  return Array.from({ length: CARD.length - 8 }, (_, from) => CARD.slice(from, from + 9)).some((piece) =>
    text.includes(piece),
  );
}

const loudest = (mulaw: Uint8Array): number =>
  mulaw.reduce((most, byte) => Math.max(most, Math.abs(MULAW_SAMPLES[byte] ?? 0)), 0);

void suite('a redacted call', () => {
  for (const pipeline of ['realtime', 'cascading'] as const)
    test(`${pipeline}: a card in two breaths reaches its tool, and nothing that is kept, told, logged or heard`, async () => {
      const { stage, paid, brain, told, shown, view, journal } = await paidCall(pipeline);
      assert.deepEqual(paid.at(-1), { card: CARD, mail: 'ann.smith@example.com' });
      assert.ok(betrays(brain.turns), 'the model has heard it');

      assert.ok(!betrays(journal), 'journal');
      assert.ok(!betrays([...told, ...shown]), 'what watchers are told');
      assert.ok(!betrays(stage.world.logLines), 'log');
      for (const kept of [journal, view, told, shown, stage.world.logLines])
        assert.doesNotMatch(JSON.stringify(kept), /smith/i);
      const lines = view.transcript.filter(({ role }) => role === 'caller').map(({ text }) => text);
      assert.deepEqual(lines.slice(0, 3), ['Yes, my card is [card]', '[card].', 'And write to [email].']);
      assert.match(view.tools.at(-1)?.argumentsJson ?? '', /"card":"\[card\]","mail":"\[email\]"/);

      const began = journal.find(({ event }) => event.kind === 'recording.started')?.atMs ?? 0;
      const sound = stage.recordings.stereo(view.id);
      const left = sound.filter((_, index) => index % 2 === 0);
      for (const { event } of journal) {
        if (event.kind !== 'caller.said') continue;
        const from = Math.max(0, (event.startedMs - began - 200) * 8);
        assert.ok(loudest(left.subarray(from, from + 8 * 700)) < 50, 'what was said is silent');
      }
      assert.ok(loudest(sound.filter((_, index) => index % 2 === 1)) > 1000, 'the agent is not');
    });

  test('a card in two breaths stands in no archived file, and in the store nowhere from then on', async () => {
    const { stage, view, journal } = await paidCall('realtime');
    const halves = /4929 ?1384|7056 ?2818|smith/i;
    assert.match(
      JSON.stringify(journal),
      halves,
      'the first breath stood there until it was known what it was',
    );
    const dataDir = mkdtempSync(join(tmpdir(), 'offhook-redacted-'));
    const sound = stage.recordings.stereo(view.id);
    writeFileSync(join(dataDir, `${view.id}.wav`), Buffer.concat([wavHeader(sound.length), sound]));
    const archives = await openArchives(dataDir, { sound: 'wav', keys: null, s3: null });
    const { world, store } = stage;
    const files = await archiveCall(
      { world, store, archives, dataDir, price: () => null },
      view.id,
      new AbortController().signal,
    );
    assert.equal(files?.length, 7);
    for (const { key, name } of files) {
      const text = readFileSync(join(dataDir, key), 'latin1');
      if (!name.startsWith('recording.')) assert.doesNotMatch(text, halves, name);
    }
    assert.doesNotMatch(JSON.stringify(await store.journal(view.id)), halves);
    assert.doesNotMatch(JSON.stringify(await store.call(view.id)), halves);
    rmSync(dataDir, { recursive: true });
  });

  test('tells a human what the caller said, and keeps it of neither call', async () => {
    const agent = { redact: ['phone'], transferKind: 'warm', recording: { on: false } } as const;
    const stage = await wholeStage({ agent, call: { callee: () => person(1000) } });
    const caller = stage.ring();
    await stage.agentQuiet(caller);
    const [asking] = stage.switchboard.live();
    assert.ok(asking !== undefined);
    const briefing = { caller: 'Ada, 415 555 0123', reason: 'A refund.', tried: '' };
    stage.switchboard.transfer(asking.id, { to: '+12125550111', briefing });
    await stage.world.until(() => stage.emulator.calls.size === 2, 60_000);
    const human = stage.placed();
    await stage.world.until(() => human.playing, 60_000);
    await stage.world.until(() => human.quietMs >= 2500, 60_000);
    assert.ok(
      stage.modelTold.some((told) => told.includes('415 555 0123')),
      'it is told',
    );
    caller.hangUp();
    await stage.world.until(() => stage.switchboard.live().length === 0, 120_000);
    await stage.world.advance(5000);
    const asked = await stage.store.call(human.carrierCallId);
    assert.equal(asked?.consultedFor, asking.id);
    for (const id of [asking.id, asked.id])
      assert.doesNotMatch(
        JSON.stringify([await stage.store.journal(id), await stage.store.call(id)]),
        /555 0123/,
      );
    assert.match(JSON.stringify(await stage.store.journal(asked.id)), /Ada, \[phone\]/);
  });

  test('says in its first record what it is redacted by, and nothing where it is not', async () => {
    const stage = await wholeStage({ agent: { redact: ['ssn'] } });
    const call = stage.ring();
    await stage.agentQuiet(call);
    call.hangUp();
    const { id } = await stage.outcome(call);
    const [opened] = await stage.store.journal(id);
    assert.ok(opened?.event.kind === 'call.opened');
    assert.deepEqual(opened.event.redact, ['ssn']);
  });
});
