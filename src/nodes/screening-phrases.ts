// Screening phrases: by which words a phone that screens calls, or a mailbox, is known from what it says.
//
// What phones said in 2026, in English: iOS "Hi. If you record your name and reason for calling, I'll see if this
// person is available." then "Thanks. Please stay on the line." and, declined, "I'm sorry. This person is not available.
// If you would like to leave an additional message, please reply after the tone."; Pixel "Hi, the person you're calling
// is using a screening service from Google and will get a copy of this conversation. Go ahead and say your name and why
// you're calling."; Google Voice "Please state your name after the tone and Google Voice will try to connect you.";
// Samsung "… Bixby Text Call …".

/** What a line of the other side is by its words. `hold`: somebody is to wait. Null: a person may have said it. */
export type ScreeningLine = 'screening' | 'hold' | 'voicemail' | null;

type Phrases = Readonly<Record<'screening' | 'hold' | 'voicemail', readonly RegExp[]>>;

/** Tried on lower case, without punctuation but apostrophes. The first kind that fits is it. */
const ENGLISH: Phrases = {
  screening: [
    /\bname and (?:the |your )?reason (?:for|of) (?:calling|your call)\b/,
    /\b(?:say|state|record) (?:your name|who you are) and (?:why|the reason)\b/,
    /\b(?:say|state|record) your name (?:after|at) the (?:tone|beep)\b/,
    /\bscreening (?:service|assistant)\b/,
    /\bgoogle call screen\b/,
    /\bbixby text call\b/,
    /\bsee if (?:this|the) person is available\b/,
  ],
  voicemail: [
    /\bleave (?:me |us |him |her |them )?(?:a|an|your)(?: \w+){0,2} message\b/,
    /\brecord (?:a|your) message\b/,
    /\b(?:after|at) the (?:tone|beep)\b/,
    /\b(?:voice ?mail|mailbox|voice messaging)\b/,
  ],
  hold: [
    /\bstay on the line\b/,
    /\b(?:please|just) hold\b/,
    /\bhold on\b/,
    /\b(?:one|just a) moment\b/,
    /\btry(?:ing)? to (?:connect|reach)\b/,
  ],
};

/** By the language's first subtag. */
const BY_LANGUAGE: Readonly<Record<string, Phrases>> = { en: ENGLISH };

const KINDS = ['screening', 'voicemail', 'hold'] as const;

/** What a line is, in a language given as BCP-47; a language without phrases of its own is read as English. */
export function screeningLine(text: string, language: string): ScreeningLine {
  const phrases = BY_LANGUAGE[language.split('-')[0]?.toLowerCase() ?? ''] ?? ENGLISH;
  const words = text
    .toLowerCase()
    .replaceAll('’', "'")
    .replaceAll(/[^\p{L}\p{N}']+/gu, ' ')
    .trim();
  return KINDS.find((kind) => phrases[kind].some((phrase) => phrase.test(words))) ?? null;
}
