// Health: whether the process lives, whether it may be sent calls, and what it has counted.
import type { FastifyInstance } from 'fastify';
import type { World } from '../../base/world.ts';
import type { Store } from '../../store/store.ts';
import type { ApiGuard } from '../api-guard.ts';
import type { Metrics } from '../metrics.ts';

/** How long the store may take to show that it is there. */
export const PING_MS_MAX = 2000;

/** What is asked whether it is well. */
export interface HealthRouteOptions {
  readonly world: Pick<World, 'timers'>;
  readonly store: Pick<Store, 'ping'>;
  readonly metrics: Metrics;
  readonly guard: ApiGuard;
  /** True once this process is to be sent no more calls. */
  draining(): boolean;
}

/** Adds `/healthz`, `/readyz` and, behind the guard, `/metrics`. */
export async function healthRoutes(app: FastifyInstance, options: HealthRouteOptions): Promise<void> {
  app.get('/healthz', { schema: { hide: true } }, () => ({ status: 'ok' }));

  app.get('/readyz', { schema: { hide: true } }, async (_request, reply) => {
    const status = options.draining()
      ? 'draining'
      : (await storeAnswers(options))
        ? 'ready'
        : 'store-unavailable';
    return reply.code(status === 'ready' ? 200 : 503).send({ status });
  });

  app.get('/metrics', { schema: { hide: true } }, async (request, reply) => {
    options.guard(request.raw);
    return reply.type(options.metrics.contentType).send(await options.metrics.text());
  });
}

async function storeAnswers({ world, store }: HealthRouteOptions): Promise<boolean> {
  const late = Promise.withResolvers<boolean>();
  const timer = world.timers.after(PING_MS_MAX, () => late.resolve(false));
  const answered = store.ping().then(
    () => true,
    () => false,
  );
  try {
    return await Promise.race([answered, late.promise]);
  } finally {
    timer.stop();
  }
}
