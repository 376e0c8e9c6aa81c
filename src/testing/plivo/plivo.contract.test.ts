// Plivo under the carrier contract, in each of its formats, and with the longer and the shorter of its queues.
import { defineEnvelope } from '../../carriers/envelope/define-envelope.ts';
import { plivoEnvelope, type PlivoFormat } from '../../carriers/plivo/envelope.ts';
import { carrierContract } from '../contracts/carrier-contract.ts';
import { carrierStage } from '../envelope/carrier-stage.ts';
import { plivoPeerWire } from './peer-wire.ts';

interface Case {
  readonly format: PlivoFormat;
  readonly byteOrder?: 'big';
  readonly queueMsMax?: number;
  readonly jitterMs?: number;
}

const CASES: Readonly<Record<string, Case>> = {
  'plivo, µ-law': { format: { encoding: 'pcmu' } },
  'plivo, 8 kHz': { format: { encoding: 'pcm16', rateHz: 8000 } },
  'plivo, 16 kHz, with a longer queue': {
    format: { encoding: 'pcm16', rateHz: 16_000 },
    queueMsMax: 60_000,
  },
  'plivo, big-endian 16 kHz': { format: { encoding: 'pcm16', rateHz: 16_000 }, byteOrder: 'big' },
  'plivo, on a jittery line': { format: { encoding: 'pcmu' }, jitterMs: 15 },
};

for (const [name, { format, byteOrder = 'little', queueMsMax = 40_000, jitterMs = 0 }] of Object.entries(
  CASES,
))
  carrierContract(name, () =>
    carrierStage({
      envelope: defineEnvelope(plivoEnvelope({ format, byteOrder, aheadMs: 2000 })),
      wire: (call) => plivoPeerWire(call, { format, bigEndian: byteOrder === 'big', queueMsMax }),
      heardErrorMsMax: jitterMs === 0 ? 20 : 35,
      line: { jitterMs, lossChance: 0 },
    }),
  );
