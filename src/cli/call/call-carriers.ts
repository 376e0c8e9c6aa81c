// Call carriers: as whom `offhook call` can dial the server, and what each of them needs to know.
import type { World } from '../../base/world.ts';
import { BANDWIDTH_PATHS } from '../../carriers/bandwidth/door.ts';
import { plainPaths } from '../../carriers/envelope/plain-webhooks.ts';
import { EXOTEL_PATHS } from '../../carriers/exotel/door.ts';
import { JAMBONZ_PATHS } from '../../carriers/jambonz/door.ts';
import { PLIVO_PATHS } from '../../carriers/plivo/door.ts';
import { SIGNALWIRE_PATHS } from '../../carriers/signalwire/door.ts';
import { TELNYX_PATHS } from '../../carriers/telnyx/door.ts';
import { VONAGE_PATHS } from '../../carriers/vonage/door.ts';
import { localSeed } from '../../server/local-token.ts';
import type { Settings } from '../../server/settings.ts';
import { bandwidthEmulator } from '../../testing/bandwidth/bandwidth-emulator.ts';
import { exotelEmulator } from '../../testing/exotel/exotel-emulator.ts';
import { relaySpeech } from '../../testing/live/relay-speech.ts';
import { jambonzEmulator } from '../../testing/jambonz/jambonz-emulator.ts';
import { plivoEmulator } from '../../testing/plivo/plivo-emulator.ts';
import { signalwireEmulator } from '../../testing/signalwire/signalwire-emulator.ts';
import { asteriskEmulator, sipBridgeEmulator } from '../../testing/straight/straight-emulator.ts';
import type { CarrierEmulator } from '../../testing/telephone/carrier-emulator.ts';
import { telnyxEmulator } from '../../testing/telnyx/telnyx-emulator.ts';
import { twilioEmulator } from '../../testing/twilio/twilio-emulator.ts';
import { vonageEmulator } from '../../testing/vonage/vonage-emulator.ts';

/** One carrier, as the settings have it. */
export interface CallCarrier {
  /** The voice webhook, unless the agent's config has another. */
  readonly path: string;
  /** Where the token stands with which it signs. */
  readonly tokenVariable: string;
  /** The tokens that are set, the current one first. Secret. */
  tokens(settings: Settings): readonly string[];
  /** Why it cannot be played with these settings; null when it can. Absent: it always can. */
  problem?(settings: Settings): string | null;
  /** Emulates it; `baseUrl` as in the emulators' options. */
  emulator(
    world: World,
    settings: Settings,
    authToken: string,
    baseUrl: string | null,
  ): CarrierEmulator | Promise<CarrierEmulator>;
}

/** Of a rehearsed call; real ids are random. */
const SOME_ACCOUNT = `AC${'0'.repeat(32)}`;
const SOME_AUTH_ID = `MA${'0'.repeat(18)}`;
const SOME_API_KEY = 'KEY0';
const SOME_BANDWIDTH_ACCOUNT = '5500001';
const SOME_PROJECT = '00000000-0000-4000-8000-000000000000';

/** Every carrier that can be emulated, by the name that `--carrier` takes. */
export const CALL_CARRIERS = {
  twilio: {
    path: '/twilio/incoming',
    tokenVariable: 'TWILIO_AUTH_TOKEN',
    tokens: ({ twilio }) => twilio.authTokens,
    emulator: async (world, { twilio }, authToken, baseUrl) =>
      twilioEmulator(world, {
        accountSid: twilio.accountSid ?? SOME_ACCOUNT,
        authToken,
        speech: await relaySpeech(),
        ...(baseUrl === null ? {} : { baseUrl }),
      }),
  },
  plivo: {
    path: PLIVO_PATHS.incoming,
    tokenVariable: 'PLIVO_AUTH_TOKEN',
    tokens: ({ plivo }) => plivo.authTokens,
    emulator: (world, { plivo }, authToken, baseUrl) =>
      plivoEmulator(world, {
        authId: plivo.authId ?? SOME_AUTH_ID,
        authToken,
        byteOrder: plivo.byteOrder,
        ...(baseUrl === null ? {} : { baseUrl }),
      }),
  },
  telnyx: {
    path: TELNYX_PATHS.incoming,
    tokenVariable: 'TELNYX_PUBLIC_KEY',
    tokens: () => [],
    // Telnyx keeps the private half of its key to itself.
    problem: ({ telnyx }) =>
      telnyx.publicKeys.length === 0
        ? null
        : 'TELNYX_PUBLIC_KEY is set, so that only Telnyx itself can sign: unset it here and where the server runs.',
    emulator: (world, { telnyx, dataDir }, _, baseUrl) => {
      const codec = telnyx.codec.startsWith('L16') ? 'L16' : telnyx.codec === 'PCMA' ? 'PCMA' : 'PCMU';
      return telnyxEmulator(world, {
        apiKey: telnyx.apiKey ?? SOME_API_KEY,
        seed: localSeed(dataDir),
        call: { phone: { codec, byteOrder: telnyx.byteOrder } },
        ...(baseUrl === null ? {} : { baseUrl }),
      });
    },
  },
  jambonz: {
    path: JAMBONZ_PATHS.incoming,
    tokenVariable: 'JAMBONZ_SECRET',
    tokens: ({ jambonz }) => jambonz.secrets,
    emulator: (world, { jambonz }, secret, baseUrl) =>
      jambonzEmulator(world, {
        secret,
        apiKey: jambonz.apiKey ?? SOME_API_KEY,
        refers: jambonz.transfer === 'refer',
        version: { marksEarly: jambonz.marksBy === 'clock' },
        ...based(baseUrl),
      }),
  },
  signalwire: {
    path: SIGNALWIRE_PATHS.incoming,
    tokenVariable: 'SIGNALWIRE_SIGNING_KEY',
    tokens: ({ signalwire }) => signalwire.signingKeys,
    emulator: (world, { signalwire }, signingKey, baseUrl) =>
      signalwireEmulator(world, {
        signingKey,
        projectId: signalwire.projectId ?? SOME_PROJECT,
        apiToken: signalwire.apiToken ?? SOME_API_KEY,
        ...based(baseUrl),
      }),
  },
  vonage: {
    path: VONAGE_PATHS.incoming,
    tokenVariable: 'VONAGE_SIGNATURE_SECRET',
    tokens: ({ vonage }) => vonage.signatureSecrets,
    emulator: (world, { vonage }, signatureSecret, baseUrl) =>
      vonageEmulator(world, {
        signatureSecret,
        applicationId: vonage.applicationId ?? SOME_PROJECT,
        privateKey: vonage.privateKey,
        byteOrder: vonage.byteOrder,
        ...based(baseUrl),
      }),
  },
  bandwidth: {
    path: BANDWIDTH_PATHS.incoming,
    tokenVariable: 'BANDWIDTH_SECRET',
    tokens: ({ bandwidth }) => bandwidth.secrets,
    emulator: (world, { bandwidth }, secret, baseUrl) =>
      bandwidthEmulator(world, {
        secret,
        accountId: bandwidth.accountId ?? SOME_BANDWIDTH_ACCOUNT,
        clientId: bandwidth.clientId ?? SOME_PROJECT,
        clientSecret: bandwidth.clientSecret ?? SOME_API_KEY,
        ...based(baseUrl),
      }),
  },
  exotel: {
    path: EXOTEL_PATHS.incoming,
    tokenVariable: 'EXOTEL_SECRET',
    tokens: ({ exotel }) => exotel.secrets,
    emulator: (world, { exotel }, secret, baseUrl) =>
      exotelEmulator(world, { secret, byteOrder: exotel.byteOrder, ...based(baseUrl) }),
  },
  asterisk: {
    path: plainPaths('asterisk').media,
    tokenVariable: 'ASTERISK_SECRET',
    tokens: ({ asterisk }) => asterisk.secrets,
    emulator: (world, _, secret, baseUrl) => asteriskEmulator(world, { secret, ...based(baseUrl) }),
  },
  'sip-bridge': {
    path: plainPaths('sip-bridge').media,
    tokenVariable: 'SIP_BRIDGE_SECRET',
    tokens: ({ sipBridge }) => sipBridge.secrets,
    emulator: (world, _, secret, baseUrl) => sipBridgeEmulator(world, { secret, ...based(baseUrl) }),
  },
} as const satisfies Readonly<Record<string, CallCarrier>>;

function based(baseUrl: string | null): { readonly baseUrl?: string } {
  return baseUrl === null ? {} : { baseUrl };
}

/** A carrier's name. */
export type CallCarrierName = keyof typeof CALL_CARRIERS;
