// The entrance of a Twilio media stream: wait for its `start`, bounded, then hand the stream over.
import { CLOSE, SOCKET_MESSAGE_BYTES_MAX, type Socket } from '../../base/socket.ts';
import type { World } from '../../base/world.ts';
import type { StreamEntrance, StreamRefusal } from '../carrier.ts';
import { TwilioStream, type StreamCount } from './stream.ts';
import { parseMessage, type TwilioStart } from './wire.ts';

/** How long an accepted socket may take to introduce itself. */
export const START_MS_MAX = 5000;

/** Takes an accepted socket whose upgrade request was verified. Exactly one of `onStart` and `onRefused` is called. */
export function acceptTwilioStream(
  world: Pick<World, 'timers'>,
  socket: Socket,
  entrance: StreamEntrance,
): void {
  const count = (name: StreamCount): void => entrance.count?.(name);
  let stream: TwilioStream | null = null;
  let over = false;

  const refuse = (cause: StreamRefusal, code: number): void => {
    over = true;
    timer.stop();
    socket.close(code, cause);
    entrance.onRefused(cause);
  };
  const timer = world.timers.after(START_MS_MAX, () => refuse('no-start', CLOSE.policy));

  const introduce = (start: TwilioStart): void => {
    timer.stop();
    const candidate = new TwilioStream(socket, start, count);
    stream = candidate;
    const { streamSid: streamId, callSid: carrierCallId, parameters } = start;
    if (entrance.onStart({ streamId, carrierCallId, parameters }, candidate)) return;
    stream = null;
    over = true;
    socket.close(CLOSE.policy, 'refused');
  };

  const firstText = (text: string): void => {
    if (text.length > SOCKET_MESSAGE_BYTES_MAX) return refuse('too-big', CLOSE.tooBig);
    const message = parseMessage(text);
    switch (message.kind) {
      case 'connected':
        return;
      case 'start':
        return introduce(message);
      case 'malformed':
        return refuse('malformed', CLOSE.protocol);
      case 'invalid':
        if (message.event === 'start') return refuse('malformed', CLOSE.protocol);
        return count('invalid-message');
      case 'unknown':
        return count('unknown-event');
      default:
        // Nothing can be said about a stream before its start.
        return count('wrong-stream');
    }
  };

  socket.listen({
    text(text) {
      if (stream !== null) stream.text(text);
      else if (!over) firstText(text);
    },
    binary() {
      if (stream !== null) stream.binary();
      else if (!over) refuse('binary', CLOSE.unsupported);
    },
    closed(code) {
      if (stream !== null) stream.closed(code);
      else if (!over) refuse(code === CLOSE.tooBig ? 'too-big' : 'closed-early', CLOSE.normal);
    },
  });
}
