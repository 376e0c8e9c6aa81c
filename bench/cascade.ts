// What a cascade adds to its vendors' own times: `npm run bench:cascade -- --calls 50 --turns 10`.
import { parseArgs } from 'node:util';
import { audioOf } from '../src/media/audio.ts';
import { cascadingModel } from '../src/models/cascading/cascading-model.ts';
import type { ModelSession } from '../src/models/model.ts';
import { pinoLog } from '../src/server/world/pino-log.ts';
import { realWorld } from '../src/server/world/real-world.ts';
import { cartesiaTts } from '../src/speech/cartesia/cartesia-tts.ts';
import { deepgramFluxStt } from '../src/speech/deepgram/flux-stt.ts';
import { openaiLlm } from '../src/speech/openai/chat-llm.ts';
import { SPEAKS_AFTER_MS, startProviders, THINKS_MS } from './cascade-providers.ts';
import { spreadOf } from './statistics.ts';

/** From one turn of a caller to the next. */
const TURN_MS = 2000;
/** The bound that is promised at p95. */
const ADDED_MS_MAX = 25;

const { values } = parseArgs({
  options: { calls: { type: 'string', default: '50' }, turns: { type: 'string', default: '10' } },
});
const calls = Number(values.calls);
const turnsEach = Number(values.turns);
const wait = (ms: number): Promise<void> => new Promise((resolve) => void setTimeout(resolve, ms));

const providers = await startProviders();
const world = realWorld(pinoLog('error'));
const account = { apiKey: 'bench', baseUrl: providers.url };
const model = cascadingModel({
  stt: deepgramFluxStt(account),
  llm: openaiLlm({ model: 'bench', apiKey: null, baseUrl: `${providers.url}/v1` }),
  tts: cartesiaTts(account),
  voice: 'bench',
});

const heardAt = new Map<string, number>();
const sessions: ModelSession[] = [];
for (let call = 1; call <= calls; call += 1) {
  const session = model.open(world, {
    instructions: 'Be brief.',
    voice: 'bench',
    language: 'en-US',
    format: { encoding: 'pcmu' },
    tools: [],
    interruptible: true,
    sensitivity: 'medium',
  });
  let turn = '';
  const ready = Promise.withResolvers<void>();
  session.attach((frame) => {
    if (frame.kind === 'model.ready') ready.resolve();
    if (frame.kind === 'caller.text') turn = /turn(\d+x\d+)/.exec(frame.text)?.[1] ?? '';
    if (frame.kind === 'agent.audio' && !heardAt.has(turn)) heardAt.set(turn, performance.now());
  });
  sessions.push(session);
  // One after the other, so that the providers number them as we do.
  await ready.promise;
}

const frame = {
  kind: 'caller.audio',
  audio: audioOf('pcmu', new Uint8Array(160).fill(0xff)),
  atMs: 0,
} as const;
/** How late this process's own timers are: whatever runs beside it on the machine, and itself. */
const lateness: number[] = [];
let due = performance.now() + 20;
const sound = setInterval(() => {
  lateness.push(performance.now() - due);
  due = performance.now() + 20;
  for (const session of sessions) session.accept(frame, world.clock.now());
}, 20);
await wait(500);
// The first turns load and compile what all the others use.
for (let turn = 0; turn <= turnsEach; turn += 1) {
  providers.everybodySpeaks();
  await wait(TURN_MS);
}
clearInterval(sound);
for (const session of sessions) session.close();
await providers.close();

const added: number[] = [];
const legs = { 'turn → request': [], 'sentence → voice': [], 'sound → frame': [] } as Record<
  string,
  number[]
>;
for (const [name, { ended, asked, written, given, spoken }] of providers.turns) {
  const heard = heardAt.get(name);
  if (name.endsWith('x1') || heard === undefined) continue;
  const parts = [asked - ended, given - written, heard - spoken];
  for (const [at, leg] of Object.values(legs).entries()) leg.push(parts[at] ?? NaN);
  added.push(parts.reduce((sum, part) => sum + part, 0));
}
const shown = (samples: readonly number[]): string => {
  const { p50, p95, p99, max } = spreadOf(samples);
  return [p50, p95, p99, max].map((value) => value.toFixed(2).padStart(9)).join('');
};
console.log(`${calls} calls, ${added.length} turns answered of ${calls * turnsEach}`);
console.log(
  `The providers take ${THINKS_MS} ms to think and ${SPEAKS_AFTER_MS} ms to speak. Added to that, in ms:`,
);
console.log(`${''.padEnd(20)}${['p50', 'p95', 'p99', 'worst'].map((head) => head.padStart(9)).join('')}`);
for (const [leg, samples] of Object.entries(legs)) console.log(leg.padEnd(20) + shown(samples));
console.log('in all'.padEnd(20) + shown(added));
console.log('late timers'.padEnd(20) + shown(lateness));
const { p95 } = spreadOf(added);
console.log(`p95 ${p95.toFixed(2)} ms, promised ${ADDED_MS_MAX} ms`);
// A time is no fault: machines are shared. A turn without an answer is one.
if (added.length < calls * turnsEach) process.exitCode = 1;
