// Twilio realtime transport layer: how a call ends, on both sides, whoever ends it; and that nothing of it stays.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { FakeWebSocket } from '../../test/fakes/fake-web-socket.ts';
import {
  onBoth,
  openaiAgentsStage,
  SPEECH_INTERRUPTS,
  STREAM_SID,
  type OpenaiAgentsStage,
} from '../../test/fakes/openai-agents-stage.ts';

test("Twilio's stop ends the call on both sides", async (context) => {
  const seen = await onBoth(context, async (stage) => {
    await stage.connect();
    stage.start();
    stage.twilio.tell({ event: 'stop', streamSid: STREAM_SID, stop: { callSid: 'CA1' } });
    return [stage.model.readyState, stage.twilio.readyState];
  });
  assert.deepEqual(seen, [
    [1, 1],
    [3, 3],
  ]);
});

test('a model that is lost ends the call on both sides, once what it had said was heard', async (context) => {
  const seen = await onBoth(context, async (stage) => {
    await stage.connect();
    stage.start();
    stage.begin('resp_1');
    stage.speak('resp_1', 'item_1', 1000);
    stage.model.close();
    await stage.advance(990);
    const meanwhile = stage.twilio.readyState;
    await stage.advance(20);
    return [stage.transport.status, meanwhile, stage.twilio.readyState];
  });
  assert.deepEqual(seen, [
    ['disconnected', 1, 1],
    ['disconnected', 1, 3],
  ]);
});

test('a lost model for which another is connected at once ends nothing', async (context) => {
  const stage = openaiAgentsStage('ours', context);
  await stage.connect();
  stage.start();
  const again: Promise<void>[] = [];
  stage.transport.on('connection_change', (status) => {
    if (status === 'disconnected') again.push(stage.connect());
  });
  stage.model.close();
  await Promise.all(again);
  await stage.advance(20_000);
  assert.equal(stage.transport.status, 'connected');
  assert.equal(stage.twilio.readyState, 1);
  stage.media(0);
  assert.ok(stage.model.sent.some(({ type }) => type === 'input_audio_buffer.append'));
});

test('a model whose network is gone is found out by a ping that nobody answers', async (context) => {
  const seen = await onBoth(context, async (stage) => {
    await stage.connect();
    stage.start();
    await stage.advance(60_000);
    const alive = stage.transport.status;
    stage.model.answersPings = false;
    await stage.advance(10_000);
    return [alive, stage.transport.status, stage.twilio.readyState];
  });
  assert.deepEqual(seen, [
    ['connected', 'connected', 1],
    ['connected', 'disconnected', 3],
  ]);
});

test('no model is dialled for a caller who has hung up, before or while it is', async (context) => {
  const gone = new FakeWebSocket(1);
  gone.close();
  const stage = openaiAgentsStage('ours', context, { twilio: gone });
  await assert.rejects(stage.transport.connect({ apiKey: 'sk-test' }), /Twilio stream has ended/);
  assert.deepEqual(stage.models, []);
  const [theirs, ours] = await onBoth(context, async (both) => {
    const connecting = both.transport.connect({ apiKey: 'sk-test' }).then(
      () => 'connected',
      () => 'rejected',
    );
    both.twilio.close();
    await Promise.race([connecting, both.dialled().catch(() => {})]);
    if (both.transport.status === 'connecting') both.model.open();
    return await connecting;
  });
  assert.deepEqual([theirs, ours], ['connected', 'rejected']);
});

test('a model that does not open within ten seconds is given up', async (context) => {
  const stage = openaiAgentsStage('ours', context);
  const connecting = assert.rejects(stage.transport.connect({ apiKey: 'sk-test' }));
  await stage.dialled();
  await stage.advance(10_000);
  await connecting;
  assert.equal(stage.transport.status, 'disconnected');
});

test('no timer and no listener outlives the call, whoever ended it', async (context) => {
  const endings: readonly ((stage: OpenaiAgentsStage) => void)[] = [
    ({ twilio }) => twilio.close(),
    ({ twilio }) => twilio.tell({ event: 'stop', streamSid: STREAM_SID }),
    ({ twilio }) => {
      twilio.fail(new Error('reset'));
      twilio.fail(new Error('reset again'));
    },
    ({ model }) => model.close(),
    ({ model }) => model.fail(new Error('reset')),
  ];
  context.mock.method(console, 'warn', () => {});
  for (const end of endings) {
    const stage = openaiAgentsStage('ours', context);
    await stage.connect(SPEECH_INTERRUPTS);
    stage.start();
    stage.media(0);
    stage.speechStarted();
    stage.begin('resp_1');
    stage.speak('resp_1', 'item_1', 200);
    end(stage);
    await stage.advance(300);
    assert.equal(stage.transport.status, 'disconnected');
    assert.equal(stage.twilio.readyState, 3);
    assert.equal(stage.timersPending, 0);
    assert.deepEqual([stage.twilio.listeners('message'), stage.twilio.listeners('close')], [0, 0]);
    assert.equal(stage.model.listeners('pong'), 0);
  }
});

test('sessions that come and go leave no timers behind on a call that lasts', async (context) => {
  const stage = openaiAgentsStage('ours', context);
  stage.start();
  for (let round = 0; round < 20; round += 1) {
    await stage.connect();
    stage.speechStarted();
    stage.media(round * 20);
    stage.transport.close();
  }
  assert.equal(stage.timersPending, 0);
  assert.equal(stage.twilio.listeners('message'), 1);
});
