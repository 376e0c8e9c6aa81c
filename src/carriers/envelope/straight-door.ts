// Straight door: a carrier that dials straight into our socket, told by a spec alone. Whoever runs it may ask us over
// plain webhooks what comes next; one that does not has its calls all the same.
import { socketOrigin } from '../../base/socket-origin.ts';
import type { AudioFormat } from '../../media/audio.ts';
import type { CarrierDoor } from '../carrier-door.ts';
import type { CallControl } from '../carrier.ts';
import { defineEnvelope } from './define-envelope.ts';
import { envelopeDoor } from './door.ts';
import type { EnvelopeSpec } from './envelope-spec.ts';
import { plainAnswer, plainPaths, plainWebhooks, type PlainPaths } from './plain-webhooks.ts';

/** A carrier of one's own: how its sockets speak, and what it proves itself with. */
export interface StraightCarrier {
  /** Its `name` is the carrier's in the journal, and begins its paths: `/<name>/media`, `/<name>/after-stream` … */
  readonly spec: EnvelopeSpec;
  /** Proves its sockets and webhooks; while it is changed there are two. Secret. */
  readonly secrets: readonly string[];
  /** In which format its callers are heard, where it is known before they are. Default: what the spec says, else µ-law. */
  readonly line?: AudioFormat;
}

/** The door. Throws `ENVELOPE_INVALID`, which names each field of the spec that does not fit. */
export function straightDoor({ spec, secrets, ...carrier }: StraightCarrier): CarrierDoor {
  const envelope = defineEnvelope(spec);
  const line = carrier.line ?? lineOf(spec);
  const paths = plainPaths(spec.name);
  return envelopeDoor({
    envelope,
    secrets,
    straight: true,
    mediaPath: paths.media,
    webhooks: plainWebhooks(paths, secrets),
    answer: (step, origin) => plainAnswer(step, mediaUrl(origin, paths)),
    afterDialUrl: (origin) => `${origin}${paths.afterDial}`,
    control: ASKED,
    ...(line === null ? {} : { line }),
  });
}

function mediaUrl(origin: string, paths: PlainPaths): string {
  return `${socketOrigin(origin)}${paths.media}`;
}

/** Such a carrier is not told anything: it asks, when its stream is closed. */
const ASKED: CallControl = {
  hangUp: () => Promise.resolve(NOT_TOLD),
  dial: () => Promise.resolve(NOT_TOLD),
};

const NOT_TOLD = {
  done: false,
  cause: 'unconfigured',
  detail: 'this carrier takes no commands: it asks what comes next when its stream ends',
} as const;

/** Null: only the start tells it. */
function lineOf({ inbound: { codec, rateHz } }: EnvelopeSpec): AudioFormat | null {
  if (typeof codec !== 'string' || typeof rateHz !== 'number') return null;
  return codec === 'pcm16' ? { encoding: codec, rateHz } : { encoding: codec };
}
