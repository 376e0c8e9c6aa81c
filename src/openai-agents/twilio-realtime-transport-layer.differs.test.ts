// Twilio realtime transport layer: where Offhook's class differs from that of `@openai/agents-extensions`, shown on both.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { RealtimeAgent, RealtimeSession } from '@openai/agents/realtime';
import {
  onBoth,
  openaiAgentsStage,
  SPEECH_INTERRUPTS,
  STREAM_SID,
} from '../../test/fakes/openai-agents-stage.ts';

test('a session that asks for another format is told µ-law all the same, for Twilio has no other', async (context) => {
  const seen = await onBoth(context, async (stage) => {
    await stage.connect({ audio: { input: { format: 'pcm16' }, output: { format: 'pcm16' } } });
    stage.transport.updateSessionConfig({
      audio: { output: { format: { type: 'audio/pcm', rate: 24_000 } } },
    });
    return stage.formatsTold().filter((format) => (format as { type: string }).type === 'audio/pcmu').length;
  });
  assert.deepEqual(seen, [1, 4]);
});

test('an agent that hands over is heard in µ-law before and after, whatever the session was set up with', async (context) => {
  const seen = await onBoth(context, async (stage) => {
    const second = new RealtimeAgent({ name: 'Billing', instructions: 'Bill.' });
    const first = new RealtimeAgent({ name: 'Desk', instructions: 'Greet.', handoffs: [second] });
    const session = new RealtimeSession(first, {
      transport: stage.transport,
      tracingDisabled: true,
      config: { audio: { input: { format: 'pcm16' }, output: { format: 'pcm16', voice: 'marin' } } },
    });
    const connected = session.connect({ apiKey: 'sk-test' });
    await stage.dialled();
    stage.model.open();
    await connected;
    await session.updateAgent(second);
    const told = stage.formatsTold();
    assert.equal(told.length, 4);
    return told.every((format) => (format as { type: string }).type === 'audio/pcmu');
  });
  assert.deepEqual(seen, [false, true]);
});

test('a session whose speech interrupts nothing is not interrupted by speech, but by code', async (context) => {
  const seen = await onBoth(context, async (stage) => {
    await stage.connect({
      audio: { input: { turnDetection: { type: 'server_vad', interruptResponse: false } } },
    });
    stage.start();
    stage.begin('resp_1');
    stage.speak('resp_1', 'item_1', 400);
    await stage.advance(100);
    stage.speechStarted();
    const bySpeech = stage.sentToTwilio('clear').length;
    stage.transport.interrupt();
    return [bySpeech, stage.sentToTwilio('clear').length];
  });
  assert.deepEqual(seen, [
    [1, 1],
    [0, 1],
  ]);
});

test('what the caller says before the session is ready is kept, and given in order', async (context) => {
  const seen = await onBoth(context, async (stage) => {
    stage.start();
    for (const atMs of [0, 20, 40]) stage.media(atMs);
    await stage.connect();
    stage.media(60);
    return stage.sentToModel('input_audio_buffer.append').length;
  });
  assert.deepEqual(seen, [1, 4]);
});

test('no sound goes to a session that still hears another format', async (context) => {
  const seen = await onBoth(context, async (stage) => {
    const connected = stage.transport.connect({ apiKey: 'sk-test' });
    await stage.dialled();
    stage.model.open();
    await connected;
    stage.start();
    stage.media(0);
    const before = stage.sentToModel('input_audio_buffer.append').length;
    stage.agree();
    return [before, stage.sentToModel('input_audio_buffer.append').length];
  });
  assert.deepEqual(seen, [
    [1, 1],
    [0, 1],
  ]);
});

test('a model that never says what it hears is given the caller after three seconds', async (context) => {
  const stage = openaiAgentsStage('ours', context);
  const connected = stage.transport.connect({ apiKey: 'sk-test' });
  await stage.dialled();
  stage.model.open();
  await connected;
  stage.start();
  stage.media(0);
  await stage.advance(2999);
  assert.equal(stage.sentToModel('input_audio_buffer.append').length, 0);
  await stage.advance(1);
  assert.equal(stage.sentToModel('input_audio_buffer.append').length, 1);
});

test('a cut within one piece of sound is told to the millisecond, with no mark come back yet', async (context) => {
  const seen = await onBoth(context, async (stage) => {
    await stage.connect(SPEECH_INTERRUPTS);
    stage.start();
    stage.begin('resp_1');
    stage.speak('resp_1', 'item_1', 4000);
    await stage.advance(1370);
    stage.speechStarted();
    return stage.sentToModel('conversation.item.truncate').map((event) => event['audio_end_ms']);
  });
  assert.deepEqual(seen, [[50], [1370]]);
});

test('a mark that came back counts for more than the clock', async (context) => {
  const stage = openaiAgentsStage('ours', context);
  await stage.connect(SPEECH_INTERRUPTS);
  stage.start();
  const probe = stage.marks()[0];
  stage.begin('resp_1');
  stage.speak('resp_1', 'item_1', 1000);
  stage.speak('resp_1', 'item_1', 1000);
  // Twilio began late: the first second is over half a second after it could have been.
  await stage.advance(1500);
  stage.returnMark(stage.marks().find((name) => name !== probe) ?? '');
  await stage.advance(100);
  stage.speechStarted();
  const [truncation] = stage.sentToModel('conversation.item.truncate');
  assert.equal(truncation?.['audio_end_ms'], 1100);
});

test('an item of which nothing was heard goes altogether, for the model refuses to truncate at 0', async (context) => {
  const seen = await onBoth(context, async (stage) => {
    await stage.connect(SPEECH_INTERRUPTS);
    stage.start();
    stage.begin('resp_1');
    stage.speak('resp_1', 'item_1', 1000);
    stage.speak('resp_1', 'item_2', 1000);
    await stage.advance(300);
    stage.speechStarted();
    return [
      stage
        .sentToModel('conversation.item.truncate')
        .map((event) => [event['item_id'], event['audio_end_ms']]),
      stage.sentToModel('conversation.item.delete').map((event) => event['item_id']),
    ];
  });
  assert.deepEqual(seen, [
    [
      [
        ['item_1', 50],
        ['item_2', 0],
      ],
      [],
    ],
    [[['item_1', 300]], ['item_2']],
  ]);
});

test('an error without a listener does not throw, on the transport or through a session', async (context) => {
  const warn = context.mock.method(console, 'warn', () => {});
  const error = {
    type: 'error',
    error: { type: 'invalid_request_error', code: 'response_cancel_not_active', message: 'No.' },
  };
  const seen = await onBoth(context, async (stage) => {
    const thrown = (): number => {
      try {
        stage.model.tell({ event_id: 'event_x', ...error });
        return 0;
      } catch {
        return 1;
      }
    };
    await stage.connect();
    const alone = thrown();
    stage.transport.close();
    const session = new RealtimeSession(new RealtimeAgent({ name: 'Desk' }), { transport: stage.transport });
    const connected = session.connect({ apiKey: 'sk-test' });
    await stage.dialled();
    stage.model.open();
    await connected;
    return [alone, thrown(), stage.transport.status];
  });
  assert.deepEqual(seen, [
    [1, 1, 'connected'],
    [0, 0, 'connected'],
  ]);
  const said = warn.mock.calls.map(({ arguments: [line] }) => String(line));
  assert.deepEqual(said, Array(2).fill('An error that nobody listens to: response_cancel_not_active'));
});

test('a stream whose start nobody heard is named by its next message', async (context) => {
  const seen = await onBoth(context, async (stage) => {
    await stage.connect();
    stage.media(20);
    stage.begin('resp_1');
    stage.speak('resp_1', 'item_1', 100);
    return stage.sentToTwilio('media').map(({ streamSid }) => streamSid);
  });
  assert.deepEqual(seen, [[null], [STREAM_SID]]);
});

test('what the model says before the stream is known waits for it', async (context) => {
  const stage = openaiAgentsStage('ours', context);
  await stage.connect();
  stage.begin('resp_1');
  stage.speak('resp_1', 'item_1', 100);
  assert.deepEqual(stage.twilio.sent, []);
  stage.start();
  assert.deepEqual(
    stage.twilio.sent.map(({ event }) => event),
    ['mark', 'media', 'mark'],
  );
});
