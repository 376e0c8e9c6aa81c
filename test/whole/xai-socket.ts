// xAI socket: the rehearsal's end of a connection, spoken as xAI speaks OpenAI's protocol.
import type { Socket } from '../../src/base/socket.ts';

interface Message {
  readonly type?: string;
  readonly session?: Settings;
  readonly transcript?: string;
}

interface Settings {
  readonly voice?: string;
  readonly turn_detection?: object | null;
  readonly audio?: { readonly input?: object; readonly output?: object };
}

/**
 * Voice and turn detection stand at the top of the settings; a connection begins with `conversation.created`; the caller's
 * words come whole each time, also as completed before they are. https://docs.x.ai/docs/guides/voice/agent
 */
export function xaiSocket(socket: Socket): Socket {
  return {
    listen: (listener) =>
      socket.listen({
        ...listener,
        text: (message) => listener.text(asOpenai(message)),
        closed: (code, reason) => listener.closed(code, reason),
      }),
    send(message) {
      for (const each of asXai(String(message))) socket.send(each);
    },
    close: (code, reason) => socket.close(code, reason),
    get unsentBytes() {
      return socket.unsentBytes;
    },
  };
}

function asOpenai(text: string): string {
  const message = JSON.parse(text) as Message;
  if (message.type !== 'session.update' || message.session === undefined) return text;
  const { voice, turn_detection, audio, ...rest } = message.session;
  const session = {
    ...rest,
    type: 'realtime',
    audio: {
      input: { ...audio?.input, ...(turn_detection === undefined ? {} : { turn_detection }) },
      output: { ...audio?.output, ...(voice === undefined ? {} : { voice: 'marin' }) },
    },
  };
  return JSON.stringify({ ...message, session });
}

function asXai(text: string): readonly string[] {
  const message = JSON.parse(text) as Message;
  const { transcript = '' } = message;
  switch (message.type) {
    case 'session.created':
      return [JSON.stringify({ type: 'conversation.created', conversation: { id: 'conv_1' } })];
    case 'conversation.item.input_audio_transcription.completed': {
      const [first = ''] = transcript.split(' ', 1);
      const updated = { ...message, type: 'conversation.item.input_audio_transcription.updated' };
      return [
        { ...updated, transcript: first },
        { ...message, transcript: first, status: 'in_progress' },
        { ...message, status: 'completed' },
      ].map((one) => JSON.stringify(one));
    }
    default:
      return [text];
  }
}
