// Socket peer: the far end of a vendor's WebSocket, which remembers what it was sent and says what a test makes it say.
import type { Socket } from '../../base/socket.ts';
import type { DialRequest } from '../../base/world.ts';
import type { SimulatedWorld } from '../world/simulated-world.ts';

/** A message of a client's, as JSON. */
export type Message = Readonly<Record<string, unknown>>;

/** The far end of whoever was dialled last. */
export interface SocketPeer {
  /** Every text message, parsed, in order, of all sessions. */
  readonly received: readonly Message[];
  /** Every binary message as one stretch of bytes. */
  readonly bytes: Uint8Array;
  readonly requests: readonly DialRequest[];
  send(...messages: readonly (Message | string | Uint8Array)[]): void;
  hangUp(): void;
  /** From now on nobody answers. */
  refuse(): void;
  /** From now on a handshake ends so, as `ws` tells it. */
  refuseHandshake(status: number): void;
}

/** How a peer behaves by itself. */
export interface SocketPeerOptions {
  /** Told of each session, once it can be sent to. */
  opened?(peer: SocketPeer): void;
  received?(message: Message, peer: SocketPeer): void;
}

/** Listens at `prefix` of the simulated World. */
export function socketPeer(
  world: SimulatedWorld,
  prefix: string,
  options: SocketPeerOptions = {},
): SocketPeer {
  const received: Message[] = [];
  const requests: DialRequest[] = [];
  let bytes: Uint8Array = new Uint8Array();
  let socket: Socket | null = null;
  let status: number | null = null;
  const peer: SocketPeer = {
    received,
    requests,
    get bytes() {
      return bytes;
    },
    send(...messages) {
      for (const message of messages)
        socket?.send(
          typeof message === 'string' || message instanceof Uint8Array ? message : JSON.stringify(message),
        );
    },
    hangUp: () => socket?.close(1011, 'gone'),
    refuse: () => stop(),
    refuseHandshake: (next) => void (status = next),
  };
  const stop = world.listen(prefix, (accepted, request) => {
    requests.push(request);
    if (status !== null) return accepted.close(1006, `Unexpected server response: ${status}`);
    socket = accepted;
    accepted.listen({
      text(text) {
        const message = JSON.parse(text) as Message;
        received.push(message);
        options.received?.(message, peer);
      },
      binary: (more) => void (bytes = Buffer.concat([bytes, more])),
      closed: () => void (socket = socket === accepted ? null : socket),
    });
    options.opened?.(peer);
  });
  return peer;
}
