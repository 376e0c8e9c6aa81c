// Carrier doors: which carriers this server takes calls from, as its settings say.
import type { ReadyAgent } from '../agent/agent.ts';
import type { World } from '../base/world.ts';
import type { CarrierDoor } from '../carriers/carrier-door.ts';
import { bandwidthControl } from '../carriers/bandwidth/control.ts';
import { BANDWIDTH_PATHS, bandwidthDoor } from '../carriers/bandwidth/door.ts';
import { asteriskSpec } from '../carriers/envelope/specs/asterisk.ts';
import { sipBridgeSpec } from '../carriers/envelope/specs/sip-bridge.ts';
import { straightDoor } from '../carriers/envelope/straight-door.ts';
import { exotelDoor } from '../carriers/exotel/door.ts';
import { jambonzControl } from '../carriers/jambonz/control.ts';
import { JAMBONZ_PATHS, jambonzDoor } from '../carriers/jambonz/door.ts';
import { plivoControl } from '../carriers/plivo/control.ts';
import { PLIVO_PATHS, plivoDoor } from '../carriers/plivo/door.ts';
import type { PlivoFormat } from '../carriers/plivo/envelope.ts';
import { signalwireControl } from '../carriers/signalwire/control.ts';
import { SIGNALWIRE_PATHS, signalwireDoor } from '../carriers/signalwire/door.ts';
import { telnyxDoor } from '../carriers/telnyx/door.ts';
import { telnyxPublicKey } from '../carriers/telnyx/signature.ts';
import { PHONE_SOUND, type StreamSound } from '../carriers/telnyx/stream-sound.ts';
import { twilioControl } from '../carriers/twilio/control.ts';
import { twilioDoor } from '../carriers/twilio/door.ts';
import { vonageControl } from '../carriers/vonage/control.ts';
import { vonageDoor } from '../carriers/vonage/door.ts';
import { refuseOthers, relayOf } from './managed-door.ts';
import { localSeed, localToken } from './local-token.ts';
import type { Settings } from './settings.ts';

const PLIVO_FORMATS: Readonly<Record<Settings['plivo']['contentType'], PlivoFormat>> = {
  'audio/x-mulaw;rate=8000': { encoding: 'pcmu' },
  'audio/x-l16;rate=8000': { encoding: 'pcm16', rateHz: 8000 },
  'audio/x-l16;rate=16000': { encoding: 'pcm16', rateHz: 16_000 },
};

const TELNYX_SOUNDS: Readonly<Record<Settings['telnyx']['codec'], Omit<StreamSound, 'byteOrder'>>> = {
  PCMU: PHONE_SOUND,
  PCMA: { receive: 'PCMA', send: 'PCMA', rateHz: 8000 },
  'L16/8000': { receive: 'L16', send: 'L16', rateHz: 8000 },
  'L16/16000': { receive: 'L16', send: 'L16', rateHz: 16_000 },
  'L16/24000': { receive: 'L16', send: 'L16', rateHz: 24_000 },
};

const VONAGE_RATES = {
  'audio/l16;rate=8000': 8000,
  'audio/l16;rate=16000': 16_000,
  'audio/l16;rate=24000': 24_000,
} as const satisfies Readonly<Record<Settings['vonage']['contentType'], number>>;

/**
 * Each door is always there, but where the carrier hears and speaks for us, which Twilio alone does: with a token of this data directory where no
 * account is configured. Throws `ENVIRONMENT_INVALID` where others are configured then.
 */
export function carrierDoors(world: World, agent: ReadyAgent, settings: Settings): readonly CarrierDoor[] {
  const tokens = (given: readonly string[]): readonly string[] =>
    given.length > 0 ? given : [localToken(settings.dataDir)];
  if (agent.pipeline.kind === 'managed') refuseOthers(settings);
  const { twilio, plivo, telnyx, jambonz, signalwire, vonage, exotel, asterisk, sipBridge } = settings;
  const { bandwidth } = settings;
  const relay = relayOf(agent);
  const doors = [
    twilioDoor({
      paths: agent.paths,
      ...(relay === null ? {} : { relay }),
      authTokens: tokens(twilio.authTokens),
      number: twilio.phoneNumber,
      control: twilioControl(world, {
        accountSid: twilio.accountSid,
        authToken: twilio.authTokens[0] ?? null,
        baseUrl: twilio.baseUrl ?? 'https://api.twilio.com',
        ...(twilio.phoneNumber === null ? {} : { callerId: twilio.phoneNumber }),
      }),
    }),
    plivoDoor({
      authTokens: tokens(plivo.authTokens),
      number: plivo.phoneNumber,
      control: plivoControl(world, {
        authId: plivo.authId,
        authToken: plivo.authTokens[0] ?? null,
        baseUrl: plivo.baseUrl ?? 'https://api.plivo.com',
        nextStepPath: PLIVO_PATHS.afterStream,
      }),
      stream: {
        format: PLIVO_FORMATS[plivo.contentType],
        byteOrder: plivo.byteOrder,
        aheadMs: plivo.aheadMs,
      },
    }),
    telnyxDoor({
      world,
      publicKeys:
        telnyx.publicKeys.length > 0 ? telnyx.publicKeys : [telnyxPublicKey(localSeed(settings.dataDir))],
      account: { apiKey: telnyx.apiKey, baseUrl: telnyx.baseUrl ?? 'https://api.telnyx.com' },
      number: telnyx.phoneNumber,
      outbound: {
        connectionId: telnyx.connectionId,
        application: telnyx.application,
        detection: telnyx.detection,
      },
      sound: { ...TELNYX_SOUNDS[telnyx.codec], byteOrder: telnyx.byteOrder },
    }),
    jambonzDoor({
      secrets: tokens(jambonz.secrets),
      number: jambonz.phoneNumber,
      transfer: jambonz.transfer,
      stream: { marksBy: jambonz.marksBy },
      control: jambonzControl(world, {
        accountSid: jambonz.accountSid,
        apiKey: jambonz.apiKey,
        applicationSid: jambonz.applicationSid,
        baseUrl: jambonz.baseUrl ?? 'https://jambonz.cloud/api',
        nextStepPath: JAMBONZ_PATHS.afterStream,
      }),
    }),
    signalwireDoor({
      signingKeys: tokens(signalwire.signingKeys),
      number: signalwire.phoneNumber,
      control: signalwireControl(world, {
        projectId: signalwire.projectId,
        apiToken: signalwire.apiToken,
        spaceUrl: signalwire.spaceUrl,
        nextStepPath: SIGNALWIRE_PATHS.afterStream,
      }),
    }),
    vonageDoor({
      world,
      signatureSecrets: tokens(vonage.signatureSecrets),
      callerId: vonage.phoneNumber,
      rateHz: VONAGE_RATES[vonage.contentType],
      byteOrder: vonage.byteOrder,
      control: vonageControl(world, {
        applicationId: vonage.applicationId,
        privateKey: vonage.privateKey,
        baseUrl: vonage.baseUrl ?? 'https://api.nexmo.com',
        callerId: vonage.phoneNumber,
      }),
    }),
    bandwidthDoor({
      secrets: tokens(bandwidth.secrets),
      number: bandwidth.phoneNumber,
      control: bandwidthControl(
        world,
        {
          accountId: bandwidth.accountId,
          clientId: bandwidth.clientId,
          clientSecret: bandwidth.clientSecret,
          baseUrl: bandwidth.baseUrl ?? 'https://voice.bandwidth.com',
          tokenUrl: bandwidth.tokenUrl ?? 'https://api.bandwidth.com/api/v1/oauth2/token',
        },
        {
          applicationId: bandwidth.applicationId,
          webhookSecret: tokens(bandwidth.secrets)[0] ?? '',
          nextStepPath: BANDWIDTH_PATHS.afterStream,
        },
      ),
    }),
    exotelDoor({ secrets: tokens(exotel.secrets), byteOrder: exotel.byteOrder }),
    straightDoor({ spec: asteriskSpec(), secrets: tokens(asterisk.secrets) }),
    straightDoor({ spec: sipBridgeSpec(), secrets: tokens(sipBridge.secrets) }),
  ];
  return relay === null ? doors : doors.slice(0, 1);
}
