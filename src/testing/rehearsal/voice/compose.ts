// Compose: a sentence put together from the longest pieces that the bank has, unknown words spelled.
import { BYTES_PER_MS, SILENCE } from '../../../media/audio.ts';
import type { Bank } from './bank.ts';
import { spokenWords } from './spoken-words.ts';

/** Letters spoken of one unknown word; the rest of it is left out. */
const SPELLED_LETTERS_MAX = 12;
/** Unknown words spelled in one sentence; the rest of them are left out. */
const SPELLED_WORDS_MAX = 8;
const LETTER_GAP_MS = 20;

/** The sound of `sentence`, words it does not know spelled by their letters; empty when nothing of it can be said. */
export function composed(bank: Bank, sentence: string): Uint8Array {
  const row = spokenWords(sentence);
  const parts: Uint8Array[] = [];
  let spelled = 0;
  for (let at = 0; at < row.length;) {
    const piece = longestPiece(
      bank,
      row.slice(at, at + bank.wordsMax).map(({ word }) => word),
    );
    if (piece !== null) parts.push(piece.sound);
    else if (spelled < SPELLED_WORDS_MAX) {
      parts.push(...letters(bank, row[at]?.word ?? ''));
      spelled += 1;
    }
    at += piece?.words ?? 1;
    if (at < row.length) parts.push(pause(row[at - 1]?.pauseMs ?? 0));
  }
  return joined(parts);
}

/** The parts, one after another. */
export function joined(parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

/** `ms` of µ-law silence. */
export function pause(ms: number): Uint8Array {
  return new Uint8Array(ms * BYTES_PER_MS).fill(SILENCE.pcmu);
}

function longestPiece(bank: Bank, words: readonly string[]): { sound: Uint8Array; words: number } | null {
  for (let count = words.length; count > 0; count -= 1) {
    const sound = bank.find(words.slice(0, count).join(' '));
    if (sound !== undefined) return { sound, words: count };
  }
  return null;
}

function letters(bank: Bank, word: string): Uint8Array[] {
  return word
    .slice(0, SPELLED_LETTERS_MAX)
    .split('')
    .flatMap((letter) => {
      const sound = bank.find(letter);
      return sound === undefined ? [] : [sound, pause(LETTER_GAP_MS)];
    });
}
