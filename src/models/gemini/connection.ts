// Connection: one of the connections of a Gemini session, which says its setup first; and why the server would not have it.
import type { World } from '../../base/world.ts';
import { VendorLine, type LineHost } from '../../speech/vendor-line.ts';

/** Where a session is; the key stands in the URL. */
export interface GeminiAddress {
  readonly url: string;
  readonly model: string;
}

/** Who is told what a connection brings; nothing once it was left for another. None of these may throw. */
export interface ConnectionHost extends Pick<LineHost, 'text' | 'fault' | 'closed'> {
  /** The first message. */
  setup(): string;
  isCurrent(line: VendorLine): boolean;
}

/** Dials at once. Google's messages are JSON in binary frames, as likely as not. */
export function geminiConnection(world: World, url: string, host: ConnectionHost): VendorLine {
  const line: VendorLine = new VendorLine(
    world,
    { url, headers: {}, keepAlive: null },
    {
      opened: () => line.send(host.setup()),
      text: (message) => !host.isCurrent(line) || host.text(message),
      binary: (bytes) => !host.isCurrent(line) || host.text(new TextDecoder().decode(bytes)),
      fault(code, detail, fatal) {
        if (host.isCurrent(line)) host.fault(code, detail, fatal);
      },
      closed(code, detail) {
        if (host.isCurrent(line)) host.closed(code, detail);
      },
    },
  );
  return line;
}

/** What no other session would fare better with, by the reason of a close; null: nothing of the kind. */
export function refusalCode(code: number, reason: string, isReady: boolean): string | null {
  if (/api[ _]key/i.test(reason)) return 'key_refused';
  if (/quota|billing/i.test(reason)) return 'insufficient_quota';
  if (isReady) return null;
  if (/not found|not supported/i.test(reason)) return 'model_not_found';
  return code === 1007 ? 'setup_refused' : null;
}
