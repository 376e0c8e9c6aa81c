// Managed door: what Twilio is asked for where it hears and speaks for us, and who else cannot.
import type { ReadyAgent } from '../agent/agent.ts';
import type { ManagedPipeline, ManagedStt, ManagedTts } from '../agent/managed-options.ts';
import { OffhookError } from '../base/errors.ts';
import type { RelayLanguage, RelayOptions } from '../carriers/twilio/relay-options.ts';
import type { Settings } from './settings.ts';

const PROVIDERS = {
  deepgram: 'Deepgram',
  google: 'Google',
  amazon: 'Amazon',
  elevenlabs: 'ElevenLabs',
} as const;

/** Null: the agent's pipeline is another. */
export function relayOf(
  agent: Pick<
    ReadyAgent,
    'pipeline' | 'language' | 'languages' | 'bargeIn' | 'bargeInSensitivity' | 'interruptDigit'
  >,
): RelayOptions | null {
  const { pipeline, language, bargeIn, interruptDigit } = agent;
  if (pipeline.kind !== 'managed') return null;
  // Twilio stops at any key or at none: where one of them counts, we stop it.
  const byKeys = interruptDigit === null && (bargeIn === 'dtmf' || bargeIn === 'any');
  const bySpeech = bargeIn === 'speech' || bargeIn === 'any';
  return {
    language: { code: language, ...partsOf(pipeline) },
    others: [...new Set([...agent.languages, ...pipeline.languages].map((other) => other.language))]
      .filter((code) => code !== language)
      .map((code) => {
        const chosen = pipeline.languages.find((other) => other.language === code);
        return { code, ...(chosen === undefined ? {} : partsOf(chosen)) };
      }),
    interruptible: bySpeech ? (byKeys ? 'any' : 'speech') : byKeys ? 'dtmf' : 'none',
    stopsAtKeys: byKeys,
    interruptSensitivity: agent.bargeInSensitivity,
    more: moreOf(pipeline),
  };
}

function partsOf({
  stt,
  tts,
}: {
  readonly stt?: Pick<ManagedStt, 'vendor' | 'model'>;
  readonly tts?: Pick<ManagedTts, 'vendor' | 'voice'>;
}): Omit<RelayLanguage, 'code'> {
  return {
    ...(tts === undefined ? {} : { ttsProvider: PROVIDERS[tts.vendor] }),
    ...(tts?.voice === undefined ? {} : { voice: tts.voice }),
    ...(stt === undefined ? {} : { transcriptionProvider: PROVIDERS[stt.vendor] }),
    ...(stt?.model === undefined ? {} : { speechModel: stt.model }),
  };
}

function moreOf(pipeline: ManagedPipeline): Readonly<Record<string, string>> {
  const { stt, tts, hints, ignoreBackchannel = true, speechTimeoutMs } = pipeline;
  const { intelligenceService, conversationConfiguration } = pipeline;
  const given: Readonly<Record<string, string | number | boolean | undefined>> = {
    ignoreBackchannel,
    hints: hints?.join(','),
    speechTimeout: speechTimeoutMs,
    eotThreshold: stt !== undefined && 'endOfTurn' in stt ? stt.endOfTurn : undefined,
    partialPrompts: stt !== undefined && 'eager' in stt ? stt.eager : undefined,
    deepgramSmartFormat: stt !== undefined && 'smartFormat' in stt ? stt.smartFormat : undefined,
    elevenlabsTextNormalization:
      tts !== undefined && 'textNormalization' in tts ? tts.textNormalization : undefined,
    intelligenceService,
    conversationConfiguration,
  };
  return Object.fromEntries(
    Object.entries(given).flatMap(([name, value]) => (value === undefined ? [] : [[name, String(value)]])),
  );
}

/** Throws `ENVIRONMENT_INVALID` where another carrier is configured: its calls would find nobody who hears them. */
export function refuseOthers(settings: Settings): void {
  const { plivo, telnyx, jambonz, signalwire, vonage, exotel, asterisk, sipBridge } = settings;
  const { bandwidth } = settings;
  const others: readonly (readonly [variable: string, isSet: boolean])[] = [
    ['PLIVO_AUTH_TOKEN', plivo.authTokens.length > 0],
    ['TELNYX_PUBLIC_KEY', telnyx.publicKeys.length > 0],
    ['BANDWIDTH_SECRET', bandwidth.secrets.length > 0],
    ['JAMBONZ_SECRET', jambonz.secrets.length > 0],
    ['SIGNALWIRE_SIGNING_KEY', signalwire.signingKeys.length > 0],
    ['VONAGE_SIGNATURE_SECRET', vonage.signatureSecrets.length > 0],
    ['EXOTEL_SECRET', exotel.secrets.length > 0],
    ['ASTERISK_SECRET', asterisk.secrets.length > 0],
    ['SIP_BRIDGE_SECRET', sipBridge.secrets.length > 0],
  ];
  const set = others.flatMap(([variable, isSet]) => (isSet ? [variable] : []));
  if (set.length === 0) return;
  throw new OffhookError(
    'ENVIRONMENT_INVALID',
    `The agent's pipeline is 'managed', which Twilio alone has, and ${set.join(', ')} ${set.length === 1 ? 'is' : 'are'} set. Unset ${set.length === 1 ? 'it' : 'them'}, or choose 'realtime' or 'cascading', which every carrier can bring.`,
  );
}
