// Own server: a server for one call, which rehearses a pipeline on this machine and is gone after it.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ReadyAgent } from '../../agent/agent.ts';
import type { Pipeline } from '../../agent/pipeline-options.ts';
import { settledPipeline } from '../../agent/pipeline-schema.ts';
import type { JournalRecord } from '../../call/journal.ts';
import { createServer } from '../../server/create-server.ts';
import type { Settings } from '../../server/settings.ts';
import { pinoLog } from '../../server/world/pino-log.ts';
import { realWorld } from '../../server/world/real-world.ts';
import { startRehearsal } from '../rehearsal.ts';
import { HUMAN_NUMBER } from '../rehearsal/phones.ts';

/** How long the call may still be live when the server goes. */
const DRAIN_MS_MAX = 2000;

/** A server that listens. */
export interface OwnServer extends AsyncDisposable {
  readonly url: string;
  /** What it runs with: whoever calls it signs with its token. */
  readonly settings: Settings;
}

/** What such a server is to be. */
export interface OwnServerOptions {
  readonly agent: ReadyAgent;
  /** What this machine is set to; the server's own place, port and model it has by itself. */
  readonly given: Settings;
  /** In which pipeline the rehearsal answers, without any key; null: whom the agent and the settings name. */
  readonly rehearses: Pipeline['kind'] | null;
  /** Calls go on behind these records of another one. */
  readonly goesOn?: readonly JournalRecord[];
}

/** The agent as the pipeline has it: who thinks is the rehearsal whoever is named, and what Twilio keeps is not recorded. */
export function rehearsed(agent: ReadyAgent, pipeline: Pipeline['kind']): ReadyAgent {
  if (pipeline !== 'managed') return { ...agent, pipeline: { kind: 'realtime', vendor: 'openai' } };
  const own = agent.pipeline.kind === 'managed' ? agent.pipeline : settledPipeline('managed');
  return { ...agent, pipeline: own, recording: { on: false } };
}

/** Starts one with everything of its own: port, store, and, where it rehearses, its model. */
export async function startOwnServer({
  agent,
  given,
  rehearses,
  goesOn,
}: OwnServerOptions): Promise<OwnServer> {
  const world = realWorld(pinoLog('error'));
  const dataDir = await mkdtemp(join(tmpdir(), 'offhook-call-'));
  const settings: Settings = {
    ...given,
    host: '127.0.0.1',
    port: 0,
    publicUrl: null,
    apiKey: null,
    databaseUrl: null,
    dataDir,
    humanTransferNumber: given.humanTransferNumber ?? HUMAN_NUMBER,
    // A rehearsed call is kept nowhere but here, and told to nobody.
    tapes: true,
    archive: { sound: 'wav', keys: null, s3: null },
    webhooks: null,
  };
  const rehearsal = rehearses === null ? null : await startRehearsal(world, rehearses);
  const server = await createServer({
    agent,
    settings,
    world,
    ...(rehearsal === null ? {} : { model: rehearsal.model }),
    ...(goesOn === undefined ? {} : { goesOn }),
    drainMsMax: DRAIN_MS_MAX,
  });
  const { url } = await server.listen();
  await server.rendered;
  return {
    url,
    settings,
    async [Symbol.asyncDispose]() {
      await server.close();
      await rehearsal?.[Symbol.asyncDispose]();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}
