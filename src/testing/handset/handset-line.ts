// Handset line: the carrier's end of a phone that is held in another process.
import { CLOSE, type Socket } from '../../base/socket.ts';
import type { OutgoingCall } from '../telephone/carrier-emulator.ts';
import type { EmulatedCall } from '../telephone/emulated-call.ts';
import {
  payloadOf,
  piecesOf,
  readFromPhone,
  soundOf,
  type FromCarrier,
  type FromPhone,
} from './handset-wire.ts';

/**
 * Serves one phone on an open socket: it dials once, speaks, presses and hangs up, and is told what it hears. Its socket
 * is closed when the call is over; a socket that closes before hangs up.
 */
export function handsetLine(socket: Socket, begin: (wanted: OutgoingCall) => EmulatedCall): void {
  let call: EmulatedCall | null = null;
  const tell = (message: FromCarrier): void => socket.send(JSON.stringify(message));
  socket.listen({
    text(text) {
      const message = readFromPhone(text);
      if (message === null || (call === null) !== (message.event === 'dial'))
        return socket.close(CLOSE.policy, 'not what a phone says now');
      if (message.event !== 'dial') return void (call === null ? null : obey(message, call, tell));
      call = begin(outgoingCall(message));
      follow(call, socket, tell);
    },
    closed: () => call?.hangUp(),
  });
}

function outgoingCall(wanted: Extract<FromPhone, { event: 'dial' }>): OutgoingCall {
  const { webhookUrl, statusUrl, from, to, fromState, human } = wanted;
  return {
    webhookUrl,
    from,
    to,
    ...(statusUrl === null ? {} : { statusCallbackUrl: statusUrl }),
    ...(fromState === null ? {} : { fromState }),
    ...(human === null ? {} : { human: () => human }),
  };
}

function obey(
  message: Exclude<FromPhone, { event: 'dial' }>,
  call: EmulatedCall,
  tell: (message: FromCarrier) => void,
): void {
  switch (message.event) {
    case 'speak':
      void call
        .speak(soundOf(message.payload))
        .then((whole) => tell({ event: 'spoken', id: message.id, whole }));
      return;
    case 'press':
      call.press(message.digit);
      return;
    case 'hang-up':
      call.hangUp();
  }
}

function follow(call: EmulatedCall, socket: Socket, tell: (message: FromCarrier) => void): void {
  tell({ event: 'dialled', carrierCallId: call.carrierCallId });
  call.onHeard(({ atMs, bytes }) => tell({ event: 'heard', atMs, payload: payloadOf(bytes) }));
  let told = '';
  const state = (): void => {
    const { verbs, says, streams, dials, requests, refusals } = call.record;
    const now: FromCarrier = {
      event: 'state',
      streamId: call.streamId,
      playing: call.playing,
      record: {
        verbs: [...verbs],
        says: [...says],
        streams: streams.map((stream) => ({ ...stream, parameters: { ...stream.parameters } })),
        dials: [...dials],
        requests: [...requests],
        refusals: [...refusals],
      },
    };
    const text = JSON.stringify(now);
    if (text !== told) socket.send(text);
    told = text;
  };
  // Asked at each event of the call, and every 20 ms of a stream.
  void call.until(() => {
    state();
    return false;
  });
  void call.ended.then((ending) => {
    state();
    for (const piece of piecesOf(call.recording())) socket.send(piece);
    tell({ event: 'ended', ending });
    socket.close(CLOSE.normal, 'the call is over');
  });
}
