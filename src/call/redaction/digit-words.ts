// Digit words: how numbers are spoken, and what people say between them, in the languages that are listened to.

/** The words of one call's languages, in lower case. */
export interface DigitWords {
  /** Word → the digits that it stands for. */
  readonly digits: ReadonlyMap<string, string>;
  /** Words behind which one digit more belongs to the same number: "forty" in "forty-one". */
  readonly tens: ReadonlySet<string>;
  /** Word → how often the next digit is meant: "double four". */
  readonly times: ReadonlyMap<string, number>;
  /** Words that nobody counts: "uh", "dash". */
  readonly fillers: ReadonlySet<string>;
}

interface Language {
  /** From zero on: ten words, and others of the same digit with `/` between. */
  readonly units: string;
  /** From ten to nineteen. */
  readonly teens?: string;
  /** From twenty to ninety, where tens come before units. */
  readonly tens?: string;
  readonly times?: Readonly<Record<string, number>>;
  readonly fillers: string;
}

const LANGUAGES: Readonly<Record<string, Language>> = {
  en: {
    units: 'zero/oh/o/nought one two three four five six seven eight nine',
    teens: 'ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen',
    tens: 'twenty thirty forty/fourty fifty sixty seventy eighty ninety',
    times: { double: 2, triple: 3, treble: 3 },
    fillers: 'uh um er erm hmm and then dash hyphen space comma like so',
  },
  es: {
    units: 'cero uno/un/una dos tres cuatro cinco seis siete ocho nueve',
    teens: 'diez once doce trece catorce quince dieciséis diecisiete dieciocho diecinueve',
    tens: 'veinte treinta cuarenta cincuenta sesenta setenta ochenta noventa',
    times: { doble: 2, triple: 3 },
    fillers: 'eh este y luego guion guión espacio coma',
  },
  fr: {
    units: 'zéro un/une deux trois quatre cinq six sept huit neuf',
    teens: 'dix onze douze treize quatorze quinze seize',
    tens: 'vingt trente quarante cinquante soixante',
    times: { double: 2, triple: 3 },
    fillers: 'euh et puis ensuite tiret espace virgule',
  },
  de: {
    units: 'null eins/ein zwei/zwo drei vier fünf sechs sieben acht neun',
    teens: 'zehn elf zwölf dreizehn vierzehn fünfzehn sechzehn siebzehn achtzehn neunzehn',
    times: { doppel: 2, doppelt: 2, zweimal: 2, dreimal: 3 },
    fillers: 'äh ähm hm und dann strich bindestrich komma',
  },
  it: {
    units: 'zero uno/un due tre quattro cinque sei sette otto nove',
    teens: 'dieci undici dodici tredici quattordici quindici sedici diciassette diciotto diciannove',
    tens: 'venti trenta quaranta cinquanta sessanta settanta ottanta novanta',
    times: { doppio: 2, triplo: 3 },
    fillers: 'ehm e poi trattino spazio virgola',
  },
  pt: {
    units: 'zero um/uma dois/duas três quatro cinco seis/meia sete oito nove',
    teens: 'dez onze doze treze catorze/quatorze quinze dezesseis dezessete dezoito dezenove',
    tens: 'vinte trinta quarenta cinquenta sessenta setenta oitenta noventa',
    times: { duplo: 2, triplo: 3 },
    fillers: 'eh é e depois traço hífen espaço vírgula',
  },
  nl: {
    units: 'nul een/één twee drie vier vijf zes zeven acht negen',
    teens: 'tien elf twaalf dertien veertien vijftien zestien zeventien achttien negentien',
    times: { dubbel: 2 },
    fillers: 'eh uh en dan streepje spatie komma',
  },
};

/** Languages of which spoken numbers are known, by their first part in BCP-47. */
export const SPOKEN_LANGUAGES: readonly string[] = Object.keys(LANGUAGES);

/** The words of English and of `languages` (BCP-47): people change to English in mid-sentence, and transcribers do. */
export function digitWords(languages: readonly string[]): DigitWords {
  const digits = new Map<string, string>();
  const tens = new Set<string>();
  const times = new Map<string, number>();
  const fillers = new Set<string>();
  const put = (words: string | undefined, value: (index: number) => string): readonly string[] =>
    (words?.split(' ') ?? []).flatMap((spellings, index) =>
      spellings.split('/').map((word) => {
        digits.set(word, value(index));
        return word;
      }),
    );
  const names = ['en', ...languages.map((tag) => tag.toLowerCase().split('-')[0] ?? '')];
  for (const name of names) {
    const language = LANGUAGES[name];
    if (language === undefined) continue;
    for (const word of language.fillers.split(' ')) fillers.add(word);
    put(language.units, String);
    put(language.teens, (index) => String(10 + index));
    for (const word of put(language.tens, (index) => String(20 + 10 * index))) tens.add(word);
    for (const [word, count] of Object.entries(language.times ?? {})) times.set(word, count);
  }
  // What is a digit in one of the languages is no filler in another.
  for (const word of digits.keys()) fillers.delete(word);
  return { digits, tens, times, fillers };
}
