// Dial batch: calls everybody in a CSV file by the running server; what `offhook dial --batch` does.
import { randomBytes } from 'node:crypto';
import { readFileSync, realpathSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import type { World } from '../../base/world.ts';
import { EXIT } from '../dial/dial-outcome.ts';
import { commandLine } from '../command-line.ts';
import { BatchFault, Standings, type Ledger } from './batch-ledger.ts';
import { readBatchOptions, type BatchOptions } from './batch-options.ts';
import type { BatchEnd, BatchPolicy, BatchPorts } from './batch-plan.ts';
import { BatchProgress, type ProgressOut } from './batch-progress.ts';
import { allReached, resultsCsv, settledRows, tally } from './batch-report.ts';
import { partyOf, type BatchRow } from './batch-row.ts';
import { BatchRun } from './batch-run.ts';
import { callServer, type CallServer } from './call-server.ts';
import { wallTime } from './calling-hours.ts';
import { doNotCall } from './do-not-call.ts';
import { openLedger, readLedger } from './ledger-file.ts';
import { liveHints } from './live-hints.ts';
import { plannedCalls } from './planned-calls.ts';
import { readBatch, type BatchDefaults } from './read-batch.ts';

/** A batch as the command line asks for it. */
export interface BatchOrder {
  /** Of the CSV file; the ledger and the results stand beside it. */
  readonly path: string;
  readonly options: BatchOptions;
  /** What every row gets that does not say otherwise. */
  readonly request: BatchDefaults['request'];
  readonly origin: string;
  readonly apiKey: string | null;
}

/** Where a batch is told, and who may interrupt it. */
export interface BatchTerminal {
  readonly world: World;
  readonly out: ProgressOut;
  /** Calls `interrupted` at each Ctrl-C until what it returns is called. */
  readonly onInterrupt: (interrupted: () => void) => () => void;
  /** Ends the process at once. */
  readonly leave: (exitCode: number) => void;
}

/** A batch that was read and checked. */
interface Batch {
  readonly rows: readonly BatchRow[];
  readonly policy: BatchPolicy;
  readonly listed: BatchPorts['listed'];
  readonly server: CallServer;
  readonly ledgerPath: string;
  readonly resultsPath: string;
}

/** How often the bar is drawn while nothing is told. */
const REDRAW_MS = 1000;

/** Calls everybody, or tells when they would be; resolves to the exit code. Throws `BatchFault` before anybody is called. */
export async function dialBatch(order: BatchOrder, terminal: BatchTerminal): Promise<number> {
  const batch = readOrder(order, terminal.world);
  if (order.options.dryRun === true) return dryRun(batch, terminal);
  const answers = await batch.server.find('none', '');
  if (answers.kind !== 'known')
    throw new BatchFault(
      `${answers.problem}. Start it with \`${commandLine('start')}\`, or name another with --url.`,
    );
  const ledger = openLedger(batch.ledgerPath, randomBytes(9).toString('base64url'));
  try {
    sameServer(batch, ledger);
    return await callAll(batch, ledger, order, terminal);
  } finally {
    ledger.close();
  }
}

function readOrder({ path, options, request, origin, apiKey }: BatchOrder, world: World): Batch {
  const read = readBatchOptions(options);
  if (!read.ok) throw new BatchFault(read.problems.join('\n'));
  const { policy } = read;
  const defaults = { request, zone: options.timezone ?? null };
  const table = readBatch(bytesOf(path), defaults, policy.clock, world.clock.wall());
  if (!table.ok)
    throw new BatchFault(`${path} does not fit, and nobody was called:\n  ${table.problems.join('\n  ')}`);
  const listed = doNotCall(options.doNotCall ?? null);
  // A list that cannot be read is found out now.
  listed('');
  // By whichever link it is named, it is one file and has one ledger.
  const file = realpathSync(path);
  return {
    rows: table.rows,
    policy,
    listed,
    server: callServer(world, { origin, apiKey }),
    ledgerPath: `${file}.ledger`,
    resultsPath: `${file.replace(/\.csv$/i, '')}.results.csv`,
  };
}

async function callAll(
  batch: Batch,
  ledger: Ledger,
  order: BatchOrder,
  terminal: BatchTerminal,
): Promise<number> {
  const { world, out, leave } = terminal;
  const { rows, policy, listed, server, resultsPath } = batch;
  const run = new BatchRun(rows, policy, {
    world,
    server,
    ledger,
    listed,
    told: (news) => progress.news(news),
  });
  const progress = new BatchProgress(out, () => run.rows, policy.attempts);
  /** The ledger has it all: without results nothing is lost. */
  const saveResults = (): void => {
    try {
      replaceFile(resultsPath, resultsCsv(run.rows));
    } catch (error) {
      progress.line(
        `the results cannot be written: ${error instanceof Error ? error.message : String(error)}`,
      );
    }
  };
  let asked = false;
  const settle = terminal.onInterrupt(() => {
    if (asked) {
      progress.close();
      saveResults();
      return leave(EXIT.unfinished);
    }
    asked = true;
    progress.line(
      'Stopping: no new calls; live ones are waited for. Once more to leave at once: the next run finds out how they ended.',
    );
    run.stop();
  });
  const hints = liveHints(order.origin, order.apiKey, (callId) => run.hint(callId));
  const redraw = setInterval(() => progress.draw(), REDRAW_MS);
  try {
    progress.draw();
    const end = await run.run();
    progress.close();
    saveResults();
    return report(end, run, batch, out);
  } finally {
    clearInterval(redraw);
    hints.close();
    settle();
    progress.close();
  }
}

function report(
  end: BatchEnd,
  { rows }: BatchRun,
  { ledgerPath, resultsPath }: Batch,
  out: ProgressOut,
): number {
  const left = rows.length - settledRows(rows);
  const lines = [
    end.kind === 'complete'
      ? `Done: all ${rows.length} have their outcome.`
      : `Not done: ${left} of ${rows.length} are left. The same command goes on with them.`,
    ...[...tally(rows)].map(([outcome, count]) => `  ${outcome.padEnd(14)}${count}`),
    ...('problem' in end ? [`  Stopped by    ${end.problem}`] : []),
    `  Results       ${resultsPath}`,
    `  Ledger        ${ledgerPath}`,
  ];
  for (const line of lines) out.write(`${line}\n`);
  if (end.kind !== 'complete') return EXIT.unfinished;
  return allReached(rows) ? EXIT.reached : EXIT.unreached;
}

/** Nothing is asked, written or called. */
function dryRun({ rows, policy, listed, server, ledgerPath }: Batch, { world, out }: BatchTerminal): number {
  const ledger = { ...(readLedger(ledgerPath) ?? { id: '', entries: [] }), append: () => {} };
  const states = new BatchRun(rows, policy, { world, server, ledger, listed, told: () => {} }).rows;
  const barred = states.filter(({ stage, row }) => stage === 'waiting' && listed(partyOf(row.request.to)));
  const planned = plannedCalls(
    states.filter((state) => !barred.includes(state)),
    policy,
    world.clock.wall(),
  );
  for (const { state, wall } of planned) {
    const [zone = out.zone, ...others] = state.row.zones;
    const where = others.length === 0 ? zone : `${zone}, the first of ${others.length + 1} zones`;
    const attempt = state.standing.attempts === 0 ? '' : `, attempt ${state.standing.attempts + 1}`;
    out.write(
      `line ${state.row.line}: ${state.row.request.to} at ${wallTime(zone, wall)} (${where})${attempt}\n`,
    );
  }
  for (const { row } of barred)
    out.write(`line ${row.line}: ${row.request.to} never: on the do-not-call list\n`);
  const under = states.filter(({ stage }) => stage === 'open').length;
  const rest = states.filter(({ stage }) => stage === 'done').length;
  out.write(
    `${planned.length} of ${states.length} would be called; on the do-not-call list: ${barred.length}; with an outcome already: ${rest}` +
      `${under === 0 ? '' : `; under way or cut off: ${under}`}. Nobody was called.\n`,
  );
  return EXIT.reached;
}

/** Where an attempt's end is not known, only the server that was asked for it knows. */
function sameServer({ rows, server, ledgerPath }: Batch, ledger: Ledger): void {
  const standings = new Standings(ledger.entries);
  const elsewhere = rows
    .map(({ request }) => standings.of(partyOf(request.to)).open?.server)
    .filter((origin) => origin !== undefined && origin !== server.origin);
  if (elsewhere.length > 0)
    throw new BatchFault(
      `the ledger ${ledgerPath} has calls whose end only the server at ${elsewhere[0]} knows: go on with --url ${elsewhere[0]}`,
    );
}

function bytesOf(path: string): Uint8Array {
  try {
    return readFileSync(path);
  } catch (error) {
    throw new BatchFault(`${path} cannot be read: ${error instanceof Error ? error.message : String(error)}`);
  }
}

/** Whoever reads it meanwhile has the old one or the new one, whole; only its owner may. */
function replaceFile(path: string, text: string): void {
  const draft = `${path}.draft`;
  // One that was left behind may be anybody's.
  rmSync(draft, { force: true });
  writeFileSync(draft, text, { mode: 0o600, flush: true });
  renameSync(draft, path);
}
