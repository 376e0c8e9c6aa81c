// Turn views: what the journal says of each turn that was answered, and in one sentence why it was slow.
import type { TurnMeasured } from '../frames/turn-measured.ts';

/** One turn that was answered, ear to ear; in milliseconds. The first five parts add up to `latencyMs`. */
export interface TurnView {
  /** When the caller's voice was last heard, since the call opened. */
  readonly atMs: number;
  /** Which agent answered, by name. */
  readonly agent: string;
  /** From the caller's last sound to the agent's first that was heard. */
  readonly latencyMs: number;
  /** Until it was decided that the caller's turn is over. */
  readonly endpointingMs: number;
  /** Until the model's first sound, but for the tools. */
  readonly modelMs: number;
  readonly toolsMs: number;
  /** We held the answer, or it waited behind other sound of ours. */
  readonly relayMs: number;
  /** From the time at which it was handed to the carrier until it sounded. */
  readonly carrierMs: number;
  /** From the reply's first sound to its last, as they were heard; null when it was cut. */
  readonly completeMs: number | null;
  /** Why it took longer than a second, in one sentence; null when it did not. */
  readonly why: string | null;
}

/** The parts that a turn's latency is made of, in their order. */
export const TURN_PARTS = ['endpointingMs', 'modelMs', 'toolsMs', 'relayMs', 'carrierMs'] as const;

type Part = (typeof TURN_PARTS)[number];

/** People take a pause longer than this for a sign that something is wrong. */
export const SLOW_MS_MIN = 1000;

/** What nobody would call slow of each part: what goes beyond it is to blame. */
const USUAL_MS: Readonly<Record<Part, number>> = {
  endpointingMs: 500,
  modelMs: 400,
  toolsMs: 0,
  relayMs: 0,
  carrierMs: 100,
};

/** The turn of a record; `agent`: who spoke then. */
export function turnView(turn: TurnMeasured, agent: string): TurnView {
  const { saidMs, endpointingMs, modelMs, toolsMs, relayMs, carrierMs, completeMs } = turn;
  const latencyMs = endpointingMs + modelMs + toolsMs + relayMs + carrierMs;
  const parts = { endpointingMs, modelMs, toolsMs, relayMs, carrierMs };
  const why = latencyMs > SLOW_MS_MIN ? whySlow(parts, latencyMs, turn.tool) : null;
  return { atMs: saidMs, agent, latencyMs, ...parts, completeMs, why };
}

function whySlow(parts: Readonly<Record<Part, number>>, latencyMs: number, tool: string | null): string {
  const beyond = (part: Part): number => parts[part] - USUAL_MS[part];
  const [worst] = TURN_PARTS.toSorted((one, other) => beyond(other) - beyond(one));
  const share = (part: Part): string => `${parts[part]} of ${latencyMs} ms`;
  switch (worst) {
    case 'endpointingMs':
      return `It took ${share(worst)} to decide that the caller had finished.`;
    case 'toolsMs':
      return `Tools ran for ${share(worst)}${tool === null ? '' : `, ${tool} the longest`}.`;
    case 'relayMs':
      return `The answer was held for ${share(worst)}, behind other sound or until the model could be asked.`;
    case 'carrierMs':
      return `The carrier took ${share(worst)} to sound what it had been handed.`;
    default:
      return `The model took ${share('modelMs')} to its first sound.`;
  }
}
