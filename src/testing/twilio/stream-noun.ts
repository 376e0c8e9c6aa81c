// The `<Stream>` noun as Twilio takes it: what it asks for, or why it is refused.
import type { TwimlElement } from './read-twiml.ts';
import { absoluteUrl } from './play-twiml.ts';

/** A `<Stream>`, read; or Twilio's code and word for what is wrong with it. */
export type StreamNoun =
  | {
      readonly ok: true;
      readonly url: string;
      readonly name: string;
      readonly statusUrl: string | null;
      readonly parameters: Readonly<Record<string, string>>;
    }
  | { readonly ok: false; readonly code: number; readonly detail: string };

/** `<Parameter>` name and value together stay below this. */
const PARAMETER_CHARACTERS_BELOW = 500;

/** Reads the noun of a `<Connect>`. `ws:` passes only to this machine, and where `allowsPlain` says so. */
export function readStreamNoun(noun: TwimlElement, documentUrl: string, allowsPlain: boolean): StreamNoun {
  const refused = (code: number, detail: string): StreamNoun => ({ ok: false, code, detail });
  const { url: given, name, track, statusCallback } = noun.attributes;
  const url = absoluteUrl(given ?? '', documentUrl).replace(/^http/i, 'ws');
  const scheme = /^wss?:\/\//i.exec(url)?.[0].toLowerCase();
  if (scheme === undefined || (scheme === 'ws://' && !allowsPlain && !isLoopback(url)))
    return refused(31922, `the scheme of ${url} is not wss`);
  if (/[?#]/.test(url)) return refused(31920, 'a stream URL has no query string');
  if (track !== undefined && track !== 'inbound_track')
    return refused(31941, `track ${track} in a bidirectional stream`);
  const parameters: [string, string][] = [];
  for (const child of noun.children) {
    const { name, value } = child.attributes;
    if (child.name !== 'Parameter' || name === undefined || value === undefined)
      return refused(12200, `<${child.name}> in <Stream>`);
    if (name.length + value.length >= PARAMETER_CHARACTERS_BELOW)
      return refused(12200, `the parameter ${name} is too long`);
    parameters.push([name, value]);
  }
  return {
    ok: true,
    url,
    name: name ?? '',
    statusUrl: statusCallback === undefined ? null : absoluteUrl(statusCallback, documentUrl),
    parameters: Object.fromEntries(parameters),
  };
}

function isLoopback(url: string): boolean {
  return /^ws:\/\/(localhost|127\.[\d.]+|\[::1\])(?=[:/]|$)/i.test(url);
}
