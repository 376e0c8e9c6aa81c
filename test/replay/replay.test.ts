// A call runs again from its tape bit for bit; what goes another way is told by the first thing that differs.
import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { planCall, type ReadyAgent } from 'offhook';
import { differenceText } from '../../src/replay/difference.ts';
import { readTape } from '../../src/replay/read-tape.ts';
import { replayTape, type Replay } from '../../src/replay/replay-tape.ts';
import { pricesOf } from '../../src/server/prices-file.ts';
import { simulatedWorld } from '../../src/testing/world/simulated-world.ts';
import { wholeStage, type WholeStage } from '../whole/whole-stage.ts';

async function talk(stage: WholeStage): Promise<string> {
  const call = stage.ring();
  await stage.agentQuiet(call);
  await stage.say(call, 'opening-hours');
  call.hangUp();
  const { id } = await stage.outcome(call);
  const [tape = ''] = stage.tapes.of(id);
  return tape;
}

function again(text: string, agent: ReadyAgent): Promise<Replay> {
  return replayTape(readTape(text), {
    plan: (call, order, variables) =>
      planCall(
        { ...agent, variables: () => variables },
        call,
        { transferTo: '+14155550123' },
        simulatedWorld(),
        order,
      ),
    price: pricesOf(null),
  });
}

void suite('a call that is replayed', () => {
  test('goes the same way, and has the same view at its end', async () => {
    const stage = await wholeStage();
    const tape = await talk(stage);
    const { difference, lines, view, tapeMs } = await again(tape, stage.agent);
    assert.equal(difference, null);
    assert.equal(lines, tape.trimEnd().split('\n').length);
    assert.ok(tapeMs > 10_000);
    const kept = await stage.store.call(view.id);
    assert.deepEqual(view.outcome, kept?.outcome);
    assert.deepEqual(view.transcript, kept?.transcript);
  });

  test('with other instructions differs where they go out first', async () => {
    const stage = await wholeStage();
    const tape = await talk(stage);
    const { instructions } = stage.agent;
    assert.ok(typeof instructions === 'string');
    const { difference } = await again(tape, { ...stage.agent, instructions: `${instructions} Be brief.` });
    assert.ok(difference !== null);
    assert.match(differenceText(difference), /^At 0\.000 s \(line 3 of the tape\)/);
    assert.match(differenceText(difference), /settings\.instructions/);
    assert.match(differenceText(difference), /today: .*Be brief\./);
  });

  test('with another policy differs where it shows, and not before', async () => {
    const stage = await wholeStage();
    const call = stage.ring();
    await stage.agentQuiet(call);
    await stage.world.advance(4000);
    call.hangUp();
    const { id } = await stage.outcome(call);
    const [tape = ''] = stage.tapes.of(id);
    const { dormancy } = stage.agent;
    assert.ok(dormancy !== null);
    const { difference } = await again(tape, { ...stage.agent, dormancy: { ...dormancy, quietMs: 1000 } });
    assert.ok(difference !== null && difference.atMs > 1000, differenceText(difference ?? NONE));
  });

  test('tells what is missing today, and what is new', async () => {
    const stage = await wholeStage();
    const tape = await talk(stage);
    const lines = tape.split('\n');
    const at = lines.findIndex((line) => line.includes('"agent.first-audio"'));
    const without = await again(lines.toSpliced(at, 1).join('\n'), stage.agent);
    assert.equal(without.difference?.line, at + 1);
    assert.match(without.difference?.today ?? '', /agent\.first-audio/);
    const twice = await again(lines.toSpliced(at, 0, lines[at] ?? '').join('\n'), stage.agent);
    assert.equal(twice.difference?.line, at + 2);
    assert.match(twice.difference?.taped ?? '', /agent\.first-audio/);
  });

  test('goes as far as a tape that broke off', async () => {
    const stage = await wholeStage();
    const tape = await talk(stage);
    const torn = tape.slice(0, Math.floor(tape.length / 2));
    const read = readTape(torn);
    assert.equal(read.whole, false);
    const { difference, lines } = await again(torn, stage.agent);
    assert.equal(difference, null);
    assert.equal(lines, read.lines.length + 1);
  });
});

const NONE = { line: 0, atMs: 0, behind: null, taped: null, today: null };

test('a tape that cannot be read says why', () => {
  for (const [text, why] of [
    ['', /it is empty/],
    ['not json\n', /a line is no JSON: not json/],
    ['{"some":1}\n', /its first line is not that of a tape/],
    ['{"tape":1}\n', /its first line lacks what the call was opened with/],
    ['{"tape":99}\n', /it is of form 99, and this Offhook reads form 1: replay it with the Offhook/],
  ] as const)
    assert.throws(() => readTape(text), { code: 'TAPE_UNREADABLE', message: why });
});

test('what is typed in private is on no tape, and neither is a call whose agent redacts', async () => {
  const stage = await wholeStage({ agent: { redact: ['card'] } });
  assert.equal(await talk(stage), '');
});
