// Twilio's webhooks: verified, read, answered with TwiML. A caller is never left with an error page.
import formbody from '@fastify/formbody';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { AgentPaths } from '../../agent/agent-options.ts';
import { OffhookError } from '../../base/errors.ts';
import type { World } from '../../base/world.ts';
import type { NextStep } from '../../call/next-step.ts';
import { checkSignature, type FormFields } from '../../carriers/twilio/signature.ts';
import { connectStreamTwiml, dialTwiml, hangUpTwiml, sayTwiml } from '../../carriers/twilio/twiml.ts';
import {
  parseCallStatus,
  parseDialAction,
  parseStreamStatus,
  parseVoiceWebhook,
} from '../../carriers/twilio/webhook.ts';
import { formFields } from '../form-fields.ts';
import type { Metrics } from '../metrics.ts';
import { requestOrigins, socketOrigin } from '../request-origins.ts';
import type { Switchboard } from '../switchboard.ts';

/** How long the next step of a call may take to be found; Twilio gives up after 15 s, callers do before. */
export const NEXT_STEP_MS_MAX = 5000;
/** A webhook has a few kilobytes. */
const FORM_BYTES_MAX = 64 * 1024;

/** What the webhooks need: whose signature holds, and where each lies. */
export interface TwilioRouteOptions {
  readonly world: Pick<World, 'timers' | 'log'>;
  readonly switchboard: Switchboard;
  readonly paths: AgentPaths;
  /** Tokens that may have signed. Without any, nothing is let in. */
  readonly authTokens: readonly string[];
  readonly publicUrl: string | null;
  readonly metrics: Metrics;
  /** Said in the carrier's voice when the next step can't be found. */
  readonly unavailable: { readonly text: string; readonly language: string };
}

/** Twilio's parameter for the caller's number, beside `token`: PII, so it goes to the carrier that sent it only. */
const CALLER_PARAMETER = 'from';

/** Adds the webhooks of the agent's `paths`, each behind its signature. */
export async function twilioRoutes(app: FastifyInstance, options: TwilioRouteOptions): Promise<void> {
  const { switchboard, paths, metrics, world } = options;
  app.removeAllContentTypeParsers();
  // Twilio sends forms; whatever else comes is no form, and its signature won't hold.
  app.addContentTypeParser('*', { parseAs: 'string', bodyLimit: FORM_BYTES_MAX }, (_, __, done) =>
    done(null, null),
  );
  await app.register(formbody, { bodyLimit: FORM_BYTES_MAX, parser: formFields });

  /** The call's next step as TwiML, within bounds; a fault of ours is told to the caller in words. */
  async function stepTwiml(step: Promise<NextStep>, origin: string, from: string): Promise<string> {
    const late = Promise.withResolvers<NextStep>();
    const apology: NextStep = { kind: 'say', ...options.unavailable, next: 'hang-up' };
    const timer = world.timers.after(NEXT_STEP_MS_MAX, () => {
      world.log.error('webhook.step-late', { msMax: NEXT_STEP_MS_MAX });
      late.resolve(apology);
    });
    const found = step.catch((error: unknown): NextStep => {
      const unknown = error instanceof OffhookError && error.code === 'CALL_NOT_FOUND';
      if (!unknown)
        world.log.error('webhook.step-failed', { error: error instanceof Error ? error.message : 'unknown' });
      return unknown ? { kind: 'hang-up' } : apology;
    });
    try {
      return twimlOf(await Promise.race([found, late.promise]), paths, origin, from);
    } finally {
      timer.stop();
    }
  }

  /** A webhook whose signature holds; `handle` gives TwiML, '' for an answer without any, null for a form without its call. */
  function webhook(
    path: string,
    handle: (form: FormFields, origin: string) => Promise<string | null> | string | null,
  ): void {
    app.post(path, { schema: { hide: true } }, async (request, reply) => {
      const form = isForm(request.body) ? request.body : {};
      const check = verified(request, form, options);
      if (!check.ok) {
        metrics.webhookRefused(check.reason);
        world.log.warn('webhook.refused', { path, reason: check.reason });
        throw new OffhookError('SIGNATURE_INVALID', `X-Twilio-Signature: ${check.reason}.`);
      }
      const answer = await handle(form, check.origin);
      if (answer === null) {
        metrics.webhookRefused('no-call');
        throw new OffhookError('REQUEST_INVALID', 'The form names no call.');
      }
      return answer === '' ? reply.code(204).send() : reply.type('text/xml; charset=utf-8').send(answer);
    });
  }

  webhook(paths.incoming, (form, origin) => {
    const call = parseVoiceWebhook(form);
    if (call === null) return null;
    const { carrierCallId, from, to, fromState } = call;
    return stepTwiml(
      switchboard.incoming({ carrier: 'twilio', carrierCallId, from, to, fromState, origin }),
      origin,
      from,
    );
  });
  webhook(paths.afterStream, (form, origin) => {
    const call = parseVoiceWebhook(form);
    if (call === null) return null;
    // Twilio asks for the next step of a call that is over, too.
    if (parseCallStatus(form)?.over === true) {
      switchboard.completed(call.carrierCallId);
      return hangUpTwiml();
    }
    return stepTwiml(switchboard.afterStream(call.carrierCallId, origin), origin, call.from);
  });
  webhook(paths.afterDial, (form, origin) => {
    const report = parseDialAction(form);
    if (report === null) return null;
    const from = parseVoiceWebhook(form)?.from ?? '';
    const gone = parseCallStatus(form)?.over === true;
    return stepTwiml(switchboard.afterDial(report.carrierCallId, report.status, origin, gone), origin, from);
  });
  webhook(paths.status, (form) => {
    const report = parseCallStatus(form);
    if (report?.over === true) switchboard.completed(report.carrierCallId);
    return report === null ? null : '';
  });
  webhook(paths.streamStatus, (form) => {
    const report = parseStreamStatus(form);
    if (report?.event === 'error') {
      metrics.streamOddity('carrier-reported-error');
      world.log.warn('stream.carrier-error', { streamId: report.streamId, detail: report.error });
    }
    return report === null ? null : '';
  });
}

type Verified =
  | { readonly ok: true; readonly origin: string }
  | { readonly ok: false; readonly reason: string };

function verified(request: FastifyRequest, form: FormFields, options: TwilioRouteOptions): Verified {
  const header = request.headers['x-twilio-signature'];
  const signature = typeof header === 'string' ? header : undefined;
  let reason = 'no-host';
  for (const origin of requestOrigins(options.publicUrl, request.raw)) {
    const url = `${origin}${request.raw.url ?? ''}`;
    const check = checkSignature(options.authTokens, {
      url,
      signature,
      content: { kind: 'form', fields: form },
    });
    if (check.ok) return { ok: true, origin };
    ({ reason } = check);
  }
  return { ok: false, reason };
}

/** A next step in Twilio's language; every address in it lies below `origin`. */
function twimlOf(step: NextStep, paths: AgentPaths, origin: string, from: string): string {
  const dial = (to: string) => ({ to, actionUrl: `${origin}${paths.afterDial}` });
  switch (step.kind) {
    case 'connect':
      return connectStreamTwiml({
        url: `${socketOrigin(origin)}${paths.media}`,
        actionUrl: `${origin}${paths.afterStream}`,
        redirectUrl: `${origin}${paths.afterStream}`,
        statusUrl: `${origin}${paths.streamStatus}`,
        parameters: { token: step.token, callId: step.callId, [CALLER_PARAMETER]: from },
      });
    case 'dial':
      return dialTwiml(dial(step.to));
    case 'say': {
      const next = step.next === 'hang-up' ? step.next : dial(step.next.dial);
      return sayTwiml({ text: step.text, language: step.language, next });
    }
    case 'hang-up':
      return hangUpTwiml();
  }
}

function isForm(body: unknown): body is FormFields {
  return typeof body === 'object' && body !== null;
}
