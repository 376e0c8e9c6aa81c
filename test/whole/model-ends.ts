// Model ends: the model's end of each socket on the stage: overheard, and struck dumb or deaf when a test says so.
import type { Socket } from '../../src/base/socket.ts';

/** Every session that was opened with the model. */
export interface ModelEnds {
  readonly opened: number;
  /** Every message that a model was sent, as it stood on the wire. */
  readonly told: readonly string[];
  /** Of the sessions there are, and of the next `more`, nothing comes any more but that they are there. */
  strikeDumb(more?: number): void;
  /** The sessions there are, and the next `more`, hear nothing of the caller any more. */
  strikeDeaf(more?: number): void;
  /** Something that a model was told by another way than a socket. */
  note(message: string): void;
  /** A session is opened on this socket. */
  open(socket: Socket): Socket;
}

/** What a session says of itself before a conversation, in each protocol. */
const PRESENCE = /^\{"(type":"session\.(created|updated|started)"|setupComplete")/;

/** The caller's sound, in each protocol. */
const SOUND = /"input_audio_buffer\.append"|"session\.input_audio\.append"|^\{"realtimeInput":\{"audio"/;

export function modelEnds(): ModelEnds {
  const told: string[] = [];
  let opened = 0;
  /** The sessions up to this one are. */
  let dumb = 0;
  let deaf = 0;
  return {
    get opened() {
      return opened;
    },
    told,
    strikeDumb: (more = 0) => void (dumb = opened + more),
    strikeDeaf: (more = 0) => void (deaf = opened + more),
    note: (message) => void told.push(message),
    open(socket) {
      opened += 1;
      const index = opened;
      return {
        listen: (listener) =>
          socket.listen({
            ...listener,
            text(message) {
              told.push(message);
              if (index > deaf || !SOUND.test(message)) listener.text(message);
            },
            closed: (code, reason) => listener.closed(code, reason),
          }),
        send(message) {
          if (index > dumb || PRESENCE.test(String(message))) socket.send(message);
        },
        close: (code, reason) => socket.close(code, reason),
        get unsentBytes() {
          return socket.unsentBytes;
        },
      };
    },
  };
}
