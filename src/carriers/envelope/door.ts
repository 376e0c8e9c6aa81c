// Envelope door: a whole carrier of a spec and a small part of its own. The spec says how sockets are spoken and proved;
// the part says which webhooks there are, and how a next step is told.
import type { StreamStart } from '../carrier.ts';
import type { CarrierDoor, CarrierRequest, DoorEntrance } from '../carrier-door.ts';
import { credentialFault, isSecret } from './credentials.ts';
import type { Envelope } from './define-envelope.ts';
import { acceptEnvelopeStream } from './entrance.ts';
import type { EnvelopeStream } from './envelope-stream.ts';

/** What a door is made of. */
export interface EnvelopeDoorParts extends Pick<
  CarrierDoor,
  'webhooks' | 'mediaPath' | 'answer' | 'afterDialUrl' | 'afterStreamUrl' | 'control' | 'line' | 'outbound'
> {
  readonly envelope: Envelope;
  /** Any of them proves a socket whose spec wants `basic` or `bearer`, or one that comes straight. Secret. */
  readonly secrets: readonly string[];
  /** True: sockets may come without a webhook before them, and a call opens on its stream's start. Default false. */
  readonly straight?: boolean;
  /** Why an upgrade does not hold, where the spec wants more than credentials; null when it does. */
  readonly upgradeFault?: (request: CarrierRequest) => string | null;
}

/**
 * The door. A stream is bound to its call by the one-time token in the spec's `auth.tokenParameter`. One that comes
 * straight has no token yet: it is let in by a secret, which its upgrade proves, or which stands where the token would.
 */
export function envelopeDoor(parts: EnvelopeDoorParts): CarrierDoor {
  const { envelope, webhooks, mediaPath, answer, afterDialUrl, control, line, outbound } = parts;
  const { afterStreamUrl } = parts;
  const { name, transport } = envelope.spec;
  return {
    name,
    webhooks,
    mediaPath,
    answer,
    afterDialUrl,
    control,
    ...(afterStreamUrl === undefined ? {} : { afterStreamUrl }),
    ...(line === undefined ? {} : { line }),
    ...(outbound === undefined ? {} : { outbound }),
    ...(transport.subprotocol === undefined ? {} : { subprotocol: transport.subprotocol }),
    upgradeFault: (request) => upgradeFault(parts, request),
    acceptStream: (world, socket, entrance, upgrade) =>
      acceptEnvelopeStream(
        world,
        socket,
        envelope,
        { url: upgrade.target },
        { ...entrance, onStart: (start, stream) => introduced(parts, entrance, upgrade, start, stream) },
      ),
  };
}

function upgradeFault({ envelope, secrets, ...parts }: EnvelopeDoorParts, request: CarrierRequest) {
  const { transport, auth } = envelope.spec;
  if (transport.subprotocol !== undefined && !offered(request).includes(transport.subprotocol))
    return 'subprotocol';
  if (auth.upgrade === 'basic' || auth.upgrade === 'bearer')
    return credentialFault(request, secrets, auth.upgrade);
  return parts.upgradeFault?.(request) ?? null;
}

function offered({ headers }: CarrierRequest): readonly string[] {
  return (headers['sec-websocket-protocol'] ?? '').split(',').map((name) => name.trim());
}

/** A stream has said what it is: with a token it is bound at once, without one its call is opened first. */
function introduced(
  { envelope, secrets, straight = false }: EnvelopeDoorParts,
  entrance: DoorEntrance,
  { origins }: Pick<CarrierRequest, 'origins'>,
  start: StreamStart,
  stream: EnvelopeStream,
): boolean {
  const { tokenParameter, upgrade } = envelope.spec.auth;
  const token = start.parameters[tokenParameter];
  const [origin] = origins;
  const proved = token === undefined ? upgrade !== 'none' : isSecret(token, secrets);
  if (!straight || !proved || origin === undefined) return entrance.onStart(withToken(start, token), stream);
  const { carrierCallId, from = UNKNOWN, to = UNKNOWN } = start;
  void entrance.onArrival({ carrierCallId, from, to, fromState: null }, origin).then((step) => {
    if (step.kind === 'connect') {
      if (!entrance.onStart(withToken(start, step.token), stream)) stream.close();
      return;
    }
    // There is nobody to say or dial anything here: what can be asked, is asked behind the stream.
    entrance.onRefused('turned-away');
    if (step.kind !== 'dial') stream.hangUp();
    stream.close();
  });
  return true;
}

/** Of who calls and who is called, where the carrier does not say. */
const UNKNOWN = 'unknown';

function withToken(start: StreamStart, token: string | undefined): StreamStart {
  return token === undefined ? start : { ...start, parameters: { ...start.parameters, token } };
}
