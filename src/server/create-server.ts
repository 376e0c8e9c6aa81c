// Create server: everything a phone agent needs to take calls, put together from an agent and its settings.
import type { Agent, ReadyAgent } from '../agent/agent.ts';
import { planCall } from '../agent/plan-call.ts';
import { readyAgent } from '../agent/ready-agent.ts';
import { diskPhrases } from '../archive/disk-phrases.ts';
import { diskTapes } from '../archive/disk-tapes.ts';
import { diskRecordings, recoverRecording } from '../archive/disk-recordings.ts';
import { hushedSound } from '../archive/hushed-sound.ts';
import type { StraightCarrier } from '../carriers/envelope/straight-door.ts';
import type { Log } from '../base/log.ts';
import type { World } from '../base/world.ts';
import type { CarrierDoor } from '../carriers/carrier-door.ts';
import { NO_USE } from '../call/call-use.ts';
import type { CallView } from '../call/call-view.ts';
import type { PriceOf } from '../call/view-of.ts';
import type { JournalRecord } from '../call/journal.ts';
import type { Tap } from '../graph/run.ts';
import { OffhookError } from '../base/errors.ts';
import type { SoundFindingKind } from '../media/sound-finding.ts';
import type { Model } from '../models/model.ts';
import { journalWriter } from '../store/journal-writer.ts';
import { enterDataDir } from '../store/data-dir-presence.ts';
import { makeDataDir } from '../store/data-dir.ts';
import type { NewJob } from '../store/jobs.ts';
import { openStore } from '../store/open-store.ts';
import type { Store } from '../store/store.ts';
import { liveTaping } from '../tape/live-taping.ts';
import { openArchives } from './archiving/archives.ts';
import { closeBrokenCalls } from './calls/close-broken-calls.ts';
import { consultationFault } from './calls/consultations.ts';
import { dayBudget } from './calls/day-budget.ts';
import { openSwitchboard } from './calls/live-switchboard.ts';
import { renderAhead } from './calls/render-ahead.ts';
import { carrierDoors } from './carrier-doors.ts';
import { ownDoors } from './own-carriers.ts';
import { dataDirName } from './data-dir-name.ts';
import { environmentSettings } from './environment.ts';
import { leftTapes } from './archiving/left-tapes.ts';
import { openForgetting } from './forgetting/open-forgetting.ts';
import { httpServer } from './http-server.ts';
import { callJobs } from './jobs/call-jobs.ts';
import { jobRunners } from './jobs/job-runners.ts';
import { isLoopbackHost } from './loopback.ts';
import { conclusionLlm } from './concluding/conclusion-llm.ts';
import { soundFlaws } from './concluding/sound-flaws.ts';
import { pricesOf } from './prices-file.ts';
import { pipelineModel } from './pipeline-model.ts';
import { equipAgent } from './mcp/mcp-tools.ts';
import type { Settings } from './settings.ts';
import { objectives } from './slo/objectives.ts';
import { sloWatch } from './slo/slo-watch.ts';
import { spanJobs } from './telemetry/span-jobs.ts';
import type { Switchboard } from './switchboard.ts';
import { sloTypeOf, sloWebhookJob } from './webhooks/deliver-webhook.ts';
import { pinoLog } from './world/pino-log.ts';
import { realWorld } from './world/real-world.ts';

/** What a server is put together from; only the agent has no default. */
export interface ServerOptions {
  /** What `defineAgent` or `loadConfig` returned. */
  readonly agent: Agent | ReadyAgent;
  /** Default: the environment, and `.env` in the working directory. */
  readonly settings?: Settings;
  /** Who answers. Default: what the agent's pipeline and the settings say. */
  readonly model?: Model;
  /** Carriers of one's own, beside those that have settings. */
  readonly carriers?: readonly StraightCarrier[];
  /** Default: this machine. */
  readonly world?: World;
  /** How long live calls may go on after `close`, in milliseconds. Default 30 s. */
  readonly drainMsMax?: number;
  /** Calls that come in go on behind these records of another one: a fork of it. */
  readonly goesOn?: readonly JournalRecord[];
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

/** Callers would be put through without asking the human first, although the agent wants it: its owner should know. */
function warnOfCold(log: Log, doors: readonly CarrierDoor[], settings: Settings): void {
  const faults = doors.map((door) => consultationFault(door));
  const unreachable = settings.publicUrl === null && !placesLocally(settings);
  if (!unreachable && faults.includes(null)) return;
  const cause = unreachable ? 'PUBLIC_URL is not set' : faults.join('; ');
  log.warn('transfer.never-warm', { cause });
}

/** A budget cannot hold what it does not know the price of: its owner should know. */
function warnOfUnpriced(log: Log, { name, parts }: Model, price: PriceOf, { clock }: World): void {
  const cost = price({
    ...NO_USE,
    openedAt: clock.wall(),
    parts: parts ?? { ...NO_USE.parts, model: name },
  });
  const missing = (cost?.parts ?? []).filter((one) => one.missing !== null && one.part !== 'carrier');
  if (missing.length > 0)
    log.warn('budget.no-prices', { of: missing.map(({ part, of }) => `${part} ${of}`).join(', ') });
}

/**
 * Opens the store and brings it up to date, and connects to the agent's MCP servers. Throws `ENVIRONMENT_INVALID`,
 * `PRICES_INVALID`, `CONFIG_INVALID`, `STORE_UNAVAILABLE`, `STORE_TOO_NEW` or `MCP_UNAVAILABLE` before anything listens.
 */
export async function createServer(options: ServerOptions): Promise<OffhookServer> {
  const opened: Opened = [];
  try {
    return await putTogether(options, opened);
  } catch (error) {
    await closeAll(opened);
    throw error;
  }
}

/** What was opened, in order, as what closes it. */
type Opened = (() => void | PromiseLike<void>)[];

/** The last that was opened first. */
async function closeAll(opened: Opened): Promise<void> {
  for (const close of opened.splice(0).toReversed()) await close();
}

async function putTogether(options: ServerOptions, opened: Opened): Promise<OffhookServer> {
  const settings = options.settings ?? environmentSettings();
  const ready = await readyAgent(options.agent, process.cwd());
  const world = options.world ?? realWorld(pinoLog(settings.logLevel));
  const model = options.model ?? pipelineModel(ready, settings);
  const price = pricesOf(settings.cost.pricesFile);
  refuseMismatch(ready, model, options.carriers ?? []);
  const { dataDir } = settings;
  makeDataDir(dataDir);
  const archives = await openArchives(dataDir, settings.archive);
  opened.push(() => archives[Symbol.dispose]());
  const listed = carrierDoors(world, ready, settings);
  const doors = [...listed, ...ownDoors(options.carriers ?? [], listed)];
  if (ready.transferKind === 'warm') warnOfCold(world.log, doors, settings);
  const store = await openStore({ databaseUrl: settings.databaseUrl, dataDir });
  opened.push(() => store[Symbol.asyncDispose]());
  await store.migrate();
  // Who else has a Postgres open cannot be told.
  const presence = store.kind === 'sqlite' ? enterDataDir(dataDir) : null;
  opened.push(() => presence?.leave());
  const { agent, close: closeTools } = await equipAgent(ready, world);
  opened.push(closeTools);
  const { log, timers } = world;
  const { webhooks } = settings;
  const place = dataDirName(dataDir);
  const flaws = soundFlaws();
  const conclusion = {
    plan: agent.conclusion,
    llm: conclusionLlm(agent, model, settings),
    flawed: (kind: SoundFindingKind) => flaws.add(kind),
  };
  const work = callJobs({ world, store, archives, dataDir, place, webhooks, price, conclusion });
  const { retention } = settings;
  const added = (): void => runner.look();
  const forgetting = openForgetting({ world, store, archives, dataDir, place, retention, added });
  const left = leftTapes({ world, store, archives, dataDir, place, added });
  const spans = spanJobs({ world, store, ...settings.telemetry });
  const jobsOf = (record: JournalRecord): readonly NewJob[] => [...work.of(record), ...spans.of(record)];
  const kinds = { ...work.kinds, ...spans.kinds, ...forgetting.kinds, ...left.kinds };
  const runner = jobRunners({ world, jobs: store.jobs, place, kinds });
  opened.push(() => runner.close());
  const slo = sloWatch({
    world,
    store,
    objectives: objectives(settings.slo),
    jobsOf: (change, at) =>
      webhooks?.types.includes(sloTypeOf(change)) === true ? [sloWebhookJob(change, at)] : [],
    added: () => runner.look(),
  });
  opened.push(() => slo.stop());
  const jobs = { of: jobsOf, added: () => runner.look() };
  const journal = journalWriter(store, { timers, log, jobs });
  opened.push(() => journal.close());
  const disk = { dataDir, clock: world.clock, log };
  const phrases = diskPhrases(disk);
  // A carrier on this machine reaches us where we listen, which is known once we do.
  let listening: string | null = null;
  const { usdPerDayMax } = settings.cost;
  const live = (): readonly CallView[] => switchboard.live();
  const budget = usdPerDayMax === null ? null : dayBudget({ world, store, usdMax: usdPerDayMax, live });
  opened.push(() => budget?.stop());
  if (budget !== null || agent.budget !== null) warnOfUnpriced(log, model, price, world);
  const switchboard: Switchboard = openSwitchboard({
    world,
    store,
    journal,
    model,
    phrases,
    recordings: diskRecordings(disk),
    ...(settings.tapes ? { taping: liveTaping(world, diskTapes({ ...disk, timers })) } : {}),
    doors,
    reachedAt: () => settings.publicUrl ?? (placesLocally(settings) ? listening : null),
    plan: (call, order) => planCall(agent, call, { transferTo: settings.humanTransferNumber }, world, order),
    price,
    callsMax: settings.callsMax,
    ...(budget === null ? {} : { budgetSpent: () => budget.spent() }),
    busy: { text: agent.phrases.busy, language: agent.language },
    toolSettings: settings.businessApiBase === null ? {} : { BUSINESS_API_BASE: settings.businessApiBase },
    sampling: settings.telemetry.sampling,
    ...(options.taps === undefined ? {} : { taps: options.taps }),
    ...(options.goesOn === undefined ? {} : { goesOn: options.goesOn }),
  });
  const http = await httpServer({
    world,
    switchboard,
    store,
    journal,
    work: { counts: () => store.jobs.counts(), failures: runner.failures },
    slos: () => slo.statuses,
    flaws: () => flaws.counts,
    host: settings.host,
    port: settings.port,
    doors,
    publicUrl: settings.publicUrl,
    apiKey: settings.apiKey,
    dataDir,
    archives,
    eraser: forgetting.eraser,
    unavailable: { text: agent.phrases.apology, language: agent.language },
    ...(options.drainMsMax === undefined ? {} : { drainMsMax: options.drainMsMax }),
  });
  opened.push(() => http.close());
  const rendered = renderAhead({ world, agent, model, phrases, transferTo: settings.humanTransferNumber });
  const broken = closeBrokenCalls({
    world,
    store,
    switchboard,
    alone: () => presence?.alone() ?? false,
    recording: (callId, startedAt, records) =>
      recoverRecording(disk, callId, startedAt, hushedSound(records)),
    price,
    jobsOf,
  });
  const sweeping = forgetting.start();
  opened.push(() => sweeping.stop());
  const looking = left.start();
  opened.push(() => looking.stop());
  opened.push(() => broken.stop());
  let closing: Promise<void> | null = null;
  const close = (): Promise<void> => (closing ??= closeAll(opened));
  return {
    switchboard,
    store,
    model,
    rendered,
    async listen() {
      const listens = await http.listen();
      listening = listens.url;
      return listens;
    },
    close,
    [Symbol.asyncDispose]: close,
  };
}

/** A carrier that speaks and a model that hears sound would not hear each other. */
function refuseMismatch(
  { pipeline }: ReadyAgent,
  model: Model,
  carriers: NonNullable<ServerOptions['carriers']>,
): void {
  const managed = pipeline.kind === 'managed';
  if (managed && carriers.length > 0)
    throw new OffhookError(
      'CONFIG_INVALID',
      "pipeline: 'managed' is Twilio's alone: leave `carriers` out, or choose 'realtime' or 'cascading'.",
    );
  if (managed === (model.speech === 'carrier')) return;
  throw new OffhookError(
    'CONFIG_INVALID',
    managed
      ? "pipeline: 'managed' wants a `model` that hears and speaks through the carrier, as `managedModel` makes it; the one that was passed has sound."
      : `model: it hears and speaks through the carrier, and the agent's pipeline is '${pipeline.kind}': set it to 'managed'.`,
  );
}

/** True when the carrier that places calls is played on this machine, as in a rehearsal. */
function placesLocally({ twilio }: Settings): boolean {
  return twilio.baseUrl !== null && isLoopbackHost(new URL(twilio.baseUrl).host);
}
