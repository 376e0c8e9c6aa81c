// Round: one server, measured from an empty one to a full one.
import { setTimeout as wait } from 'node:timers/promises';
import type { LoadOrders } from './load.ts';
import type { ModelOrders } from './model.ts';
import { remote, type Remote } from './remote.ts';
import { spreadOf } from './statistics.ts';
import type { Entrance, MeasuredOrders } from './vitals.ts';

/** Who is measured. */
export type Contender = 'offhook' | 'relay';

const FILE: Readonly<Record<Contender, string>> = { offhook: 'server.ts', relay: 'relay.ts' };

export interface RoundOptions {
  readonly calls: number;
  readonly seconds: number;
  /** How long a server is left alone before something about it is measured. */
  readonly settleMs: number;
  readonly dataDir: string;
  readonly modelUrl: string;
  readonly load: Remote<LoadOrders>;
  readonly model: Remote<ModelOrders>;
}

/** What came out of a round, by name; units last. */
export interface Figures {
  readonly cpuPerCallSecondMs: number;
  readonly callerToModelMsP50: number;
  readonly callerToModelMsP95: number;
  readonly callerToModelMsP99: number;
  readonly modelToCallerMsP50: number;
  readonly modelToCallerMsP95: number;
  readonly modelToCallerMsP99: number;
  readonly firstAudioMsP50: number;
  readonly firstAudioMsP95: number;
  readonly firstAudioMsMax: number;
  readonly speechToClearMsP50: number;
  readonly speechToClearMsP95: number;
  readonly speechToClearMsP99: number;
  readonly rssPerCallKib: number;
  readonly rssPerCallLaterHalfKib: number;
  readonly livePerCallKib: number;
  readonly rssIdleMib: number;
  readonly rssFullMib: number;
  readonly loopDelayMsP50: number;
  readonly loopDelayMsP99: number;
  readonly loopDelayMsMax: number;
  /** How much of what the callers said came to the model: 1 when nothing was lost. */
  readonly framesThroughShare: number;
  /** Turns of the caller that were told to the carrier with a clear, of all that were. */
  readonly clearedShare: number;
  /** How late the load generator itself was: noise of the machine, the same for both. */
  readonly generatorLateMsP99: number;
}

/** A few calls first: what is loaded and compiled by the first ones is no cost of each. */
const WARM_UP_CALLS = 5;
const EMPTY_MS_MAX = 10_000;

export async function round(contender: Contender, options: RoundOptions): Promise<Figures> {
  const { calls, settleMs, load, model, modelUrl, dataDir } = options;
  await using server = remote<MeasuredOrders>(FILE[contender]);
  const entrance = await server.ask('start', { modelUrl, dataDir });
  await load.ask('dial', { entrance, upTo: Math.min(WARM_UP_CALLS, calls) });
  await wait(settleMs / 2);
  await load.ask('hangUp');
  await emptied(server);
  await wait(settleMs / 2);
  const idle = await server.ask('memory');
  const half = await memoryAt(Math.ceil(calls / 2), entrance, server, options);
  const full = await memoryAt(calls, entrance, server, options);
  await wait(settleMs / 2);
  await Promise.all([model.ask('begin'), load.ask('begin'), server.ask('begin')]);
  await wait(options.seconds * 1000);
  const [used, seen, told] = await Promise.all([server.ask('end'), load.ask('end'), model.ask('end')]);
  const firstAudio = await load.ask('hangUp');
  await emptied(server);
  await server.ask('stop');
  if (seen.up < calls) throw new Error(`${contender}: ${calls - seen.up} of ${calls} calls broke off`);
  const clears = clearTimes(told.speechStarts, seen.clears);
  const clear = spreadOf(clears);
  const perCall = (bytes: number, of: number): number => bytes / of / 1024;
  return {
    cpuPerCallSecondMs: (used.cpuSeconds * 1000) / (calls * used.wallSeconds),
    callerToModelMsP50: told.callerToModel.p50 / 1000,
    callerToModelMsP95: told.callerToModel.p95 / 1000,
    callerToModelMsP99: told.callerToModel.p99 / 1000,
    modelToCallerMsP50: seen.modelToCaller.p50 / 1000,
    modelToCallerMsP95: seen.modelToCaller.p95 / 1000,
    modelToCallerMsP99: seen.modelToCaller.p99 / 1000,
    firstAudioMsP50: firstAudio.p50 / 1000,
    firstAudioMsP95: firstAudio.p95 / 1000,
    firstAudioMsMax: firstAudio.max / 1000,
    speechToClearMsP50: clear.p50 / 1000,
    speechToClearMsP95: clear.p95 / 1000,
    speechToClearMsP99: clear.p99 / 1000,
    rssPerCallKib: perCall(full.rss - idle.rss, calls),
    rssPerCallLaterHalfKib: perCall(full.rss - half.rss, Math.floor(calls / 2)),
    livePerCallKib: perCall(full.live - idle.live, calls),
    rssIdleMib: idle.rss / 1024 ** 2,
    rssFullMib: full.rss / 1024 ** 2,
    loopDelayMsP50: used.loopDelayMsP50,
    loopDelayMsP99: used.loopDelayMsP99,
    loopDelayMsMax: used.loopDelayMsMax,
    framesThroughShare: told.callerToModel.count / seen.framesSent,
    clearedShare: clears.length / told.speechStarts.length,
    generatorLateMsP99: seen.lateness.p99 / 1000,
  };
}

async function memoryAt(
  upTo: number,
  entrance: Entrance,
  server: Remote<MeasuredOrders>,
  { load, settleMs }: RoundOptions,
) {
  await load.ask('dial', { entrance, upTo });
  await wait(settleMs);
  return server.ask('memory');
}

async function emptied(server: Remote<MeasuredOrders>): Promise<void> {
  const deadline = performance.now() + EMPTY_MS_MAX;
  while ((await server.ask('live')) > 0) {
    if (performance.now() > deadline) throw new Error('calls that were hung up are still live');
    await wait(20);
  }
}

type Moment = readonly [call: number, atMicros: number];

/** From each turn of the caller to the clear that came for it, before the same call's next turn; microseconds. */
export function clearTimes(turns: readonly Moment[], clears: readonly Moment[]): number[] {
  const times: number[] = [];
  const ofCall = Map.groupBy(clears, ([call]) => call);
  for (const [call, starts] of Map.groupBy(turns, ([call]) => call)) {
    const cleared = ofCall.get(call) ?? [];
    for (const [index, [, from]] of starts.entries()) {
      const to = starts[index + 1]?.[1] ?? Infinity;
      const clear = cleared.find(([, at]) => at >= from && at < to);
      if (clear !== undefined) times.push(clear[1] - from);
    }
  }
  return times;
}
