// Intent: what a caller wants, by the words of one turn.

/** What a caller of the front desk wants. */
export type Intent =
  | 'digits'
  | 'stop'
  | 'goodbye'
  | 'human'
  | 'umbrella'
  | 'hours'
  | 'booking'
  | 'who'
  | 'name'
  | 'yes'
  | 'no'
  | 'hello'
  | 'unknown';

// The first that fits is meant: what is said with more weight stands before what is said in passing.
const RULES: readonly (readonly [RegExp, Intent])[] = [
  [/^[\d#* ]+$/, 'digits'],
  [/\bumbrella\b/, 'umbrella'],
  [/\b(goodbye|good bye|bye|hang up)\b/, 'goodbye'],
  [/\b(wait|stop)\b/, 'stop'],
  [/\b(human|real person|somebody|someone|operator|representative)\b/, 'human'],
  [/\b(appointment|book|booking|reserve|reservation)\b/, 'booking'],
  [/\b(open|opening|hours|closed?)\b/, 'hours'],
  [/\b(who|rehearsal|robot|machine)\b/, 'who'],
  [/\bmy name is\b/, 'name'],
  [/^(yes|yeah|yep|sure)\b/, 'yes'],
  [/^(no|nope)\b/, 'no'],
  [/^(hello|hi|hey|good (morning|afternoon|evening))\b/, 'hello'],
];

/** The intent of `text`; `unknown` when nothing in it is understood. */
export function intentOf(text: string): Intent {
  const lower = text.toLowerCase().trim();
  return RULES.find(([pattern]) => pattern.test(lower))?.[1] ?? 'unknown';
}

/** The name that the caller gave in `text`. */
export function nameIn(text: string): string | undefined {
  return /\bmy name is ([a-z' -]+)/i.exec(text)?.[1]?.trim();
}
