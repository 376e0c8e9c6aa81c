// Socket: one WebSocket as the call code sees it, dialled or accepted, real or simulated.

/** What a socket tells its one listener. None of these may throw into the socket. */
export interface SocketListener {
  /** The handshake is through; only for dialled sockets, accepted ones are open. */
  open?(): void;
  /** One whole text message. */
  text(message: string): void;
  /** One whole binary message. */
  binary?(message: Uint8Array): void;
  /** The socket is gone, whatever the cause; told exactly once, also after a failed handshake (code 1006). */
  closed(code: number, reason: string): void;
}

/** A WebSocket. Writing to one that is not open does nothing: the listener learns of the end by `closed`. */
export interface Socket {
  /** Sets the one listener. Messages that came before it are delivered to it, in order. */
  listen(listener: SocketListener): void;
  /** Text as a text message, bytes as a binary one. */
  send(message: string | Uint8Array): void;
  /** Starts the closing handshake; the socket is torn down after a bounded wait if the peer does not answer. */
  close(code: number, reason: string): void;
  /** Bytes handed over that have not left yet: a slow reader shows here. */
  readonly unsentBytes: number;
}

/** Largest message we accept from any peer, in bytes. */
export const SOCKET_MESSAGE_BYTES_MAX = 256 * 1024;

/** Why a socket can be closed by us, in RFC 6455 section 7.4.1 numbers. */
export const CLOSE = {
  normal: 1000,
  goingAway: 1001,
  protocol: 1002,
  unsupported: 1003,
  policy: 1008,
  tooBig: 1009,
  internal: 1011,
} as const;
