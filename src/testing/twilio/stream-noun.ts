// The `<Stream>` noun as Twilio takes it: what it asks for, or why it is refused.
import type { StreamAsked, StreamNews } from '../telephone/dialect.ts';
import { absoluteUrl } from '../telephone/play-document.ts';
import type { VerbElement } from '../telephone/read-document.ts';
import { isDialable } from '../telephone/socket-url.ts';
import { twilioStreamWire } from './stream-wire.ts';

/** `<Parameter>` name and value together stay below this. */
const PARAMETER_CHARACTERS_BELOW = 500;

/** Twilio tells nothing of a queue that fills up. */
const EVENTS: Readonly<Record<StreamNews, string | null>> = {
  started: 'stream-started',
  stopped: 'stream-stopped',
  failed: 'stream-error',
  degraded: null,
};

/** Reads the noun of a `<Connect>`. `ws:` passes only to this machine, and where `allowsPlain` says so. */
export function readStreamNoun(
  noun: VerbElement,
  documentUrl: string,
  allowsPlain: boolean,
  accountSid: string,
): StreamAsked {
  const refused = (code: number, detail: string): StreamAsked => ({ ok: false, code, detail });
  const { url: given, name = '', track, statusCallback } = noun.attributes;
  const url = absoluteUrl(given ?? '', documentUrl).replace(/^http/i, 'ws');
  if (!isDialable(url, allowsPlain)) return refused(31922, `the scheme of ${url} is not wss`);
  if (/[?#]/.test(url)) return refused(31920, 'a stream URL has no query string');
  if (track !== undefined && track !== 'inbound_track')
    return refused(31941, `track ${track} in a bidirectional stream`);
  const entries: [string, string][] = [];
  for (const child of noun.children) {
    const { name, value } = child.attributes;
    if (child.name !== 'Parameter' || name === undefined || value === undefined)
      return refused(12200, `<${child.name}> in <Stream>`);
    if (name.length + value.length >= PARAMETER_CHARACTERS_BELOW)
      return refused(12200, `the parameter ${name} is too long`);
    entries.push([name, value]);
  }
  const parameters = Object.fromEntries(entries);
  return {
    ok: true,
    url,
    statusUrl: statusCallback === undefined ? null : absoluteUrl(statusCallback, documentUrl),
    parameters,
    wire: (streamSid, callSid) => twilioStreamWire({ streamSid, callSid, accountSid, parameters }),
    status(news, streamSid, detail) {
      const event = EVENTS[news];
      if (event === null) return null;
      return { StreamSid: streamSid, StreamName: name, StreamEvent: event, StreamError: detail };
    },
  };
}
