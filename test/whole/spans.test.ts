// The spans of a whole call, through every layer: the same tree whoever thinks and speaks, with who did what below it.
import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { spanTree } from '../../src/telemetry/span-tree.ts';
import { spansOf } from '../../src/telemetry/spans-of.ts';
import type { StagePipeline } from './stage-model.ts';
import { wholeStage } from './whole-stage.ts';

/** What stands below a response that is several vendors. */
const VENDORS = {
  realtime: [],
  cascading: ['chat', 'tts'],
  managed: ['chat'],
} as const satisfies Partial<Record<StagePipeline, readonly string[]>>;

for (const pipeline of ['realtime', 'cascading', 'managed'] as const)
  void suite(`the spans of a call, ${pipeline}`, () => {
    test('a question that takes a function is one turn, from speech to the answer as it was heard', async () => {
      const stage = await wholeStage({ pipeline });
      const call = stage.ring();
      await stage.agentQuiet(call);
      await stage.say(call, 'opening-hours');
      call.hangUp();
      const { id } = await stage.outcome(call);
      const placed = spanTree(spansOf(await stage.store.journal(id)));
      const [root] = placed;
      assert.equal(root?.name, 'call');
      assert.equal(root.attributes['call_sid'], call.carrierCallId);
      assert.equal(typeof root.attributes['stream_sid'], 'string');
      assert.equal(root.attributes['offhook.call.id'], id);
      assert.ok(placed.every(({ endUs }) => endUs !== null));
      assert.ok(placed.slice(1).every(({ depth }) => depth > 0));

      const second = placed.findIndex(({ attributes }) => attributes['offhook.turn.index'] === 1);
      const after = placed.slice(second + 1);
      const length = after.findIndex(({ depth }) => depth <= 1);
      const turn = length < 0 ? after : after.slice(0, length);
      const names = turn.filter(({ depth }) => depth === 2).map(({ name }) => name.split(' ')[0]);
      const answer = pipeline === 'realtime' ? 'chat' : 'response';
      for (const wanted of ['caller.speech', 'end_of_turn', answer, 'execute_tool', 'playout'])
        assert.ok(names.includes(wanted), `${wanted} in ${names.join(', ')}`);
      const response = turn.findLast(({ name }) => name.startsWith(answer));
      const below = turn.filter(({ parentSpanId }) => parentSpanId === response?.spanId);
      const vendors = below
        .map(({ name }) => name.split(' ')[0])
        .filter((name) => name !== 'model.first_audio');
      assert.deepEqual(new Set(vendors), new Set<string>(VENDORS[pipeline]));
      assert.ok(below.some(({ name }) => name === 'model.first_audio'));
      assert.equal(
        turn.some(({ name }) => name === 'stt'),
        pipeline !== 'realtime',
      );
      const tool = turn.find(({ name }) => name === 'execute_tool lookup_hours');
      assert.equal(tool?.attributes['gen_ai.tool.name'], 'lookup_hours');
    });

    test('an interruption stands in the turn that it cut short', async () => {
      const stage = await wholeStage({ pipeline });
      const call = stage.ring();
      await stage.agentQuiet(call);
      const heard = call.heardBytes;
      void call.speak(stage.lineSound('opening-hours'));
      await stage.world.until(() => call.heardBytes > heard + 8 * 4000);
      void call.speak(stage.lineSound('stop'));
      await stage.world.until(() => call.record.clears.length > 0, 3000);
      await stage.agentQuiet(call, 1500);
      call.hangUp();
      const { id } = await stage.outcome(call);
      const spans = spansOf(await stage.store.journal(id));
      const cut = spans.find(({ name }) => name === 'interruption');
      assert.equal(cut?.attributes['offhook.interruption.cause'], 'speech');
      const turn = spans.find(({ spanId }) => spanId === cut.parentSpanId);
      assert.equal(turn?.attributes['offhook.turn.index'], 1);
    });

    test('no span holds a word or a number of the caller', async () => {
      const stage = await wholeStage({ pipeline });
      const call = stage.ring({ from: '+12125550177' });
      await stage.agentQuiet(call);
      await stage.say(call, 'book-appointment');
      await stage.say(call, 'tomorrow-at-ten');
      call.hangUp();
      const { id, transcript, from } = await stage.outcome(call);
      const text = JSON.stringify(spansOf(await stage.store.journal(id)));
      assert.ok(!text.includes(from));
      for (const line of transcript) assert.ok(!text.includes(line.text), line.text);
      assert.ok(!/Ada|Lovelace/.test(text));
    });
  });
