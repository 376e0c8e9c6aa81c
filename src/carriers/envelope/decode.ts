// Decode: one text message of a carrier, by its spec, to what it means. Pure; never throws.
import { isBase64 } from '../../media/audio.ts';
import type { ClockSpec, Condition, EnvelopeSpec, EventRole } from './envelope-spec.ts';
import { isObject, jsonPath, lookUp, numberAt, textAt } from './json-path.ts';
import { readStart, type EnvelopeStart } from './read-start.ts';

/** A message that means something. `json`: all of it. */
export type EnvelopeMessage = { readonly json: unknown } & (
  | { readonly kind: PlainRole }
  | EnvelopeStart
  | EnvelopeMedia
  | { readonly kind: 'other-track' }
  | { readonly kind: 'other-stream' }
  | { readonly kind: 'dtmf'; readonly digits: readonly string[] }
  | { readonly kind: 'mark'; readonly name: string }
  /** `code`: of the carrier's own list, safe to log; null when it names none. */
  | { readonly kind: 'error'; readonly code: string | null; readonly fatal: boolean }
);

/** Roles that say all by themselves. */
export type PlainRole = Exclude<EventRole, 'start' | 'open-offer' | 'media' | 'dtmf' | 'mark' | 'error'>;

/** A stretch of the caller's sound. */
export interface EnvelopeMedia {
  readonly kind: 'media';
  /** Base64, as it was sent. */
  readonly payload: string;
  /** The media clock, in the spec's unit (`iso` as milliseconds); null when the spec has none. */
  readonly clock: number | null;
}

/** What is not a message of this wire. */
export type EnvelopeFault =
  | { readonly kind: 'malformed'; readonly reason: 'json' | 'not-an-object' }
  /** An event whose field is not what it must be. */
  | { readonly kind: 'invalid'; readonly event: EventRole; readonly field: string }
  /** No rule of the spec knows it: new events appear without notice. */
  | { readonly kind: 'unknown' };

/** What the reader must know beside the text. */
export interface ReadContext {
  /** True for the first text of the socket. */
  readonly first: boolean;
  /** The stream, once it began. */
  readonly streamId: string | null;
  /** The URL that the peer requested. */
  readonly url: string;
}

/** Reads one text message. */
export type EnvelopeReader = (text: string, context: ReadContext) => EnvelopeMessage | EnvelopeFault;

const DIGIT = /^[0-9*#A-Da-d]$/;

/** Error codes that are codes, not sentences. */
const ERROR_CODE = /^[\w.:-]{1,60}$/;

/** The reader of a spec that was checked. */
export function envelopeReader(spec: EnvelopeSpec): EnvelopeReader {
  const rules = spec.events.map(({ when, as }) => ({ holds: when.map((one) => conditionOf(one)), as }));
  const { inbound, dtmf, marks, errors } = spec;
  const payloadAt = jsonPath(inbound.payload === 'binary' ? '' : inbound.payload.at);
  const streamIdAt = spec.streamIdAt === undefined ? null : jsonPath(spec.streamIdAt);
  const trackAt = inbound.track === undefined ? null : jsonPath(inbound.track.at);
  const clockOf = inbound.clock === undefined ? () => null : clockReader(inbound.clock);
  const digitAt = jsonPath(dtmf?.digitAt ?? '');
  const markAt = jsonPath(marks.by === 'carrier' ? marks.nameAt : '');

  const roleOf = (json: unknown, first: boolean): EventRole | null =>
    rules.find(({ holds }) => holds.every((hold) => hold(json, first)))?.as ?? null;

  return (text, { first, streamId, url }) => {
    const json = parsed(text);
    if (json === undefined) return { kind: 'malformed', reason: 'json' };
    if (!isObject(json)) return { kind: 'malformed', reason: 'not-an-object' };
    const role = roleOf(json, first);
    if (role === null) return { kind: 'unknown' };
    const invalid = (field: string): EnvelopeFault => ({ kind: 'invalid', event: role, field });
    if (role !== 'start' && role !== 'open-offer' && streamIdAt !== null && streamId !== null) {
      const named = lookUp(json, streamIdAt);
      if (named !== undefined && named !== streamId) return { kind: 'other-stream', json };
    }
    switch (role) {
      case 'start':
      case 'open-offer': {
        const start = readStart(spec, json, url, role);
        return 'field' in start ? invalid(start.field) : { ...start, json };
      }
      case 'media': {
        if (trackAt !== null && inbound.track?.accept.includes(textAt(json, trackAt) ?? '') !== true)
          return { kind: 'other-track', json };
        const payload = lookUp(json, payloadAt);
        if (typeof payload !== 'string' || !isBase64(payload))
          return invalid(inbound.payload === 'binary' ? 'payload' : inbound.payload.at);
        const clock = clockOf(json);
        return clock === undefined
          ? invalid(inbound.clock?.at ?? '')
          : { kind: 'media', payload, clock, json };
      }
      case 'dtmf': {
        const digits = (textAt(json, digitAt) ?? '').split('');
        if (digits.length === 0 || !digits.every((digit) => DIGIT.test(digit)))
          return invalid(dtmf?.digitAt ?? '');
        return { kind: 'dtmf', digits: digits.map((digit) => digit.toUpperCase()), json };
      }
      case 'mark': {
        const name = textAt(json, markAt);
        if (name === undefined) return invalid(marks.by === 'carrier' ? marks.nameAt : '');
        return { kind: 'mark', name, json };
      }
      case 'error': {
        const code = errors?.codeAt === undefined ? undefined : textAt(json, jsonPath(errors.codeAt));
        const known = code !== undefined && ERROR_CODE.test(code) ? code : null;
        return { kind: 'error', code: known, fatal: isFatal(errors?.fatal ?? 'none', json), json };
      }
      default:
        return { kind: role, json };
    }
  };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

type Hold = (json: unknown, first: boolean) => boolean;

function conditionOf(condition: Condition): Hold {
  if ('frame' in condition) return (_, first) => first;
  const path = jsonPath(condition.at);
  if ('exists' in condition) return (json) => (lookUp(json, path) !== undefined) === condition.exists;
  if ('begins' in condition) {
    const { begins } = condition;
    return (json) => {
      const value = lookUp(json, path);
      return typeof value === 'string' && value.startsWith(begins);
    };
  }
  const wanted = typeof condition.is === 'string' ? [condition.is] : condition.is;
  return (json) => {
    const value = lookUp(json, path);
    return typeof value === 'string' && wanted.includes(value);
  };
}

/** Undefined: the clock is missing where the spec says that it stands. */
function clockReader({ at, unit }: ClockSpec): (json: unknown) => number | undefined {
  const path = jsonPath(at);
  if (unit !== 'iso') return (json) => numberAt(json, path);
  return (json) => {
    const ms = Date.parse(textAt(json, path) ?? '');
    return Number.isFinite(ms) ? ms : undefined;
  };
}

function isFatal(fatal: NonNullable<EnvelopeSpec['errors']>['fatal'], json: unknown): boolean {
  if (typeof fatal === 'string') return fatal === 'all';
  return fatal.is.includes(textAt(json, jsonPath(fatal.at)) ?? '');
}
