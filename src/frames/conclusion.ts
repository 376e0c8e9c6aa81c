// Conclusion: what came of a call for the business, in its own terms, found out once the call has ended.

/** The function by which a language model tells it. */
export const CONCLUDE = 'conclude';

/** What came of a call. `summary` and `fields` are PII. */
export interface Conclusion {
  /** One word of the agent's, or of `DISPOSITIONS`. */
  readonly disposition: string;
  /** A few sentences; null: nobody has written any. */
  readonly summary: string | null;
  /** What the agent wants to know of each call, as its schema has it; null: nothing, or it could not be found out. */
  readonly fields: Readonly<Record<string, unknown>> | null;
  /** Who found it out: a language model that has read the call, or rules about how it ended and which tools were used. */
  readonly by: 'model' | 'rules';
  /** Why a model was asked and did not find it out, without a caller's word; null otherwise. */
  readonly note: string | null;
}
