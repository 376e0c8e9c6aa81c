// A trace through a whole call: from whoever asked for it, over the call, to what its functions ask of others.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { defineTool, z, type HttpRequest } from 'offhook';
import { calling } from '../../src/testing/rehearsal/brain.ts';
import { scriptedBrain } from '../../src/testing/rehearsal/scripted-brain.ts';
import { person } from '../../src/testing/telephone/callee.ts';
import { spansOf } from '../../src/telemetry/spans-of.ts';
import { answers, ended } from './outbound-stage.ts';
import { wholeStage } from './whole-stage.ts';

const STOCK = 'https://stock.example/items';

const lookUp = defineTool({
  name: 'look_up',
  description: 'Looks into the stock.',
  parameters: z.object({}),
  async run(_, { http }) {
    const { status } = await http({ method: 'GET', url: STOCK, timeMsMax: 1000 });
    return { status };
  },
});

const stageOf = () =>
  wholeStage(
    answers(person(1000), {
      brain: scriptedBrain([calling('look_up', {}), 'It is there.']),
      agent: { tools: [lookUp] },
    }),
  );

test('a call that was asked for in a trace goes on in it, and so does what its functions ask', async () => {
  const stage = await stageOf();
  const asked: HttpRequest[] = [];
  stage.world.serve(STOCK, (request) => {
    asked.push(request);
    return { status: 200, headers: {}, body: '{}' };
  });
  const traceparent = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';
  const placed = await stage.switchboard.dial({ to: '+12125550100', greeting: 'Hello.', traceparent });
  await stage.agentQuiet(stage.placed());
  await stage.say(stage.placed(), 'opening-hours');
  stage.placed().hangUp();
  const { view } = await ended(stage, placed);
  const spans = spansOf(await stage.store.journal(view.id));
  assert.deepEqual(
    [spans[0]?.traceId, spans[0]?.parentSpanId],
    ['0af7651916cd43dd8448eb211c80319c', 'b7ad6b7169203331'],
  );
  const tool = spans.find(({ name }) => name === 'execute_tool look_up');
  assert.deepEqual(
    asked.map(({ headers }) => headers?.['traceparent']),
    [`00-0af7651916cd43dd8448eb211c80319c-${tool?.spanId}-01`],
  );
});

test('frames are written down among the spans of a live call while an operator wants it', async () => {
  const stage = await stageOf();
  const call = stage.ring();
  await stage.agentQuiet(call);
  stage.switchboard.traceFrames(call.carrierCallId, true);
  await stage.world.advance(1000);
  stage.switchboard.traceFrames(call.carrierCallId, false);
  await stage.world.advance(1000);
  call.hangUp();
  const { id } = await stage.outcome(call);
  const all = await stage.store.spans.of(id, true);
  const [parent] = spansOf(await stage.store.journal(id)).filter(({ name }) => name === 'frames');
  const heard = all.filter(
    ({ name, attributes }) => name === 'frame caller.audio' && attributes['offhook.part'] === 'carrier',
  );
  assert.ok(heard.length >= 49 && heard.length <= 51, String(heard.length));
  assert.ok(all.every(({ parentSpanId }) => parentSpanId === parent?.spanId));
  assert.throws(() => stage.switchboard.traceFrames(id, true), { code: 'CALL_NOT_FOUND' });
});
