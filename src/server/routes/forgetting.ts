// The API's forgetting: deletes what is kept of a call or of a caller, and holds what must not be deleted.
import type { FastifyInstance } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import { z } from 'zod';
import type { CallId } from '../../base/brand.ts';
import { OffhookError } from '../../base/errors.ts';
import type { World } from '../../base/world.ts';
import type { Hold } from '../../store/forgetting.ts';
import type { Store } from '../../store/store.ts';
import { callParams, errorBody } from '../api-schemas.ts';
import type { Erasure, Eraser } from '../forgetting/eraser.ts';
import { phoneNumber, sipUri } from '../variable.ts';

/** Who deletes, and where holds are. */
export interface ForgettingRouteOptions {
  readonly world: Pick<World, 'clock' | 'log'>;
  readonly store: Pick<Store, 'forgetting' | 'call'>;
  /** Absent: nothing can be deleted here. */
  readonly eraser?: Pick<Eraser, 'call' | 'caller'>;
}

const refusals = { 400: errorBody, 401: errorBody, 403: errorBody, 503: errorBody };
const callRefusals = { ...refusals, 404: errorBody, 409: errorBody };

const callerParams = z.object({
  number: z.union([phoneNumber, sipUri]).describe('E.164, such as +14155550123, or a SIP URI'),
});

const eraseQuery = z.object({
  dryRun: z.enum(['true', 'false']).optional().describe('true: tells what would be deleted'),
});

const erasure: z.ZodType<Erasure> = z
  .object({
    erased: z.number().describe('Calls that are gone'),
    rows: z.record(z.string(), z.number()).describe('Rows of them, by table'),
    files: z.number().describe('Recordings and archived files of them'),
    held: z.array(z.string() as unknown as z.ZodType<CallId>).describe('Calls that are held, and stay'),
    waiting: z
      .array(z.string() as unknown as z.ZodType<CallId>)
      .describe('Calls that go on, or with which other work is under way: deleted behind it'),
  })
  .meta({ id: 'Erasure' });

const holdBody = z
  .object({ reason: z.string().trim().max(500).default('').describe('Who wants it, and why') })
  .nullish();

const hold: z.ZodType<Hold> = z
  .object({
    kind: z.enum(['call', 'caller']),
    subject: z.string().describe("The call's id, or the number"),
    reason: z.string(),
    heldAt: z.string().describe('ISO 8601'),
  })
  .meta({ id: 'Hold' });

const holdList = z.object({ holds: z.array(hold) });
const changed = z.object({ changed: z.boolean().describe('false: it was so before') });

/** Adds `DELETE` and holds of calls and callers. Whoever registers it guards it. */
export async function forgettingRoutes(
  instance: FastifyInstance,
  { world, store, eraser }: ForgettingRouteOptions,
): Promise<void> {
  const app = instance.withTypeProvider<ZodTypeProvider>();
  const { forgetting } = store;
  const tags = ['forgetting'];

  function ready(): Pick<Eraser, 'call' | 'caller'> {
    if (eraser === undefined) throw new OffhookError('NOT_FOUND', 'Nothing is deleted by this server.');
    return eraser;
  }

  async function callId(id: string): Promise<CallId> {
    const found = await store.call(id);
    if (found === null) throw new OffhookError('CALL_NOT_FOUND', 'No call has this id.');
    return found.id;
  }

  async function put(kind: Hold['kind'], subject: string, reason: string): Promise<{ changed: boolean }> {
    const heldAt = new Date(world.clock.wall()).toISOString();
    const isNew = await forgetting.hold({ kind, subject, reason, heldAt });
    if (isNew) world.log.info('hold.put', { kind });
    return { changed: isNew };
  }

  async function release(kind: Hold['kind'], subject: string): Promise<{ changed: boolean }> {
    const was = await forgetting.release(kind, subject);
    if (was) world.log.info('hold.released', { kind });
    return { changed: was };
  }

  app.delete(
    '/api/calls/:id',
    {
      schema: {
        summary: 'Delete all that is kept of a call',
        description:
          'Rows, recording, archived files, and what humans were told of it. One that goes on is deleted behind its end.',
        tags,
        params: callParams,
        querystring: eraseQuery,
        response: { 200: erasure, ...callRefusals },
      },
    },
    async ({ params, query }) => ready().call(await callId(params.id), query.dryRun === 'true'),
  );

  app.delete(
    '/api/callers/:number',
    {
      schema: {
        summary: 'Delete all that is kept of the calls of one caller',
        description:
          'Every call whose other side is this number, whoever called, and those in which a human was asked to take one of them. Calls that are held are named, and stay.',
        tags,
        params: callerParams,
        querystring: eraseQuery,
        response: { 200: erasure, ...refusals },
      },
    },
    ({ params, query }) => ready().caller(params.number, query.dryRun === 'true'),
  );

  app.get(
    '/api/holds',
    { schema: { summary: 'What must not be deleted', tags, response: { 200: holdList, ...refusals } } },
    async () => ({ holds: [...(await forgetting.holds())] }),
  );

  app.put(
    '/api/calls/:id/hold',
    {
      schema: {
        summary: 'Hold a call: nothing of it is deleted, by age or by request',
        tags,
        params: callParams,
        body: holdBody,
        response: { 200: changed, ...callRefusals },
      },
    },
    async ({ params, body }) => put('call', await callId(params.id), body?.reason ?? ''),
  );

  app.delete(
    '/api/calls/:id/hold',
    {
      schema: {
        summary: 'Release a call',
        tags,
        params: callParams,
        response: { 200: changed, ...callRefusals },
      },
    },
    async ({ params }) => release('call', await callId(params.id)),
  );

  app.put(
    '/api/callers/:number/hold',
    {
      schema: {
        summary: 'Hold every call of a caller, those to come among them',
        tags,
        params: callerParams,
        body: holdBody,
        response: { 200: changed, ...refusals },
      },
    },
    ({ params, body }) => put('caller', params.number, body?.reason ?? ''),
  );

  app.delete(
    '/api/callers/:number/hold',
    {
      schema: {
        summary: 'Release a caller',
        tags,
        params: callerParams,
        response: { 200: changed, ...refusals },
      },
    },
    ({ params }) => release('caller', params.number),
  );
}
