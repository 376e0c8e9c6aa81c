// The environment variables of spans: OpenTelemetry's own names, as every SDK reads them.
// https://opentelemetry.io/docs/specs/otel/configuration/sdk-environment-variables/
import { z } from 'zod';
import type { SamplingPolicy } from '../telemetry/sampling.ts';
import type { TraceExport } from './telemetry/span-jobs.ts';
import { address, text, variable, wholeNumber } from './variable.ts';

const HTTP = ['https:', 'http:'] as const;
const SAMPLERS = [
  'always_on',
  'always_off',
  'traceidratio',
  'parentbased_always_on',
  'parentbased_always_off',
  'parentbased_traceidratio',
] as const;

/** `a=b,c=d`, its values percent-encoded as in W3C's baggage. */
const pairs = text
  .regex(/^\s*[^\s=,]+\s*=[^,]*(?:,\s*[^\s=,]+\s*=[^,]*)*,?\s*$/)
  .transform((value, context) => {
    try {
      return Object.fromEntries(
        value
          .split(',')
          .filter((pair) => pair.trim() !== '')
          .map((pair) => {
            const at = pair.indexOf('=');
            return [pair.slice(0, at).trim(), decodeURIComponent(pair.slice(at + 1).trim())] as const;
          }),
      );
    } catch {
      context.addIssue({ code: 'custom', message: 'has a % that begins no code' });
      return z.NEVER;
    }
  });

const group = 'Spans';
const PAIRS = '`name=value`, with commas between; a comma within a value is `%2C`';

/** Every variable of spans. */
export const TELEMETRY_VARIABLES = {
  OTEL_EXPORTER_OTLP_ENDPOINT: variable(address(HTTP).optional(), {
    group,
    text: "An OpenTelemetry collector's address for OTLP over HTTP, to which the spans of ended calls go, as JSON, at `/v1/traces` below it.",
    unset: 'spans are kept in the store alone',
    example: 'http://127.0.0.1:4318',
    mustBe: 'a URL with https:// or http://',
  }),
  OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: variable(address(HTTP).optional(), {
    group,
    text: 'The whole address to which spans are posted, where it is not the one above.',
    unset: '`/v1/traces` below `OTEL_EXPORTER_OTLP_ENDPOINT`',
    example: 'https://otlp.example.com/traces',
    mustBe: 'a URL with https:// or http://',
  }),
  OTEL_EXPORTER_OTLP_HEADERS: variable(pairs.optional(), {
    group,
    text: 'What every request to the collector has in its head, such as a key.',
    unset: 'nothing',
    example: 'x-api-key=secret',
    mustBe: PAIRS,
    secret: true,
  }),
  OTEL_EXPORTER_OTLP_TIMEOUT: variable(wholeNumber(1, 60_000).default(10_000), {
    group,
    text: 'How long the collector may take to answer, in milliseconds.',
    unset: '`10000`',
    example: '5000',
    mustBe: 'a whole number from 1 to 60000',
  }),
  OTEL_SERVICE_NAME: variable(text.optional(), {
    group,
    text: 'What the spans are said to be from: `service.name`.',
    unset: '`offhook`',
    example: 'front-desk',
    mustBe: 'a name',
  }),
  OTEL_RESOURCE_ATTRIBUTES: variable(pairs.optional(), {
    group,
    text: 'What else tells this deployment from others.',
    unset: 'nothing',
    example: 'deployment.environment.name=production',
    mustBe: PAIRS,
  }),
  OTEL_TRACES_SAMPLER: variable(z.enum(SAMPLERS).default('parentbased_always_on'), {
    group,
    text: 'Which calls are exported. `parentbased_…`: one that was asked for with a `traceparent` goes by what that says. Calls that failed, or had a slow turn, are exported whatever this says; the store keeps the spans of all.',
    unset: '`parentbased_always_on`',
    example: 'parentbased_traceidratio',
    mustBe: SAMPLERS.join(', '),
  }),
  OTEL_TRACES_SAMPLER_ARG: variable(
    text
      .regex(/^(?:0(?:\.\d+)?|1(?:\.0+)?)$/)
      .transform(Number)
      .optional(),
    {
      group,
      text: 'The share of calls that the `…traceidratio` samplers export.',
      unset: '`1`',
      example: '0.1',
      mustBe: 'a number from 0 to 1',
    },
  ),
  TRACE_SLOW_MS: variable(wholeNumber(1, 600_000).default(3000), {
    group,
    text: 'A call is exported, whatever the sampler says, when one of its turns was answered later than this, in milliseconds.',
    unset: '`3000`',
    example: '2000',
    mustBe: 'a whole number from 1 to 600000',
  }),
};

type Read = z.output<z.ZodObject<typeof TELEMETRY_VARIABLES>>;

/** What becomes of spans, as the environment has it. */
export interface TelemetrySettings {
  readonly sampling: SamplingPolicy;
  /** Null: they are not exported. */
  readonly export: TraceExport | null;
}

/** What becomes of spans. */
export function telemetrySettings(read: Read): TelemetrySettings {
  const sampler = read.OTEL_TRACES_SAMPLER;
  const ratio = sampler.endsWith('always_on')
    ? 1
    : sampler.endsWith('always_off')
      ? 0
      : (read.OTEL_TRACES_SAMPLER_ARG ?? 1);
  const base = read.OTEL_EXPORTER_OTLP_ENDPOINT?.replace(/\/+$/, '');
  const url = read.OTEL_EXPORTER_OTLP_TRACES_ENDPOINT ?? (base === undefined ? null : `${base}/v1/traces`);
  const parentBased = sampler.startsWith('parentbased_');
  return {
    sampling: { ratio, parentBased, slowMs: read.TRACE_SLOW_MS },
    export:
      url === null
        ? null
        : {
            url,
            headers: read.OTEL_EXPORTER_OTLP_HEADERS ?? {},
            timeMsMax: read.OTEL_EXPORTER_OTLP_TIMEOUT,
            resource: {
              'service.name': 'offhook',
              ...read.OTEL_RESOURCE_ATTRIBUTES,
              ...(read.OTEL_SERVICE_NAME === undefined ? {} : { 'service.name': read.OTEL_SERVICE_NAME }),
            },
          },
  };
}
