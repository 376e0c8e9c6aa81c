// Spoken words: a written text as the row of words that a voice says, numbers and times among them.

/** One word as the bank of sound knows it, and how long the voice rests after it. */
export interface SpokenWord {
  /** Lower case; a number is its digits (`ten` and `10` are both `10`), half days are `a.m.` and `p.m.`. */
  readonly word: string;
  readonly pauseMs: number;
}

/** What rests between two words of a row put together from pieces, and after a comma, in milliseconds. */
const WORD_GAP_MS = 30;
const COMMA_PAUSE_MS = 180;

const UNITS =
  'zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen'.split(
    ' ',
  );
const TENS = 'twenty thirty forty fifty sixty seventy eighty ninety'.split(' ');
const ORDINALS = 'first second third fourth fifth sixth seventh eighth ninth tenth'.split(' ');
const ORDINAL_ENDS = ['th', 'st', 'nd', 'rd'];
const ALIASES: ReadonlyMap<string, string> = new Map([
  ...UNITS.map((word, number) => [word, String(number)] as const),
  ...TENS.map((word, at) => [word, String(20 + 10 * at)] as const),
  ...ORDINALS.map((word, at) => [word, ordinal(at + 1)] as const),
  ['cannot', 'can not'],
  ['&', 'and'],
  ['%', 'percent'],
  ['+', 'plus'],
  ['#', 'pound'],
  ['*', 'star'],
  ['okay', 'ok'],
]);

/** The number as it is written with its ending: `1st`, `22nd`, `13th`. */
export function ordinal(number: number): string {
  const teen = number % 100 >= 11 && number % 100 <= 13;
  return `${number}${(teen ? undefined : ORDINAL_ENDS[number % 10]) ?? 'th'}`;
}

/** The sentences of `text`, each with its end mark. The points of `a.m.` and `p.m.` end none. */
export function sentencesOf(text: string): readonly string[] {
  return text
    .replaceAll(/\b([ap])\.\s?m\.?(?=\s+[a-z\d]|[,;:!?])/g, '$1.m')
    .split(/(?<=[.!?])\s+/)
    .map((sentence) => sentence.trim())
    .filter((sentence) => sentence !== '');
}

/** The words of one sentence, in spoken order. Signs that nobody says are left out. */
export function spokenWords(sentence: string): readonly SpokenWord[] {
  const plain = sentence
    .normalize('NFKD')
    .replaceAll(/[\u0300-\u036F]/g, '')
    .replaceAll(/[\u2018\u2019]/g, "'")
    .replaceAll(/\$\s?(\d+)/g, '$1 dollars')
    .replaceAll(/(\d)\s?([ap])\.?\s?m\b\.?/gi, '$1 $2.m.')
    .replaceAll(/\bAM\b/g, 'a.m.')
    .replaceAll(/\bPM\b/g, 'p.m.');
  const found =
    plain.toLowerCase().match(/[ap]\.m\b\.?|[a-z]+(?:'[a-z]+)*|\d+(?::\d{2}|st|nd|rd|th)?|[,;:&%+#*]/g) ?? [];
  const row: { word: string; pauseMs: number }[] = [];
  for (const piece of found) {
    const last = row.at(-1);
    if (/^[,;:]$/.test(piece)) {
      if (last !== undefined) last.pauseMs = COMMA_PAUSE_MS;
    } else
      for (const word of wordsOf(piece))
        row.push({ word: word.replace(/\.m$/, '.m.'), pauseMs: WORD_GAP_MS });
  }
  return row;
}

/** The words alone, joined by spaces: what the bank of sound is looked up by. */
export function spokenKey(text: string): string {
  return spokenWords(text)
    .map(({ word }) => word)
    .join(' ');
}

function wordsOf(piece: string): readonly string[] {
  const alias = ALIASES.get(piece);
  if (alias !== undefined) return alias.split(' ');
  const time = /^(\d+):(\d{2})$/.exec(piece);
  if (time !== null) return [...numberWords(time[1] ?? ''), ...minuteWords(time[2] ?? '')];
  return /^\d+$/.test(piece) ? numberWords(piece) : [piece];
}

function minuteWords(digits: string): readonly string[] {
  if (digits === '00') return [];
  return digits.startsWith('0') ? ['o', digits.slice(1)] : numberWords(digits);
}

/** Up to 99 as a number, years in two halves, anything longer digit by digit. */
function numberWords(digits: string): readonly string[] {
  const number = Number(digits);
  if (digits.length <= 2 && !digits.startsWith('0')) {
    if (number < 60 || number % 10 === 0) return [digits];
    return [String(number - (number % 10)), String(number % 10)];
  }
  if (/^(19|20)[1-9]\d$/.test(digits))
    return [...numberWords(digits.slice(0, 2)), ...numberWords(digits.slice(2))];
  return digits.split('');
}
