// The API's live events.
import type { FastifyInstance } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { errorBody } from '../api-schemas.ts';
import type { LiveFeed } from '../live-feed.ts';

/** Adds `/api/events`. Whoever registers it guards it. */
export async function eventRoutes(
  instance: FastifyInstance,
  { feed }: { readonly feed: LiveFeed },
): Promise<void> {
  const app = instance.withTypeProvider<ZodTypeProvider>();
  app.get(
    '/api/events',
    {
      // A HEAD request would hold a watcher's place for nothing.
      exposeHeadRoute: false,
      schema: {
        summary: 'What happens in the calls, as it happens',
        description:
          'Server-sent events: `call.event` with `{ callId, sequence, atMs, event }` for each journal record, `call.updated` with a call for each live one at the beginning and whenever its status or outcome changes. What was missed while not connected is in the calls themselves.',
        tags: ['calls'],
        response: {
          200: { description: 'The feed', content: { 'text/event-stream': { schema: z.string() } } },
          401: errorBody,
          403: errorBody,
          503: errorBody,
        },
      },
    },
    (_request, reply) => {
      feed.serve(reply.raw);
      reply.hijack();
    },
  );
}
