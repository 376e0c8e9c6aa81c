// The doctor looks at all three vendors of a cascade, and names the one that is at fault with what to do.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { settledPipeline } from '../../agent/pipeline-schema.ts';
import { readSettings, type EnvironmentText } from '../../server/settings.ts';
import { CONTRACT_SETTINGS } from '../../testing/contracts/model-scene.ts';
import { toneVoice } from '../../testing/rehearsal/doubles.ts';
import { cartesiaRehearsal } from '../../testing/rehearsal/cascade/cartesia-rehearsal.ts';
import { simulatedWorld } from '../../testing/world/simulated-world.ts';
import { checkCascade } from './check-cascade.ts';
import type { Finding } from './finding.ts';

const VOICE = 'a0e99841-438c-4a64-b679-ae501e7d6091';
const KEYS = { DEEPGRAM_API_KEY: 'dg', OPENAI_API_KEY: 'sk-1', CARTESIA_API_KEY: 'c' };

interface Vendors {
  readonly stt?: 'there' | 'refuses';
  readonly llm?: 'there' | 'refuses';
  readonly tts?: 'there' | 'gone';
}

async function examined(env: EnvironmentText, { stt = 'there', llm = 'there', tts = 'there' }: Vendors = {}) {
  const world = simulatedWorld({ latencyMs: 5 });
  world.listen('wss://api.deepgram.com/v2/listen', (socket) => {
    if (stt === 'refuses') return socket.close(1006, 'Unexpected server response: 401');
    socket.send('{"type":"Connected"}');
    socket.listen({ text: () => {}, closed: () => {} });
  });
  if (tts === 'there')
    world.listen('wss://api.cartesia.ai/', (socket) => cartesiaRehearsal(world, socket, toneVoice()));
  world.serveStream('https://api.openai.com/v1/chat/completions', (_, answer) => {
    answer.head(llm === 'there' ? 200 : 404);
    answer.send(llm === 'there' ? 'data: {"choices":[{"delta":{"content":"Hello."}}]}\n\n' : '{}');
    answer.end();
  });
  const pipeline = settledPipeline({ kind: 'cascading', tts: { vendor: 'cartesia', voice: VOICE } });
  assert.ok(pipeline.kind === 'cascading');
  const patient = { world, settings: readSettings(env) };
  let finding: Finding | null = null;
  void checkCascade(patient, { pipeline, model: 'm' }, CONTRACT_SETTINGS).then((one) => (finding = one));
  await world.until(() => finding !== null, 60_000);
  await world.advance(10_000);
  assert.equal(world.socketsOpen, 0);
  return JSON.stringify(finding);
}

test('a cascade whose three vendors answer is ready', async () => {
  assert.match(await examined(KEYS), /"ok".*is ready after 10 ms and answers/);
});

test('without any key the rehearsal answers, and with some of them the others are named', async () => {
  assert.match(await examined({}), /the rehearsal answers/);
  assert.match(await examined({ DEEPGRAM_API_KEY: 'dg' }), /CARTESIA_API_KEY is not set \(who speaks\)/);
});

test('the vendor at fault is named with what to do', async () => {
  assert.match(
    await examined(KEYS, { stt: 'refuses' }),
    /Who transcribes \(deepgram-flux\) refuses the key.*DEEPGRAM_API_KEY/,
  );
  assert.match(
    await examined(KEYS, { llm: 'refuses' }),
    /Who thinks \(openai\) does not take.*pipeline\.llm/,
  );
  assert.match(await examined(KEYS, { tts: 'gone' }), /cannot be reached/);
});
