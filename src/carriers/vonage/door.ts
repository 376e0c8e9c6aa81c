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
} as const;

/** What Vonage is known by. */
export interface VonageDoorOptions {
  readonly world: Pick<World, 'clock'>;
  /** Signature secrets of the account. Without any, nothing is let in. */
  readonly signatureSecrets: readonly string[];
  readonly control: CallControl;
  /** A number of the account, E.164, which transfers show; null: none. */
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
    newsOf: (fields: VonageFields, call: string) => CarrierNews | null,
  ): CarrierWebhook => ({
    path,
    read(request) {
      const fault = webhookFault(request, proof());
      if (fault !== null) return { ok: false, cause: 'forged', reason: fault };
      const [origin] = request.origins;
      if (origin === undefined) return { ok: false, cause: 'forged', reason: 'no-host' };
      const call = new URLSearchParams(request.target.split('?')[1] ?? '').get('call') ?? '';
      const news = newsOf(vonageFields(request.body), call);
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
      webhook(VONAGE_PATHS.status, statusNews),
    ],
    answer: (step, origin, _, carrierCallId) => ({
      contentType: 'application/json; charset=utf-8',
      body: JSON.stringify(nccoOf(step, origin, carrierCallId, options)),
    }),
    afterDialUrl: (origin) => `${origin}${VONAGE_PATHS.afterDial}`,
  });
}

function statusNews(fields: VonageFields): CarrierNews | null {
  const fault = parseFault(fields);
  if (fault !== null) return { kind: 'stream-trouble', streamId: fault.conversationId, detail: fault.detail };
  const leg = parseLegState(fields);
  return leg === null ? null : { kind: 'status', carrierCallId: leg.legId, over: leg.over };
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
      // Rooms are for calls of carriers that place calls.
      return HANG_UP_NCCO;
  }
}
