// The API's calls: list, place, look at, read the journal of, steer, hang up, transfer.
import type { FastifyInstance } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import type { CallId } from '../../base/brand.ts';
import { OffhookError } from '../../base/errors.ts';
import type { CallView } from '../../call/call-view.ts';
import { settledLines } from '../../call/redaction/settled-lines.ts';
import type { Store } from '../../store/store.ts';
import {
  accepted,
  callJournal,
  callList,
  callParams,
  callsQuery,
  callView,
  errorBody,
  steerAnswer,
  steerBody,
  transferBody,
} from '../api-schemas.ts';
import { dialBody, dialHeaders } from '../dial-schema.ts';
import { callsOfKey, listCalls } from '../list-calls.ts';
import type { Switchboard } from '../switchboard.ts';

/** Where calls are, live and kept. */
export interface CallRouteOptions {
  readonly switchboard: Switchboard;
  readonly store: Store;
}

const listRefusals = { 400: errorBody, 401: errorBody, 403: errorBody, 503: errorBody };
const refusals = { ...listRefusals, 404: errorBody };
const controlRefusals = { ...refusals, 409: errorBody };

/** Adds `/api/calls` and what lies below it. Whoever registers it guards it. */
export async function callRoutes(instance: FastifyInstance, options: CallRouteOptions): Promise<void> {
  const { switchboard, store } = options;
  const app = instance.withTypeProvider<ZodTypeProvider>();

  async function find(id: string): Promise<CallView> {
    const view = switchboard.view(id) ?? (await store.call(id));
    if (view === null) throw new OffhookError('CALL_NOT_FOUND', 'No call has this id.');
    return view;
  }

  /** Who is not live may still be known: that is another answer than never heard of. */
  async function live(id: string): Promise<void> {
    const view = await find(id);
    if (view.status === 'ended' || switchboard.view(id) === null)
      throw new OffhookError('CALL_NOT_LIVE', 'The call is not live on this server.');
  }

  app.get(
    '/api/calls',
    {
      schema: {
        summary: 'Calls, newest first',
        tags: ['calls'],
        querystring: callsQuery,
        response: { 200: callList, ...listRefusals },
      },
    },
    ({ query: { status, before, limit, key } }) =>
      key !== undefined
        ? callsOfKey(store, switchboard, key)
        : listCalls(store, switchboard, {
            limit,
            ...(status !== undefined && { status }),
            ...(before !== undefined && { before: before as CallId }),
          }),
  );

  app.post(
    '/api/calls',
    {
      schema: {
        summary: 'Place a call',
        description:
          'Answers once the carrier has taken the call over, or would not have it: then the call has ended already. What becomes of it, the call itself shows.',
        tags: ['calls'],
        headers: dialHeaders,
        body: dialBody,
        response: { 202: callView, ...listRefusals, 409: errorBody },
      },
    },
    async ({ body, headers }, reply) => {
      const key = headers['idempotency-key'];
      const { traceparent } = headers;
      const placed = await switchboard.dial({
        ...body,
        ...(key !== undefined && { idempotencyKey: key }),
        ...(traceparent !== undefined && { traceparent }),
      });
      return reply.code(202).header('location', `/api/calls/${placed.id}`).send(placed);
    },
  );

  app.get(
    '/api/calls/:id',
    {
      schema: {
        summary: 'One call, live or ended',
        tags: ['calls'],
        params: callParams,
        response: { 200: callView, ...refusals },
      },
    },
    ({ params }) => find(params.id),
  );

  app.get(
    '/api/calls/:id/journal',
    {
      schema: {
        summary: "A call's journal",
        description:
          'What the store has of it; of a live call it may lack the latest. Whole once `call.ended` is there.',
        tags: ['calls'],
        params: callParams,
        response: { 200: callJournal, ...refusals },
      },
    },
    async ({ params }) => {
      const records = settledLines(await store.journal((await find(params.id)).id));
      return {
        events: records.map(({ callId, sequence, atMs, event }) => ({ callId, sequence, atMs, event })),
      };
    },
  );

  app.post(
    '/api/calls/:id/steer',
    {
      config: { invalid: 'STEER_INVALID' },
      schema: {
        summary: 'Change a live call',
        description:
          'New instructions at once, a new voice once the response is done, a text said as it stands.',
        tags: ['control'],
        params: callParams,
        body: steerBody,
        response: { 200: steerAnswer, ...controlRefusals },
      },
    },
    async ({ params, body }) => {
      await live(params.id);
      return switchboard.steer(params.id, body);
    },
  );

  app.post(
    '/api/calls/:id/hangup',
    {
      schema: {
        summary: 'End a live call',
        tags: ['control'],
        params: callParams,
        response: { 202: accepted, ...controlRefusals },
      },
    },
    async ({ params }, reply) => {
      await live(params.id);
      switchboard.hangUp(params.id);
      return reply.code(202).send({ accepted: true });
    },
  );

  app.post(
    '/api/calls/:id/transfer',
    {
      schema: {
        summary: 'Send a live call to a human',
        tags: ['control'],
        params: callParams,
        body: transferBody,
        response: { 202: accepted, ...controlRefusals },
      },
    },
    async ({ params, body }, reply) => {
      await live(params.id);
      const { to = null, kind, briefing } = body ?? {};
      switchboard.transfer(params.id, {
        to,
        ...(kind !== undefined && { kind }),
        ...(briefing !== undefined && { briefing }),
      });
      return reply.code(202).send({ accepted: true });
    },
  );
}
