// Plivo's door: its webhooks, verified and read; XML for an answer; its media sockets.
import { formFields, type FormFields } from '../../base/form-fields.ts';
import { socketOrigin } from '../../base/socket-origin.ts';
import type { NextStep } from '../../call/next-step.ts';
import type { CallControl } from '../carrier.ts';
import type { CarrierDoor, CarrierNews, CarrierRequest, CarrierWebhook } from '../carrier-door.ts';
import { defineEnvelope } from '../envelope/define-envelope.ts';
import { acceptEnvelopeStream } from '../envelope/entrance.ts';
import { contentTypeOf, plivoEnvelope, TOKEN_PARAMETER, type PlivoStreamOptions } from './envelope.ts';
import { checkSignature } from './signature.ts';
import {
  parseAnsweredBy,
  parseCall,
  parseCallStatus,
  parseDialStatus,
  parseStreamStatus,
} from './webhook.ts';
import { conferenceXml, dialXml, hangUpXml, speakXml, streamXml } from './xml.ts';

/** Where Plivo's requests come in, below the origin. */
export const PLIVO_PATHS = {
  incoming: '/plivo/incoming',
  media: '/plivo/media',
  afterStream: '/plivo/after-stream',
  afterDial: '/plivo/after-dial',
  status: '/plivo/status',
  streamStatus: '/plivo/stream-status',
  answered: '/plivo/answered',
  answeredBy: '/plivo/answered-by',
} as const;

/** How long a transfer's target may ring, in seconds. */
export const PLIVO_RING_S = 25;

/** What Plivo is known by. */
export interface PlivoDoorOptions {
  /** Tokens that may have signed. Without any, nothing is let in. */
  readonly authTokens: readonly string[];
  readonly control: CallControl;
  readonly stream: PlivoStreamOptions;
  /** Shown by outgoing calls unless they name another, and to whoever a call is transferred to; E.164. Default: none. */
  readonly number?: string | null;
}

/** By this our id of an outgoing call comes back in each address that Plivo is given about it; it is signed. */
const CALL_FIELD = 'call';

/** https://www.plivo.com/docs/voice/audio-streaming/overview */
export function plivoDoor({ authTokens, control, stream, number = null }: PlivoDoorOptions): CarrierDoor {
  const envelope = defineEnvelope(plivoEnvelope(stream));
  const webhook = (
    path: string,
    newsOf: (form: FormFields, callId: string | null) => CarrierNews | null,
  ): CarrierWebhook => ({
    path,
    read(request) {
      const fields = formFields(request.body);
      const signed = signedFor(request, authTokens, fields);
      if ('reason' in signed) return { ok: false, cause: 'forged', reason: signed.reason };
      const news = newsOf(fields, calledFrom(request.target));
      if (news === null) return { ok: false, cause: 'unreadable', reason: 'no-call' };
      return { ok: true, origin: signed.origin, news };
    },
  });
  return {
    name: 'plivo',
    mediaPath: PLIVO_PATHS.media,
    line: stream.format,
    control,
    webhooks: [
      webhook(PLIVO_PATHS.incoming, (form) => {
        const call = parseCall(form);
        if (call === null) return null;
        const { carrierCallId, from, to } = call;
        // Plivo does not tell a caller's state.
        return { kind: 'incoming', call: { carrierCallId, from, to, fromState: null } };
      }),
      webhook(PLIVO_PATHS.afterStream, (form) => {
        const call = parseCall(form);
        if (call === null) return null;
        const { carrierCallId, from, over } = call;
        return { kind: 'stream-over', carrierCallId, from, over };
      }),
      webhook(PLIVO_PATHS.afterDial, (form) => {
        const call = parseCall(form);
        if (call === null) return null;
        const { carrierCallId, from, over } = call;
        return { kind: 'dial-over', carrierCallId, from, status: parseDialStatus(form), over };
      }),
      webhook(PLIVO_PATHS.answered, (form, callId) => {
        const call = parseCall(form);
        if (call === null || callId === null) return null;
        return { kind: 'answered', callId, carrierCallId: call.carrierCallId, from: call.from };
      }),
      webhook(PLIVO_PATHS.answeredBy, (form, callId) => {
        const report = parseAnsweredBy(form);
        if (report === null || callId === null) return null;
        return { kind: 'answered-by', callId, ...report, greetingOver: false, beep: false };
      }),
      webhook(PLIVO_PATHS.status, (form, callId) => {
        const report = parseCallStatus(form);
        if (report === null) return null;
        const { carrierCallId, over, progress, code } = report;
        return {
          kind: 'status',
          carrierCallId,
          over,
          ...(callId === null ? {} : { callId }),
          ...(progress === null ? {} : { progress }),
          ...(code === null ? {} : { code }),
        };
      }),
      webhook(PLIVO_PATHS.streamStatus, (form) => {
        const report = parseStreamStatus(form);
        if (report === null) return null;
        if (report.event !== 'failed' && report.event !== 'degraded') return { kind: 'nothing' };
        const { carrierCallId, streamId, event, reason } = report;
        return { kind: 'stream-trouble', carrierCallId, streamId, detail: `${event}: ${reason}` };
      }),
    ],
    upgradeFault(request) {
      const signed = signedFor(request, authTokens, null);
      return 'reason' in signed ? `signature-${signed.reason}` : null;
    },
    acceptStream: (world, socket, entrance, { target }) =>
      acceptEnvelopeStream(world, socket, envelope, { url: target }, entrance),
    answer: (step, origin) => ({
      contentType: 'text/xml; charset=utf-8',
      body: xmlOf(step, origin, contentTypeOf(stream.format), number),
    }),
    afterDialUrl: (origin) => `${origin}${PLIVO_PATHS.afterDial}`,
    afterStreamUrl: (origin) => `${origin}${PLIVO_PATHS.afterStream}`,
    outbound: {
      number,
      urls(origin, callId) {
        const url = (path: string): string => `${origin}${path}?${CALL_FIELD}=${encodeURIComponent(callId)}`;
        return {
          answered: url(PLIVO_PATHS.answered),
          status: url(PLIVO_PATHS.status),
          answeredBy: url(PLIVO_PATHS.answeredBy),
        };
      },
    },
  };
}

/** Our id of a call, from the query of an address that we gave; null for none. */
function calledFrom(target: string): string | null {
  return new URLSearchParams(target.split('?', 2)[1] ?? '').get(CALL_FIELD);
}

/** The origin under which the request was signed; `fields` null: an upgrade request, which has none. */
function signedFor(
  request: CarrierRequest,
  authTokens: readonly string[],
  fields: FormFields | null,
): { readonly origin: string } | { readonly reason: string } {
  const { headers, target } = request;
  let reason = 'no-host';
  for (const origin of request.origins) {
    const check = checkSignature(authTokens, {
      nonce: headers['x-plivo-signature-v3-nonce'],
      signatures: [headers['x-plivo-signature-v3'], headers['x-plivo-signature-ma-v3']],
      ...(fields === null
        ? // Whichever scheme the socket has, Plivo signs `http:`.
          { method: 'GET', url: `${socketOrigin(origin)}${target}` }
        : { method: request.method === 'GET' ? 'GET' : 'POST', url: `${origin}${target}`, fields }),
    });
    if (check.ok) return { origin };
    ({ reason } = check);
  }
  return { reason };
}

/** A next step in Plivo's language; every address in it lies below `origin`. */
function xmlOf(step: NextStep, origin: string, contentType: string, callerId: string | null): string {
  const dial = (to: string) => ({
    to,
    actionUrl: `${origin}${PLIVO_PATHS.afterDial}`,
    timeoutS: PLIVO_RING_S,
    ...(callerId === null ? {} : { callerId }),
  });
  switch (step.kind) {
    case 'connect':
      return streamXml({
        url: `${socketOrigin(origin)}${PLIVO_PATHS.media}?${TOKEN_PARAMETER}=${encodeURIComponent(step.token)}`,
        contentType,
        redirectUrl: `${origin}${PLIVO_PATHS.afterStream}`,
        statusUrl: `${origin}${PLIVO_PATHS.streamStatus}`,
      });
    case 'dial':
      return dialXml(dial(step.to));
    case 'conference':
      return conferenceXml({ room: step.room, actionUrl: `${origin}${PLIVO_PATHS.afterDial}` });
    case 'say': {
      const next = step.next === 'hang-up' ? step.next : dial(step.next.dial);
      return speakXml({ text: step.text, language: step.language, next });
    }
    case 'hang-up':
      return hangUpXml();
  }
}
