// A tape is written anew with what goes out today; what comes in stays, and is held to finding somebody.
import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { planCall, type ReadyAgent } from 'offhook';
import { hideVoices } from '../../src/replay/hide-voices.ts';
import { readTape } from '../../src/replay/read-tape.ts';
import { replacePersonal } from '../../src/replay/replace-personal.ts';
import { replayTape, rewriteTape, type ReplayHost } from '../../src/replay/replay-tape.ts';
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

function hostOf(agent: ReadyAgent): ReplayHost {
  return {
    plan: (call, order, variables) =>
      planCall(
        { ...agent, variables: () => variables },
        call,
        { transferTo: '+14155550123' },
        simulatedWorld(),
        order,
      ),
    price: pricesOf(null),
  };
}

void suite('a tape that is written anew', () => {
  test('is the same where nothing has changed', async () => {
    const stage = await wholeStage();
    const tape = await talk(stage);
    const done = await rewriteTape(readTape(tape), hostOf(stage.agent));
    assert.deepEqual([done.difference, done.moved, done.changed], [null, null, 0]);
    assert.equal(done.text, tape);
  });

  test('has what another agent says, and goes the same way by it', async () => {
    const stage = await wholeStage();
    const tape = await talk(stage);
    const host = hostOf({ ...stage.agent, instructions: 'You answer for a bike shop.' });
    const done = await rewriteTape(readTape(tape), host);
    assert.deepEqual([done.difference, done.moved, done.changed], [null, null, 1]);
    assert.match(done.text, /You answer for a bike shop\./);
    assert.equal((await replayTape(readTape(done.text), host)).difference, null);
    assert.notEqual((await replayTape(readTape(tape), host)).difference, null);
  });

  test('has what was missing, and not what is gone, and says what that was first', async () => {
    const stage = await wholeStage();
    const tape = await talk(stage);
    const lines = tape.split('\n');
    const at = lines.findIndex((line) => line.includes('"agent.first-audio"'));
    const host = hostOf(stage.agent);
    const without = await rewriteTape(readTape(lines.toSpliced(at, 1).join('\n')), host);
    assert.equal(without.text, tape);
    assert.match(without.moved?.today ?? '', /agent\.first-audio/);
    const twice = await rewriteTape(readTape(lines.toSpliced(at, 0, lines[at] ?? '').join('\n')), host);
    assert.equal(twice.text, tape);
    assert.match(twice.moved?.taped ?? '', /agent\.first-audio/);
    assert.deepEqual([without.changed, twice.changed], [1, 1]);
  });

  test('says what came in that finds nobody', async () => {
    const stage = await wholeStage();
    const tape = await talk(stage);
    const lost = '{"t":1,"in":"answer","of":99,"value":null}';
    const [header = '', first = '', ...rest] = tape.split('\n');
    const { difference } = await rewriteTape(
      readTape([header, first, lost, ...rest].join('\n')),
      hostOf(stage.agent),
    );
    assert.equal(difference?.taped, lost);
  });

  for (const pipeline of ['realtime', 'cascading', 'managed'] as const)
    test(`goes the same way without its voices, and has none of them: ${pipeline}`, async () => {
      const stage = await wholeStage({ pipeline });
      const tape = await talk(stage);
      const host = hostOf(stage.agent);
      const replaced = replacePersonal(readTape(tape), { named: [], languages: [] });
      const hidden = hideVoices(replaced.tape);
      const done = await rewriteTape(hidden.tape, host);
      assert.deepEqual([done.difference, done.moved], [null, null]);
      // Where the carrier hears and speaks, there is no sound.
      assert.equal(hidden.sounds > 100, pipeline !== 'managed');
      assert.equal(replaced.leftIn(done.text), 0);
      assert.equal((await replayTape(readTape(done.text), host)).difference, null);
      const { header } = readTape(tape);
      for (const number of [header.call.from, header.call.to])
        assert.ok(!done.text.includes(number.slice(1)));
    });
});
