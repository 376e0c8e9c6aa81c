// Caller line: the recording of what a scripted caller says.
import { RECORDED_LINES } from '../caller-lines.ts';
import type { Voice } from '../voice.ts';
import { bank } from './bank.ts';
import { voiceOf, type RehearsalVoiceOptions } from './rehearsal-voice.ts';
import { spokenKey } from './spoken-words.ts';

const IDS_BY_KEY: ReadonlyMap<string, string> = new Map(
  RECORDED_LINES.map(({ id, text }) => [spokenKey(text), id]),
);

/** The recording of a line, µ-law at 8 kHz: by its id, or by its text however it is written; null for any other. */
export function callerLine(idOrText: string): Uint8Array | null {
  const { find } = bank('caller');
  return find(idOrText) ?? find(IDS_BY_KEY.get(spokenKey(idOrText)) ?? '') ?? null;
}

/**
 * A caller's voice: the recordings where the whole text is a line, else sentence by sentence. What no recording has is
 * spoken by the synthesiser, or without one put together from the agent's words.
 */
export function callerVoice(options: RehearsalVoiceOptions = {}): Voice {
  const rest = voiceOf((sentence) => callerLine(sentence) ?? undefined, options.espeak);
  return {
    async speak(text) {
      return callerLine(text) ?? rest.speak(text);
    },
  };
}
