// Twilio realtime transport layer: where Offhook's class and that of `@openai/agents-extensions` behave alike.
import assert from 'node:assert/strict';
import { Buffer } from 'node:buffer';
import { test } from 'node:test';
import { OpenAIRealtimeWebSocket, RealtimeAgent, RealtimeSession } from '@openai/agents/realtime';
import { openaiAgentsStage, STREAM_SID } from '../../test/fakes/openai-agents-stage.ts';

const bytesOf = (message: Record<string, unknown> | undefined): Buffer =>
  Buffer.from(String(message?.['audio']), 'base64');

for (const whose of ['theirs', 'ours'] as const) {
  test(`${whose}: the model is told µ-law both ways, and the caller's sound goes to it as it came`, async (context) => {
    const stage = openaiAgentsStage(whose, context);
    await stage.connect();
    stage.start();
    stage.media(0);
    assert.deepEqual(stage.formatsTold(), [{ type: 'audio/pcmu' }, { type: 'audio/pcmu' }]);
    const [sound] = stage.sentToModel('input_audio_buffer.append').map(bytesOf);
    assert.deepEqual(sound, Buffer.alloc(160, 0x55));
  });

  test(`${whose}: what the model says goes to Twilio with a mark behind it, and comes out as audio`, async (context) => {
    const stage = openaiAgentsStage(whose, context);
    await stage.connect();
    stage.start();
    stage.begin('resp_1');
    stage.speak('resp_1', 'item_1', 100);
    const [media] = stage.sentToTwilio('media');
    assert.equal(media?.['streamSid'], STREAM_SID);
    const { payload } = media['media'] as { payload: string };
    assert.deepEqual(Buffer.from(payload, 'base64'), Buffer.alloc(800, 0x11));
    assert.equal(stage.twilio.sent.at(-1)?.['event'], 'mark');
    const audio = stage.events.filter(({ name }) => name === 'audio');
    assert.deepEqual(
      audio.map(({ event }) => (event as { responseId: string }).responseId),
      ['resp_1'],
    );
  });

  test(`${whose}: every message of Twilio comes out as twilio_message`, async (context) => {
    const stage = openaiAgentsStage(whose, context);
    stage.start();
    stage.twilio.tell({ event: 'dtmf', streamSid: STREAM_SID, dtmf: { digit: '5' } });
    const messages = stage.events.map(
      ({ event }) => event as { type: string; message: { event: string; dtmf?: { digit: string } } },
    );
    assert.deepEqual(
      messages.map(({ type, message }) => [type, message.event]),
      ['connected', 'start', 'dtmf'].map((event) => ['twilio_message', event]),
    );
    assert.equal(messages[2]?.message.dtmf?.digit, '5');
  });

  test(`${whose}: sound that Twilio did not send is silence to the model, ten seconds at most`, async (context) => {
    const stage = openaiAgentsStage(whose, context);
    await stage.connect();
    stage.start();
    stage.media(0);
    stage.media(120);
    stage.media(60_140);
    const sizes = stage.sentToModel('input_audio_buffer.append').map((message) => bytesOf(message).length);
    assert.deepEqual(sizes, [160, 800, 160, 80_000, 160]);
    assert.ok(bytesOf(stage.sentToModel('input_audio_buffer.append')[1]).every((byte) => byte === 0xff));
  });

  test(`${whose}: a caller who goes quiet in mid-speech is given silence after the timeout, or never`, async (context) => {
    for (const [timeout, after] of [
      [undefined, 1],
      [2000, 0],
      [null, 0],
    ] as const) {
      const stage = openaiAgentsStage(
        whose,
        context,
        timeout === undefined ? {} : { inputAudioInactivityTimeoutMs: timeout },
      );
      await stage.connect();
      stage.start();
      stage.media(0);
      stage.speechStarted();
      await stage.advance(760);
      const appended = stage.sentToModel('input_audio_buffer.append');
      assert.equal(appended.length - 1, after, `timeout ${timeout}`);
      if (after === 1) assert.equal(bytesOf(appended[1]).length, 8000);
      context.mock.timers.reset();
    }
  });

  test(`${whose}: a timeout that no timer takes is refused`, (context) => {
    for (const inputAudioInactivityTimeoutMs of [0, -1, Number.NaN, Infinity, 2 ** 31]) {
      assert.throws(
        () => openaiAgentsStage(whose, context, { inputAudioInactivityTimeoutMs }),
        (error) => error instanceof RangeError && /inputAudioInactivityTimeoutMs/.test(error.message),
      );
      context.mock.timers.reset();
    }
  });

  test(`${whose}: the caller's speech clears Twilio, truncates what was cut and drops what is late`, async (context) => {
    const stage = openaiAgentsStage(whose, context);
    await stage.connect({
      audio: { input: { turnDetection: { type: 'server_vad', interruptResponse: true } } },
    });
    stage.start();
    stage.begin('resp_1');
    stage.speak('resp_1', 'item_1', 400);
    await stage.advance(100);
    stage.speechStarted();
    assert.equal(stage.sentToTwilio('clear').length, 1);
    const [truncation] = stage.sentToModel('conversation.item.truncate');
    assert.equal(truncation?.['item_id'], 'item_1');
    assert.ok(Number(truncation['audio_end_ms']) <= 400);
    assert.equal(stage.events.filter(({ name }) => name === 'audio_interrupted').length, 1);
    stage.speak('resp_1', 'item_1', 400);
    assert.equal(stage.sentToTwilio('media').length, 1);
    // The model cancels by itself.
    assert.deepEqual(stage.sentToModel('response.cancel'), []);
    stage.finish('resp_1');
    stage.begin('resp_2');
    stage.speak('resp_2', 'item_2', 40);
    assert.equal(stage.sentToTwilio('media').length, 2);
  });

  test(`${whose}: what was heard to its end is not truncated`, async (context) => {
    const stage = openaiAgentsStage(whose, context);
    await stage.connect();
    stage.start();
    stage.begin('resp_1');
    stage.speak('resp_1', 'item_1', 200);
    stage.spoken('resp_1', 'item_1');
    stage.finish('resp_1');
    await stage.advance(300);
    for (const name of stage.marks()) stage.returnMark(name);
    stage.speechStarted();
    assert.deepEqual(stage.sentToModel('conversation.item.truncate'), []);
  });

  test(`${whose}: interrupt cancels the response, unless told not to`, async (context) => {
    const stage = openaiAgentsStage(whose, context);
    await stage.connect();
    stage.start();
    stage.begin('resp_1');
    stage.speak('resp_1', 'item_1', 200);
    stage.transport.interrupt(false);
    assert.equal(stage.sentToModel('response.cancel').length, 0);
    stage.finish('resp_1');
    stage.begin('resp_2');
    stage.speak('resp_2', 'item_2', 200);
    stage.transport.interrupt();
    assert.equal(stage.sentToModel('response.cancel').length, 1);
    assert.equal(stage.sentToTwilio('clear').length, 2);
  });

  test(`${whose}: a caller who hangs up closes the model, also one that is still being dialled`, async (context) => {
    const stage = openaiAgentsStage(whose, context);
    await stage.connect();
    stage.start();
    stage.twilio.close();
    assert.equal(stage.model.readyState, 3);
    assert.equal(stage.transport.status, 'disconnected');
    context.mock.timers.reset();
    const early = openaiAgentsStage(whose, context);
    const connecting = early.transport.connect({ apiKey: 'sk-test' });
    await early.dialled();
    early.twilio.close();
    await assert.rejects(connecting);
    assert.equal(early.model.readyState, 3);
  });

  test(`${whose}: a fault of Twilio's socket is an error event, and closes the model`, async (context) => {
    const stage = openaiAgentsStage(whose, context);
    const errors: unknown[] = [];
    stage.transport.on('error', (error) => void errors.push(error));
    await stage.connect();
    const fault = new Error('reset');
    stage.twilio.fail(fault);
    assert.deepEqual(errors, [{ type: 'error', error: fault }]);
    assert.equal(stage.transport.status, 'disconnected');
  });

  test(`${whose}: what is no JSON is an error event, and the call goes on`, async (context) => {
    const stage = openaiAgentsStage(whose, context);
    const errors: unknown[] = [];
    stage.transport.on('error', (error) => void errors.push(error));
    await stage.connect();
    stage.twilio.tell('{no json');
    assert.equal(errors.length, 1);
    assert.equal(stage.transport.status, 'connected');
  });

  test(`${whose}: close leaves Twilio's stream be, and connects again`, async (context) => {
    const stage = openaiAgentsStage(whose, context);
    await stage.connect();
    stage.start();
    stage.transport.close();
    await stage.advance(20_000);
    assert.equal(stage.twilio.readyState, 1);
    await stage.connect();
    stage.media(0);
    assert.equal(stage.models.length, 2);
    assert.ok(stage.model.sent.some(({ type }) => type === 'input_audio_buffer.append'));
  });

  test(`${whose}: it is a transport of the Agents SDK, and carries a session`, async (context) => {
    const stage = openaiAgentsStage(whose, context);
    assert.ok(stage.transport instanceof OpenAIRealtimeWebSocket);
    const agent = new RealtimeAgent({ name: 'Desk', instructions: 'Be brief.' });
    const session = new RealtimeSession(agent, { transport: stage.transport, tracingDisabled: true });
    const types: string[] = [];
    session.on('transport_event', ({ type }) => void types.push(type));
    const connected = session.connect({ apiKey: 'sk-test' });
    await stage.dialled();
    stage.model.open();
    await connected;
    stage.start();
    assert.ok(types.includes('twilio_message'));
    const told = stage
      .sentToModel('session.update')
      .map(({ session: one }) => one as { instructions?: string });
    assert.ok(told.some(({ instructions }) => instructions === 'Be brief.'));
  });
}
