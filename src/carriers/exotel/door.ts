// Exotel's door: what the applets of a flow ask, proved and read; their answers, of which most are a status alone; streams.
import { socketOrigin } from '../../base/socket-origin.ts';
import type { FormFields } from '../../base/form-fields.ts';
import type { NextStep } from '../../call/next-step.ts';
import { statusNews } from '../call-progress.ts';
import type { CallControl } from '../carrier.ts';
import type {
  CarrierDoor,
  CarrierNews,
  CarrierRequest,
  CarrierWebhook,
  WebhookAnswer,
} from '../carrier-door.ts';
import { credentialFault, CREDENTIALS_USER, isSecret } from '../envelope/credentials.ts';
import { defineEnvelope } from '../envelope/define-envelope.ts';
import { envelopeDoor } from '../envelope/door.ts';
import { exotelSpec, type ExotelOptions } from '../envelope/specs/exotel.ts';
import { fieldsOf, parseCall, parseDialStatus, text, type ExotelCall } from './webhook.ts';

/** Where Exotel's requests come in, below the origin. */
export const EXOTEL_PATHS = {
  incoming: '/exotel/incoming',
  media: '/exotel/media',
  afterStream: '/exotel/after-stream',
  dial: '/exotel/dial',
  again: '/exotel/again',
  afterDial: '/exotel/after-dial',
  status: '/exotel/status',
} as const;

/** Of the sound both ways: a phone's. */
const RATE_HZ = 8000;

/** How long a human may ring, in seconds. */
const RING_S = 25;

/** What Exotel is known by. */
export interface ExotelDoorOptions {
  /** The current one first; any proves a request. Secret. */
  readonly secrets: readonly string[];
  /** Of a sample. Not documented; default `little`. */
  readonly byteOrder?: ExotelOptions['byteOrder'];
}

type Asked = 'incoming' | 'dials' | 'connects' | 'whom' | 'told';

/** https://developer.exotel.com/docs/agentstream/stream-voicebot-applet */
export function exotelDoor({ secrets, byteOrder = 'little' }: ExotelDoorOptions): CarrierDoor {
  const answerOf = (asked: Asked) => (step: NextStep, origin: string) =>
    answer(asked, step, origin, secrets[0] ?? '');
  const webhook = (
    path: string,
    asked: Asked,
    newsOf: (call: ExotelCall, fields: FormFields) => CarrierNews,
  ): CarrierWebhook => ({
    path,
    method: asked === 'told' ? 'POST' : 'GET',
    read(request) {
      const fields = fieldsOf(request);
      const fault = proofFault(request, fields, secrets);
      if (fault !== null) return { ok: false, cause: 'forged', reason: fault };
      const [origin] = request.origins;
      if (origin === undefined) return { ok: false, cause: 'forged', reason: 'no-host' };
      const call = parseCall(fields);
      if (call === null) return { ok: false, cause: 'unreadable', reason: 'no-call' };
      return { ok: true, origin, news: newsOf(call, fields), answer: answerOf(asked) };
    },
  });
  const streamOver = ({ carrierCallId, from, over }: ExotelCall): CarrierNews => ({
    kind: 'stream-over',
    carrierCallId,
    from,
    over,
  });
  return envelopeDoor({
    envelope: defineEnvelope(exotelSpec({ byteOrder, upgrade: 'basic' })),
    secrets,
    // An applet may have the socket's address itself.
    straight: true,
    mediaPath: EXOTEL_PATHS.media,
    line: { encoding: 'pcm16', rateHz: RATE_HZ },
    control: ASKED,
    webhooks: [
      webhook(EXOTEL_PATHS.incoming, 'incoming', ({ carrierCallId, from, to }) => ({
        kind: 'incoming',
        call: { carrierCallId, from, to, fromState: null },
      })),
      webhook(EXOTEL_PATHS.afterStream, 'dials', streamOver),
      webhook(EXOTEL_PATHS.dial, 'whom', streamOver),
      webhook(EXOTEL_PATHS.again, 'connects', streamOver),
      webhook(EXOTEL_PATHS.afterDial, 'connects', ({ carrierCallId, from, over }, fields) => ({
        kind: 'dial-over',
        carrierCallId,
        from,
        status: parseDialStatus(fields),
        over,
      })),
      webhook(EXOTEL_PATHS.status, 'told', ({ carrierCallId, status }) => statusNews(carrierCallId, status)),
    ],
    answer: answerOf('incoming'),
    afterDialUrl: (origin) => `${origin}${EXOTEL_PATHS.afterDial}`,
  });
}

/** Applets take an address alone: credentials stand before its host, or in its query. */
function proofFault(request: CarrierRequest, fields: FormFields, secrets: readonly string[]): string | null {
  const given = text(fields, 'secret');
  if (given === '') return credentialFault(request, secrets, 'basic');
  return isSecret(given, secrets) ? null : 'credentials-mismatch';
}

/** What an applet is answered: 200 lets the flow go its first way, 302 its second. */
function answer(asked: Asked, step: NextStep, origin: string, secret: string): WebhookAnswer {
  switch (asked) {
    case 'incoming':
      if (step.kind !== 'connect') return { status: 503, ...NOTHING };
      return json({ url: mediaUrl(origin, secret, step.token) });
    case 'whom': {
      const to = dialled(step);
      if (to === null) return { status: 503, ...NOTHING };
      return json({
        fetch_after_attempt: false,
        destination: { numbers: [to] },
        max_ringing_duration: RING_S,
      });
    }
    case 'dials':
      return { status: dialled(step) === null ? 302 : 200, ...NOTHING };
    default:
      return { status: step.kind === 'connect' ? 200 : 302, ...NOTHING };
  }
}

/** Who is to be dialled; null: nobody. A flow has no voice: what would be said before is not. */
function dialled(step: NextStep): string | null {
  if (step.kind === 'dial') return step.to;
  return step.kind === 'say' && step.next !== 'hang-up' ? step.next.dial : null;
}

const NOTHING = { contentType: 'text/plain; charset=utf-8', body: '' };

function json(value: unknown): WebhookAnswer {
  return { contentType: 'application/json; charset=utf-8', body: JSON.stringify(value) };
}

/** Its query comes back in the stream's start; Exotel takes credentials before the host. */
function mediaUrl(origin: string, secret: string, token: string): string {
  const socket = socketOrigin(origin).replace('://', `://${CREDENTIALS_USER}:${encodeURIComponent(secret)}@`);
  return `${socket}${EXOTEL_PATHS.media}?sample-rate=${RATE_HZ}&token=${encodeURIComponent(token)}`;
}

/** A flow is not told anything from outside: it asks, when its stream is closed. */
const ASKED: CallControl = {
  hangUp: () => Promise.resolve(NOT_TOLD),
  dial: () => Promise.resolve(NOT_TOLD),
};

const NOT_TOLD = {
  done: false,
  cause: 'unconfigured',
  detail: 'a flow takes no commands: its applets ask what comes next',
} as const;
