// Spec faults: what is wrong between fields of a spec, each of which is right by itself.
import type { EnvelopeSpec, EventRole, FrameUnit } from './envelope-spec.ts';
import type { Place, Template } from './spec-parts.ts';
import { compileTemplate } from './template.ts';

/** One thing that does not fit, and how to mend it. */
export interface SpecFault {
  /** Of the field, e.g. `marks.send`. */
  readonly path: string;
  readonly message: string;
}

/** Everything that contradicts something else. Empty: the spec can be spoken. */
export function specFaults(spec: EnvelopeSpec): readonly SpecFault[] {
  return [...eventFaults(spec), ...soundFaults(spec), ...framingFaults(spec), ...placeFaults(spec)];
}

function* eventFaults(spec: EnvelopeSpec): Generator<SpecFault> {
  const { transport, start, inbound, marks, dtmf, errors, replies, events } = spec;
  const has = (role: EventRole): boolean => events.some((rule) => rule.as === role);
  const needs = (role: EventRole, why: string): SpecFault => ({
    path: 'events',
    message: `no rule is as: '${role}', ${why}`,
  });
  if (start.by === 'message' && !has('start') && !has('open-offer'))
    yield needs('start', "so no stream can begin; add one, or set start.by to 'socket'");
  if (transport.text !== 'json' && start.by === 'message')
    yield { path: 'transport.text', message: "must be 'json' where a message starts the stream" };
  if (start.by === 'socket')
    for (const [index, source] of start.callId.entries())
      if ('at' in source)
        yield {
          path: `start.callId[${index}]`,
          message: 'must be { query }: where the socket itself is the start there is no message to look into',
        };
  if (inbound.payload !== 'binary' && !has('media'))
    yield needs('media', 'so the sound at inbound.payload is never looked at');
  if (marks.by === 'carrier' && !has('mark'))
    yield needs('mark', "so no mark ever comes back; add one, or set marks.by to 'clock'");
  if (dtmf?.digitAt !== undefined && !has('dtmf')) yield needs('dtmf', 'so dtmf.digitAt is never looked at');
  if (has('dtmf') && dtmf?.digitAt === undefined)
    yield { path: 'dtmf.digitAt', message: "is missing, and a rule is as: 'dtmf'" };
  if (has('error') && errors === undefined)
    yield { path: 'errors', message: "is missing, and a rule is as: 'error'; say which are fatal" };
  if (has('open-offer') && replies?.some(({ on }) => on === 'open-offer') !== true)
    yield { path: 'replies', message: "has no answer on: 'open-offer', for which the peer waits" };
  for (const [index, { on }] of (replies ?? []).entries())
    if (!has(on)) yield { path: `replies[${index}].on`, message: `no rule is as: '${on}'` };
}

function* soundFaults({ transport, inbound, outbound }: EnvelopeSpec): Generator<SpecFault> {
  if (inbound.payload === 'binary' && transport.binary !== 'audio')
    yield { path: 'transport.binary', message: "must be 'audio' where inbound.payload is 'binary'" };
  if (inbound.payload !== 'binary' && transport.binary === 'audio')
    yield { path: 'inbound.payload', message: "must be 'binary' where transport.binary is 'audio'" };
  const { codec, rateHz } = inbound;
  if ((codec === 'pcmu' || codec === 'pcma') && typeof rateHz === 'number' && rateHz !== 8000)
    yield { path: 'inbound.rateHz', message: 'must be 8000, the rate of G.711' };
  const out = outbound.codec;
  if ((out === 'pcmu' || out === 'pcma') && outbound.rateHz !== 8000)
    yield { path: 'outbound.rateHz', message: 'must be 8000, the rate of G.711' };
  if (inbound.channels !== undefined && codec !== 'pcm16')
    yield { path: 'inbound.codec', message: "must be 'pcm16' where there are two channels" };
}

function* framingFaults({ outbound }: EnvelopeSpec): Generator<SpecFault> {
  const { framing, messageBytesMax, codec } = outbound;
  if (framing.rule === 'any') return;
  const bytes = unitBytes(framing.unit, 48);
  if (bytes > messageBytesMax)
    yield { path: 'outbound.framing.unit', message: 'must not be longer than outbound.messageBytesMax' };
  if (codec === 'pcm16' && 'bytes' in framing.unit && framing.unit.bytes % 2 === 1)
    yield { path: 'outbound.framing.unit.bytes', message: 'must be even: a sample has two bytes' };
  if (framing.rule === 'multiple' && framing.bytesMin !== undefined && framing.bytesMin > messageBytesMax)
    yield { path: 'outbound.framing.bytesMin', message: 'must not be more than outbound.messageBytesMax' };
}

function unitBytes(unit: FrameUnit, perMs: number): number {
  return 'bytes' in unit ? unit.bytes : unit.ms * perMs;
}

function* placeFaults(spec: EnvelopeSpec): Generator<SpecFault> {
  const { outbound, marks, dtmf } = spec;
  const lacks = (path: string, template: Template, place: Place, why: string): SpecFault[] =>
    compileTemplate(template).places.has(place) ? [] : [{ path, message: `has no $${place} in it${why}` }];
  if (outbound.media !== 'binary')
    yield* lacks('outbound.media.text', outbound.media.text, 'audio', ', so no sound would be sent');
  if (marks.by === 'carrier')
    yield* lacks('marks.send', marks.send, 'mark', ', so its return could not be told from others');
  if (dtmf?.send !== undefined) yield* lacks('dtmf.send', dtmf.send, 'digit', '');
  if (spec.peerSeq === undefined)
    for (const [path, template] of templatesOf(spec))
      if (compileTemplate(template).places.has('peerSeq'))
        yield { path: 'peerSeq', message: `is missing, and ${path} has $peerSeq in it` };
}

/** Every template of a spec, by its path. */
function* templatesOf(spec: EnvelopeSpec): Generator<readonly [string, Template]> {
  const { outbound, clear, marks, dtmf, replies, keepalive, close } = spec;
  if (outbound.media !== 'binary') yield ['outbound.media.text', outbound.media.text];
  if (clear.send !== null) yield ['clear.send', clear.send];
  if (clear.before !== undefined) yield ['clear.before', clear.before];
  if (marks.by === 'carrier') yield ['marks.send', marks.send];
  if (dtmf?.send !== undefined) yield ['dtmf.send', dtmf.send];
  for (const [index, { send }] of (replies ?? []).entries()) yield [`replies[${index}].send`, send];
  if (keepalive !== undefined) yield ['keepalive.send', keepalive.send];
  if (close.send !== undefined) yield ['close.send', close.send];
  if (close.hangUp !== undefined) yield ['close.hangUp', close.hangUp];
}
