// Relay speech: who hears and speaks for an emulated Twilio on this machine, where it is asked for ConversationRelay.
import { rehearsalEar } from '../rehearsal/ear/rehearsal-ear.ts';
import { loadVad } from '../rehearsal/vad.ts';
import { rehearsalVoice } from '../rehearsal/voice/rehearsal-voice.ts';
import type { RelaySpeechParts } from '../twilio/emulated-relay.ts';
import { espeak } from './espeak.ts';
import { pocketsphinx } from './pocketsphinx.ts';

/** The rehearsal's ear and voice, helped by `espeak-ng` and `pocketsphinx` where they are installed. */
export async function relaySpeech(): Promise<RelaySpeechParts> {
  return {
    ear: rehearsalEar({ recognise: pocketsphinx() }),
    voice: rehearsalVoice({ espeak: espeak('agent') }),
    vad: await loadVad(),
  };
}
