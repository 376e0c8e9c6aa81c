// Speaking time: about how long a text takes to be spoken, where nobody tells.

/** English at the pace of a telephone voice: some 16 characters a second, spaces included. */
export const MS_PER_CHAR = 62;

/** Scripts that write a syllable, or a word, as one character. */
const DENSE = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}]/gu;
const MS_PER_DENSE_CHAR = 180;

/** In milliseconds. What two texts take, they take together as well. */
export function speakingMs(text: string): number {
  const dense = text.match(DENSE)?.length ?? 0;
  return (text.length - dense) * MS_PER_CHAR + dense * MS_PER_DENSE_CHAR;
}
