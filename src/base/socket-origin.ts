// Socket origin: where the WebSockets of an HTTP origin are.

/** `https://host` → `wss://host`, `http://host` → `ws://host`. */
export function socketOrigin(origin: string): string {
  return origin.replace(/^http/, 'ws');
}
