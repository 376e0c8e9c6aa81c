// Spoken language: in which of a few languages a text is, by its script and by small words that only one of them has.

/** Small words that come in nearly every sentence; a word that two languages share counts for neither. */
const WORDS: Readonly<Record<string, string>> = {
  en: 'the and is are was you your my we they it this that what how when where can could would have has with please need want yes hello i im',
  es: 'el los las una unos es está soy estoy y pero que qué cómo cuándo dónde puedo quiero necesito tengo hola gracias por para con mi su usted sí muy también hablo habla',
  de: 'der die das und ist sind ich sie wir nicht ein eine einen mein ihr wie wann wo kann möchte brauche habe bitte danke hallo guten mit für auch ja',
  fr: "le les des est sont je vous nous il elle ne pas et mais une mon votre comment quand où peux voudrais j'ai besoin bonjour merci avec pour aussi oui c'est s'il plaît",
  it: 'il gli della sono è io voi noi non e ma una uno mio suo come quando dove posso vorrei ho bisogno buongiorno ciao grazie con per anche sì che',
  pt: 'o os um uma é sou estou e mas não eu você meu minha seu como quando onde posso quero preciso tenho olá obrigado obrigada com para também sim falo',
  nl: 'de het een en is zijn ik jij wij niet mijn uw hoe wanneer waar kan wil heb nodig hallo dank met voor ook ja graag alstublieft',
  pl: 'jest są nie i ale ja mój moja jak kiedy gdzie mogę chcę potrzebuję mam dzień dobry dziękuję proszę tak dla się że',
};

/** Scripts that tell the language by themselves, where the languages in question have one such. */
const SCRIPTS: readonly (readonly [RegExp, readonly string[]])[] = [
  [/\p{Script=Hiragana}|\p{Script=Katakana}/u, ['ja']],
  [/\p{Script=Hangul}/u, ['ko']],
  [/\p{Script=Han}/u, ['zh', 'yue', 'ja']],
  [/\p{Script=Arabic}/u, ['ar', 'fa', 'ur']],
  [/\p{Script=Hebrew}/u, ['he']],
  [/\p{Script=Greek}/u, ['el']],
  [/\p{Script=Cyrillic}/u, ['ru', 'uk', 'bg', 'sr']],
  [/\p{Script=Devanagari}/u, ['hi', 'mr', 'ne']],
  [/\p{Script=Thai}/u, ['th']],
];

/** Fewer hits are chance. */
const HITS_MIN = 2;

/** Which of `languages` (BCP-47) the text is in; null: it can not be told, or in none of them. */
export function spokenLanguage(text: string, languages: readonly string[]): string | null {
  const primaries = new Map(languages.map((tag) => [tag.split('-', 1).join('').toLowerCase(), tag]));
  for (const [script, tongues] of SCRIPTS) {
    if (!script.test(text)) continue;
    const known = tongues.find((tongue) => primaries.has(tongue));
    return known === undefined ? null : (primaries.get(known) ?? null);
  }
  const words = text.toLowerCase().match(/[\p{L}']+/gu) ?? [];
  const hits = [...primaries].map(([primary, tag]) => {
    const only = distinct(primary, [...primaries.keys()]);
    return { tag, count: words.filter((word) => only.has(word)).length };
  });
  hits.sort((a, b) => b.count - a.count);
  const [first, second] = hits;
  const clear = first !== undefined && first.count >= HITS_MIN && first.count >= 2 * (second?.count ?? 0);
  return clear ? first.tag : null;
}

/** The small words of a language that none of the others has. */
function distinct(primary: string, among: readonly string[]): ReadonlySet<string> {
  const others = new Set(among.filter((one) => one !== primary).flatMap((one) => wordsOf(one)));
  return new Set(wordsOf(primary).filter((word) => !others.has(word)));
}

function wordsOf(primary: string): readonly string[] {
  return Object.hasOwn(WORDS, primary) ? (WORDS[primary]?.split(' ') ?? []) : [];
}
