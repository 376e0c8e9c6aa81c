// Turn words: what a caller's words tell about their turn: whether it is one at all, and whether it sounds finished.

/** What people say to show that they listen, and mean as no turn. Answers to a question, as "yes" and "no", are none. */
const BACKCHANNELS: ReadonlySet<string> = new Set(
  [
    'mm|mmm|mhm|mm-hm|mm-hmm|mmhm|mhmm|hm|hmm|uh-huh|uh huh|ah|oh|aha|okay|ok|right|sure',
    'i see|got it|yeah|yep|alright|all right|cool|great|uh|um|er|äh|ähm|genau|ja|ach so',
    "alles klar|verstehe|gut|vale|claro|sí|ajá|ya|bueno|d'accord|oui|ouais|voilà|euh",
  ].flatMap((words) => words.split('|')),
);

/** Words after which somebody goes on. */
const GOES_ON =
  /(?:^|[\s,])(?:and|or|but|so|because|if|when|that|the|a|an|to|of|for|with|at|in|on|my|your|is|are|was|i|it's|um|uh|er|like|und|oder|aber|weil|dass|der|die|das|ein|eine|mit|für|ist|äh|ähm|y|o|pero|que|el|la|de|con|para|et|ou|mais|le|les|un|une)$/iu;

const FULL_SENTENCE = /[.!?。！？]["'”’)]*$/u;
const TRAILS_OFF = /(?:\.{2,}|…|[,;:–—-])$/u;

/** True when all of it only shows that somebody listens. */
export function isBackchannel(text: string): boolean {
  const plain = text
    .toLowerCase()
    .replaceAll(/[.,!?…]+/g, ' ')
    .trim()
    .replaceAll(/\s+/g, ' ');
  if (plain === '') return true;
  if (BACKCHANNELS.has(plain)) return true;
  // "Okay okay", "mm-hm, right": several of them are no more than one.
  const words = plain.split(' ');
  return words.length <= 4 && words.every((word) => BACKCHANNELS.has(word));
}

/**
 * How finished a turn sounds by its words: `whole` ends as sentences do, `open` in the middle of something; `unsure`
 * has no mark at its end, as where nobody sets any.
 */
export function wholeness(text: string): 'whole' | 'unsure' | 'open' {
  const trimmed = text.trim();
  if (trimmed === '') return 'unsure';
  if (TRAILS_OFF.test(trimmed)) return 'open';
  const bare = trimmed.replace(FULL_SENTENCE, '');
  // Transcribers close each stretch with a full stop: "I would like to." is not over for that.
  if (GOES_ON.test(bare) && !/[?!]["'”’)]*$/u.test(trimmed)) return 'open';
  return FULL_SENTENCE.test(trimmed) ? 'whole' : 'unsure';
}
