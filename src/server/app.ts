// The app: every HTTP route of a server, on Fastify. It listens to nothing by itself.
import swagger from '@fastify/swagger';
import Fastify, { type FastifyInstance } from 'fastify';
import { serializerCompiler, validatorCompiler } from 'fastify-type-provider-zod';
import type { ErrorCode } from '../base/errors.ts';
import type { World } from '../base/world.ts';
import type { CarrierDoor } from '../carriers/carrier-door.ts';
import type { Store } from '../store/store.ts';
import { apiGuard } from './api-guard.ts';
import { answer, errorAnswer } from './error-answer.ts';
import type { Eraser } from './forgetting/eraser.ts';
import type { LiveFeed } from './live-feed.ts';
import type { Metrics } from './metrics.ts';
import { OPENAPI_DOCUMENT } from './openapi-document.ts';
import type { Archives } from './archiving/archives.ts';
import { archiveRoutes } from './routes/archive.ts';
import { callRoutes } from './routes/calls.ts';
import { eventRoutes } from './routes/events.ts';
import { forgettingRoutes } from './routes/forgetting.ts';
import { healthRoutes } from './routes/health.ts';
import { latencyRoutes } from './routes/latency.ts';
import { spanRoutes } from './routes/spans.ts';
import { jobRoutes } from './routes/jobs.ts';
import { carrierWebhooks } from './routes/carrier-webhooks.ts';
import type { SloStatus } from './slo/slo-watch.ts';
import type { Switchboard } from './switchboard.ts';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** The code of this route for a request that does not fit. */
    invalid?: ErrorCode;
  }
}

const BODY_BYTES_MAX = 256 * 1024;
/** How long a request may take to arrive. */
const REQUEST_MS_MAX = 15_000;

/** All that the routes need. */
export interface AppOptions {
  readonly world: World;
  readonly switchboard: Switchboard;
  readonly store: Store;
  readonly metrics: Metrics;
  readonly feed: LiveFeed;
  readonly doors: readonly CarrierDoor[];
  readonly publicUrl: string | null;
  readonly apiKey: string | null;
  readonly dataDir: string;
  /** The objectives, as they were when last looked at. Default: there are none. */
  readonly slos?: () => readonly SloStatus[];
  /** Where what was archived of calls is read. Default: nothing was. */
  readonly archives?: Pick<Archives, 'read'>;
  /** Deletes calls on request. Default: nobody does. */
  readonly eraser?: Pick<Eraser, 'call' | 'caller'>;
  readonly unavailable: { readonly text: string; readonly language: string };
  draining(): boolean;
}

/** Builds the app, ready for `inject` or `listen`. */
export async function buildApp(options: AppOptions): Promise<FastifyInstance> {
  const { world } = options;
  const app = Fastify({
    // Its lines would hold addresses and query strings; ours stand in the World's log.
    logger: false,
    bodyLimit: BODY_BYTES_MAX,
    requestTimeout: REQUEST_MS_MAX,
    // A live feed never ends by itself.
    forceCloseConnections: true,
    routerOptions: { maxParamLength: 100 },
  });
  app.setValidatorCompiler(validatorCompiler);
  app.setSerializerCompiler(serializerCompiler);
  // `Content-Type: application/json` with nothing behind it is no body, as clients mean it.
  const parseJson = app.getDefaultJsonParser('error', 'error');
  app.removeContentTypeParser('application/json');
  app.addContentTypeParser('application/json', { parseAs: 'string' }, (request, body: string, done) => {
    if (body === '') done(null, null);
    else void parseJson(request, body, done);
  });
  app.setErrorHandler((error, request, reply) => {
    const { status, body } = errorAnswer(error, request.routeOptions.config.invalid);
    if (status >= 500)
      world.log.error('http.failed', {
        method: request.method,
        route: request.routeOptions.url,
        code: body.error.code,
        error: error instanceof Error ? error.message : 'unknown',
      });
    if (status === 401) void reply.header('www-authenticate', 'Bearer realm="offhook"');
    return reply.code(status).send(body);
  });
  app.setNotFoundHandler((_request, reply) => {
    const { status, body } = answer('NOT_FOUND', 'Nothing is served at this address.');
    return reply.code(status).send(body);
  });

  await app.register(swagger, OPENAPI_DOCUMENT);
  const guard = apiGuard(options.apiKey);
  await app.register(carrierWebhooks, options);
  await app.register(healthRoutes, { ...options, guard });
  await app.register(async (api) => {
    api.addHook('onRequest', async (request) => guard(request.raw));
    await api.register(callRoutes, options);
    await api.register(archiveRoutes, options);
    await api.register(forgettingRoutes, options);
    await api.register(jobRoutes, options);
    await api.register(latencyRoutes, options);
    await api.register(spanRoutes, options);
    await api.register(eventRoutes, options);
    api.get('/api/openapi.json', { schema: { hide: true } }, () => app.swagger());
    // Unknown addresses below /api are behind the guard as well: what there is, is told to those who may ask.
    api.all('/api/*', { schema: { hide: true } }, (_request, reply) => reply.callNotFound());
  });
  await app.ready();
  return app;
}
