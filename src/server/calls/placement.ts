// Placement: how a call that somebody asked for is going to be placed: by which carrier, from which number.
import { OffhookError } from '../../base/errors.ts';
import type { CallOrder } from '../../call/order.ts';
import type { CallControl, PlaceRequest, PlaceResult } from '../../carriers/carrier.ts';
import type { CarrierDoor, OutboundDoor } from '../../carriers/carrier-door.ts';
import { parseTraceparent } from '../../telemetry/trace-context.ts';
import type { CallRequest } from '../switchboard.ts';

/** How long a call may ring unless it is said otherwise, in seconds. */
export const ANSWER_WITHIN_S = 30;

/** A call that is ready to be placed. */
export interface Placement {
  readonly carrier: string;
  /** E.164; PII. */
  readonly from: string;
  readonly to: string;
  /** Where the carrier reaches us. */
  readonly origin: string;
  readonly order: CallOrder;
  /** Places it, once; `callId` is ours. Never rejects. */
  place(callId: string): Promise<PlaceResult>;
}

type Door = Pick<CarrierDoor, 'name' | 'control' | 'outbound'>;
type PlacingDoor = Door & {
  readonly outbound: OutboundDoor;
  readonly place: NonNullable<CallControl['place']>;
};

/** Settles what the request leaves open. `DIAL_IMPOSSIBLE` names what is missing. */
export function placementOf(
  request: CallRequest,
  doors: readonly Door[],
  publicUrl: string | null,
): Placement {
  const door = placingDoor(doors, request.carrier);
  const from = request.from ?? door.outbound.number;
  if (from === null)
    throw impossible(`${door.name} has no number to call from: give \`from\`, or set its number`);
  if (publicUrl === null)
    throw impossible('the carrier must reach this server when somebody picks up: set PUBLIC_URL');
  const { to, voicemail = null } = request;
  const ringS = request.answerWithinS ?? ANSWER_WITHIN_S;
  const { traceparent = '' } = request;
  const trace = parseTraceparent(traceparent) === null ? {} : { traceparent };
  return {
    carrier: door.name,
    from,
    to,
    origin: publicUrl,
    order: {
      variables: request.variables ?? {},
      greeting: request.greeting ?? null,
      purpose: request.purpose ?? null,
      voicemail,
      answerWithinMs: ringS * 1000,
      durationMsMax: request.maxDurationS === undefined ? null : request.maxDurationS * 1000,
      consultation: null,
      ...trace,
    },
    place: (callId) =>
      door.place({
        callId,
        to,
        from,
        ringS,
        urls: door.outbound.urls(publicUrl, callId),
        detect: detectionFor(voicemail),
      }),
  };
}

/** To leave a message takes the end of the greeting; to do anything else the first guess is enough. */
function detectionFor(voicemail: CallOrder['voicemail']): PlaceRequest['detect'] {
  if (voicemail === null) return 'none';
  return voicemail.action === 'message' ? 'message-end' : 'who';
}

function placingDoor(doors: readonly Door[], wanted: string | undefined): PlacingDoor {
  const placing = doors.flatMap((door): PlacingDoor[] => {
    const { outbound, control } = door;
    if (outbound === undefined || control.place === undefined) return [];
    return [{ ...door, outbound, place: control.place }];
  });
  const door =
    wanted === undefined
      ? (placing.find(({ control }) => control.placesCalls) ?? placing[0])
      : placing.find(({ name }) => name === wanted);
  if (door !== undefined) return door;
  throw impossible(
    wanted === undefined
      ? 'no carrier of this server places calls'
      : `'${wanted}' is no carrier of this server that places calls; there is ${placing.map(({ name }) => name).join(', ') || 'none'}`,
  );
}

function impossible(why: string): OffhookError {
  return new OffhookError('DIAL_IMPOSSIBLE', why);
}
