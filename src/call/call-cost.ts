// Call cost: what a call costs, part by part. What is not known stays unknown: nothing here takes it for nothing.

/** What can cost something in a call. */
export const COST_PARTS = ['model', 'stt', 'llm', 'tts', 'carrier'] as const;

/** One of them. */
export type CostPartName = (typeof COST_PARTS)[number];

/** What one part of a call costs. */
export interface CostPart {
  readonly part: CostPartName;
  /** By its name in the price table. */
  readonly of: string;
  /** US dollars; null while something is missing. */
  readonly usd: number | null;
  /** What is known of it. */
  readonly knownUsd: number;
  /** What is missing to know all of it; null: nothing. */
  readonly missing: string | null;
}

/** What a call costs, so far or in the end. */
export interface CallCost {
  /** US dollars; null while one of its parts is not known. */
  readonly usd: number | null;
  /** What is known of it. */
  readonly knownUsd: number;
  readonly parts: readonly CostPart[];
}

/** A call of which no price is known. */
export const UNPRICED: CallCost = { usd: null, knownUsd: 0, parts: [] };

/** The whole of these parts. */
export function costOfParts(parts: readonly CostPart[]): CallCost {
  const knownUsd = parts.reduce((sum, part) => sum + part.knownUsd, 0);
  return { usd: parts.every(({ missing }) => missing === null) ? knownUsd : null, knownUsd, parts };
}

/** What is missing to know all of a cost, in words; empty: nothing. */
export function missingCosts({ parts }: CallCost): readonly string[] {
  return parts.flatMap(({ part, of, missing }) => (missing === null ? [] : [`${part} ${of}: ${missing}`]));
}
