// Managed model: a language model that hears and speaks through the carrier, in words.
import { CARRIERS_OWN } from '../../frames/model-parts.ts';
import { PCMU } from '../../media/audio.ts';
import type { Llm } from '../../speech/llm.ts';
import type { Model } from '../model.ts';
import { ManagedSession } from './managed-session.ts';

/** Who thinks. */
export interface ManagedModelOptions {
  readonly llm: Llm;
}

/** A model for streams that speak (`CarrierStream.speaks`): its session takes and gives words where others have sound. */
export function managedModel({ llm }: ManagedModelOptions): Model {
  return {
    name: llm.name,
    llm,
    parts: { model: null, stt: CARRIERS_OWN, llm: llm.name, tts: CARRIERS_OWN },
    // Sound never comes to it.
    formats: [PCMU],
    speech: 'carrier',
    changesVoice: false,
    open: (world, settings) => new ManagedSession(world, settings, llm),
  };
}
