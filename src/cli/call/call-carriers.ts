// Call carriers: as whom `offhook call` can dial the server, and what each of them needs to know.
import type { World } from '../../base/world.ts';
import { PLIVO_PATHS } from '../../carriers/plivo/door.ts';
import { TELNYX_PATHS } from '../../carriers/telnyx/door.ts';
import { localSeed } from '../../server/local-token.ts';
import type { Settings } from '../../server/settings.ts';
import { plivoEmulator } from '../../testing/plivo/plivo-emulator.ts';
import type { CarrierEmulator } from '../../testing/telephone/carrier-emulator.ts';
import { telnyxEmulator } from '../../testing/telnyx/telnyx-emulator.ts';
import { twilioEmulator } from '../../testing/twilio/twilio-emulator.ts';

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
  emulator(world: World, settings: Settings, authToken: string, baseUrl: string | null): CarrierEmulator;
}

/** Of a rehearsed call; real ids are random. */
const SOME_ACCOUNT = `AC${'0'.repeat(32)}`;
const SOME_AUTH_ID = `MA${'0'.repeat(18)}`;
const SOME_API_KEY = 'KEY0';

/** Every carrier that can be emulated, by the name that `--carrier` takes. */
export const CALL_CARRIERS = {
  twilio: {
    path: '/twilio/incoming',
    tokenVariable: 'TWILIO_AUTH_TOKEN',
    tokens: ({ twilio }) => twilio.authTokens,
    emulator: (world, { twilio }, authToken, baseUrl) =>
      twilioEmulator(world, {
        accountSid: twilio.accountSid ?? SOME_ACCOUNT,
        authToken,
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
} as const satisfies Readonly<Record<string, CallCarrier>>;

/** A carrier's name. */
export type CallCarrierName = keyof typeof CALL_CARRIERS;
