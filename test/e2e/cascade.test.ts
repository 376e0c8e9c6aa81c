// A cascade over real sockets: the adapters of three vendors against the rehearsed ones, a whole turn long.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { audioOf } from '../../src/media/audio.ts';
import { cascadingModel } from '../../src/models/cascading/cascading-model.ts';
import { realWorld } from '../../src/server/world/real-world.ts';
import { cartesiaTts } from '../../src/speech/cartesia/cartesia-tts.ts';
import { deepgramFluxStt } from '../../src/speech/deepgram/flux-stt.ts';
import { openaiLlm } from '../../src/speech/openai/chat-llm.ts';
import { CONTRACT_SETTINGS } from '../../src/testing/contracts/model-scene.ts';
import { startCascadeServer } from '../../src/testing/live/cascade-server.ts';
import { quiet, scriptedEar, syntheticSpeech, toneVoice } from '../../src/testing/rehearsal/doubles.ts';
import { scriptedBrain } from '../../src/testing/rehearsal/scripted-brain.ts';
import { memoryLog } from '../../src/testing/world/memory-log.ts';

test('a caller is heard, understood and answered by way of three real connections', async () => {
  const world = realWorld(memoryLog().log);
  const brain = scriptedBrain(['We are open. From nine.']);
  const ear = scriptedEar(['When are you open?']);
  const server = await startCascadeServer({ world, port: 0, voice: toneVoice(10), ear, brain });
  const account = { apiKey: 'rehearsal', baseUrl: server.url };
  const model = cascadingModel({
    stt: deepgramFluxStt(account),
    llm: openaiLlm({ model: 'rehearsal', apiKey: null, baseUrl: `${server.url}/v1` }),
    tts: cartesiaTts(account),
    voice: 'rehearsal',
  });
  const session = model.open(world, CONTRACT_SETTINGS);
  const kinds: string[] = [];
  const done = Promise.withResolvers<void>();
  const closed = Promise.withResolvers<void>();
  session.attach((frame) => {
    kinds.push(frame.kind);
    if (frame.kind === 'model.ready') {
      const turn = Buffer.concat([quiet(300), syntheticSpeech(800), quiet(900)]);
      for (let at = 0; at < turn.length; at += 160)
        session.accept(
          { kind: 'caller.audio', audio: audioOf('pcmu', turn.subarray(at, at + 160)), atMs: at / 8 },
          world.clock.now(),
        );
    }
    if (frame.kind === 'response.done') done.resolve();
    if (frame.kind === 'model.closed') closed.resolve();
  });
  await done.promise;
  session.close();
  await closed.promise;
  await server.close();
  assert.equal(brain.turns[0]?.heardText, 'When are you open?');
  for (const kind of ['speech.started', 'caller.committed', 'agent.text', 'agent.audio'])
    assert.ok(kinds.includes(kind), kind);
  assert.equal(kinds.at(-1), 'model.closed');
});
