// Vonage's door: the signed webhooks of an application, read; NCCOs for an answer; media sockets that Vonage signs as well.
import { socketOrigin } from '../../base/socket-origin.ts';
import type { World } from '../../base/world.ts';
import type { NextStep } from '../../call/next-step.ts';
import type { CallControl } from '../carrier.ts';
import type { CarrierDoor, CarrierNews, CarrierWebhook } from '../carrier-door.ts';
import { defineEnvelope } from '../envelope/define-envelope.ts';
import { envelopeDoor } from '../envelope/door.ts';
import type { ByteOrder } from '../envelope/envelope-spec.ts';
import { vonageSpec } from '../envelope/specs/vonage.ts';
import { ofCall } from './control.ts';
import { connectSocketNcco, dialNcco, HANG_UP_NCCO, talkNcco, type Ncco } from './ncco.ts';
import { upgradeFault, webhookFault, type VonageProof } from './signature.ts';
import {
  asksBehindStream,
  parseAnsweredBy,
  parseCall,
  parseDialStatus,
  parseFault,
  parseLegState,
  vonageFields,
  type VonageFields,
} from './webhook.ts';

/** Where Vonage's requests come in, below the origin. */
export const VONAGE_PATHS = {
  incoming: '/vonage/incoming',
  media: '/vonage/media',
  afterStream: '/vonage/after-stream',
  afterDial: '/vonage/after-dial',
  status: '/vonage/status',
  answered: '/vonage/answered',
} as const;

/** By this our id of an outgoing call comes back in each address that Vonage is given about it. */
const PLACED_FIELD = 'placed';

/** What Vonage is known by. */
export interface VonageDoorOptions {
  readonly world: Pick<World, 'clock'>;
  /** Signature secrets of the account. Without any, nothing is let in. */
  readonly signatureSecrets: readonly string[];
  readonly control: CallControl;
  /** A number of the account, E.164, which transfers and outgoing calls show; null: none. */
  readonly callerId: string | null;
  readonly rateHz: 8000 | 16_000 | 24_000;
  readonly byteOrder?: ByteOrder;
}

/** https://developer.vonage.com/en/voice/voice-api/guides/websockets */
export function vonageDoor(options: VonageDoorOptions): CarrierDoor {
  const { world, signatureSecrets, control, rateHz, byteOrder = 'little' } = options;
  const proof = (): VonageProof => ({ secrets: signatureSecrets, nowMs: world.clock.wall() });
  const webhook = (
    path: string,
    newsOf: (fields: VonageFields, call: string, placed: string | null) => CarrierNews | null,
  ): CarrierWebhook => ({
    path,
    read(request) {
      const fault = webhookFault(request, proof());
      if (fault !== null) return { ok: false, cause: 'forged', reason: fault };
      const [origin] = request.origins;
      if (origin === undefined) return { ok: false, cause: 'forged', reason: 'no-host' };
      const query = new URLSearchParams(request.target.split('?')[1] ?? '');
      const news = newsOf(vonageFields(request.body), query.get('call') ?? '', query.get(PLACED_FIELD));
      return news === null
        ? { ok: false, cause: 'unreadable', reason: 'no-call' }
        : { ok: true, origin, news };
    },
  });
  return envelopeDoor({
    envelope: defineEnvelope(vonageSpec({ byteOrder })),
    secrets: [],
    mediaPath: VONAGE_PATHS.media,
    line: { encoding: 'pcm16', rateHz },
    upgradeFault: (request) => upgradeFault(request, proof()),
    control,
    webhooks: [
      webhook(VONAGE_PATHS.incoming, (fields) => {
        const call = parseCall(fields);
        return call === null ? null : { kind: 'incoming', call: { ...call, fromState: null } };
      }),
      webhook(VONAGE_PATHS.afterStream, (fields, call) => {
        if (call === '') return null;
        // A leg whose call is gone ends as completed: that is told by the call's own status.
        if (!asksBehindStream(fields)) return { kind: 'nothing' };
        return { kind: 'stream-over', carrierCallId: call, from: '', over: false };
      }),
      webhook(VONAGE_PATHS.afterDial, (fields, call) => {
        if (call === '') return null;
        const status = parseDialStatus(fields);
        if (status === null) return { kind: 'nothing' };
        return { kind: 'dial-over', carrierCallId: call, from: '', status, over: false };
      }),
      webhook(VONAGE_PATHS.answered, (fields, _, callId) => {
        const call = parseCall(fields);
        if (call === null || callId === null) return null;
        return { kind: 'answered', callId, carrierCallId: call.carrierCallId, from: call.from };
      }),
      webhook(VONAGE_PATHS.status, (fields, _, callId) => statusNews(fields, callId)),
    ],
    outbound: {
      number: options.callerId,
      urls(origin, callId) {
        const url = (path: string): string =>
          `${origin}${path}?${PLACED_FIELD}=${encodeURIComponent(callId)}`;
        const status = url(VONAGE_PATHS.status);
        return { answered: url(VONAGE_PATHS.answered), status, answeredBy: status };
      },
    },
    answer: (step, origin, _, carrierCallId) => ({
      contentType: 'application/json; charset=utf-8',
      body: JSON.stringify(nccoOf(step, origin, carrierCallId, options)),
    }),
    afterDialUrl: (origin) => `${origin}${VONAGE_PATHS.afterDial}`,
  });
}

function statusNews(fields: VonageFields, callId: string | null): CarrierNews | null {
  const fault = parseFault(fields);
  if (fault !== null) {
    const { conversationId: streamId, detail } = fault;
    // It tells the conversation alone, which is no call's id.
    return { kind: 'stream-trouble', carrierCallId: null, streamId, detail };
  }
  const report = callId === null ? null : parseAnsweredBy(fields);
  if (callId !== null && report !== null) return { kind: 'answered-by', callId, ...report };
  const leg = parseLegState(fields);
  if (leg === null) return null;
  const { legId: carrierCallId, over, progress, code } = leg;
  return {
    kind: 'status',
    carrierCallId,
    over,
    ...(callId === null ? {} : { callId }),
    ...(progress === null ? {} : { progress }),
    ...(code === null ? {} : { code }),
  };
}

/** A next step as an NCCO; every address in it lies below `origin`. */
function nccoOf(
  step: NextStep,
  origin: string,
  carrierCallId: string,
  { callerId, rateHz }: Pick<VonageDoorOptions, 'callerId' | 'rateHz'>,
): Ncco {
  const dial = (to: string) => ({
    to,
    actionUrl: ofCall(`${origin}${VONAGE_PATHS.afterDial}`, carrierCallId),
    callerId,
  });
  switch (step.kind) {
    case 'connect':
      return connectSocketNcco({
        url: `${socketOrigin(origin)}${VONAGE_PATHS.media}`,
        contentType: `audio/l16;rate=${rateHz}`,
        afterUrl: ofCall(`${origin}${VONAGE_PATHS.afterStream}`, carrierCallId),
        headers: { callId: carrierCallId, token: step.token },
      });
    case 'dial':
      // Vonage has no REFER: a human who was to be called by the caller's side is dialled.
      return dialNcco(dial(step.to));
    case 'say':
      return talkNcco(step.text, step.language, step.next === 'hang-up' ? step.next : dial(step.next.dial));
    default:
      // What becomes of one whom the other leaves in a conversation, Vonage's pages do not say: nobody is brought into one.
      return HANG_UP_NCCO;
  }
}
