// The public testing kit's names, one by one.
export { simulatedWorld, type SimulatedWorld, type SimulatedWorldOptions } from './world/simulated-world.ts';
export { memoryShelf, simulatedToolContext, type SimulatedToolContext } from './simulated-tool-context.ts';
export { socketPair, type SimulatedSocket } from './world/simulated-socket.ts';
export type { LogLine } from './world/memory-log.ts';
export { nodeBench, runNode, type NodeBench, type Timed } from './node-bench.ts';
export { memoryStore } from './memory-store.ts';

// Fakes without a wire: a carrier, a model and a whole call to be played by hand.
export { fakeCarrier, type FakeCarrier } from './fakes/fake-carrier.ts';
export { fakeModel, type FakeModel } from './fakes/fake-model.ts';
export { fakePlan } from './fakes/fake-plan.ts';
export { callBench, type CallBench, type CallBenchOptions } from './fakes/call-bench.ts';

// Carriers, emulated on their own wire.
export { twilioEmulator, type TwilioEmulatorOptions } from './twilio/twilio-emulator.ts';
export { plivoEmulator, type PlivoEmulatorOptions } from './plivo/plivo-emulator.ts';
export {
  telnyxEmulator,
  type TelnyxCallOptions,
  type TelnyxEmulator,
  type TelnyxEmulatorOptions,
} from './telnyx/telnyx-emulator.ts';
export type { CallOptions, CarrierEmulator, OutgoingCall } from './telephone/carrier-emulator.ts';
export type { EmulatedCall } from './telephone/emulated-call.ts';
export {
  faxMachine,
  mailbox,
  person,
  screeningPhone,
  type Callee,
  type Detected,
  type PlacedCall,
} from './telephone/callee.ts';

// One stream of a carrier on its own wire, for adapters and specs.
export { EmulatedPeer, STRAIGHT_LINE, type PeerLine } from './envelope/emulated-peer.ts';
export type { PeerCall, PeerRules, PeerWire, ServerMessage, WireMessage } from './envelope/peer-wire.ts';
export { carrierStage, STAGE_CALL, type CarrierStageParts } from './envelope/carrier-stage.ts';

// The rehearsal model: OpenAI's Realtime protocol without OpenAI.
export {
  startRehearsalServer,
  type RehearsalServer,
  type RehearsalServerOptions,
} from './live/rehearsal-server.ts';
export { rehearsalSession, type RehearsalParts } from './rehearsal/rehearsal-session.ts';
export { loadVad } from './rehearsal/vad.ts';
export { rehearsalVoice } from './rehearsal/voice/rehearsal-voice.ts';
export { rehearsalEar } from './rehearsal/ear/rehearsal-ear.ts';
export { callerLine } from './rehearsal/voice/caller-line.ts';
export { REHEARSAL_LINES } from './rehearsal/caller-lines.ts';
export { frontDeskBrain } from './rehearsal/front-desk-brain.ts';
export { scriptedBrain, type ScriptStep } from './rehearsal/scripted-brain.ts';
export { calling, saying, type Brain, type BrainReply, type BrainTurn } from './rehearsal/brain.ts';

// One suite for every carrier, every model and every store.
export {
  carrierContract,
  type CarrierPeer,
  type CarrierStage,
  type CarrierTraits,
} from './contracts/carrier-contract.ts';
export { modelContract } from './contracts/model-contract.ts';
export { storeContract } from './contracts/store-contract.ts';
