// Carrier stage: one stream of an emulated carrier before our adapter, ready for the carrier contract.
import type { Envelope } from '../../carriers/envelope/define-envelope.ts';
import { acceptEnvelopeStream } from '../../carriers/envelope/entrance.ts';
import { STAGE_LATENCY_MS, STAGE_ORIGIN, type CarrierStage } from '../contracts/carrier-scene.ts';
import { simulatedWorld } from '../world/simulated-world.ts';
import { EmulatedPeer, type PeerLine } from './emulated-peer.ts';
import type { PeerCall, PeerWire } from './peer-wire.ts';

/** What a stage is made of. */
export interface CarrierStageParts {
  readonly wire: (call: PeerCall) => PeerWire;
  /** The adapter, by the spec of its wire; or another one. */
  readonly envelope: Envelope | CarrierStage['accept'];
  /** How far what we say was heard may be from what was. */
  readonly heardErrorMsMax: number;
  /** How long after a clear arrived sound may be heard. Default: none, but the instant it takes to look. */
  readonly clearMsMax?: number;
  readonly line?: PeerLine;
  /** False: the wire gives the stream no id of its own, so that it has the call's. Default true. */
  readonly streamId?: boolean;
  readonly seed?: number;
}

/** The call that is played on every stage. */
export const STAGE_CALL: PeerCall = {
  callId: 'call-0001',
  streamId: 'stream-0001',
  from: '+14155550100',
  to: '+14155550199',
  parameters: { token: 't_0123456789', tenant: 'acme' },
};

/** A fresh stage. */
export function carrierStage(parts: CarrierStageParts): CarrierStage & { readonly peer: EmulatedPeer } {
  const world = simulatedWorld({
    latencyMs: STAGE_LATENCY_MS,
    ...(parts.seed === undefined ? {} : { seed: parts.seed }),
  });
  const wire = parts.wire(STAGE_CALL);
  const { envelope } = parts;
  const spec = typeof envelope === 'function' ? null : envelope.spec;
  return {
    world,
    peer: new EmulatedPeer(world, wire, STAGE_ORIGIN, parts.line),
    traits: {
      caller: wire.caller,
      agent: wire.agent,
      heardErrorMsMax: parts.heardErrorMsMax,
      clearMsMax: parts.clearMsMax ?? 5,
      binary: spec?.transport.binary === 'audio',
      idleMsMax: spec?.limits?.idleMsMax ?? null,
    },
    start: {
      streamId: parts.streamId === false ? STAGE_CALL.callId : STAGE_CALL.streamId,
      carrierCallId: STAGE_CALL.callId,
      parameters: STAGE_CALL.parameters,
    },
    accept:
      typeof envelope === 'function'
        ? envelope
        : (socket, url, entrance) => acceptEnvelopeStream(world, socket, envelope, { url }, entrance),
  };
}
