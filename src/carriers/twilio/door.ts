// Twilio's door: its webhooks, verified and read; TwiML for an answer; its media sockets.
import { formFields, type FormFields } from '../../base/form-fields.ts';
import { socketOrigin } from '../../base/socket-origin.ts';
import type { NextStep } from '../../call/next-step.ts';
import type { CallControl } from '../carrier.ts';
import type { CarrierDoor, CarrierNews, CarrierRequest, CarrierWebhook } from '../carrier-door.ts';
import { acceptTwilioStream } from './entrance.ts';
import { relayAttributes, relayMusic, type RelayOptions } from './relay-options.ts';
import { acceptTwilioRelay } from './relay-entrance.ts';
import { referDocument } from '../carrier-xml.ts';
import { checkSignature } from './signature.ts';
import {
  conferenceTwiml,
  connectRelayTwiml,
  connectStreamTwiml,
  dialTwiml,
  hangUpTwiml,
  sayTwiml,
} from './twiml.ts';
import {
  parseAnsweredBy,
  hasHungUp,
  parseCallStatus,
  parseDialAction,
  parseStreamStatus,
  parseVoiceWebhook,
} from './webhook.ts';

/** Where Twilio's requests come in, below the origin. */
export interface TwilioPaths {
  readonly incoming: string;
  readonly media: string;
  readonly relay: string;
  readonly afterStream: string;
  readonly afterDial: string;
  readonly status: string;
  readonly streamStatus: string;
  readonly answered: string;
  readonly answeredBy: string;
}

/** What Twilio is known by. */
export interface TwilioDoorOptions {
  readonly paths: TwilioPaths;
  /** Tokens that may have signed. Without any, nothing is let in. */
  readonly authTokens: readonly string[];
  readonly control: CallControl;
  /** Twilio hears and speaks for us, by ConversationRelay; absent: it streams sound. */
  readonly relay?: RelayOptions;
  /** The number that outgoing calls show unless they name another, E.164; null: each must. */
  readonly number?: string | null;
}

/** Twilio's parameter for the caller's number, beside `token`: PII, so it goes to the carrier that sent it only. */
const CALLER_PARAMETER = 'from';

/** By this our id of an outgoing call comes back in each address that Twilio is given about it. */
const CALL_FIELD = 'call';

/** https://www.twilio.com/docs/voice/twiml/stream */
export function twilioDoor(options: TwilioDoorOptions): CarrierDoor {
  const { paths, authTokens, control, number = null, relay } = options;
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
    name: 'twilio',
    mediaPath: relay === undefined ? paths.media : paths.relay,
    ...(relay === undefined ? {} : { assets: [relayMusic(paths.relay)] }),
    control,
    webhooks: [
      webhook(paths.incoming, (form) => {
        const call = parseVoiceWebhook(form);
        if (call === null) return null;
        const { carrierCallId, from, to, fromState } = call;
        return { kind: 'incoming', call: { carrierCallId, from, to, fromState } };
      }),
      webhook(paths.afterStream, (form) => {
        const call = parseVoiceWebhook(form);
        if (call === null) return null;
        // Twilio asks for the next step of a call that is over, too.
        const over = parseCallStatus(form)?.over === true || hasHungUp(form);
        return { kind: 'stream-over', carrierCallId: call.carrierCallId, from: call.from, over };
      }),
      webhook(paths.afterDial, (form) => {
        const report = parseDialAction(form);
        if (report === null) return null;
        const over = parseCallStatus(form)?.over === true;
        return { kind: 'dial-over', ...report, from: parseVoiceWebhook(form)?.from ?? '', over };
      }),
      webhook(paths.answered, (form, callId) => {
        const call = parseVoiceWebhook(form);
        if (call === null || callId === null) return null;
        return { kind: 'answered', callId, carrierCallId: call.carrierCallId, from: call.from };
      }),
      webhook(paths.answeredBy, (form, callId) => {
        const report = parseAnsweredBy(form);
        return report === null || callId === null ? null : { kind: 'answered-by', callId, ...report };
      }),
      webhook(paths.status, (form, callId) => {
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
      webhook(paths.streamStatus, (form) => {
        const report = parseStreamStatus(form);
        if (report === null) return null;
        if (report.event !== 'error') return { kind: 'nothing' };
        const { carrierCallId, streamId, error } = report;
        return { kind: 'stream-trouble', carrierCallId, streamId, detail: error ?? '' };
      }),
    ],
    upgradeFault(request) {
      const signed = signedFor(request, authTokens, null);
      return 'reason' in signed ? `signature-${signed.reason}` : null;
    },
    acceptStream(world, socket, entrance, upgrade) {
      if (relay === undefined) return acceptTwilioStream(world, socket, entrance);
      const [origin = ''] = upgrade.origins;
      const musicUrl = `${origin}${relayMusic(paths.relay).path}`;
      const { stopsAtKeys, language, others } = relay;
      const languages = [language, ...others].map(({ code }) => code);
      acceptTwilioRelay(world, socket, entrance, { musicUrl, stopsAtKeys, languages });
    },
    answer: (step, origin, from) => ({
      contentType: 'text/xml; charset=utf-8',
      body: twimlOf(step, options, origin, from),
    }),
    afterDialUrl: (origin) => `${origin}${paths.afterDial}`,
    afterStreamUrl: (origin) => `${origin}${paths.afterStream}`,
    outbound: {
      number,
      urls(origin, callId) {
        const url = (path: string): string => `${origin}${path}?${CALL_FIELD}=${encodeURIComponent(callId)}`;
        return {
          answered: url(paths.answered),
          status: url(paths.status),
          answeredBy: url(paths.answeredBy),
        };
      },
    },
  };
}

/** Our id of a call, from the query of an address that we gave; null for none. */
function calledFrom(target: string): string | null {
  const query = target.split('?', 2)[1] ?? '';
  return new URLSearchParams(query).get(CALL_FIELD);
}

/** The origin under which the request was signed; `fields` null: an upgrade request, which has none. */
function signedFor(
  request: CarrierRequest,
  authTokens: readonly string[],
  fields: FormFields | null,
): { readonly origin: string } | { readonly reason: string } {
  const signature = request.headers['x-twilio-signature'];
  let reason = 'no-host';
  for (const origin of request.origins) {
    const url = `${fields === null ? socketOrigin(origin) : origin}${request.target}`;
    const content = fields === null ? ({ kind: 'none' } as const) : ({ kind: 'form', fields } as const);
    const check = checkSignature(authTokens, { url, signature, content });
    if (check.ok) return { origin };
    ({ reason } = check);
  }
  return { reason };
}

/** A next step in Twilio's language; every address in it lies below `origin`. */
function twimlOf(step: NextStep, { paths, relay }: TwilioDoorOptions, origin: string, from: string): string {
  const dial = (to: string) => ({ to, actionUrl: `${origin}${paths.afterDial}` });
  switch (step.kind) {
    case 'connect': {
      const common = {
        actionUrl: `${origin}${paths.afterStream}`,
        redirectUrl: `${origin}${paths.afterStream}`,
        parameters: { token: step.token, callId: step.callId, [CALLER_PARAMETER]: from },
      };
      const socket = socketOrigin(origin);
      if (relay !== undefined)
        return connectRelayTwiml({ url: `${socket}${paths.relay}`, ...relayAttributes(relay), ...common });
      return connectStreamTwiml({
        url: `${socket}${paths.media}`,
        statusUrl: `${origin}${paths.streamStatus}`,
        ...common,
      });
    }
    case 'dial':
      return step.refer === true ? referDocument(dial(step.to)) : dialTwiml(dial(step.to));
    case 'conference':
      return conferenceTwiml({ room: step.room, actionUrl: `${origin}${paths.afterDial}` });
    case 'say': {
      const next = step.next === 'hang-up' ? step.next : dial(step.next.dial);
      return sayTwiml({ text: step.text, language: step.language, next });
    }
    case 'hang-up':
      return hangUpTwiml();
  }
}
