// Turn measured: where the time of one turn went, as the journal keeps it.

/**
 * One turn that was answered, ear to ear. The parts follow each other: together they are the time from the caller's
 * last sound, as it reached us, to the agent's first sound at the caller's ear. In milliseconds.
 */
export interface TurnMeasured {
  readonly kind: 'turn.measured';
  /** When the caller's voice was last heard, since the call opened. */
  readonly saidMs: number;
  /** From there until it was decided that the turn is over. Of a model that does not tell: until its speech counted as ended. */
  readonly endpointingMs: number;
  /** From the decision to the first sound of the answer, but for what stands below. */
  readonly modelMs: number;
  /** Tools ran. */
  readonly toolsMs: number;
  /** We held it: the model was asked later than it could have been, or the sound waited behind other sound of ours. */
  readonly relayMs: number;
  /** From the time at which it was handed to the carrier, with nothing before it, until it sounded. */
  readonly carrierMs: number;
  /** From the reply's first sound to its last, as they were heard; null when it was cut. */
  readonly completeMs: number | null;
  /** Whether the carrier told when it sounded; else it counts as heard when it was handed over. */
  readonly marked: boolean;
  /** Of the tools that ran the one that took longest, by name; null: none ran. */
  readonly tool: string | null;
}
