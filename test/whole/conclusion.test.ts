// What whole calls come to: they sound as they should, and the rehearsal's thinker reads them without any account.
import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import type { CallId } from '../../src/base/brand.ts';
import { SoundJudge } from '../../src/media/sound-judge/sound-judge.ts';
import { concludeCall } from '../../src/server/concluding/conclude-call.ts';
import type { StagePipeline } from './stage-model.ts';
import { wholeStage, type WholeStage } from './whole-stage.ts';

const { signal } = new AbortController();

/** A caller books, and says goodbye. */
async function booking(
  pipeline: StagePipeline,
): Promise<{ readonly stage: WholeStage; readonly id: CallId }> {
  const stage = await wholeStage({ pipeline });
  const call = stage.ring();
  await stage.agentQuiet(call);
  for (const line of ['book-appointment', 'my-name', 'tomorrow-at-ten', 'goodbye'])
    await stage.say(call, line);
  if (call.ending === null) call.hangUp();
  return { stage, id: (await stage.outcome(call)).id };
}

async function concluded({ world, store, price, agent, model }: WholeStage, id: CallId) {
  const under = { way: true };
  const options = { world, store, dataDir: '/nowhere', price, plan: agent.conclusion, flawed: () => {} };
  const done = concludeCall({ ...options, llm: model.llm ?? null }, id, 1, signal);
  void done.finally(() => (under.way = false)).catch(() => {});
  // Files are looked for in real time, and a model answers in virtual time.
  while (under.way) {
    await new Promise((resolve) => setImmediate(resolve));
    await world.advance(100);
  }
  await done;
  return store.call(id);
}

void suite('what a call comes to', () => {
  for (const pipeline of ['realtime', 'cascading'] as const)
    test(`its sound has no flaw, ${pipeline}`, async () => {
      const { stage, id } = await booking(pipeline);
      const judge = new SoundJudge();
      const stereo = stage.recordings.stereo(id);
      assert.ok(stereo.length > 16_000 * 10, 'it was recorded');
      judge.hear(stereo);
      assert.deepEqual(judge.end(), { findings: [], unlisted: 0 });
    });

  test('the rehearsal’s thinker reads the calls of a cascade', async () => {
    const { stage, id } = await booking('cascading');
    const view = await concluded(stage, id);
    const conclusion = view?.conclusion;
    assert.equal(conclusion?.by, 'model', JSON.stringify(conclusion));
    assert.ok(stage.agent.conclusion?.dispositions.includes(conclusion.disposition));
    assert.equal(typeof conclusion.fields?.['reason'], 'string');
    assert.match(conclusion.summary ?? '', /said first: /);
    assert.ok(view?.cost.parts.some(({ part, missing }) => part === 'llm' && missing !== null));
  });

  test('without a language model rules read them', async () => {
    const { stage, id } = await booking('realtime');
    const view = await concluded(stage, id);
    assert.equal(view?.conclusion?.by, 'rules');
    assert.equal(view.conclusion.note, null);
  });
});
