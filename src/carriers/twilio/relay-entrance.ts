// The entrance of a session of ConversationRelay: wait for its `setup`, bounded, then hand the stream over.
import { CLOSE, SOCKET_MESSAGE_BYTES_MAX, type Socket } from '../../base/socket.ts';
import type { World } from '../../base/world.ts';
import type { StreamEntrance, StreamRefusal } from '../carrier.ts';
import { START_MS_MAX } from './entrance.ts';
import { RelayStream, type RelayCount, type RelayWays } from './relay-stream.ts';
import { parseRelayMessage, type RelaySetup } from './relay-wire.ts';

/** Takes an accepted socket whose upgrade request was verified. Exactly one of `onStart` and `onRefused` is called. */
export function acceptTwilioRelay(
  world: Pick<World, 'clock' | 'timers'>,
  socket: Socket,
  entrance: StreamEntrance,
  ways: RelayWays,
): void {
  const count = (name: RelayCount): void => entrance.count?.(name);
  let stream: RelayStream | null = null;
  let over = false;

  const refuse = (cause: StreamRefusal, code: number): void => {
    over = true;
    timer.stop();
    socket.close(code, cause);
    entrance.onRefused(cause);
  };
  const timer = world.timers.after(START_MS_MAX, () => refuse('no-start', CLOSE.policy));

  const introduce = (setup: RelaySetup): void => {
    timer.stop();
    const candidate = new RelayStream(world, socket, setup, ways, count);
    stream = candidate;
    const { sessionId: streamId, callSid: carrierCallId, parameters } = setup;
    if (entrance.onStart({ streamId, carrierCallId, parameters }, candidate)) return;
    stream = null;
    over = true;
    socket.close(CLOSE.policy, 'refused');
  };

  const firstText = (text: string): void => {
    if (text.length > SOCKET_MESSAGE_BYTES_MAX) return refuse('too-big', CLOSE.tooBig);
    const message = parseRelayMessage(text);
    switch (message.kind) {
      case 'setup':
        return introduce(message);
      case 'malformed':
        return refuse('malformed', CLOSE.protocol);
      case 'invalid':
        if (message.type === 'setup') return refuse('malformed', CLOSE.protocol);
        return count('invalid-message');
      default:
        // Nothing can be said in a session before its setup.
        return count('unknown-event');
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
