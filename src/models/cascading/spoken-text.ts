// Spoken text: what is written for the eye, as a voice should say it. What it does not know it leaves as it is.

type Rule = readonly [pattern: RegExp, spoken: string | ((...parts: string[]) => string)];

/** Marks that are only for the eye, in any language. */
const MARKUP: readonly Rule[] = [
  [/\[([^\]]+)\]\((?:[^)\s]+)\)/g, '$1'],
  [/(\*\*|__|~~|`{1,3})(\S(?:[^*_~`]*\S)?)\1/g, '$2'],
  [/(?<![\w*])\*(\S(?:[^*\n]*\S)?)\*(?![\w*])/g, '$1'],
  [/^\s*(?:#{1,6}|[-*•])\s+/gm, ''],
  [/\p{Extended_Pictographic}\u{FE0F}?/gu, ''],
];

const MONTHS = 'January February March April May June July August September October November December'.split(
  ' ',
);

const CURRENCIES: Readonly<Record<string, readonly [one: string, many: string, small: string]>> = {
  $: ['dollar', 'dollars', 'cents'],
  '€': ['euro', 'euros', 'cents'],
  '£': ['pound', 'pounds', 'pence'],
};

/** Digits one by one, with a breath between the groups. */
const digits = (...groups: readonly string[]): string =>
  groups
    .filter((group) => group !== '')
    .map((group) => group.split('').join(' '))
    .join(', ');

const ENGLISH: readonly Rule[] = [
  // Telephone numbers: North American ones by their groups, others by threes.
  [
    /(?<![\w.])(?:\+?1[-. ])?\(?(\d{3})\)?[-. ](\d{3})[-. ](\d{4})(?![\w])/g,
    (_all, area = '', exchange = '', line = '') => digits(area, exchange, line),
  ],
  [
    /(?<!\w)\+(\d[\d ]{6,16}\d)(?!\w)/g,
    (_all, number = '') => `plus ${digits(...(number.replaceAll(' ', '').match(/\d{1,3}/g) ?? []))}`,
  ],
  [/(?<![\w,.])([$€£])(\d[\d,]*)(?:\.(\d{2}))?(?![\w.]*\d)/g, money],
  [/(?<![\d-])(\d{4})-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])(?![\d-])/g, date],
  [/(?<![\d:])([01]?\d|2[0-3]):([0-5]\d)(?::[0-5]\d)?(\s*[ap]\.?m\b\.?)?(?![\d:])/gi, time],
  [/(\d)\s*%/g, '$1 percent'],
  [/(?<![\w.-])(\d+(?::\d\d)?(?: [AP]M)?)\s*[–—-]\s*(\d+(?::\d\d)?(?: [AP]M)?)(?![\w-]|\.\d)/g, '$1 to $2'],
  [
    /([\w.+-]+)@([\w-]+)\.([\w.-]*\w)/g,
    (_all, name = '', host = '', top = '') => `${dots(name)} at ${host} dot ${dots(top)}`,
  ],
  [/\bhttps?:\/\/(?:www\.)?([\w-]+(?:\.[\w-]+)+)\/?/g, (_all, host = '') => dots(host)],
  [/\s&\s/g, ' and '],
];

const LANGUAGES: Readonly<Record<string, readonly Rule[]>> = {
  en: ENGLISH,
  de: [
    [/(\d)\s*%/g, '$1 Prozent'],
    [/(?<![\w,.])(\d+),(\d{2})\s*€/g, '$1 Euro $2'],
    [/(?<![\w,.])(\d+)\s*€/g, '$1 Euro'],
    [/(?<![\d:])(\d{1,2}):00(?:\s*Uhr)?(?!\d)/g, '$1 Uhr'],
    [/(?<![\d:])(\d{1,2}):([0-5]\d)(?:\s*Uhr)?(?!\d)/g, '$1 Uhr $2'],
    [/\s&\s/g, ' und '],
  ],
};

/** One sentence as a voice is given it. `language`: BCP-47; of one without rules only the markup goes. */
export function spokenText(text: string, language: string): string {
  const primary = language.split('-', 1).join('').toLowerCase();
  const rules = [...MARKUP, ...(LANGUAGES[primary] ?? [])];
  let spoken = text;
  for (const [pattern, as] of rules)
    spoken = typeof as === 'string' ? spoken.replaceAll(pattern, as) : spoken.replaceAll(pattern, as);
  return spoken.replaceAll(/[^\S\n]{2,}/g, ' ');
}

function money(_all: string, sign = '', whole = '', part = ''): string {
  const [one, many, small] = CURRENCIES[sign] ?? ['', '', ''];
  const number = whole.replaceAll(',', '');
  const large = `${whole} ${number === '1' ? one : many}`;
  // An optional group that did not match comes as undefined.
  const cents = Number(part === '' ? 0 : part);
  if (cents === 0) return large;
  const rest = cents === 1 ? small.replace(/^cents$/, 'cent').replace(/^pence$/, 'penny') : small;
  return Number(number) === 0 ? `${cents} ${rest}` : `${large} and ${cents} ${rest}`;
}

function date(_all: string, year = '', month = '', day = ''): string {
  return `${MONTHS[Number(month) - 1] ?? month} ${ordinal(Number(day))}, ${year}`;
}

function time(_all: string, hour = '', minute = '', half?: string): string {
  const given = typeof half === 'string' ? half.replaceAll(/[\s.]/g, '').toUpperCase() : '';
  const hours = Number(hour);
  const name = given === '' ? (hours < 12 ? 'AM' : 'PM') : given;
  const twelve = given === '' ? ((hours + 11) % 12) + 1 : hours;
  if (minute === '00') return `${twelve} ${name}`;
  return `${twelve}:${minute} ${name}`;
}

function ordinal(day: number): string {
  const last = day % 10;
  const teen = day > 10 && day < 14;
  return `${day}${teen || last > 3 || last === 0 ? 'th' : (['st', 'nd', 'rd'][last - 1] ?? 'th')}`;
}

function dots(name: string): string {
  return name.replaceAll('.', ' dot ');
}
