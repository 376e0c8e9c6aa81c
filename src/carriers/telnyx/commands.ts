// Commands: what Telnyx is told to do with a call of a Call Control application. Each is one request.
// https://developers.telnyx.com/api-reference/call-commands
import type { ControlResult } from '../carrier.ts';
import { legNote, type Following } from './leg-note.ts';
import type { TelnyxRest } from './rest.ts';
import type { StreamSound } from './stream-sound.ts';

/** How long a transfer's target may ring, in seconds. */
export const TRANSFER_RING_S = 25;

/** Words that Telnyx takes in one `speak`. */
const SPEAK_CHARACTERS_MAX = 3000;

/** The stream that a command asks for. */
export interface CommandedStream {
  /** `wss:`, with the call and its token. */
  readonly url: string;
  /** Told on connecting, in the header `x-telnyx-streaming-auth-token`. */
  readonly token: string;
  readonly sound: StreamSound;
}

/** Commands to one leg. `cause`: what they are an answer to; told twice, a command is carried out once. */
export interface LegCommands {
  /** Picks up; with a stream, or with something that follows. */
  answer(next: CommandedStream | Following): Promise<ControlResult>;
  /** Starts a stream on a call that is answered. */
  stream(stream: CommandedStream): Promise<ControlResult>;
  /** Says something in Telnyx's voice; `then` follows. */
  speak(text: string, language: string, next: Following): Promise<ControlResult>;
  /**
   * Dials somebody and connects the caller once they answer; the caller stays with us while they do not. `callerId`:
   * shown to them; null: the caller's own number.
   */
  transfer(to: string, callerId: string | null): Promise<ControlResult>;
  /** Has the caller's own side call somebody, a SIP URI. https://developers.telnyx.com/api-reference/call-commands/sip-refer-a-call */
  refer(to: string): Promise<ControlResult>;
  hangUp(): Promise<ControlResult>;
}

/** The commands to a leg. */
export function legCommands(rest: TelnyxRest, callControlId: string, cause: string): LegCommands {
  const command = (action: string, json: Readonly<Record<string, unknown>>): Promise<ControlResult> =>
    rest(`/calls/${encodeURIComponent(callControlId)}/actions/${action}`, {
      kind: 'json',
      json: { ...json, command_id: `${action}:${cause}` },
    });
  return {
    answer: (next) =>
      command(
        'answer',
        'url' in next ? streamFields(next) : { client_state: legNote({ leg: 'caller', next }) },
      ),
    stream: (stream) => command('streaming_start', streamFields(stream)),
    speak: (text, language, next) =>
      command('speak', {
        payload: text.slice(0, SPEAK_CHARACTERS_MAX),
        payload_type: 'text',
        voice: 'female',
        language,
        client_state: legNote({ leg: 'caller', next }),
      }),
    transfer: (to, callerId) =>
      command('transfer', {
        to,
        ...(callerId === null ? {} : { from: callerId }),
        timeout_secs: TRANSFER_RING_S,
        client_state: legNote({ leg: 'dialling' }),
        target_leg_client_state: legNote({ leg: 'human', of: callControlId }),
      }),
    refer: (to) => command('refer', { sip_address: to, client_state: legNote({ leg: 'referring' }) }),
    hangUp: () => command('hangup', {}),
  };
}

function streamFields({ url, token, sound }: CommandedStream): Readonly<Record<string, unknown>> {
  return {
    stream_url: url,
    stream_track: 'inbound_track',
    stream_codec: sound.receive,
    // The default mode is mp3, in which RTP sound is thrown away without a word.
    stream_bidirectional_mode: 'rtp',
    stream_bidirectional_codec: sound.send,
    stream_bidirectional_sampling_rate: sound.send === 'L16' ? sound.rateHz : 8000,
    // A call that we answered has one leg, and it is the caller's.
    stream_bidirectional_target_legs: 'self',
    stream_auth_token: token,
    // Whatever stood on the leg before is over.
    client_state: legNote({ leg: 'talking' }),
  };
}
