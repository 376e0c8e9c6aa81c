// Web socket like: what is used of a WebSocket, be it of the `ws` package or of a browser's kind.

/** A WebSocket that somebody else opened or accepted. */
export interface WebSocketLike {
  readonly readyState: number;
  send(text: string): void;
  close(code?: number, reason?: string): void;
  addEventListener(type: 'message', listener: (event: { readonly data: unknown }) => void): void;
  addEventListener(type: 'close' | 'error', listener: (event: unknown) => void): void;
  removeEventListener(type: 'message', listener: (event: { readonly data: unknown }) => void): void;
  removeEventListener(type: 'close' | 'error', listener: (event: unknown) => void): void;
}

/** One of the `ws` package, which can ask its peer for a sign of life. */
export interface PingingSocket {
  ping(): void;
  terminate(): void;
  on(event: 'pong' | 'message', listener: () => void): unknown;
  off(event: 'pong' | 'message', listener: () => void): unknown;
}

/** Whether it is one that can ping. */
export function canPing(socket: object | undefined): socket is PingingSocket {
  return (
    socket !== undefined && 'ping' in socket && 'terminate' in socket && 'on' in socket && 'off' in socket
  );
}
