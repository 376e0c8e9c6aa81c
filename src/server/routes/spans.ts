// The API's spans: where the time of a call went, as a tree; and whether its frames are among them.
import type { FastifyInstance } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import { z } from 'zod';
import type { CallId } from '../../base/brand.ts';
import { OffhookError } from '../../base/errors.ts';
import type { CallView } from '../../call/call-view.ts';
import type { Store } from '../../store/store.ts';
import { spanTree } from '../../telemetry/span-tree.ts';
import { spansOf } from '../../telemetry/spans-of.ts';
import { traceOf } from '../../telemetry/trace-context.ts';
import type { CallSpans } from '../api.ts';
import { accepted, callParams, errorBody } from '../api-schemas.ts';
import type { Switchboard } from '../switchboard.ts';

/** Where spans are. */
export interface SpanRouteOptions {
  readonly switchboard: Pick<Switchboard, 'view' | 'traceFrames'>;
  readonly store: Pick<Store, 'call' | 'journal' | 'spans'>;
}

const span: z.ZodType<CallSpans['spans'][number]> = z
  .object({
    traceId: z.string().describe('The same for all spans of the call; 32 hexadecimal digits'),
    spanId: z.string().describe('16 hexadecimal digits'),
    parentSpanId: z.string().nullable().describe('Null: none is above it'),
    callId: z.custom<CallId>().describe('Of the call'),
    name: z.string(),
    kind: z.enum(['internal', 'server', 'client']),
    startUs: z.number().describe('Microseconds since 1970'),
    endUs: z.number().nullable().describe('Null: not over'),
    status: z.enum(['unset', 'error']),
    attributes: z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.array(z.string())])),
    depth: z.number().int().describe('How many of the spans of this call are above it'),
  })
  .meta({ id: 'Span' });

const callSpans: z.ZodType<CallSpans> = z.object({
  callId: z.custom<CallId>(),
  traceId: z.string(),
  spans: z.array(span).describe('In the order of their tree: each behind the one that it is below'),
});

const refusals = { 400: errorBody, 401: errorBody, 403: errorBody, 404: errorBody, 503: errorBody };

const traceBody = z.strictObject({
  frames: z.boolean().describe('Whether each frame is written down from now on'),
});

const spansQuery = z.object({
  frames: z
    .enum(['true', 'false'])
    .default('false')
    .describe('Also the spans of single frames, where they were written down'),
});

/** Adds `/api/calls/:id/spans` and `/api/calls/:id/trace`. Whoever registers it guards it. */
export async function spanRoutes(instance: FastifyInstance, options: SpanRouteOptions): Promise<void> {
  const { switchboard, store } = options;
  const app = instance.withTypeProvider<ZodTypeProvider>();

  async function find(id: string): Promise<CallView> {
    const view = switchboard.view(id) ?? (await store.call(id));
    if (view === null) throw new OffhookError('CALL_NOT_FOUND', 'No call has this id.');
    return view;
  }

  app.post(
    '/api/calls/:id/trace',
    {
      schema: {
        summary: 'Write each frame of a live call down, or stop it',
        description:
          'Among its spans, under `frame …`, with when each part of the call gave it and how long it took: some five hundred a second, and a hundred thousand at most.',
        tags: ['control'],
        params: callParams,
        body: traceBody,
        response: { 202: accepted, ...refusals, 409: errorBody },
      },
    },
    async ({ params, body }, reply) => {
      const view = await find(params.id);
      if (view.status === 'ended' || switchboard.view(params.id) === null)
        throw new OffhookError('CALL_NOT_LIVE', 'The call is not live on this server.');
      switchboard.traceFrames(params.id, body.frames);
      return reply.code(202).send({ accepted: true });
    },
  );

  app.get(
    '/api/calls/:id/spans',
    {
      schema: {
        summary: "A call's spans",
        description:
          'Where the time of the call went: turns, and in each the decision that it was over, the model, functions and playout. Of a live call as far as the store has its journal.',
        tags: ['calls'],
        params: callParams,
        querystring: spansQuery,
        response: {
          200: callSpans,
          ...refusals,
        },
      },
    },
    async ({ params, query }) => {
      const view = await find(params.id);
      const records = await store.journal(view.id);
      const kept = await store.spans.of(view.id, query.frames === 'true');
      // What the journal says is the newest; kept are those of frames, and all whose journal is gone.
      const spans = new Map([...kept, ...spansOf(records)].map((one) => [one.spanId, one]));
      const traceId = kept[0]?.traceId ?? traceOf(view.id, records).traceId;
      return { callId: view.id, traceId, spans: [...spanTree([...spans.values()])] };
    },
  );
}
