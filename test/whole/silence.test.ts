// Whole calls in which somebody is out of step: the caller is never left in silence, and is told nothing too late.
import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import type { Brain } from '../../src/testing/rehearsal/brain.ts';
import { noise } from '../../src/testing/rehearsal/doubles.ts';
import { scriptedBrain } from '../../src/testing/rehearsal/scripted-brain.ts';
import type { EmulatedCall } from '../../src/testing/telephone/emulated-call.ts';
import type { StagePipeline } from './stage-model.ts';
import { wholeStage, type WholeStage } from './whole-stage.ts';

/** Of each model how long behind a question it is in the middle of its answer: what Live says it says as it is heard. */
const MODELS = [
  ['realtime', 600],
  ['gemini', 600],
  ['live', 2600],
] as const satisfies readonly (readonly [StagePipeline, number])[];

const WORD = 'agent: One moment, please.';

async function lines(stage: WholeStage, call: EmulatedCall): Promise<readonly string[]> {
  const { transcript } = await stage.outcome(call);
  return transcript.map(({ role, text, heard }) => `${role}: ${heard ?? text}`);
}

/** A brain that does something else as well whenever it is asked by a caller. */
function watched(brain: Brain, asked: () => void): Brain {
  return {
    reply(turn) {
      if (turn.heardText !== null) asked();
      return brain.reply(turn);
    },
  };
}

for (const [pipeline, answersMs] of MODELS) {
  void suite(`a caller who is out of step, ${pipeline}`, () => {
    test('is answered, and not greeted, when the notice was spoken into', async () => {
      const stage = await wholeStage({ pipeline });
      const call = stage.ring({ fromState: 'CA', fields: {} });
      await stage.world.until(() => call.playing, 5000);
      await stage.say(call, 'opening-hours');
      await stage.agentQuiet(call, 3000);
      call.hangUp();
      const said = await lines(stage, call);
      assert.match(said[0] ?? '', /^agent: This call/);
      assert.equal(said[1], 'caller: What are your opening hours?');
      assert.match(said.at(-1) ?? '', /^agent: We are open/);
      assert.ok(!said.some((text) => text.includes('Thank you for calling')), said.join('\n'));
    });
  });

  void suite(`a model that is there and does not answer, ${pipeline}`, () => {
    const silent = async (more: number): Promise<{ stage: WholeStage; call: EmulatedCall }> => {
      let strikes = 0;
      const brain = watched(scriptedBrain(Array.from({ length: 9 }, () => 'We are open.')), () => {
        strikes += 1;
        if (strikes === 1) stage.sessions.strikeDumb(more);
      });
      const stage = await wholeStage({ pipeline, brain });
      const call = stage.ring();
      await stage.agentQuiet(call);
      void call.speak(stage.lineSound('opening-hours'));
      return { stage, call };
    };

    test('holds the line with a word, and another session answers what was asked', async () => {
      const { stage, call } = await silent(0);
      await stage.world.advance(20_000);
      call.hangUp();
      const said = await lines(stage, call);
      assert.deepEqual(said.slice(1), ['caller: What are your opening hours?', WORD, 'agent: We are open.']);
    });

    test('is given up when the other session does not answer either, and the caller goes to a human', async () => {
      const { stage, call } = await silent(1);
      await stage.world.until(() => call.record.dials.length > 0, 40_000);
      assert.equal(call.record.dials.length, 1);
      const said = await lines(stage, call);
      assert.deepEqual(said.slice(2), [WORD, `agent: ${stage.agent.phrases.apology}`]);
    });

    test('in the middle of its answer: what was said is heard, and the answer goes on in another session', async () => {
      let strikes = 0;
      const long = 'We are open on Monday to Friday from 8 AM to 5 PM, and on Saturday from 10 AM to 2 PM.';
      const brain = watched(scriptedBrain([long, 'From 10 AM to 2 PM on Saturday.']), () => {
        strikes += 1;
        if (strikes === 1) stage.world.timers.after(answersMs, () => stage.sessions.strikeDumb());
      });
      const stage = await wholeStage({ pipeline, brain });
      const call = stage.ring();
      await stage.agentQuiet(call);
      void call.speak(stage.lineSound('opening-hours'));
      await stage.world.advance(20_000);
      call.hangUp();
      const said = await lines(stage, call);
      const answered = said.findIndex((line) => line.startsWith('agent: We are open on Monday'));
      // Live, which is asked by way of what it hears, takes longer to begin than a caller waits without a word.
      assert.deepEqual(said.slice(2, answered), pipeline === 'live' ? [WORD] : []);
      assert.deepEqual(said.slice(answered + 1), [WORD, 'agent: From 10 AM to 2 PM on Saturday.']);
    });
  });

  void suite(`a model that is there and does not hear, ${pipeline}`, () => {
    const deaf = async (more: number): Promise<{ stage: WholeStage; call: EmulatedCall }> => {
      const stage = await wholeStage({ pipeline });
      const call = stage.ring();
      await stage.agentQuiet(call);
      stage.sessions.strikeDeaf(more);
      for (const line of ['open-saturday', 'opening-hours']) {
        void call.speak(stage.lineSound(line));
        await stage.world.advance(4000);
      }
      return { stage, call };
    };

    test('gives way to a session that hears what was said, and answers it', async () => {
      const { stage, call } = await deaf(0);
      await stage.world.until(() => call.quietMs < 100, 5000);
      await stage.agentQuiet(call, 3000);
      call.hangUp();
      const view = await stage.outcome(call);
      assert.ok(
        view.tools.some(({ name }) => name === 'lookup_hours'),
        JSON.stringify(view.transcript),
      );
      assert.ok(!view.transcript.some(({ text }) => text.includes('still there')));
    });

    test('is given up when no session hears a caller who keeps talking, who is not asked whether they are there', async () => {
      const { stage, call } = await deaf(9);
      for (const line of ['human', 'who-are-you', 'opening-hours', 'human']) {
        void call.speak(stage.lineSound(line));
        await stage.world.advance(3000);
      }
      const view = await stage.outcome(call);
      assert.equal(view.outcome?.reason, 'transferred');
      assert.equal(view.transcript.at(-1)?.heard, stage.agent.phrases.apology);
      assert.ok(!view.transcript.some(({ text }) => text.includes('still there')));
    });

    test('is not suspected on a noisy line, nor while the caller only listens', async () => {
      const stage = await wholeStage({ pipeline });
      const call = stage.ring();
      await stage.agentQuiet(call);
      const { opened } = stage.sessions;
      stage.sessions.strikeDeaf();
      void call.speak(noise(60_000, 1500));
      const view = await stage.outcome(call);
      assert.equal(stage.sessions.opened, opened);
      assert.equal(view.outcome?.reason, 'dormant');
    });
  });
}
