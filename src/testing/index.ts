// The public testing kit's names, one by one, after a look at Node's version.
import '../base/node-version.ts';
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
export { fakeStt, type FakeStt, type FakeSttOptions } from './fakes/fake-stt.ts';
export { fakeLlm, type FakeAnswer, type FakeLlm, type FakeLlmOptions } from './fakes/fake-llm.ts';
export { fakeTts, type FakeTts, type FakeTtsOptions } from './fakes/fake-tts.ts';
export type { StreamAnswer } from './world/simulated-stream.ts';
export { callBench, type CallBench, type CallBenchOptions } from './fakes/call-bench.ts';

// Carriers, emulated on their own wire.
export type { RelaySpeechParts } from './twilio/emulated-relay.ts';
export { twilioEmulator, type TwilioEmulatorOptions } from './twilio/twilio-emulator.ts';
export { plivoEmulator, type PlivoEmulatorOptions } from './plivo/plivo-emulator.ts';
export {
  telnyxEmulator,
  type TelnyxCallOptions,
  type TelnyxEmulator,
  type TelnyxEmulatorOptions,
} from './telnyx/telnyx-emulator.ts';
export { jambonzEmulator, type JambonzEmulatorOptions } from './jambonz/jambonz-emulator.ts';
export type { JambonzApplication } from './jambonz/rest-api.ts';
export { signalwireEmulator, type SignalwireEmulatorOptions } from './signalwire/signalwire-emulator.ts';
export { vonageEmulator, type VonageEmulatorOptions } from './vonage/vonage-emulator.ts';
export { bandwidthEmulator, type BandwidthEmulatorOptions } from './bandwidth/bandwidth-emulator.ts';
export { exotelEmulator, type ExotelEmulatorOptions } from './exotel/exotel-emulator.ts';
export {
  asteriskEmulator,
  sipBridgeEmulator,
  straightEmulator,
  type StraightEmulatorOptions,
} from './straight/straight-emulator.ts';
export type { StraightWays } from './straight/straight-dialect.ts';
export type { CallOptions, CarrierEmulator, OutgoingCall } from './telephone/carrier-emulator.ts';
export type { EmulatedCall } from './telephone/emulated-call.ts';
export type { PhoneCall, PhoneRecord } from './telephone/phone-call.ts';
export {
  faxMachine,
  mailbox,
  person,
  screeningPhone,
  type Callee,
  type Detected,
  type PlacedCall,
} from './telephone/callee.ts';

// The same behind real sockets: a telephone for a server without a carrier, and phones that are held elsewhere.
export {
  handsetSocket,
  startRehearsalTelephone,
  type RehearsalTelephone,
  type RehearsalTelephoneOptions,
} from './live/rehearsal-telephone.ts';
export { dialByHandset, type HandsetOrder, type HandsetSocket } from './handset/handset-call.ts';

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
export { geminiRehearsal } from './rehearsal/gemini-rehearsal.ts';
export { liveRehearsal } from './rehearsal/live-rehearsal.ts';
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
export { llmContract, type LlmManner, type LlmPeer, type LlmStage } from './contracts/llm-contract.ts';
export { sttContract, type SttPeer, type SttStage } from './contracts/stt-contract.ts';
export { ttsContract, type TtsPeer, type TtsStage } from './contracts/tts-contract.ts';
export { storeContract } from './contracts/store-contract.ts';
