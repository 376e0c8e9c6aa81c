// Carrier webhooks: what carriers say over HTTP, read by their doors, told to the switchboard, and answered in their
// language. A caller is never left with an error page.
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { OffhookError } from '../../base/errors.ts';
import type { World } from '../../base/world.ts';
import type { NextStep } from '../../call/next-step.ts';
import type { CarrierDoor, CarrierNews, CarrierRequest, CarryOut } from '../../carriers/carrier-door.ts';
import type { Metrics } from '../metrics.ts';
import { requestOrigins } from '../request-origins.ts';
import type { Switchboard } from '../switchboard.ts';

/** How long the next step of a call may take to be found; carriers give up after 15 s, callers do before. */
export const NEXT_STEP_MS_MAX = 5000;
/** A webhook has a few kilobytes. */
const BODY_BYTES_MAX = 64 * 1024;
/** Steps that are told by commands in one go: a transfer that cannot even be begun brings the caller back, once. */
const COMMANDED_STEPS_MAX = 3;

/** All that the carriers' routes need. */
export interface CarrierWebhookOptions {
  readonly world: Pick<World, 'timers' | 'log'>;
  readonly switchboard: Switchboard;
  readonly doors: readonly CarrierDoor[];
  readonly publicUrl: string | null;
  readonly metrics: Metrics;
  /** Said in the carrier's voice when the next step can't be found. */
  readonly unavailable: { readonly text: string; readonly language: string };
}

/** Adds a route for each webhook of each door. */
export async function carrierWebhooks(app: FastifyInstance, options: CarrierWebhookOptions): Promise<void> {
  const { metrics, world } = options;
  // A signature covers the body as it came: nothing parses it before the door has looked.
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', { parseAs: 'string', bodyLimit: BODY_BYTES_MAX }, (_, body, done) =>
    done(null, body),
  );
  const underWay = new Set<Promise<void>>();
  app.addHook('onClose', async () => void (await Promise.all(underWay)));
  for (const door of options.doors) {
    for (const asset of door.assets ?? [])
      app.get(asset.path, { schema: { hide: true } }, (_, reply) =>
        reply
          .type(asset.contentType)
          .header('cache-control', 'public, max-age=86400')
          .send(Buffer.from(asset.body())),
      );
    for (const webhook of door.webhooks) {
      const { method = 'POST', path } = webhook;
      app.route({
        method,
        url: path,
        schema: { hide: true },
        handler: async (request, reply) => {
          const reading = webhook.read(carrierRequest(request, options.publicUrl));
          if (!reading.ok) {
            metrics.webhookRefused(reading.reason);
            world.log.warn('webhook.refused', {
              carrier: door.name,
              path: webhook.path,
              reason: reading.reason,
            });
            if (reading.cause === 'forged')
              throw new OffhookError('SIGNATURE_INVALID', `The signature does not hold: ${reading.reason}.`);
            throw new OffhookError('REQUEST_INVALID', 'The request names no call.');
          }
          const { origin, news, carryOut } = reading;
          if (carryOut !== undefined) {
            const told = carryOutSteps({ news, carryOut, door, origin }, options);
            underWay.add(told);
            void told.finally(() => underWay.delete(told));
            return reply.code(200).send();
          }
          const step = stepFor(news, door, origin, options);
          if (step === null) return reply.code(204).send();
          const { from, carrierCallId } = callOf(news);
          const told = await step;
          const answer = reading.answer?.(told, origin) ?? door.answer(told, origin, from, carrierCallId);
          return reply
            .code(answer.status ?? 200)
            .type(answer.contentType)
            .send(answer.body);
        },
      });
    }
  }
}

/** News of a call whose carrier takes commands. */
export interface CommandedNews {
  readonly news: CarrierNews;
  readonly carryOut: CarryOut;
  readonly door: CarrierDoor;
  readonly origin: string;
}

/** What telling steps by commands needs of the server. */
export type CommandOptions = Pick<CarrierWebhookOptions, 'world' | 'switchboard' | 'metrics' | 'unavailable'>;

/** Tells the switchboard the news and the carrier the step, until nothing more comes of it. Never rejects. */
export async function carryOutSteps(
  { news, carryOut, door, origin }: CommandedNews,
  options: CommandOptions,
): Promise<void> {
  try {
    let latest = news;
    for (let count = 0; count < COMMANDED_STEPS_MAX; count += 1) {
      if (latest.kind === 'command-through') {
        latest = await latest.carryOn();
        continue;
      }
      const step = stepFor(latest, door, origin, options);
      if (step === null) return;
      latest = await carryOut(await step);
    }
  } catch (error) {
    options.world.log.error('webhook.carry-out-failed', {
      carrier: door.name,
      error: error instanceof Error ? error.message : 'unknown',
    });
  }
}

/** Whose call the news is of; `from`: PII. */
function callOf(news: CarrierNews): { readonly from: string; readonly carrierCallId: string } {
  if (news.kind === 'incoming' || news.kind === 'arrived') return news.call;
  return {
    from: 'from' in news ? news.from : '',
    carrierCallId: ('carrierCallId' in news ? news.carrierCallId : null) ?? '',
  };
}

/** Tells the switchboard, and has the step within its bound; null when the carrier asks for nothing. It never rejects. */
export function stepFor(
  news: CarrierNews,
  door: CarrierDoor,
  origin: string,
  options: CommandOptions,
): Promise<NextStep> | null {
  const step = nextStep(news, door, origin, options);
  return step === null ? null : bounded(step, options);
}

function nextStep(
  news: CarrierNews,
  door: CarrierDoor,
  origin: string,
  { switchboard, metrics, world }: CommandOptions,
): Promise<NextStep> | null {
  switch (news.kind) {
    case 'incoming':
      return switchboard.incoming({ carrier: door.name, ...news.call, origin });
    case 'arrived':
      return switchboard.arrived({ carrier: door.name, ...news.call, origin });
    case 'stream-over':
      if (!news.over) return switchboard.afterStream(news.carrierCallId, origin);
      switchboard.completed(news.carrierCallId);
      return Promise.resolve({ kind: 'hang-up' });
    case 'dial-over':
      return switchboard.afterDial(news.carrierCallId, news.status, origin, news.over);
    case 'answered': {
      const { callId, carrierCallId } = news;
      return switchboard.answered({ carrier: door.name, callId, carrierCallId, origin });
    }
    case 'answered-by': {
      const { callId, by, greetingOver, beep, detail } = news;
      switchboard.answeredBy({ callId, by, greetingOver, beep, detail });
      return null;
    }
    case 'status': {
      const { carrierCallId, over, callId = null, progress = null, code = null } = news;
      switchboard.status({ callId, carrierCallId, progress, code, over });
      return null;
    }
    case 'stream-trouble':
      metrics.streamOddity('carrier-reported-error');
      world.log.warn('stream.carrier-error', {
        carrier: door.name,
        streamId: news.streamId,
        detail: news.detail,
      });
      if (news.carrierCallId !== null)
        switchboard.streamTrouble(news.carrierCallId, news.streamId, news.detail);
      return null;
    case 'command-through':
    case 'nothing':
      return null;
  }
}

/** The next step within its bound; a fault of ours is told to the caller in words. */
async function bounded(step: Promise<NextStep>, { world, unavailable }: CommandOptions): Promise<NextStep> {
  const late = Promise.withResolvers<NextStep>();
  const apology: NextStep = { kind: 'say', ...unavailable, next: 'hang-up' };
  const timer = world.timers.after(NEXT_STEP_MS_MAX, () => {
    world.log.error('webhook.step-late', { msMax: NEXT_STEP_MS_MAX });
    late.resolve(apology);
  });
  const found = step.catch((error: unknown): NextStep => {
    if (error instanceof OffhookError && error.code === 'CALL_NOT_FOUND') return { kind: 'hang-up' };
    world.log.error('webhook.step-failed', { error: error instanceof Error ? error.message : 'unknown' });
    return apology;
  });
  try {
    return await Promise.race([found, late.promise]);
  } finally {
    timer.stop();
  }
}

function carrierRequest(request: FastifyRequest, publicUrl: string | null): CarrierRequest {
  return {
    method: request.method,
    origins: requestOrigins(publicUrl, request.raw),
    target: request.raw.url ?? '',
    headers: singleHeaders(request.headers),
    body: typeof request.body === 'string' ? request.body : '',
  };
}

/** Headers that came once; one that came several times is none that a carrier sends. */
export function singleHeaders(
  headers: Readonly<Record<string, string | readonly string[] | undefined>>,
): Readonly<Record<string, string | undefined>> {
  return Object.fromEntries(
    Object.entries(headers).filter(([, value]) => typeof value === 'string'),
  ) as Record<string, string>;
}
