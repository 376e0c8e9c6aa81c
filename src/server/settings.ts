// The settings: the environment and `.env`, read and checked once, before anything listens.
import { parseEnv } from 'node:util';
import type { z } from 'zod';
import { OffhookError } from '../base/errors.ts';
import { archiveProblems, archiveSettings, webhookSettings } from './archive-variables.ts';
import type { ArchiveSettings } from './archiving/archives.ts';
import type {
  PLIVO_CONTENT_TYPES,
  TELNYX_APPLICATIONS,
  TELNYX_CODECS,
  TELNYX_DETECTIONS,
} from './carrier-variables.ts';
import {
  conclusionAccount,
  costSettings,
  type ConclusionAccount,
  type CostSettings,
} from './cost-variables.ts';
import { envelopeCarrierSettings, type EnvelopeCarrierSettings } from './envelope-carrier-settings.ts';
import type { ObjectiveSettings } from './slo/objectives.ts';
import { sloSettings } from './slo-variables.ts';
import type { Retention } from './forgetting/sweep.ts';
import { retentionSettings } from './retention-variables.ts';
import { telemetrySettings, type TelemetrySettings } from './telemetry-variables.ts';
import { ENVIRONMENT, type Environment } from './settings-schema.ts';
import { variableDocs } from './variable.ts';
import type { WebhookSettings } from './webhooks/deliver-webhook.ts';
import type { LogLevel } from './world/pino-log.ts';

/** A vendor's key and address. */
interface VendorAccount {
  readonly apiKey: string | null;
  readonly baseUrl: string | null;
}

/** Where Offhook runs and with whose keys. What the agent is stands in `offhook.config.ts`. Null: unset. */
export interface Settings extends EnvelopeCarrierSettings {
  readonly port: number;
  readonly host: string;
  /** An origin without a slash at its end. */
  readonly publicUrl: string | null;
  /** Secret. */
  readonly apiKey: string | null;
  readonly callsMax: number;
  readonly logLevel: LogLevel;
  readonly openai: {
    /** Secret. */
    readonly apiKey: string | null;
    readonly baseUrl: string | null;
    readonly model: string | null;
  };
  /** The vendors of realtime models beside OpenAI. Their keys are secret. */
  readonly realtime: {
    readonly azure: VendorAccount;
    readonly xai: VendorAccount;
    readonly inworld: VendorAccount;
    readonly gemini: VendorAccount;
    readonly selfHosted: VendorAccount;
  };
  /** The vendors of a cascade. Their keys are secret. */
  readonly speech: {
    readonly llm: VendorAccount;
    /** The AI Gateway. */
    readonly gateway: VendorAccount;
    readonly deepgram: VendorAccount;
    readonly assemblyai: VendorAccount;
    readonly cartesia: VendorAccount & { readonly version: string | null };
    readonly elevenlabs: VendorAccount;
  };
  readonly twilio: {
    readonly accountSid: string | null;
    /** Secret; the first one is current. Empty when unset. */
    readonly authTokens: readonly string[];
    /** E.164. */
    readonly phoneNumber: string | null;
    readonly baseUrl: string | null;
  };
  readonly plivo: {
    readonly authId: string | null;
    /** Secret; the first one is current. Empty when unset. */
    readonly authTokens: readonly string[];
    /** E.164. */
    readonly phoneNumber: string | null;
    readonly baseUrl: string | null;
    readonly contentType: (typeof PLIVO_CONTENT_TYPES)[number];
    /** Of linear samples. */
    readonly byteOrder: 'little' | 'big';
    readonly aheadMs: number;
  };
  readonly telnyx: {
    /** Secret. */
    readonly apiKey: string | null;
    /** Base64. Empty when unset. */
    readonly publicKeys: readonly string[];
    /** E.164. */
    readonly phoneNumber: string | null;
    /** Of the application that calls are placed by, and its kind. */
    readonly connectionId: string | null;
    readonly application: (typeof TELNYX_APPLICATIONS)[number];
    readonly detection: (typeof TELNYX_DETECTIONS)[number];
    readonly baseUrl: string | null;
    readonly codec: (typeof TELNYX_CODECS)[number];
    /** Of L16. */
    readonly byteOrder: 'little' | 'big';
  };
  readonly businessApiBase: string | null;
  /** E.164 or SIP URI. */
  readonly humanTransferNumber: string | null;
  /** Secret: it may hold a password. */
  readonly databaseUrl: string | null;
  readonly dataDir: string;
  readonly cost: CostSettings;
  /** Who finds out what came of a call. */
  readonly conclusion: ConclusionAccount;
  /** How fast turns are to be. */
  readonly slo: ObjectiveSettings;
  /** Kinds that are not in it are kept for ever. */
  readonly retention: Retention;
  /** Which calls' spans are exported, and where to; its headers are secret. */
  readonly telemetry: TelemetrySettings;
  /** Whether calls are taped. */
  readonly tapes: boolean;
  readonly archive: ArchiveSettings;
  /** Null: nobody is told of calls. */
  readonly webhooks: WebhookSettings | null;
}

/** Variables as they stand in an environment. */
export type EnvironmentText = Readonly<Record<string, string | undefined>>;

/**
 * Reads the settings; `env` wins over `dotEnvText`, the text of a `.env` file, and an empty value counts as unset.
 * Throws `ENVIRONMENT_INVALID`, which names every variable that does not fit and how to mend it.
 */
export function readSettings(env: EnvironmentText, dotEnvText = ''): Settings {
  const given: Record<string, string> = {};
  for (const source of [parseEnv(dotEnvText), env]) {
    for (const name of Object.keys(ENVIRONMENT.shape)) {
      const value = source[name]?.trim() ?? '';
      if (value !== '') given[name] = value;
    }
  }
  const read = ENVIRONMENT.safeParse(given);
  const problems = read.success ? problemsBetween(read.data) : problemsOf(read.error, given);
  if (!read.success || problems.length > 0)
    throw new OffhookError(
      'ENVIRONMENT_INVALID',
      `The environment (or .env) does not fit:\n${problems.map((line) => `  ${line}`).join('\n')}`,
    );
  return toSettings(read.data);
}

function problemsOf(error: z.ZodError, given: Readonly<Record<string, string>>): string[] {
  const names = new Set(error.issues.map((issue) => String(issue.path[0])));
  return [...names].map((name) => {
    const doc = variableDocs.get(ENVIRONMENT.shape[name as keyof Environment]);
    const shown = doc?.secret === true ? 'has a value that' : `is ${JSON.stringify(given[name])}, which`;
    return `${name} ${shown} does not fit: it must be ${doc?.mustBe}.`;
  });
}

function problemsBetween(read: Environment): string[] {
  const problems: string[] = [];
  if (read.TWILIO_ACCOUNT_SID !== undefined && read.TWILIO_AUTH_TOKEN === undefined)
    problems.push(
      'TWILIO_AUTH_TOKEN is missing beside TWILIO_ACCOUNT_SID: it stands next to the SID in the Twilio console.',
    );
  if (read.PLIVO_AUTH_ID !== undefined && read.PLIVO_AUTH_TOKEN === undefined)
    problems.push(
      'PLIVO_AUTH_TOKEN is missing beside PLIVO_AUTH_ID: it stands next to the id in the Plivo console.',
    );
  if (read.TELNYX_API_KEY !== undefined && read.TELNYX_PUBLIC_KEY === undefined)
    problems.push(
      'TELNYX_PUBLIC_KEY is missing beside TELNYX_API_KEY: it stands on the page of keys in the Telnyx portal.',
    );
  if (read.TELNYX_CONNECTION_ID !== undefined && read.TELNYX_API_KEY === undefined)
    problems.push(
      'TELNYX_API_KEY is missing beside TELNYX_CONNECTION_ID: it stands on the page of keys in the Telnyx portal.',
    );
  return [...problems, ...archiveProblems(read)];
}

function toSettings(read: Environment): Settings {
  return {
    port: read.PORT,
    host: read.HOST,
    publicUrl: read.PUBLIC_URL ?? null,
    apiKey: read.OFFHOOK_API_KEY ?? null,
    callsMax: read.CALLS_MAX,
    logLevel: read.LOG_LEVEL,
    openai: {
      apiKey: read.OPENAI_API_KEY ?? null,
      baseUrl: read.OPENAI_BASE_URL ?? null,
      model: read.OPENAI_MODEL ?? null,
    },
    realtime: {
      azure: { apiKey: read.AZURE_OPENAI_API_KEY ?? null, baseUrl: read.AZURE_OPENAI_BASE_URL ?? null },
      xai: { apiKey: read.XAI_API_KEY ?? null, baseUrl: read.XAI_BASE_URL ?? null },
      inworld: { apiKey: read.INWORLD_API_KEY ?? null, baseUrl: read.INWORLD_BASE_URL ?? null },
      gemini: { apiKey: read.GEMINI_API_KEY ?? null, baseUrl: read.GEMINI_BASE_URL ?? null },
      selfHosted: { apiKey: read.REALTIME_API_KEY ?? null, baseUrl: read.REALTIME_BASE_URL ?? null },
    },
    speech: {
      llm: { apiKey: read.LLM_API_KEY ?? null, baseUrl: read.LLM_BASE_URL ?? null },
      gateway: { apiKey: read.AI_GATEWAY_API_KEY ?? null, baseUrl: read.AI_GATEWAY_BASE_URL ?? null },
      deepgram: { apiKey: read.DEEPGRAM_API_KEY ?? null, baseUrl: read.DEEPGRAM_BASE_URL ?? null },
      assemblyai: { apiKey: read.ASSEMBLYAI_API_KEY ?? null, baseUrl: read.ASSEMBLYAI_BASE_URL ?? null },
      cartesia: {
        apiKey: read.CARTESIA_API_KEY ?? null,
        baseUrl: read.CARTESIA_BASE_URL ?? null,
        version: read.CARTESIA_VERSION ?? null,
      },
      elevenlabs: { apiKey: read.ELEVENLABS_API_KEY ?? null, baseUrl: read.ELEVENLABS_BASE_URL ?? null },
    },
    twilio: {
      accountSid: read.TWILIO_ACCOUNT_SID ?? null,
      authTokens: read.TWILIO_AUTH_TOKEN ?? [],
      phoneNumber: read.TWILIO_PHONE_NUMBER ?? null,
      baseUrl: read.TWILIO_BASE_URL ?? null,
    },
    plivo: {
      authId: read.PLIVO_AUTH_ID ?? null,
      authTokens: read.PLIVO_AUTH_TOKEN ?? [],
      phoneNumber: read.PLIVO_PHONE_NUMBER ?? null,
      baseUrl: read.PLIVO_BASE_URL ?? null,
      contentType: read.PLIVO_CONTENT_TYPE,
      byteOrder: read.PLIVO_BYTE_ORDER,
      aheadMs: read.PLIVO_AHEAD_MS,
    },
    telnyx: {
      apiKey: read.TELNYX_API_KEY ?? null,
      publicKeys: read.TELNYX_PUBLIC_KEY ?? [],
      phoneNumber: read.TELNYX_PHONE_NUMBER ?? null,
      connectionId: read.TELNYX_CONNECTION_ID ?? null,
      application: read.TELNYX_APPLICATION,
      detection: read.TELNYX_MACHINE_DETECTION,
      baseUrl: read.TELNYX_BASE_URL ?? null,
      codec: read.TELNYX_CODEC,
      byteOrder: read.TELNYX_BYTE_ORDER,
    },
    ...envelopeCarrierSettings(read),
    businessApiBase: read.BUSINESS_API_BASE ?? null,
    humanTransferNumber: read.HUMAN_TRANSFER_NUMBER ?? null,
    databaseUrl: read.DATABASE_URL ?? null,
    dataDir: read.DATA_DIR,
    cost: costSettings(read),
    conclusion: conclusionAccount(read),
    slo: sloSettings(read),
    retention: retentionSettings(read),
    telemetry: telemetrySettings(read),
    tapes: read.TAPES === 'on',
    archive: archiveSettings(read),
    webhooks: webhookSettings(read),
  };
}
