// A stream wire out of a peer wire: the messages that the carrier contract is held against carry whole calls as well.
import { Buffer } from 'node:buffer';
import { bytesPerMs } from '../../media/audio.ts';
import { streamSound } from '../telephone/stream-sound.ts';
import type { ServerMessage, StreamWire } from '../telephone/stream-wire.ts';
import type { ServerMessage as PeerMessage, PeerWire, WireMessage } from './peer-wire.ts';

/** The wire of one stream. What breaks the carrier's rules is dropped, and shown. */
export function peerStreamWire(peer: PeerWire): StreamWire {
  const byteOrder = peer.bigEndian ? 'big' : 'little';
  const caller = streamSound(peer.caller, byteOrder);
  const agent = streamSound(peer.agent, byteOrder);
  const { marksOnClear, queueMsMax = Infinity } = peer.rules;
  const read = (message: WireMessage): ServerMessage => {
    const meant = peer.read(message);
    switch (meant.kind) {
      case 'media': {
        const wrong = ruleBroken(meant.bytes, peer);
        const bytes = wrong === null ? agent.read(Buffer.from(meant.bytes).toString('base64')) : null;
        if (bytes === null) return { kind: 'invalid', detail: wrong ?? 'half a sample' };
        return { kind: 'media', bytes };
      }
      case 'digit':
        return { kind: 'digits', digits: meant.digit };
      case 'other':
        return { kind: 'nothing' };
      default:
        return meant;
    }
  };
  return {
    marksOnClear,
    queueMsMax,
    opening: () => peer.opening(),
    media: (timestampMs, bytes) => peer.media(timestampMs, Buffer.from(caller.write(bytes), 'base64')),
    digit: (digit) => peer.digit(digit),
    mark: (name, cleared) => peer.mark(name, cleared),
    cleared: () => peer.cleared(),
    stop: () => peer.stop(),
    read,
    readBinary: read,
  };
}

function ruleBroken(
  { length }: Extract<PeerMessage, { kind: 'media' }>['bytes'],
  { rules, agent }: PeerWire,
): string | null {
  const { bytesMin = 1, bytesMax = Infinity, bytesMultiple = 1 } = rules;
  if (length < bytesMin) return `sound of ${length} bytes is shorter than ${bytesMin}`;
  if (length > bytesMax) return `sound of ${length} bytes is longer than ${bytesMax}`;
  if (length % bytesMultiple === 0) return null;
  return `sound of ${length} bytes, at ${bytesPerMs(agent)} a millisecond, is no multiple of ${bytesMultiple}`;
}
