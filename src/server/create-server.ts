// Create server: everything a phone agent needs to take calls, put together from an agent and its settings.
import type { Agent, ReadyAgent } from '../agent/agent.ts';
import { planCall } from '../agent/plan-call.ts';
import { readyAgent } from '../agent/ready-agent.ts';
import { diskPhrases } from '../archive/disk-phrases.ts';
import { diskRecordings, recoverRecording } from '../archive/disk-recordings.ts';
import { OffhookError } from '../base/errors.ts';
import type { World } from '../base/world.ts';
import type { Tap } from '../graph/run.ts';
import type { Model } from '../models/model.ts';
import { openaiModel } from '../models/openai/openai-model.ts';
import { costUsd } from '../models/openai/price.ts';
import { journalWriter } from '../store/journal-writer.ts';
import { makeDataDir } from '../store/data-dir.ts';
import { openStore } from '../store/open-store.ts';
import type { Store } from '../store/store.ts';
import { closeBrokenCalls } from './calls/close-broken-calls.ts';
import { openSwitchboard } from './calls/live-switchboard.ts';
import { renderAhead } from './calls/render-ahead.ts';
import { carrierDoors } from './carrier-doors.ts';
import { environmentSettings } from './environment.ts';
import { httpServer } from './http-server.ts';
import type { Settings } from './settings.ts';
import type { Switchboard } from './switchboard.ts';
import { pinoLog } from './world/pino-log.ts';
import { realWorld } from './world/real-world.ts';

/** What a server is put together from; only the agent has no default. */
export interface ServerOptions {
  /** What `defineAgent` or `loadConfig` returned. */
  readonly agent: Agent | ReadyAgent;
  /** Default: the environment, and `.env` in the working directory. */
  readonly settings?: Settings;
  /** Who answers. Default: OpenAI Realtime, as the settings say. */
  readonly model?: Model;
  /** Default: this machine. */
  readonly world?: World;
  /** How long live calls may go on after `close`, in milliseconds. Default 30 s. */
  readonly drainMsMax?: number;
  /** See each frame of each call. */
  readonly taps?: readonly Tap[];
}

/** A server that is put together and does not listen yet. */
export interface OffhookServer extends AsyncDisposable {
  readonly switchboard: Switchboard;
  readonly store: Store;
  readonly model: Model;
  /** Begins to take calls; `url` is where this machine reaches it. `ADDRESS_IN_USE` when the port is taken. */
  listen(): Promise<{ readonly url: string }>;
  /** Resolves when every fixed text of the agent was rendered, or given up; to how many are new. */
  readonly rendered: Promise<number>;
  /** Turns new calls away, lets live ones end within the bound, then closes everything. */
  close(): Promise<void>;
}

/**
 * Opens the store and brings it up to date. Throws `ENVIRONMENT_INVALID`, `CONFIG_INVALID`, `STORE_UNAVAILABLE` or
 * `STORE_TOO_NEW` before anything listens.
 */
export async function createServer(options: ServerOptions): Promise<OffhookServer> {
  const settings = options.settings ?? environmentSettings();
  const agent = await readyAgent(options.agent, process.cwd());
  const world = options.world ?? realWorld(pinoLog(settings.logLevel));
  const model = options.model ?? configuredModel(agent, settings);
  const { dataDir } = settings;
  makeDataDir(dataDir);
  const doors = carrierDoors(world, agent, settings);
  const store = await openStore({ databaseUrl: settings.databaseUrl, dataDir });
  try {
    await store.migrate();
  } catch (error) {
    await store[Symbol.asyncDispose]();
    throw error;
  }
  const { log } = world;
  const journal = journalWriter(store, world);
  const disk = { dataDir, clock: world.clock, log };
  const phrases = diskPhrases(disk);
  const switchboard = openSwitchboard({
    world,
    store,
    journal,
    model,
    phrases,
    recordings: diskRecordings(disk),
    doors,
    publicUrl: settings.publicUrl,
    plan: (call, order) => planCall(agent, call, { transferTo: settings.humanTransferNumber }, world, order),
    price: costUsd,
    callsMax: settings.callsMax,
    busy: { text: agent.phrases.busy, language: agent.language },
    toolSettings: settings.businessApiBase === null ? {} : { BUSINESS_API_BASE: settings.businessApiBase },
    ...(options.taps === undefined ? {} : { taps: options.taps }),
  });
  const http = await httpServer({
    world,
    switchboard,
    store,
    journal,
    host: settings.host,
    port: settings.port,
    doors,
    publicUrl: settings.publicUrl,
    apiKey: settings.apiKey,
    dataDir,
    unavailable: { text: agent.phrases.apology, language: agent.language },
    ...(options.drainMsMax === undefined ? {} : { drainMsMax: options.drainMsMax }),
  });
  const rendered = renderAhead({ world, agent, model, phrases, transferTo: settings.humanTransferNumber });
  const broken = closeBrokenCalls({
    world,
    store,
    switchboard,
    shared: settings.databaseUrl !== null,
    recording: (callId, startedAt) => recoverRecording(disk, callId, startedAt),
  });
  let closing: Promise<void> | null = null;
  const close = (): Promise<void> =>
    (closing ??= (async () => {
      broken.stop();
      await http.close();
      await journal.close();
      await store[Symbol.asyncDispose]();
    })());
  return {
    switchboard,
    store,
    model,
    rendered,
    listen: () => http.listen(),
    close,
    [Symbol.asyncDispose]: close,
  };
}

function configuredModel(agent: ReadyAgent, { openai }: Settings): Model {
  if (openai.apiKey === null && openai.baseUrl === null) {
    throw new OffhookError(
      'ENVIRONMENT_INVALID',
      'OPENAI_API_KEY is not set, so no model can answer: set it, pass `model`, or use `npm start`, which rehearses without a key.',
    );
  }
  return openaiModel({
    name: openai.model ?? agent.model,
    apiKey: openai.apiKey,
    ...(openai.baseUrl === null ? {} : { baseUrl: openai.baseUrl }),
  });
}
