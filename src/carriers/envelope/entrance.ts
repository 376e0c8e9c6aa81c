// The entrance of a stream told by a spec: wait for its start, bounded, then hand the stream over.
import { CLOSE, SOCKET_MESSAGE_BYTES_MAX, type Socket } from '../../base/socket.ts';
import type { World } from '../../base/world.ts';
import type { StreamEntrance, StreamRefusal, StreamStart } from '../carrier.ts';
import type { Envelope } from './define-envelope.ts';
import { EnvelopeStream } from './envelope-stream.ts';
import { readStart, type EnvelopeStart } from './read-start.ts';
import type { EnvelopeCount } from './stream-parts.ts';

/** How long an accepted socket may take to introduce itself, where the spec says nothing else. */
export const ENVELOPE_START_MS_MAX = 5000;

/** What came with the socket. */
export interface EnvelopeUpgrade {
  /** The URL or path that the peer requested, with its query. */
  readonly url: string;
}

/** As every entrance, told of streams that can be told more than others. */
export interface EnvelopeEntrance extends Omit<StreamEntrance, 'onStart'> {
  onStart(start: StreamStart, stream: EnvelopeStream): boolean;
}

/**
 * Takes an accepted socket whose upgrade request was verified, and speaks `envelope` on it. Exactly one of `onStart`
 * and `onRefused` is called.
 */
export function acceptEnvelopeStream(
  world: Pick<World, 'clock' | 'timers'>,
  socket: Socket,
  envelope: Envelope,
  upgrade: EnvelopeUpgrade,
  entrance: EnvelopeEntrance,
): void {
  const { spec, read } = envelope;
  const count = (name: EnvelopeCount): void => entrance.count?.(name);
  const bytesMax = spec.limits?.messageBytesMax ?? SOCKET_MESSAGE_BYTES_MAX;
  let stream: EnvelopeStream | null = null;
  let over = false;
  let first = true;

  const refuse = (cause: StreamRefusal, code: number): void => {
    over = true;
    timer.stop();
    socket.close(code, cause);
    entrance.onRefused(cause);
  };
  const timer = world.timers.after(spec.limits?.startMsMax ?? ENVELOPE_START_MS_MAX, () =>
    refuse('no-start', CLOSE.policy),
  );

  const introduce = (start: EnvelopeStart, message: unknown): void => {
    timer.stop();
    const candidate = new EnvelopeStream({ world, socket, envelope, start, url: upgrade.url, count });
    stream = candidate;
    const { streamId, callId: carrierCallId, parameters, from, to } = start;
    const told = {
      streamId,
      carrierCallId,
      parameters,
      ...(from === null ? {} : { from }),
      ...(to === null ? {} : { to }),
    };
    if (entrance.onStart(told, candidate)) return candidate.begin(start.role, message);
    candidate.drop();
    stream = null;
    over = true;
    socket.close(CLOSE.policy, 'refused');
  };

  const early = (text: string): void => {
    if (text.length > bytesMax) return refuse('too-big', CLOSE.tooBig);
    if (spec.transport.text === 'ignore') return count('text-ignored');
    if (spec.transport.text === 'reject') return refuse('malformed', CLOSE.unsupported);
    const message = read(text, { first, streamId: null, url: upgrade.url });
    first = false;
    switch (message.kind) {
      case 'start':
        return introduce(message, message.json);
      case 'malformed':
        return refuse('malformed', CLOSE.protocol);
      case 'invalid':
        if (message.event === 'start' || message.event === 'open-offer')
          return refuse('malformed', CLOSE.protocol);
        return count('invalid-message');
      case 'unknown':
        return count('unknown-event');
      case 'connected':
      case 'ignore':
        return;
      default:
        // Nothing can be said about a stream before its start.
        return count('before-start');
    }
  };

  if (spec.start.by === 'socket') {
    const start = readStart(spec, {}, upgrade.url, 'start');
    if ('field' in start) refuse('malformed', CLOSE.protocol);
    else introduce(start, {});
  }
  socket.listen({
    text(text) {
      if (stream !== null) stream.text(text);
      else if (!over) early(text);
    },
    binary(bytes) {
      if (stream !== null) stream.binary(bytes);
      else if (over) return;
      else if (spec.transport.binary === 'reject') refuse('binary', CLOSE.unsupported);
      else count(spec.transport.binary === 'audio' ? 'before-start' : 'binary-ignored');
    },
    closed(code) {
      if (stream !== null) stream.closed(code);
      else if (!over) refuse(code === CLOSE.tooBig ? 'too-big' : 'closed-early', CLOSE.normal);
    },
  });
}
