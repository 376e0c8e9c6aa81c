// Every carrier under the carrier contract: the hand-written adapter, and each shipped spec against its carrier's own wire.
import { acceptTwilioStream } from '../../carriers/twilio/entrance.ts';
import { defineEnvelope } from '../../carriers/envelope/define-envelope.ts';
import { asteriskSpec } from '../../carriers/envelope/specs/asterisk.ts';
import { bandwidthSpec } from '../../carriers/envelope/specs/bandwidth.ts';
import { exotelSpec } from '../../carriers/envelope/specs/exotel.ts';
import { jambonzSpec } from '../../carriers/envelope/specs/jambonz.ts';
import { signalwireSpec } from '../../carriers/envelope/specs/signalwire.ts';
import { sipBridgeSpec } from '../../carriers/envelope/specs/sip-bridge.ts';
import { twilioSpec } from '../../carriers/envelope/specs/twilio.ts';
import { vonageSpec } from '../../carriers/envelope/specs/vonage.ts';
import { carrierContract } from '../contracts/carrier-contract.ts';
import type { CarrierStage } from '../contracts/carrier-scene.ts';
import { carrierStage, type CarrierStageParts } from './carrier-stage.ts';
import { asteriskWire } from './wires/asterisk-wire.ts';
import { bandwidthWire } from './wires/bandwidth-wire.ts';
import { exotelWire } from './wires/exotel-wire.ts';
import { jambonzWire } from './wires/jambonz-wire.ts';
import { signalwireWire } from './wires/signalwire-wire.ts';
import { sipBridgeWire } from './wires/sip-bridge-wire.ts';
import { twilioWire } from './wires/twilio-wire.ts';
import { vonageWire } from './wires/vonage-wire.ts';

const JITTER = { jitterMs: 15, lossChance: 0 };

/** The errors are a frame of 20 ms, and for carriers that take larger messages what waits for one to be full. */
const STAGES: Readonly<Record<string, CarrierStageParts>> = {
  'twilio by spec': {
    envelope: defineEnvelope(twilioSpec()),
    wire: twilioWire,
    heardErrorMsMax: 20,
  },
  'twilio by spec, on a jittery line': {
    envelope: defineEnvelope(twilioSpec()),
    wire: twilioWire,
    heardErrorMsMax: 35,
    line: JITTER,
  },
  bandwidth: {
    envelope: defineEnvelope(bandwidthSpec()),
    wire: (call) => bandwidthWire(call, null),
    heardErrorMsMax: 20,
  },
  'bandwidth, sent 24 kHz': {
    envelope: defineEnvelope(bandwidthSpec({ sends: 24_000 })),
    wire: (call) => bandwidthWire(call, 24_000),
    heardErrorMsMax: 20,
  },
  'signalwire, µ-law': {
    envelope: defineEnvelope(signalwireSpec()),
    wire: (call) => signalwireWire(call, { codec: 'PCMU@8000h', bigEndian: false }),
    heardErrorMsMax: 20,
  },
  'signalwire, big-endian 16 kHz': {
    envelope: defineEnvelope(signalwireSpec({ byteOrder: 'big' })),
    wire: (call) => signalwireWire(call, { codec: 'L16@16000h', bigEndian: true }),
    heardErrorMsMax: 20,
  },
  'exotel, 8 kHz, marks dropped': {
    envelope: defineEnvelope(exotelSpec()),
    wire: (call) => exotelWire(call, 8000, 'dropped'),
    heardErrorMsMax: 120,
  },
  'exotel, 16 kHz, marks returned': {
    envelope: defineEnvelope(exotelSpec()),
    wire: (call) => exotelWire(call, 16_000, 'returned'),
    heardErrorMsMax: 120,
  },
  'vonage, 16 kHz, marks dropped': {
    envelope: defineEnvelope(vonageSpec()),
    wire: (call) => vonageWire(call, { rateHz: 16_000, bigEndian: false, marksOnClear: 'dropped' }),
    streamId: false,
    heardErrorMsMax: 40,
  },
  'vonage, big-endian 8 kHz, marks returned': {
    envelope: defineEnvelope(vonageSpec({ byteOrder: 'big' })),
    wire: (call) => vonageWire(call, { rateHz: 8000, bigEndian: true, marksOnClear: 'returned' }),
    streamId: false,
    heardErrorMsMax: 40,
  },
  'asterisk, ulaw': {
    envelope: defineEnvelope(asteriskSpec()),
    wire: (call) => asteriskWire(call, { format: 'ulaw' }),
    heardErrorMsMax: 40,
  },
  'asterisk, ulaw, on a jittery line': {
    envelope: defineEnvelope(asteriskSpec()),
    wire: (call) => asteriskWire(call, { format: 'ulaw' }),
    heardErrorMsMax: 55,
    line: JITTER,
  },
  'asterisk, slin16, with a small queue': {
    envelope: defineEnvelope(asteriskSpec({ answers: true })),
    wire: (call) => asteriskWire(call, { format: 'slin16', xoffMs: 2000, xonMs: 1000, queueMsMax: 12_000 }),
    heardErrorMsMax: 40,
  },
  'jambonz, 16 kHz': {
    envelope: defineEnvelope(jambonzSpec()),
    wire: (call) => jambonzWire(call, { rateHz: 16_000 }),
    streamId: false,
    heardErrorMsMax: 40,
  },
  'jambonz, early marks, kill overtakes sound': {
    envelope: defineEnvelope(jambonzSpec({ marksBy: 'clock' })),
    wire: (call) => jambonzWire(call, { rateHz: 8000, marksEarly: true, overtakenMs: 60 }),
    streamId: false,
    heardErrorMsMax: 100,
    clearMsMax: 90,
  },
  'sip bridge, binary µ-law': {
    envelope: defineEnvelope(sipBridgeSpec()),
    wire: (call) => sipBridgeWire(call, { format: { encoding: 'pcmu' }, sound: 'binary' }),
    heardErrorMsMax: 40,
  },
  'sip bridge, base64 A-law': {
    envelope: defineEnvelope(sipBridgeSpec({ sound: 'base64' })),
    wire: (call) => sipBridgeWire(call, { format: { encoding: 'pcma' }, sound: 'base64' }),
    heardErrorMsMax: 40,
  },
};

carrierContract('twilio', (): CarrierStage => {
  const stage = carrierStage({
    envelope: (socket, _url, entrance) => acceptTwilioStream(stage.world, socket, entrance),
    wire: twilioWire,
    heardErrorMsMax: 20,
  });
  return stage;
});

for (const [name, parts] of Object.entries(STAGES)) carrierContract(name, () => carrierStage(parts));
