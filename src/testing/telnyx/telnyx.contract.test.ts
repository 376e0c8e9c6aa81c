// Telnyx under the carrier contract: both laws, one each way, linear samples in either order, and a jittery line.
import { telnyxEnvelope } from '../../carriers/telnyx/envelope.ts';
import { PHONE_SOUND, type StreamSound } from '../../carriers/telnyx/stream-sound.ts';
import type { AudioFormat } from '../../media/audio.ts';
import { carrierContract } from '../contracts/carrier-contract.ts';
import { carrierStage } from '../envelope/carrier-stage.ts';
import { telnyxPeerWire } from './peer-wire.ts';

interface Case {
  readonly caller: AudioFormat;
  readonly agent: AudioFormat;
  readonly sound?: Partial<StreamSound>;
  readonly jitterMs?: number;
}

const PCMU: AudioFormat = { encoding: 'pcmu' };
const PCMA: AudioFormat = { encoding: 'pcma' };
const L16: AudioFormat = { encoding: 'pcm16', rateHz: 16_000 };

const CASES: Readonly<Record<string, Case>> = {
  'telnyx, µ-law': { caller: PCMU, agent: PCMU },
  'telnyx, A-law from a phone that hears µ-law': { caller: PCMA, agent: PCMU },
  'telnyx, A-law': { caller: PCMA, agent: PCMA, sound: { receive: 'PCMA', send: 'PCMA' } },
  'telnyx, linear samples': {
    caller: L16,
    agent: L16,
    sound: { receive: 'L16', send: 'L16', rateHz: 16_000 },
  },
  'telnyx, linear samples, the higher byte first': {
    caller: L16,
    agent: L16,
    sound: { receive: 'L16', send: 'L16', rateHz: 16_000, byteOrder: 'big' },
  },
  'telnyx, on a jittery line': { caller: PCMU, agent: PCMU, jitterMs: 15 },
};

for (const [name, { caller, agent, sound = {}, jitterMs = 0 }] of Object.entries(CASES))
  carrierContract(name, () =>
    carrierStage({
      envelope: telnyxEnvelope({ ...PHONE_SOUND, ...sound }),
      wire: (call) => telnyxPeerWire(call, { caller, agent, bigEndian: sound.byteOrder === 'big' }),
      heardErrorMsMax: jitterMs === 0 ? 20 : 35,
      line: { jitterMs, lossChance: 0 },
    }),
  );
