// The Agents SDK's own example with Offhook's transport, called over real sockets: a function, an approval, a cut, both ends.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { assistantServer } from '../../examples/openai-agents/server.ts';
import { realWorld } from '../../src/server/world/real-world.ts';
import { startRehearsalServer } from '../../src/testing/live/rehearsal-server.ts';
import { calling } from '../../src/testing/rehearsal/brain.ts';
import { quiet, scriptedEar, syntheticSpeech, toneVoice } from '../../src/testing/rehearsal/doubles.ts';
import { scriptedBrain, type ScriptStep } from '../../src/testing/rehearsal/scripted-brain.ts';
import { twilioEmulator } from '../../src/testing/twilio/twilio-emulator.ts';
import { memoryLog } from '../../src/testing/world/memory-log.ts';

/** The example's server, an emulated Twilio that calls it, and a rehearsed model that follows a script. */
async function stage(script: readonly ScriptStep[], heard: readonly string[]) {
  const world = realWorld(memoryLog().log);
  const brain = scriptedBrain(script);
  const model = await startRehearsalServer({
    world,
    voice: toneVoice(),
    ear: scriptedEar(heard),
    brain,
    timing: { firstAudioMs: 20, speed: 20, transcriptMs: 10 },
  });
  const server = await assistantServer({
    apiKey: 'rehearsal',
    url: `${model.url}/realtime?model=gpt-realtime-2.1`,
  });
  const origin = await server.listen({ port: 0, host: '127.0.0.1' });
  const twilio = twilioEmulator(world, { accountSid: 'AC1', authToken: 'token', baseUrl: origin });
  const call = twilio.call({
    webhookUrl: 'https://voice.example.com/incoming-call',
    from: '+14155550100',
    to: '+14155550199',
    sayMsPerCharacter: 1,
  });
  return {
    brain,
    model,
    call,
    async [Symbol.asyncDispose]() {
      call.hangUp();
      await server.close();
      await model.close();
    },
  };
}

test(
  'their example answers a call, runs its functions, and both ends close with it',
  { timeout: 30_000 },
  async () => {
    await using both = await stage(
      [
        calling('weather', { location: 'Oslo' }),
        'It is sunny in Oslo.',
        calling('secret', { question: 'Which number?' }),
        'It is forty-two.',
      ],
      ['What is the weather in Oslo?', 'What is the special number?'],
    );
    const { call, brain } = both;
    await call.speak(syntheticSpeech(800));
    await call.speak(quiet(800));
    assert.ok(await call.until(() => call.heardBytes > 0 && call.quietMs > 300));
    await call.speak(syntheticSpeech(800));
    await call.speak(quiet(800));
    assert.ok(await call.until(() => brain.turns.length === 4 && call.quietMs > 300));
    const outputs = brain.turns
      .at(-1)
      ?.items.flatMap((item) => (item.kind === 'function_call_output' ? [item] : []));
    assert.equal(outputs?.length, 2);
    call.hangUp();
    const ending = await call.ended;
    assert.equal(ending.by, 'caller');
  },
);

test(
  'their example is interrupted, and the model believes what the caller heard',
  { timeout: 30_000 },
  async () => {
    await using both = await stage(
      [`Let me tell you a long story. ${'It goes on and on. '.repeat(8)}`, 'Sorry, go ahead.'],
      ['Tell me a story.', 'Wait, please.'],
    );
    const { call, brain } = both;
    await call.speak(syntheticSpeech(800));
    await call.speak(quiet(800));
    assert.ok(await call.until(() => call.heardBytes > 1000 * 8));
    await call.speak(syntheticSpeech(800));
    const heardMs = call.heardBytes / 8;
    assert.ok(!call.playing);
    await call.speak(quiet(800));
    assert.ok(await call.until(() => brain.turns.length === 2));
    const [told] =
      brain.turns[1]?.items.filter((item) => item.kind === 'message' && item.role === 'assistant') ?? [];
    assert.ok(told?.kind === 'message');
    assert.ok(Math.abs(told.audioMs - heardMs) < 150, `${told.audioMs} ms believed, ${heardMs} ms heard`);
  },
);

test(
  'a model that goes away ends the call, rather than leave the caller in silence',
  { timeout: 30_000 },
  async () => {
    await using both = await stage(['Hello.'], ['Hello?']);
    const { call, model } = both;
    await call.speak(syntheticSpeech(800));
    await call.speak(quiet(800));
    assert.ok(await call.until(() => call.heardBytes > 0 && call.quietMs > 300));
    await model.close();
    const ending = await call.ended;
    assert.equal(ending.by, 'document');
  },
);
