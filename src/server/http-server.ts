// The HTTP server: app and media sockets on one port; it opens with `listen` and closes without cutting off a call.
import type { AddressInfo } from 'node:net';
import { OffhookError } from '../base/errors.ts';
import { buildApp, type AppOptions } from './app.ts';
import { liveFeed } from './live-feed.ts';
import { mediaSockets } from './media-sockets.ts';
import { metrics, type MetricSources } from './metrics.ts';

/** Where to listen, and all that the routes need. */
export interface HttpServerOptions extends Omit<AppOptions, 'metrics' | 'feed' | 'draining'> {
  readonly host: string;
  /** 0 takes any free port. */
  readonly port: number;
  readonly journal: MetricSources['journal'];
  /** Work behind calls, for whoever reads metrics. */
  readonly work?: MetricSources['jobs'];
  /** What was wrong with how calls sounded, for the same. */
  readonly flaws?: MetricSources['flaws'];
  /** How long live calls may go on after `close`, in milliseconds. Default 30 s. */
  readonly drainMsMax?: number;
}

/** The port on which webhooks, media streams and the API are served. */
export interface HttpServer {
  /** Begins to listen; `url` is where this machine reaches it. `ADDRESS_IN_USE` when another process has the port. */
  listen(): Promise<{ readonly url: string }>;
  /** Turns new calls away, lets live ones end within the bound, then closes everything. Asked twice, it is the same close. */
  close(): Promise<void>;
}

const DRAIN_MS_MAX = 30_000;

/** Puts the app and the media sockets onto one HTTP server that does not listen yet. */
export async function httpServer(options: HttpServerOptions): Promise<HttpServer> {
  const { world, switchboard, host, port } = options;
  let closing: Promise<void> | null = null;
  const feed = liveFeed(world, switchboard);
  const { journal, work, slos, flaws } = options;
  const counted = metrics({
    switchboard,
    journal,
    timers: world.timers,
    ...(work !== undefined && { jobs: work }),
    ...(slos !== undefined && { slos }),
    ...(flaws !== undefined && { flaws }),
    sockets: () => ({ media: sockets.open, feed: feed.watchers }),
  });
  const app = await buildApp({ ...options, metrics: counted, feed, draining: () => closing !== null });
  const sockets = mediaSockets(app.server, { ...options, metrics: counted });

  async function close(): Promise<void> {
    // Until the last call has ended its carrier must be able to reach us: the port stays open.
    await switchboard.drain(options.drainMsMax ?? DRAIN_MS_MAX);
    await sockets.close();
    feed.close();
    await app.close();
    counted.close();
  }

  return {
    async listen() {
      try {
        await app.listen({ host, port });
      } catch (error) {
        throw listenProblem(error, host, port);
      }
      return { url: reachableUrl(app.server.address() as AddressInfo) };
    },
    close: () => (closing ??= close()),
  };
}

/** Why it does not listen, by the setting that is at fault; what is none of them stays as it is. */
function listenProblem(error: unknown, host: string, port: number): unknown {
  switch (error instanceof Error && 'code' in error ? error.code : null) {
    case 'EADDRINUSE':
      return new OffhookError(
        'ADDRESS_IN_USE',
        `Another process listens on ${host}:${port}. Stop it, or set PORT to another port.`,
        { cause: error },
      );
    case 'EACCES':
      return new OffhookError(
        'ENVIRONMENT_INVALID',
        `PORT is ${port}, on which this user may not listen: take one from 1024 on.`,
        { cause: error },
      );
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return new OffhookError(
        'ENVIRONMENT_INVALID',
        `HOST is "${host}", which is no address of this machine: 127.0.0.1 is for this machine only, 0.0.0.0 for every network.`,
        { cause: error },
      );
    default:
      return error;
  }
}

/** Where this machine reaches a listening address: "every address" is none to go to. */
function reachableUrl({ address, port, family }: AddressInfo): string {
  if (address === '0.0.0.0' || address === '::') return `http://localhost:${port}`;
  return family === 'IPv6' ? `http://[${address}]:${port}` : `http://${address}:${port}`;
}
