// Relay options: what Twilio's ConversationRelay is asked to do, and the attributes that ask it.
import { Buffer } from 'node:buffer';
import { audioBytes } from '../../media/audio.ts';
import { holdMusic } from '../../media/hold-music.ts';
import { interleave } from '../../media/stereo.ts';
import { wavHeader } from '../../media/wav.ts';
import type { CarrierAsset } from '../carrier-door.ts';
import type { ConnectRelay } from './twiml.ts';

/** One of Twilio's ears and one of its voices, in one language; what is left out Twilio chooses. */
export interface RelayLanguage {
  /** BCP-47, or `multi`: whatever the caller speaks. */
  readonly code: string;
  readonly ttsProvider?: string;
  readonly voice?: string;
  readonly transcriptionProvider?: string;
  readonly speechModel?: string;
}

/** A whole session. */
export interface RelayOptions {
  /** In which it begins. */
  readonly language: RelayLanguage;
  /** Others that it may be switched to. */
  readonly others: readonly RelayLanguage[];
  /** What the caller stops the agent with, where a text does not forbid it. */
  readonly interruptible: 'none' | 'dtmf' | 'speech' | 'any';
  readonly stopsAtKeys: boolean;
  readonly interruptSensitivity: 'low' | 'medium' | 'high';
  /** By Twilio's names, what goes through as it is. */
  readonly more: Readonly<Record<string, string>>;
}

/** https://www.twilio.com/docs/voice/twiml/connect/conversationrelay#conversationrelay-attributes */
export function relayAttributes(options: RelayOptions): Pick<ConnectRelay, 'attributes' | 'languages'> {
  const { language, others, interruptible, interruptSensitivity, more } = options;
  const { code, ...ownParts } = language;
  return {
    attributes: {
      language: code,
      ...ownParts,
      interruptible,
      interruptSensitivity,
      // Without it what is said over the agent is lost: Twilio's default since May 2025.
      reportInputDuringAgentSpeech: 'any',
      dtmfDetection: 'true',
      events: 'speaker-events tokens-played',
      ...more,
    },
    languages: others.length === 0 ? [] : [language, ...others].map((each) => ({ ...each })),
  };
}

/** The hold music as a file, below the address of the socket. */
export function relayMusic(relayPath: string): CarrierAsset {
  return {
    path: `${relayPath}/hold-music.wav`,
    contentType: 'audio/wav',
    body: () => (music ??= musicFile()),
  };
}

let music: Uint8Array | null = null;

function musicFile(): Uint8Array {
  const sound = Buffer.concat(holdMusic().map((audio) => audioBytes(audio)));
  const both = interleave(sound, sound);
  return Buffer.concat([wavHeader(both.length), both]);
}
