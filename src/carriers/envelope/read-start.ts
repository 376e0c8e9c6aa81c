// Read a start: which call a stream is of, what we gave it to carry, and how its sound is written.
import { Buffer } from 'node:buffer';
import type { AudioFormat } from '../../media/audio.ts';
import type { CodecSource, EnvelopeSpec, ParametersSpec, RateSource, Source } from './envelope-spec.ts';
import { isObject, jsonPath, lookUp, textAt } from './json-path.ts';
import { CODECS, RATES, type Codec, type RateHz } from './spec-parts.ts';

/** The stream's first word of itself. */
export interface EnvelopeStart {
  readonly kind: 'start';
  /** An offer waits for our reply. */
  readonly role: 'start' | 'open-offer';
  readonly streamId: string;
  readonly callId: string;
  readonly from: string | null;
  readonly to: string | null;
  readonly parameters: Readonly<Record<string, string>>;
  /** How the caller's sound comes, by its codec on the wire. */
  readonly inbound: AudioFormat;
  /** How ours must be. */
  readonly outbound: AudioFormat;
}

/** Longest parameter that is kept, in characters, and how many. */
const PARAMETER_CHARS_MAX = 4096;
const PARAMETERS_MAX = 100;

/** Reads a start out of `json` and `url`; names the field that does not fit. */
export function readStart(
  spec: EnvelopeSpec,
  json: unknown,
  url: string,
  role: EnvelopeStart['role'],
): EnvelopeStart | { readonly field: string } {
  const query = queryOf(url);
  const parameters = Object.fromEntries(
    spec.start.parameters
      .flatMap((one) => Object.entries(parametersOf(one, json, query)))
      .filter(
        (entry): entry is [string, string] =>
          typeof entry[1] === 'string' && entry[1].length <= PARAMETER_CHARS_MAX,
      )
      .slice(0, PARAMETERS_MAX),
  );
  const first = (sources: readonly Source[] | undefined): string | undefined => {
    for (const source of sources ?? []) {
      const value = sourced(source, json, parameters, query);
      if (value !== undefined) return value;
    }
    return undefined;
  };
  const { start, inbound, outbound } = spec;
  const callId = first(start.callId);
  if (callId === undefined) return { field: 'start.callId' };
  const codec = codecOf(inbound.codec, json);
  if (codec === undefined) return { field: 'inbound.codec' };
  const rateHz = rateOf(inbound.rateHz, json);
  if (rateHz === undefined) return { field: 'inbound.rateHz' };
  const inFormat = formatOf(codec, rateHz);
  if (inFormat === null) return { field: 'inbound.rateHz' };
  const outFormat = formatOf(
    outbound.codec === 'as-inbound' ? codec : outbound.codec,
    outbound.rateHz === 'as-inbound' ? rateHz : outbound.rateHz,
  );
  if (outFormat === null) return { field: 'outbound.rateHz' };
  return {
    kind: 'start',
    role,
    streamId: first(start.streamId) ?? callId,
    callId,
    from: first(start.from) ?? null,
    to: first(start.to) ?? null,
    parameters,
    inbound: inFormat,
    outbound: outFormat,
  };
}

/** Null: G.711 at another rate than 8 kHz. */
function formatOf(codec: Codec, rateHz: RateHz): AudioFormat | null {
  if (codec === 'pcm16') return { encoding: codec, rateHz };
  return rateHz === 8000 ? { encoding: codec } : null;
}

function sourced(
  source: Source,
  json: unknown,
  parameters: Readonly<Record<string, string>>,
  query: Readonly<Record<string, string>>,
): string | undefined {
  if ('at' in source) return textAt(json, jsonPath(source.at));
  const [from, name] = 'parameter' in source ? [parameters, source.parameter] : [query, source.query];
  const value = Object.hasOwn(from, name) ? from[name] : undefined;
  return value === '' ? undefined : value;
}

function parametersOf(
  spec: ParametersSpec,
  json: unknown,
  query: Readonly<Record<string, string>>,
): Readonly<Record<string, unknown>> {
  switch (spec.as) {
    case 'url-query':
      return query;
    case 'flat-rest': {
      if (!isObject(json)) return {};
      return Object.fromEntries(Object.entries(json).filter(([name]) => !spec.except.includes(name)));
    }
    case 'object': {
      const value = lookUp(json, jsonPath(spec.at));
      return isObject(value) ? value : {};
    }
    case 'kv-string': {
      const pairs = (textAt(json, jsonPath(spec.at)) ?? '').split(spec.between);
      return Object.fromEntries(
        pairs.flatMap((pair): [string, string][] => {
          const at = pair.indexOf(spec.equals);
          return at <= 0 ? [] : [[pair.slice(0, at).trim(), pair.slice(at + spec.equals.length).trim()]];
        }),
      );
    }
    case 'base64-json': {
      const text = Buffer.from(textAt(json, jsonPath(spec.at)) ?? '', 'base64').toString('utf8');
      try {
        const value: unknown = JSON.parse(text);
        return isObject(value) ? value : {};
      } catch {
        return {};
      }
    }
  }
}

function codecOf(source: CodecSource, json: unknown): Codec | undefined {
  if (typeof source === 'string') return source;
  const name = textAt(json, jsonPath(source.at)) ?? '';
  const codec = Object.hasOwn(source.map, name) ? source.map[name] : source.otherwise;
  return CODECS.find((one) => one === codec);
}

function rateOf(source: RateSource, json: unknown): RateHz | undefined {
  if (typeof source === 'number') return source;
  const { map = {}, after = '', otherwise } = source;
  const text = textAt(json, jsonPath(source.at));
  if (text !== undefined && Object.hasOwn(map, text)) return map[text];
  if (text === undefined || !text.includes(after)) return otherwise;
  const digits = /^\d{1,6}/.exec(text.slice(text.indexOf(after) + after.length))?.[0];
  return RATES.find((rate) => rate === Number(digits));
}

/** The query of a URL, or of a path with one. */
function queryOf(url: string): Readonly<Record<string, string>> {
  const at = url.indexOf('?');
  return at === -1 ? {} : Object.fromEntries(new URLSearchParams(url.slice(at + 1)));
}
