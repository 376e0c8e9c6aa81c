// The settings of the carriers whose wires are told by a spec, out of their environment variables.
import type { JAMBONZ_MARKS, JAMBONZ_TRANSFERS, VONAGE_CONTENT_TYPES } from './envelope-carrier-variables.ts';
import type { Environment } from './settings-schema.ts';

/** With whose keys these carriers are spoken to. Null: unset. */
export interface EnvelopeCarrierSettings {
  readonly jambonz: {
    /** Secret; the first one is current. Empty when unset. */
    readonly secrets: readonly string[];
    readonly accountSid: string | null;
    /** Secret. */
    readonly apiKey: string | null;
    readonly applicationSid: string | null;
    /** E.164. */
    readonly phoneNumber: string | null;
    readonly baseUrl: string | null;
    readonly transfer: (typeof JAMBONZ_TRANSFERS)[number];
    readonly marksBy: (typeof JAMBONZ_MARKS)[number];
  };
  readonly signalwire: {
    /** Secret; the first one is current. Empty when unset. */
    readonly signingKeys: readonly string[];
    readonly projectId: string | null;
    /** Secret. */
    readonly apiToken: string | null;
    readonly spaceUrl: string | null;
    /** E.164. */
    readonly phoneNumber: string | null;
  };
  readonly vonage: {
    /** Secret; the first one is current. Empty when unset. */
    readonly signatureSecrets: readonly string[];
    readonly applicationId: string | null;
    /** RSA, in PEM. Secret. */
    readonly privateKey: string | null;
    /** E.164. */
    readonly phoneNumber: string | null;
    readonly baseUrl: string | null;
    readonly contentType: (typeof VONAGE_CONTENT_TYPES)[number];
    readonly byteOrder: 'little' | 'big';
  };
  readonly bandwidth: {
    /** Secret; the first one is current. Empty when unset. */
    readonly secrets: readonly string[];
    readonly accountId: string | null;
    readonly clientId: string | null;
    /** Secret. */
    readonly clientSecret: string | null;
    readonly applicationId: string | null;
    /** E.164. */
    readonly phoneNumber: string | null;
    readonly baseUrl: string | null;
    readonly tokenUrl: string | null;
  };
  readonly exotel: {
    /** Secret; the first one is current. Empty when unset. */
    readonly secrets: readonly string[];
    readonly byteOrder: 'little' | 'big';
  };
  readonly asterisk: {
    /** Secret; the first one is current. Empty when unset. */
    readonly secrets: readonly string[];
  };
  readonly sipBridge: {
    /** Secret; the first one is current. Empty when unset. */
    readonly secrets: readonly string[];
  };
}

/** Out of an environment that was read and checked. */
export function envelopeCarrierSettings(read: Environment): EnvelopeCarrierSettings {
  return {
    jambonz: {
      secrets: read.JAMBONZ_SECRET ?? [],
      accountSid: read.JAMBONZ_ACCOUNT_SID ?? null,
      apiKey: read.JAMBONZ_API_KEY ?? null,
      applicationSid: read.JAMBONZ_APPLICATION_SID ?? null,
      phoneNumber: read.JAMBONZ_PHONE_NUMBER ?? null,
      baseUrl: read.JAMBONZ_BASE_URL ?? null,
      transfer: read.JAMBONZ_TRANSFER,
      marksBy: read.JAMBONZ_MARKS,
    },
    signalwire: {
      signingKeys: read.SIGNALWIRE_SIGNING_KEY ?? [],
      projectId: read.SIGNALWIRE_PROJECT_ID ?? null,
      apiToken: read.SIGNALWIRE_API_TOKEN ?? null,
      spaceUrl: read.SIGNALWIRE_SPACE_URL ?? null,
      phoneNumber: read.SIGNALWIRE_PHONE_NUMBER ?? null,
    },
    vonage: {
      signatureSecrets: read.VONAGE_SIGNATURE_SECRET ?? [],
      applicationId: read.VONAGE_APPLICATION_ID ?? null,
      privateKey: read.VONAGE_PRIVATE_KEY ?? null,
      phoneNumber: read.VONAGE_PHONE_NUMBER ?? null,
      baseUrl: read.VONAGE_BASE_URL ?? null,
      contentType: read.VONAGE_CONTENT_TYPE,
      byteOrder: read.VONAGE_BYTE_ORDER,
    },
    bandwidth: {
      secrets: read.BANDWIDTH_SECRET ?? [],
      accountId: read.BANDWIDTH_ACCOUNT_ID ?? null,
      clientId: read.BANDWIDTH_CLIENT_ID ?? null,
      clientSecret: read.BANDWIDTH_CLIENT_SECRET ?? null,
      applicationId: read.BANDWIDTH_APPLICATION_ID ?? null,
      phoneNumber: read.BANDWIDTH_PHONE_NUMBER ?? null,
      baseUrl: read.BANDWIDTH_BASE_URL ?? null,
      tokenUrl: read.BANDWIDTH_TOKEN_URL ?? null,
    },
    exotel: { secrets: read.EXOTEL_SECRET ?? [], byteOrder: read.EXOTEL_BYTE_ORDER },
    asterisk: { secrets: read.ASTERISK_SECRET ?? [] },
    sipBridge: { secrets: read.SIP_BRIDGE_SECRET ?? [] },
  };
}
