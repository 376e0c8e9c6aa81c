// The API's latency: how fast turns were, by agent, model and carrier, and whether the objectives are met.
import type { FastifyInstance } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import { z } from 'zod';
import type { EpochMs } from '../../base/time.ts';
import type { World } from '../../base/world.ts';
import type { Store } from '../../store/store.ts';
import { TURN_GROUPS, TURN_MEASURES, type TurnLatency } from '../../store/turns.ts';
import type { LatencyReport } from '../api.ts';
import { errorBody } from '../api-schemas.ts';
import { BURN_RULES, WINDOWS_MS } from '../slo/objectives.ts';
import type { SloStatus } from '../slo/slo-watch.ts';

/** Where turns are. */
export interface LatencyRouteOptions {
  readonly world: Pick<World, 'clock'>;
  readonly store: Pick<Store, 'turns'>;
  readonly slos?: () => readonly SloStatus[];
}

const MS_OF_UNIT = { m: 60_000, h: 3_600_000, d: 86_400_000 } as const;
const SPAN = /^(\d{1,5})([mhd])$/;

/** An instant, or a span back from now. */
const instantOrSpan = z
  .string()
  .max(40)
  .refine((value) => SPAN.test(value) || !Number.isNaN(Date.parse(value)), {
    message: 'must be a span back from now, such as 30m, 24h or 7d, or an instant in ISO 8601',
  });

const latencyQuery = z.object({
  since: instantOrSpan
    .default('24h')
    .describe('Turns from then on: a span back from now, such as 30m, 24h or 7d, or an instant in ISO 8601'),
  until: instantOrSpan.optional().describe('Turns before then; in the same way'),
});

const percentiles = z
  .object({ count: z.number(), p50: z.number(), p95: z.number(), p99: z.number() })
  .describe('By nearest rank, in milliseconds')
  .nullable();

const turnLatency: z.ZodType<TurnLatency> = z
  .object({
    by: z.enum(TURN_GROUPS),
    name: z.string().describe('The agent, model or carrier; empty for all'),
    measures: z.object({
      latencyMs: percentiles,
      endpointingMs: percentiles,
      modelMs: percentiles,
      toolsMs: percentiles,
      relayMs: percentiles,
      carrierMs: percentiles,
      completeMs: percentiles,
    }),
  })
  .meta({ id: 'TurnLatency' });

const burnWindow = z.enum(Object.keys(WINDOWS_MS) as [keyof typeof WINDOWS_MS]);

const sloStatus: z.ZodType<SloStatus> = z
  .object({
    name: z.enum(['first-audio', 'turn-complete']),
    measure: z.enum(TURN_MEASURES),
    withinMs: z.number(),
    share: z.number().describe('What share of turns is to be within that time'),
    burning: z.boolean().describe('Somebody was told that it is being missed'),
    rates: z.array(
      z.object({
        window: burnWindow,
        turns: z.number(),
        slow: z.number(),
        rate: z.number().describe('The share of slow turns over the share that may be slow'),
      }),
    ),
  })
  .meta({ id: 'Objective' });

const latencyReport: z.ZodType<LatencyReport> = z.object({
  since: z.string().describe('ISO 8601'),
  until: z.string().describe('ISO 8601'),
  latency: z.array(turnLatency).describe('All turns, then those of each agent, model and carrier'),
  objectives: z.array(sloStatus).describe('As they were when last looked at, a minute ago at most'),
});

/** Adds `/api/latency`. Whoever registers it guards it. */
export async function latencyRoutes(
  instance: FastifyInstance,
  { world, store, slos }: LatencyRouteOptions,
): Promise<void> {
  const app = instance.withTypeProvider<ZodTypeProvider>();
  app.get(
    '/api/latency',
    {
      schema: {
        summary: 'How fast turns were',
        description: `Percentiles of turns, ear to ear and by their parts. An objective burns when both windows of a pair burn: ${BURN_RULES.map(({ long, short, rate }) => `${long} and ${short} at ${rate}`).join(', ')}.`,
        tags: ['latency'],
        querystring: latencyQuery,
        response: { 200: latencyReport, 400: errorBody, 401: errorBody, 403: errorBody, 503: errorBody },
      },
    },
    async ({ query }) => {
      const now = world.clock.wall();
      const since = instantOf(query.since, now);
      const until = query.until === undefined ? now : instantOf(query.until, now);
      return {
        since: new Date(since).toISOString(),
        until: new Date(until).toISOString(),
        latency: await store.turns.latency(since, until),
        objectives: slos?.() ?? [],
      };
    },
  );
}

function instantOf(value: string, now: EpochMs): EpochMs {
  const [, amount, unit] = SPAN.exec(value) ?? [];
  if (amount === undefined) return Date.parse(value) as EpochMs;
  return (now - Number(amount) * MS_OF_UNIT[unit as keyof typeof MS_OF_UNIT]) as EpochMs;
}
