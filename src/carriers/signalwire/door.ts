// SignalWire's door: its webhooks, verified and read; cXML for an answer; media sockets that a one-time token lets in.
import { formFields, type FormFields } from '../../base/form-fields.ts';
import { socketOrigin } from '../../base/socket-origin.ts';
import type { NextStep } from '../../call/next-step.ts';
import { statusNews } from '../call-progress.ts';
import type { CallControl } from '../carrier.ts';
import type { CarrierDoor, CarrierNews, CarrierRequest, CarrierWebhook } from '../carrier-door.ts';
import { referDocument } from '../carrier-xml.ts';
import { defineEnvelope } from '../envelope/define-envelope.ts';
import { envelopeDoor } from '../envelope/door.ts';
import { signalwireSpec } from '../envelope/specs/signalwire.ts';
import { formSignatureHolds } from '../form-signature.ts';
import { dialStatusOf } from '../dial-report.ts';
import { conferenceCxml, connectStreamCxml, dialCxml, hangUpCxml, sayCxml } from './cxml.ts';
import { parseAnsweredBy, parseCall, parseStreamError, type SignalwireCall } from './webhook.ts';

/** Where SignalWire's requests come in, below the origin. */
export const SIGNALWIRE_PATHS = {
  incoming: '/signalwire/incoming',
  media: '/signalwire/media',
  afterStream: '/signalwire/after-stream',
  afterDial: '/signalwire/after-dial',
  status: '/signalwire/status',
  streamStatus: '/signalwire/stream-status',
  answered: '/signalwire/answered',
  answeredBy: '/signalwire/answered-by',
} as const;

/** What SignalWire is known by. */
export interface SignalwireDoorOptions {
  /** Keys that may have signed. Without any, nothing is let in. */
  readonly signingKeys: readonly string[];
  readonly control: CallControl;
  /** Shown by outgoing calls unless they name another, and to whoever a call is transferred to; E.164. Default: none. */
  readonly number?: string | null;
}

/** By this our id of an outgoing call comes back in each address that SignalWire is given about it; it is signed. */
const CALL_FIELD = 'call';

/** https://developer.signalwire.com/compatibility-api/cxml/voice/stream */
export function signalwireDoor({ signingKeys, control, number = null }: SignalwireDoorOptions): CarrierDoor {
  const webhook = (
    path: string,
    newsOf: (call: SignalwireCall, form: FormFields, callId: string | null) => CarrierNews | null,
  ): CarrierWebhook => ({
    path,
    read(request) {
      const form = formFields(request.body);
      const signed = signedFor(request, signingKeys, form);
      if ('reason' in signed) return { ok: false, cause: 'forged', reason: signed.reason };
      const call = parseCall(form);
      if (call === null) return { ok: false, cause: 'unreadable', reason: 'no-call' };
      const news = newsOf(call, form, calledFrom(request.target));
      if (news === null) return { ok: false, cause: 'unreadable', reason: 'no-call' };
      return { ok: true, origin: signed.origin, news };
    },
  });
  return envelopeDoor({
    envelope: defineEnvelope(signalwireSpec()),
    secrets: [],
    mediaPath: SIGNALWIRE_PATHS.media,
    control,
    webhooks: [
      webhook(SIGNALWIRE_PATHS.incoming, ({ carrierCallId, from, to }) => ({
        kind: 'incoming',
        call: { carrierCallId, from, to, fromState: null },
      })),
      webhook(SIGNALWIRE_PATHS.afterStream, ({ carrierCallId, from, over }) => ({
        kind: 'stream-over',
        carrierCallId,
        from,
        over,
      })),
      webhook(SIGNALWIRE_PATHS.afterDial, ({ carrierCallId, from, over }, form) => ({
        kind: 'dial-over',
        carrierCallId,
        from,
        status: dialStatusOf(form),
        over,
      })),
      webhook(SIGNALWIRE_PATHS.answered, ({ carrierCallId, from }, _, callId) =>
        callId === null ? null : { kind: 'answered', callId, carrierCallId, from },
      ),
      webhook(SIGNALWIRE_PATHS.answeredBy, ({ carrierCallId }, form, callId) =>
        callId === null ? null : { kind: 'answered-by', callId, carrierCallId, ...parseAnsweredBy(form) },
      ),
      webhook(SIGNALWIRE_PATHS.status, ({ carrierCallId, status, sipCode }, _, callId) => ({
        ...statusNews(carrierCallId, status, sipCode),
        ...(callId === null ? {} : { callId }),
      })),
      webhook(SIGNALWIRE_PATHS.streamStatus, ({ carrierCallId }, form) => {
        const error = parseStreamError(form);
        return error === null ? { kind: 'nothing' } : { kind: 'stream-trouble', carrierCallId, ...error };
      }),
    ],
    answer: (step, origin) => ({
      contentType: 'text/xml; charset=utf-8',
      body: cxmlOf(step, origin, number),
    }),
    afterDialUrl: (origin) => `${origin}${SIGNALWIRE_PATHS.afterDial}`,
    afterStreamUrl: (origin) => `${origin}${SIGNALWIRE_PATHS.afterStream}`,
    outbound: {
      number,
      urls(origin, callId) {
        const url = (path: string): string => `${origin}${path}?${CALL_FIELD}=${encodeURIComponent(callId)}`;
        return {
          answered: url(SIGNALWIRE_PATHS.answered),
          status: url(SIGNALWIRE_PATHS.status),
          answeredBy: url(SIGNALWIRE_PATHS.answeredBy),
        };
      },
    },
  });
}

/** Our id of a call, from the query of an address that we gave; null for none. */
function calledFrom(target: string): string | null {
  return new URLSearchParams(target.split('?', 2)[1] ?? '').get(CALL_FIELD);
}

/** The origin under which the request was signed. */
function signedFor(
  { headers, target, origins }: CarrierRequest,
  keys: readonly string[],
  fields: FormFields,
): { readonly origin: string } | { readonly reason: string } {
  const signature = headers['x-signalwire-signature'] ?? '';
  if (signature === '') return { reason: 'missing' };
  const origin = origins.find((one) => formSignatureHolds(keys, signature, `${one}${target}`, fields));
  return origin === undefined ? { reason: 'mismatch' } : { origin };
}

/** A next step as cXML; every address in it lies below `origin`. */
function cxmlOf(step: NextStep, origin: string, callerId: string | null): string {
  const actionUrl = `${origin}${SIGNALWIRE_PATHS.afterDial}`;
  const dial = (to: string) => ({ to, actionUrl, callerId });
  switch (step.kind) {
    case 'connect':
      return connectStreamCxml({
        url: `${socketOrigin(origin)}${SIGNALWIRE_PATHS.media}`,
        redirectUrl: `${origin}${SIGNALWIRE_PATHS.afterStream}`,
        statusUrl: `${origin}${SIGNALWIRE_PATHS.streamStatus}`,
        parameters: { token: step.token },
      });
    case 'dial':
      return step.refer === true ? referDocument(dial(step.to)) : dialCxml(dial(step.to));
    case 'say':
      return sayCxml(step.text, step.language, step.next === 'hang-up' ? step.next : dial(step.next.dial));
    case 'conference':
      return conferenceCxml({ room: step.room, actionUrl });
    case 'hang-up':
      return hangUpCxml();
  }
}
