// The whole of Offhook in virtual time: an emulated carrier, the real app, switchboard, store and adapters, and
// the rehearsal model with its real voice, ear and voice activity detector. Nothing here is faked but the outside.
import { loadConfig, planCall, viewOf, type CallView, type PriceOf, type ReadyAgent } from 'offhook';
import type { HttpAnswer, HttpRequest } from '../../src/base/world.ts';
import type { RecordingSink } from '../../src/call/recording.ts';
import type { Phrases } from '../../src/call/phrases.ts';
import type { Audio } from '../../src/media/audio.ts';
import { priceTable } from '../../src/cost/price-table.ts';
import { priceUse } from '../../src/cost/price-use.ts';
import type { Price } from '../../src/cost/price.ts';
import { buildApp } from '../../src/server/app.ts';
import { openSwitchboard } from '../../src/server/calls/live-switchboard.ts';
import { renderAhead } from '../../src/server/calls/render-ahead.ts';
import { doorEntrance } from '../../src/server/door-entrance.ts';
import { liveFeed } from '../../src/server/live-feed.ts';
import { metrics } from '../../src/server/metrics.ts';
import { journalWriter } from '../../src/store/journal-writer.ts';
import { liveTaping } from '../../src/tape/live-taping.ts';
import { memoryStore } from '../../src/testing/memory-store.ts';
import { memoryTapes } from '../../src/testing/memory-tapes.ts';
import type { Brain } from '../../src/testing/rehearsal/brain.ts';
import type { Ear } from '../../src/testing/rehearsal/ear.ts';
import { rehearsalEar } from '../../src/testing/rehearsal/ear/rehearsal-ear.ts';
import { frontDeskBrain } from '../../src/testing/rehearsal/front-desk-brain.ts';
import { loadVad } from '../../src/testing/rehearsal/vad.ts';
import { callerLine } from '../../src/testing/rehearsal/voice/caller-line.ts';
import { rehearsalVoice } from '../../src/testing/rehearsal/voice/rehearsal-voice.ts';
import type { EmulatedCall } from '../../src/testing/telephone/emulated-call.ts';
import type { CallOptions } from '../../src/testing/telephone/carrier-emulator.ts';
import { simulatedWorld } from '../../src/testing/world/simulated-world.ts';
import { modelEnds } from './model-ends.ts';
import { replays } from './replays.ts';
import { twilioCarrier, type StageCarrier } from './stage-carriers.ts';
import { stageModel, type StagePipeline } from './stage-model.ts';

const PUBLIC_URL = 'https://voice.example.com';

export interface WholeStageOptions {
  readonly agent?: Partial<ReadyAgent>;
  readonly brain?: Brain;
  /** How the model is made up. Default `realtime`. */
  readonly pipeline?: StagePipeline;
  readonly ear?: Ear;
  readonly call?: CallOptions;
  readonly callsMax?: number;
  readonly transferTo?: string | null;
  /** Milliseconds one way to the model and to the carrier. */
  readonly latencyMs?: number;
  /** False: the model cannot be reached. */
  readonly model?: boolean;
  readonly seed?: number;
  /** Beside the built-in ones. */
  readonly prices?: readonly Price[];
  /** Whether the calls of today have cost as much as they may. */
  readonly budgetSpent?: () => boolean;
  /** False: the fixed texts are not rendered before the first call. */
  readonly renders?: boolean;
  /** Who brings the calls. Default Twilio. */
  readonly carrier?: StageCarrier;
  /** What becomes of a request to the carrier's REST API. Default: `answer`, which carries it out. */
  readonly rest?: (answer: () => HttpAnswer, request: HttpRequest) => HttpAnswer | Promise<HttpAnswer>;
  /** Default true: the carrier's credentials are set. */
  readonly credentials?: boolean;
}

/** The example's agent where Twilio hears and speaks: its sound cannot be recorded here. */
const MANAGED: Partial<ReadyAgent> = {
  pipeline: { kind: 'managed', llm: { vendor: 'openai', model: 'rehearsal' }, languages: [] },
  recording: { on: false },
};

export type WholeStage = Awaited<ReturnType<typeof wholeStage>>;

export async function wholeStage(options: WholeStageOptions = {}) {
  const world = simulatedWorld({ seed: options.seed ?? 1, latencyMs: options.latencyMs ?? 0 });
  const pipeline = options.pipeline ?? 'realtime';
  const agent: ReadyAgent = {
    ...(await loadConfig('examples/front-desk')),
    ...(pipeline === 'managed' ? MANAGED : {}),
    ...options.agent,
  };
  const parts = {
    voice: rehearsalVoice(),
    ear: options.ear ?? rehearsalEar(),
    brain: options.brain ?? frontDeskBrain(world.clock),
    vad: await loadVad(),
  };
  const sessions = modelEnds();
  const { model, reach: reachModel } = stageModel(world, pipeline, parts, sessions);
  let unreachModel = options.model === false ? () => {} : reachModel();

  const table = priceTable(options.prices);
  const price: PriceOf = (use) => priceUse(table, use);
  const store = memoryStore();
  const journal = journalWriter(store, world);
  const phrases = memoryPhrases();
  const recordings = memoryRecordings();
  const tapes = memoryTapes();
  const transferTo = options.transferTo === undefined ? '+14155550123' : options.transferTo;
  const brings = (options.carrier ?? twilioCarrier)(world, agent, options.credentials !== false, parts);
  const doors = [brings.door];
  const switchboard = openSwitchboard({
    world,
    store,
    journal,
    model,
    phrases,
    recordings,
    doors,
    reachedAt: () => PUBLIC_URL,
    plan: (call, order) => planCall(agent, call, { transferTo }, world, order),
    price,
    ...(options.budgetSpent === undefined ? {} : { budgetSpent: options.budgetSpent }),
    callsMax: options.callsMax ?? 10,
    busy: { text: agent.phrases.busy, language: agent.language },
    toolSettings: {},
    taping: liveTaping(world, tapes),
  });
  const counted = metrics({ switchboard, journal });
  const unavailable = { text: agent.phrases.apology, language: agent.language };
  const app = await buildApp({
    world,
    switchboard,
    store,
    metrics: counted,
    feed: liveFeed(world, switchboard),
    doors,
    publicUrl: PUBLIC_URL,
    apiKey: null,
    dataDir: '/nowhere',
    unavailable,
    draining: () => false,
  });
  world.serve(PUBLIC_URL, async (request) => {
    const answer = await app.inject({
      method: request.method,
      url: request.url.slice(PUBLIC_URL.length),
      headers: { host: 'voice.example.com', ...request.headers },
      ...(request.body === undefined ? {} : { payload: request.body }),
    });
    return {
      status: answer.statusCode,
      headers: answer.headers as Record<string, string>,
      body: answer.body,
    };
  });
  world.listen(`wss://voice.example.com${brings.door.mediaPath}`, (socket, request) => {
    const { url, subprotocol } = request;
    const offered = subprotocol === undefined ? {} : { 'sec-websocket-protocol': subprotocol };
    const headers = { ...request.headers, ...offered };
    const target = url.slice('wss://voice.example.com'.length);
    const upgrade = { method: 'GET', origins: [PUBLIC_URL], target, headers, body: '' };
    const fault = brings.door.upgradeFault(upgrade);
    if (fault !== null) throw new Error(`the upgrade does not hold: ${fault}`);
    const { door } = brings;
    const entrance = doorEntrance({
      door,
      options: { world, switchboard, metrics: counted, unavailable },
      settled: () => {},
      underWay: () => {},
    });
    door.acceptStream(world, socket, entrance, upgrade);
  });
  const emulator = brings.emulator({
    fromState: 'NY',
    statusCallbackUrl: `${PUBLIC_URL}${brings.statusPath}`,
    ...options.call,
  });
  if (brings.tokenOrigin !== undefined)
    world.serve(brings.tokenOrigin, (request) => emulator.restAnswer(request));
  world.serve(brings.restUrl, (request) => {
    const answer = (): HttpAnswer => emulator.restAnswer(request);
    return options.rest === undefined ? answer() : options.rest(answer, request);
  });

  if (options.renders !== false && options.model !== false) {
    let rendered = false;
    void renderAhead({ world, agent, model, phrases, transferTo }).then(() => (rendered = true));
    await world.until(() => rendered, 300_000);
  }

  return {
    world,
    agent,
    model,
    price,
    store,
    switchboard,
    tapes,
    emulator,
    recordings,
    sessions,
    /** What `/metrics` gives. */
    metrics: () => counted.text(),
    /** Every message that a model was sent, as it stood on the wire. */
    modelTold: sessions.told,
    /** The call of ours that was placed last, at its other end. */
    placed(): EmulatedCall {
      const call = [...emulator.calls.values()].at(-1);
      if (call === undefined) throw new Error('no call was placed');
      return call;
    },
    /** Rings; the script goes on by itself. */
    ring({ from = '+12125550100', ...change }: CallOptions & { readonly from?: string } = {}): EmulatedCall {
      return emulator.call({
        ...change,
        webhookUrl: `${PUBLIC_URL}${brings.incomingPath}`,
        from,
        to: '+14155550199',
      });
    },
    /** The model's server is gone; or back. */
    breakModel: () => unreachModel(),
    mendModel: () => void (unreachModel = reachModel()),
    /** Lets time pass until the agent has spoken and then been quiet for a while. */
    async agentQuiet(call: EmulatedCall, quietMs = 800) {
      await world.until(() => call.ending !== null || call.quietMs >= quietMs, 60_000);
    },
    /** Lets time pass until a stream of the call is up, the agent speaks on it, and is then quiet for a while. */
    async agentBack(call: EmulatedCall, streams: number) {
      await world.until(() => call.record.streams.length === streams && call.playing, 60_000);
      await world.until(() => call.ending !== null || call.quietMs >= 800, 60_000);
    },
    /** Says a line of the rehearsal's caller, and waits for the answer to begin and end. */
    async say(call: EmulatedCall, line: string) {
      const heard = call.heardBytes;
      let spoken = false;
      void call.speak(lineSound(line)).then(() => (spoken = true));
      await world.until(() => call.ending !== null || (spoken && call.heardBytes > heard), 30_000);
      await world.until(() => call.ending !== null || call.quietMs >= 1500, 60_000);
    },
    lineSound,
    /** The call as the store has it once it is over. */
    async outcome(call: EmulatedCall): Promise<CallView> {
      let view: CallView | null = null;
      await world.until(() => call.ending !== null, 600_000);
      await world.advance(200_000);
      view = await store.call(call.carrierCallId);
      if (view === null) throw new Error('the call is not in the store');
      const folded = viewOf(await store.journal(view.id), price);
      if (JSON.stringify(folded) !== JSON.stringify(view))
        throw new Error('the store shows another call than its journal');
      await replays(tapes.of(view.id), agent, transferTo);
      return view;
    },
  };
}

function lineSound(line: string): Uint8Array {
  const sound = callerLine(line);
  if (sound === null) throw new Error(`the rehearsal's caller has no line ${line}`);
  return sound;
}

function memoryPhrases(): Phrases {
  const kept = new Map<string, readonly Audio[]>();
  const nameOf = (key: object): string => JSON.stringify(key);
  return {
    find: (key) => kept.get(nameOf(key)) ?? null,
    keep: (key, audio) => void kept.set(nameOf(key), audio),
  };
}

function memoryRecordings() {
  const chunks = new Map<string, Uint8Array[]>();
  return {
    /** Interleaved µ-law, caller left, agent right. */
    stereo: (callId: string): Uint8Array => Buffer.concat(chunks.get(callId) ?? []),
    open(callId: string): RecordingSink {
      const kept: Uint8Array[] = [];
      chunks.set(callId, kept);
      return {
        write: (stereo) => void kept.push(stereo),
        close: (hushed = []) => {
          const sound = Buffer.concat(kept);
          for (const { side, fromMs, toMs } of hushed)
            for (let at = Math.floor(fromMs * 8); at < Math.min(toMs * 8, sound.length / 2); at += 1)
              sound[2 * at + (side === 'caller' ? 0 : 1)] = 0xff;
          kept.splice(0, kept.length, sound);
          const size = sound.length;
          return Promise.resolve({ path: `${callId}.wav`, bytes: size, durationMs: size / 16 });
        },
      };
    },
  };
}
