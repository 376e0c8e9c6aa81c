// Cascading model: a transcriber, a language model and a voice that together hold a conversation as one model.
import type { AudioFormat } from '../../media/audio.ts';
import type { Llm } from '../../speech/llm.ts';
import type { Stt } from '../../speech/stt.ts';
import type { Tts } from '../../speech/tts.ts';
import type { Model } from '../model.ts';
import { CascadingSession } from './cascading-session.ts';

/** Who hears, thinks and speaks. */
export interface CascadingModelOptions {
  readonly stt: Stt;
  readonly llm: Llm;
  readonly tts: Tts;
  /** The voice by the vendor's name; it stands for the agent's, which names one of the realtime model's. */
  readonly voice?: string;
}

/**
 * A model whose session gives and takes the same frames as a realtime model's. Sound passes as it is where the
 * transcriber and the voice have the session's format.
 */
export function cascadingModel(options: CascadingModelOptions): Model {
  const { stt, llm, tts } = options;
  const formats: readonly AudioFormat[] = stt.formats;
  return {
    name: `${stt.name} + ${llm.name} + ${tts.name}`,
    llm,
    parts: { model: null, stt: stt.name, llm: llm.name, tts: tts.name },
    formats,
    changesVoice: tts.changesVoice,
    open: (world, settings) => new CascadingSession(world, settings, options),
  };
}
