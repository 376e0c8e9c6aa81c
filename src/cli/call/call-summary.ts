// Call summary: a report in a few lines for people.
import type { TurnView } from '../../server/api.ts';
import { missingCosts, type CallCost } from '../../call/call-cost.ts';
import type { CallReport } from './call-report.ts';

/** The lines that end `offhook call`, the fault last. */
export function callSummary(report: CallReport): readonly string[] {
  const { view, firstSoundMs, latenciesMs, dials, carrierSaid, recordingPath, fault } = report;
  const outcome = view?.outcome ?? null;
  const seconds = (report.durationMs / 1000).toFixed(1);
  const how = outcome === null ? '' : ` as ${outcome.reason}`;
  const rows: (readonly [string, string])[] = [];
  if (firstSoundMs !== null) {
    const sent = outcome?.firstAudioMs ?? null;
    const server = sent === null ? '' : `, ${Math.round(sent)} ms at the server`;
    rows.push(['First sound', `${Math.round(firstSoundMs)} ms after the stream began${server}`]);
  }
  const serverLatencies = outcome?.turnLatenciesMs ?? [];
  if (latenciesMs.length > 0) rows.push(['Answers', `${middleAndMost(latenciesMs)} at the ear`]);
  if (serverLatencies.length > 0)
    rows.push(['', `${middleAndMost(serverLatencies)} at the server, from where its model heard the end`]);
  for (const [index, turn] of (view?.turns ?? []).entries())
    rows.push([index === 0 ? 'Ear to ear' : '', turnLine(turn)]);
  if (outcome !== null) {
    rows.push(['Turns', `caller ${outcome.turns.caller}, agent ${outcome.turns.agent}`]);
    rows.push(['Interruptions', String(outcome.interruptions)]);
  }
  const tools = (view?.tools ?? []).map(
    ({ name, status, tookMs }) => `${name} ${status}${tookMs === null ? '' : ` (${Math.round(tookMs)} ms)`}`,
  );
  if (tools.length > 0) rows.push(['Tools', tools.join(', ')]);
  for (const { to, status } of dials) rows.push(['Put through', `${to}: ${status}`]);
  for (const said of carrierSaid) rows.push(['Carrier said', said]);
  if (view !== null) rows.push(...costRows(view.cost));
  if (view !== null) rows.push(['Call', view.id]);
  if (recordingPath !== null) rows.push(['Recording', recordingPath]);
  const never = view === null && firstSoundMs === null && fault !== null;
  return [
    ...(never ? [] : ['', `The call ended${how} after ${seconds} s.`]),
    ...rows.map(([name, text]) => `  ${name.padEnd(14)}${text}`),
    ...(fault === null ? [] : [...(never ? [] : ['']), `The call failed: ${fault.message}`]),
  ];
}

/** A turn by its parts; those that took nothing are left out. */
function turnLine(turn: TurnView): string {
  const parts = [
    ['end of speech', turn.endpointingMs],
    ['model', turn.modelMs],
    ['tools', turn.toolsMs],
    ['held', turn.relayMs],
    ['carrier', turn.carrierMs],
  ] as const;
  const told = parts.filter(([, ms]) => ms > 0).map(([name, ms]) => `${name} ${Math.round(ms)}`);
  const why = turn.why === null ? '' : ` ${turn.why}`;
  return `${Math.round(turn.latencyMs)} ms: ${told.join(' + ')}.${why}`;
}

/** What is known of it, and what is not. */
function costRows(cost: CallCost): readonly (readonly [string, string])[] {
  const missing = missingCosts(cost);
  if (cost.knownUsd === 0 && missing.length > 0) return [];
  const known = `$${cost.knownUsd.toFixed(4)}`;
  return [['Cost', missing.length === 0 ? known : `${known}, without ${missing.join('; ')}`]];
}

function middleAndMost(latenciesMs: readonly number[]): string {
  const sorted = latenciesMs.toSorted((one, other) => one - other);
  const middle = sorted[Math.floor((sorted.length - 1) / 2)] ?? 0;
  const most = sorted.at(-1) ?? 0;
  return sorted.length === 1
    ? `${Math.round(most)} ms`
    : `median ${Math.round(middle)} ms, longest ${Math.round(most)} ms`;
}
