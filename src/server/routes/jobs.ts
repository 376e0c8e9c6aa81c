// The API's jobs: what is still to be done behind calls, what was given up, and another try for it.
import type { FastifyInstance } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { OffhookError } from '../../base/errors.ts';
import type { World } from '../../base/world.ts';
import type { JobView } from '../../store/jobs.ts';
import type { Store } from '../../store/store.ts';
import { accepted, CALLS_LIMIT_MAX, errorBody } from '../api-schemas.ts';

/** Where jobs are. */
export interface JobRouteOptions {
  readonly world: Pick<World, 'clock'>;
  readonly store: Pick<Store, 'jobs'>;
}

const refusals = { 400: errorBody, 401: errorBody, 403: errorBody, 503: errorBody };

const jobsQuery = z.object({
  kind: z.string().max(50).optional().describe('Such as archive, webhook, erase'),
  dead: z
    .enum(['true', 'false'])
    .optional()
    .describe('true: only those that were given up; false: only those that are still to be done'),
  before: z.string().max(200).optional().describe('Only jobs older than the one of this id'),
  limit: z.coerce.number().int().min(1).max(CALLS_LIMIT_MAX).default(50),
});

const jobView: z.ZodType<JobView> = z
  .object({
    id: z.string(),
    kind: z.string(),
    payload: z.unknown().describe('Ids of what it is about'),
    attempts: z.number(),
    createdAt: z.string().describe('ISO 8601'),
    dueAt: z.string().describe('When it is tried next, or given back by who has it; ISO 8601'),
    fault: z.string().nullable().describe('What went wrong last'),
    deadAt: z.string().nullable().describe('Since when nobody tries it any more; ISO 8601'),
  })
  .meta({ id: 'Job' });

const jobList = z.object({
  jobs: z.array(jobView),
  next: z.string().nullable().describe('Give it as `before` for the next page; null on the last one'),
});

/** Adds `/api/jobs` and what lies below it. Whoever registers it guards it. */
export async function jobRoutes(instance: FastifyInstance, { world, store }: JobRouteOptions): Promise<void> {
  const app = instance.withTypeProvider<ZodTypeProvider>();

  app.get(
    '/api/jobs',
    {
      schema: {
        summary: 'Work that is still to be done behind calls, newest first',
        description: 'Archiving and webhooks. What is done is not listed; what was given up is, as `dead`.',
        tags: ['jobs'],
        querystring: jobsQuery,
        response: { 200: jobList, ...refusals },
      },
    },
    async ({ query: { kind, dead, before, limit } }) => {
      const jobs = await store.jobs.list({
        // One more tells whether there is another page.
        limit: limit + 1,
        ...(kind !== undefined && { kind }),
        ...(dead !== undefined && { dead: dead === 'true' }),
        ...(before !== undefined && { before }),
      });
      const page = jobs.slice(0, limit);
      return { jobs: page, next: jobs.length > limit ? (page.at(-1)?.id ?? null) : null };
    },
  );

  app.post(
    '/api/jobs/:id/retry',
    {
      schema: {
        summary: 'Have a job tried again that was given up',
        tags: ['jobs'],
        params: z.object({ id: z.string().min(1).max(200) }),
        response: { 202: accepted, ...refusals, 404: errorBody },
      },
    },
    async ({ params }, reply) => {
      if (!(await store.jobs.revive(params.id, world.clock.wall())))
        throw new OffhookError('JOB_NOT_FOUND', 'No job of this id was given up.');
      return reply.code(202).send({ accepted: true });
    },
  );
}
