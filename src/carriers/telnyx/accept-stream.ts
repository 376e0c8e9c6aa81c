// Accept stream: a media socket of Telnyx, spoken by its envelope. The end of a commanded stream is told to whoever asks
// what comes next: Telnyx itself would not.
import type { Socket, SocketListener } from '../../base/socket.ts';
import type { World } from '../../base/world.ts';
import type { CarryOut, CarrierRequest, DoorEntrance } from '../carrier-door.ts';
import type { StreamStart } from '../carrier.ts';
import type { Envelope } from '../envelope/define-envelope.ts';
import { acceptEnvelopeStream } from '../envelope/entrance.ts';
import type { CommandedLeg } from './carry-out.ts';
import { wayOf } from './stream-address.ts';

/** How long a call has to take in that its stream is over, before it is asked what comes next. */
export const OVER_MS = 100;

/** A socket whose upgrade request holds, and who is told of it. */
export interface AcceptedSocket {
  readonly world: Pick<World, 'clock' | 'timers'>;
  readonly socket: Socket;
  readonly entrance: DoorEntrance;
  readonly request: Pick<CarrierRequest, 'target' | 'origins'>;
  readonly envelope: Envelope;
  /** The stream was taken over. */
  opened(streamId: string): void;
  /** How steps of a leg are carried out. */
  carriedOut(leg: CommandedLeg, origin: string): CarryOut;
}

/** Exactly one of the entrance's `onStart` and `onRefused` is called. */
export function acceptTelnyxStream(accepted: AcceptedSocket): void {
  const { world, socket, entrance, request, envelope } = accepted;
  let taken: StreamStart | null = null;
  const closed = (): void => {
    const [origin] = request.origins;
    if (taken === null || origin === undefined || wayOf(request.target) !== 'commands') return;
    const { carrierCallId, streamId } = taken;
    const leg = { callControlId: carrierCallId, answered: true, cause: streamId };
    world.timers.after(OVER_MS, () =>
      entrance.onOver?.({ carrierCallId, origin, carryOut: accepted.carriedOut(leg, origin) }),
    );
  };
  acceptEnvelopeStream(
    world,
    watched(socket, closed),
    envelope,
    { url: request.target },
    {
      ...entrance,
      onStart(start, stream) {
        if (!entrance.onStart(start, stream)) return false;
        taken = start;
        accepted.opened(start.streamId);
        return true;
      },
    },
  );
}

/** The socket, whose end is told to `closed` behind its listener. */
function watched(socket: Socket, closed: () => void): Socket {
  return {
    listen: (listener: SocketListener) =>
      socket.listen({
        text: (message) => listener.text(message),
        binary: (message) => listener.binary?.(message),
        closed(code, reason) {
          listener.closed(code, reason);
          closed();
        },
      }),
    send: (message) => socket.send(message),
    close: (code, reason) => socket.close(code, reason),
    get unsentBytes() {
      return socket.unsentBytes;
    },
  };
}
