// Rehearsal voice: speaks from rendered phrases, through a synthesiser where one is given, else put together from words.
import type { Voice } from '../voice.ts';
import { bank } from './bank.ts';
import { composed, joined, pause } from './compose.ts';
import { soundCache } from './sound-cache.ts';
import { sentencesOf, spokenKey } from './spoken-words.ts';

/** A synthesiser: µ-law at 8 kHz, or null when it cannot. A rejection counts as null. */
export type Synthesiser = (text: string) => Promise<Uint8Array | null>;

/** What a voice is made of. */
export interface RehearsalVoiceOptions {
  /** Speaks sentences that are not in the bank. Without it they are put together from words and letters. */
  readonly espeak?: Synthesiser;
}

/** What is said of a text: the rest, three minutes on, would be heard by nobody. */
const TEXT_CHARACTERS_MAX = 2000;
const SENTENCE_PAUSE_MS = 220;

/** The agent's voice of the rehearsal. Without a synthesiser it is the same on every machine. */
export function rehearsalVoice(options: RehearsalVoiceOptions = {}): Voice {
  return voiceOf((sentence) => bank('voice').find(spokenKey(sentence)), options.espeak);
}

/** A voice that looks for each sentence in `find`, then asks the synthesiser, then puts words together. */
export function voiceOf(
  find: (sentence: string) => Uint8Array | undefined,
  synthesiser: Synthesiser | undefined,
): Voice {
  const cache = soundCache();
  const speakSentence = async (sentence: string) => {
    const rendered = find(sentence);
    if (rendered !== undefined || synthesiser === undefined)
      return rendered ?? composed(bank('voice'), sentence);
    const synthesised = await synthesiser(sentence).catch(() => null);
    return synthesised ?? composed(bank('voice'), sentence);
  };
  return {
    async speak(text) {
      const known = cache.find(text);
      if (known !== undefined) return known;
      const parts: Uint8Array[] = [];
      for (const sentence of sentencesOf(text.slice(0, TEXT_CHARACTERS_MAX))) {
        const sound = await speakSentence(sentence);
        if (sound.length === 0) continue;
        if (parts.length > 0) parts.push(pause(SENTENCE_PAUSE_MS));
        parts.push(sound);
      }
      return cache.keep(text, joined(parts));
    },
  };
}
