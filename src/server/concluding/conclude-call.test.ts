// Concluding a call: its sound is judged, a model or rules say what came of it, once, and all who ask are told the same.
import assert from 'node:assert/strict';
import { rmSync } from 'node:fs';
import { after, test } from 'node:test';
import { z } from 'zod';
import { ENDED_ID, endedCall, recordedDataDir } from '../../../test/fakes/ended-call.ts';
import { settledConclusion } from '../../agent/conclusion-options.ts';
import type { CallView } from '../../call/call-view.ts';
import { viewOf } from '../../call/view-of.ts';
import { fakeLlm, type FakeAnswer, type FakeLlm } from '../../testing/fakes/fake-llm.ts';
import { memoryStore } from '../../testing/memory-store.ts';
import { simulatedWorld } from '../../testing/world/simulated-world.ts';
import { JobFault } from '../jobs/job-fault.ts';
import { concludeCall } from './conclude-call.ts';

const folders: string[] = [];
after(() => folders.forEach((folder) => rmSync(folder, { recursive: true, force: true })));

const PLAN = settledConclusion({
  fields: z.object({ day: z.enum(['monday', 'sunday']), urgent: z.boolean() }),
  dispositions: ['answered', 'booked'],
  instructions: 'Urgent is what hurts.',
});

const GOOD = {
  disposition: 'answered',
  summary: 'Asked for the hours.',
  fields: { day: 'monday', urgent: false },
};

const concluding = (args: unknown): FakeAnswer => [
  { id: 'call_1', name: 'conclude', argumentsJson: JSON.stringify(args) },
];

async function stage(llm: FakeLlm | null, { recorded = true, records = endedCall(recorded) } = {}) {
  const world = simulatedWorld();
  const store = memoryStore();
  const dataDir = recordedDataDir();
  folders.push(dataDir);
  await store.append(records);
  await store.project(viewOf(records, () => null));
  const flaws: string[] = [];
  const options = {
    world,
    store,
    dataDir,
    price: () => null,
    plan: PLAN,
    llm,
    flawed: (kind: string) => void flaws.push(kind),
  };
  const { signal } = new AbortController();
  /** Files are read in real time, and a model answers in virtual time. */
  const conclude = async (attempts = 1): Promise<unknown> => {
    const under = { way: true };
    const done = concludeCall(options, ENDED_ID, attempts, signal).finally(() => (under.way = false));
    done.catch(() => {});
    while (under.way) {
      await new Promise((resolve) => setImmediate(resolve));
      await world.advance(100);
    }
    return done;
  };
  const call = async (): Promise<CallView> => {
    const view = await store.call(ENDED_ID);
    assert.ok(view !== null);
    return view;
  };
  const kinds = async () => (await store.journal(ENDED_ID)).map(({ event }) => event.kind);
  return { world, store, flaws, conclude, call, kinds };
}

test('a model reads the call and files what came of it, as the agent wants to know it', async () => {
  const llm = fakeLlm(() => concluding(GOOD));
  const { conclude, call } = await stage(llm);
  await conclude();
  assert.deepEqual((await call()).conclusion, { ...GOOD, by: 'model', note: null });
  const [request] = llm.requests;
  assert.match(
    request?.messages[0]?.role === 'system' ? request.messages[0].text : '',
    /Urgent is what hurts/,
  );
  const told = request?.messages[1];
  assert.match(told?.role === 'caller' ? told.text : '', /Agent: Hello,\nCaller: When do you open\?/);
  assert.equal(request?.tools[0]?.name, 'conclude');
});

test('what is found out stands behind the end, once, however often it is asked for', async () => {
  const llm = fakeLlm(() => concluding(GOOD));
  const { conclude, kinds } = await stage(llm);
  await conclude();
  await conclude();
  assert.deepEqual((await kinds()).slice(-3), ['call.ended', 'sound.judged', 'call.concluded']);
  assert.equal(llm.requests.length, 1);
});

test('an answer that does not fit is asked for again, with what was wrong with it', async () => {
  const llm = fakeLlm((_, number) =>
    concluding(number === 0 ? { ...GOOD, fields: { day: 'someday', urgent: false } } : GOOD),
  );
  const { conclude, call } = await stage(llm);
  await conclude();
  assert.equal((await call()).conclusion?.by, 'model');
  const again = llm.requests[1]?.messages.at(-1);
  assert.match(again?.role === 'caller' ? again.text : '', /fields: day: /);
});

test('an answer in words counts where it is the JSON that was wanted', async () => {
  const { conclude, call } = await stage(fakeLlm(() => ['```json\n', JSON.stringify(GOOD), '\n```']));
  await conclude();
  assert.equal((await call()).conclusion?.summary, GOOD.summary);
});

test('a model that keeps answering wrongly is asked again later, and then rules say what came of the call', async () => {
  const { conclude, call, store, world } = await stage(fakeLlm(() => ['I would rather not.']));
  for (const attempts of [1, 2])
    await assert.rejects(conclude(attempts), (error) => error instanceof JobFault && !error.final);
  assert.equal((await call()).conclusion, null);
  await conclude(3);
  assert.deepEqual((await call()).conclusion, {
    disposition: 'completed',
    summary: null,
    fields: null,
    by: 'rules',
    note: 'its answer does not fit: the answer is no JSON object',
  });
  assert.doesNotMatch(JSON.stringify(world.logLines), /open|rather/);
  const event = (await store.journal(ENDED_ID)).at(-1)?.event;
  assert.ok(event?.kind === 'call.concluded');
  assert.deepEqual([event.model, event.usage?.inputTextTokens, event.usage?.untold], ['fake-llm', 200, true]);
});

test('a model that refuses for good is not asked again', async () => {
  const fault = { kind: 'fault', code: 'invalid_api_key', detail: 'sk-1', fatal: true } as const;
  const { conclude, call, store } = await stage(fakeLlm(() => [fault]));
  await conclude(1);
  assert.equal((await call()).conclusion?.note, 'the model could not be asked: invalid_api_key');
  const event = (await store.journal(ENDED_ID)).at(-1)?.event;
  assert.ok(event?.kind === 'call.concluded');
  assert.equal(event.model, undefined, 'nothing was taken');
});

test('a model that never answers is given up', async () => {
  const { conclude, world } = await stage(fakeLlm(() => [null]));
  await assert.rejects(conclude(), /no answer in time/);
  assert.equal(world.timersPending, 0);
});

test('without a model, and where nobody said a word, rules say what came of the call', async () => {
  const { conclude, call } = await stage(null);
  await conclude();
  assert.deepEqual((await call()).conclusion?.by, 'rules');
  const llm = fakeLlm(() => concluding(GOOD));
  const records = endedCall(false).filter(({ event }) => event.kind !== 'caller.said');
  const silent = await stage(llm, {
    records: records.map((record, index) => ({ ...record, sequence: index + 1 })),
  });
  await silent.conclude();
  assert.equal((await silent.call()).conclusion?.disposition, 'abandoned');
  assert.equal(llm.requests.length, 0);
});

test('the recording is judged, and a call without one has not been', async () => {
  const { conclude, call, flaws } = await stage(null);
  await conclude();
  const { sound } = await call();
  assert.ok(sound !== null);
  assert.deepEqual(
    flaws,
    sound.findings.map(({ kind }) => kind),
  );
  const without = await stage(null, { recorded: false });
  await without.conclude();
  assert.equal((await without.call()).sound, null);
  assert.equal((await without.kinds()).includes('sound.judged'), false);
});

test('a carrier that adds its last word at the same time takes nothing away', async () => {
  const { conclude, store, kinds } = await stage(fakeLlm(() => concluding(GOOD)));
  const records = await store.journal(ENDED_ID);
  const last = records.at(-1);
  assert.ok(last !== undefined);
  await store.append([
    {
      ...last,
      sequence: last.sequence + 1,
      event: { kind: 'carrier.status', progress: 'completed', code: null },
    },
  ]);
  await conclude();
  assert.deepEqual((await kinds()).slice(-3), ['carrier.status', 'sound.judged', 'call.concluded']);
});
