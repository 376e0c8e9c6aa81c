// Offhook's public names, one by one, after a look at Node's version: what follows needs a new one.
import './base/node-version.ts';
export { z } from 'zod';
export { OffhookError, ERRORS, type ErrorCode } from './base/errors.ts';
export type { CallId, ToolCallId } from './base/brand.ts';
export type { Log, LogFields } from './base/log.ts';
export { HttpFault, type HttpAnswer, type HttpRequest } from './base/world.ts';
export type { CallOrder } from './call/order.ts';
export type { BudgetPlan, CallPlan, FillerPlan, OutboundPlan, PhrasePlan } from './call/plan.ts';
export type { ArgumentCheck, HandoffAnswer, RunnableTool, ToolContext, ToolShelf } from './nodes/tool.ts';
export type { Entry, EntryWish, KeyAsks, Sending } from './nodes/tool-asks.ts';
export type { EntryStatus, SendingStatus, SwitchCause } from './frames/reasons.ts';
export { defineAgent } from './agent/define-agent.ts';
export type { Agent, AgentLanguage, AgentMcpServer, ReadyAgent } from './agent/agent.ts';
export type {
  AgentOptions,
  AgentPaths,
  Caller,
  Digit,
  BudgetOptions,
  DormancyOptions,
  InstructionsFile,
  InstructionsOf,
  RecordingOptions,
  TransferOptions,
  VariablesContext,
  VariablesOf,
} from './agent/agent-options.ts';
export type {
  CascadingOptions,
  LlmChoice,
  LlmEffort,
  Pipeline,
  PipelineOptions,
  RealtimeOptions,
  SttChoice,
  TtsChoice,
} from './agent/pipeline-options.ts';
export type {
  ManagedLanguage,
  ManagedOptions,
  ManagedPipeline,
  ManagedStt,
  ManagedTts,
} from './agent/managed-options.ts';
export type { FillerOptions, Guardrail, LanguageOptions, McpServer } from './agent/steering-options.ts';
export type { GuardrailContext, GuardrailVerdict, Instead, RunnableGuardrail } from './nodes/guardrail.ts';
export type { ConclusionFields, ConclusionOptions, ConclusionPlan } from './agent/conclusion-options.ts';
export { defineTool, type Tool, type ToolOptions } from './agent/define-tool.ts';
export {
  endCall,
  transferToHuman,
  type TransferToHumanArguments,
  type TransferToHumanOptions,
} from './agent/built-in-tools.ts';
export {
  collectDigits,
  sendDigits,
  type CollectDigitsArguments,
  type CollectDigitsOptions,
  type PrivateDigitsOptions,
  type PrivateDigitsResult,
  type SendDigitsOptions,
} from './agent/key-tools.ts';
export type { Briefing, ConsultationOutcome, TransferKind } from './frames/transfer-frames.ts';
export type { Duration } from './agent/duration.ts';
export { ALL_PARTY_STATES, CONTESTED_STATES, consentFor, type RecordingPolicy } from './agent/consent.ts';
export { loadConfig } from './agent/load-config.ts';
export { readyAgent } from './agent/ready-agent.ts';
export { planCall, type PlanSettings } from './agent/plan-call.ts';

// Running it.
export { loadCarriers } from './server/own-carriers.ts';
export { createServer, type OffhookServer, type ServerOptions } from './server/create-server.ts';
export { environmentSettings } from './server/environment.ts';
export { readSettings, type Settings } from './server/settings.ts';
export type { BurnRate, SloChange, SloStatus } from './server/slo/slo-watch.ts';
export type { BurnRule, BurnWindow, Objective, ObjectiveSettings } from './server/slo/objectives.ts';
export type { WebhookBody } from './server/webhooks/deliver-webhook.ts';
export type { WebhookType } from './server/webhooks/webhook-type.ts';
export type {
  AnsweredCall,
  AnswererReport,
  CallRequest,
  DialStatus,
  IncomingCall,
  NextStep,
  StatusReport,
  SteerAnswer,
  SteerRequest,
  Switchboard,
} from './server/switchboard.ts';
export type { Answerer, CallProgress, NotPlacedCause, VoicemailPolicy } from './frames/dialling.ts';
export { realWorld } from './server/world/real-world.ts';
export { pinoLog } from './server/world/pino-log.ts';
export type { Clock, DialRequest, Random, Timer, Timers, World } from './base/world.ts';
export type { Socket, SocketListener } from './base/socket.ts';

// What a call leaves behind.
export type {
  CallOutcome,
  CallView,
  ConsultationView,
  GuardrailView,
  SoundView,
  SteeringView,
  SwitchView,
  ToolUse,
  TranscriptLine,
} from './call/call-view.ts';
export type { TurnView } from './call/turn-views.ts';
export type { TurnMeasured } from './frames/turn-measured.ts';
export type { Conclusion } from './frames/conclusion.ts';
export { DISPOSITIONS, type Disposition } from './call/conclude-by-rules.ts';
export type { SoundFinding, SoundFindingKind } from './media/sound-finding.ts';
export type { Journal, JournalRecord, JournalSink } from './call/journal.ts';
export { viewOf, type PriceOf } from './call/view-of.ts';
export type { JournalEvent, JournalEventKind } from './frames/journal-event.ts';
export type { ArchivedFile, ArchivedFiles } from './store/archived-files.ts';
export type { JobCount, JobQuery, Jobs, JobTaking, JobView, NewJob, TakenJob } from './store/jobs.ts';
export { openStore, type StoreSettings } from './store/open-store.ts';
export type { CallQuery, CallSummary, Shelf, Store } from './store/store.ts';
export type {
  Alarms,
  Percentiles,
  SlowTurns,
  SlowTurnsQuery,
  TurnGroup,
  TurnLatency,
  TurnMeasure,
  Turns,
} from './store/turns.ts';

// Graph and frames.
export { graph, type Graph, type Link, type Parts } from './graph/graph.ts';
export { run, type Run, type RunOptions, type Tap } from './graph/run.ts';
export { NOTHING, type Action, type Endpoint, type Node, type Steps, type TaskResult } from './graph/node.ts';
export type { Frame, FrameKind, FrameOf } from './frames/frame.ts';
export {
  audioBytes,
  audioOf,
  durationMs,
  silence,
  type Audio,
  type AudioFormat,
  type G711Format,
  type G711Law,
  type Pcm16Format,
} from './media/audio.ts';

// Nodes, and the conversation they make.
export { answering, type AnsweringOptions } from './nodes/answering.ts';
export { bargeIn, type BargeInOptions } from './nodes/barge-in.ts';
export { codec, type SoundFormats } from './nodes/codec.ts';
export { digitEntry } from './nodes/digit-entry.ts';
export { dormancy, type DormancyOptions as DormancyNodeOptions } from './nodes/dormancy.ts';
export { durationLimit } from './nodes/duration-limit.ts';
export { ending } from './nodes/ending.ts';
export { briefing, type BriefingOptions } from './nodes/briefing.ts';
export { gapFiller } from './nodes/gap-filler.ts';
export { hold, type HoldOptions } from './nodes/hold.ts';
export { guardrails, type GuardrailsOptions } from './nodes/guardrails.ts';
export { heardContext } from './nodes/heard-context.ts';
export { hush } from './nodes/hush.ts';
export { intake } from './nodes/intake.ts';
export { journalScribe, type JournalScribeOptions } from './nodes/journal-scribe.ts';
export { keypad, type KeypadOptions } from './nodes/keypad.ts';
export { languageDetection } from './nodes/language-detection.ts';
export { modelWatch, type ModelWatchOptions } from './nodes/model-watch.ts';
export { opening, type OpeningLine } from './nodes/opening.ts';
export { playout } from './nodes/playout.ts';
export { recorder } from './nodes/recorder.ts';
export { responses } from './nodes/responses.ts';
export { speaker } from './nodes/speaker.ts';
export type { AgentPlan, Cast, Speaker, SpeakerPlan } from './nodes/cast.ts';
export { steering, type SteeringOptions } from './nodes/steering.ts';
export { tones, type TonesOptions } from './nodes/tones.ts';
export { toolCalls, type ToolCallsOptions } from './nodes/tool-calls.ts';
export { transcript, type TranscriptOptions } from './nodes/transcript.ts';
export { turnLatency } from './nodes/turn-latency.ts';
export { utterances, type UtterancesOptions } from './nodes/utterances.ts';
export { conversationGraph } from './call/conversation-graph.ts';
export type { ConversationParts } from './call/conversation-parts.ts';
export {
  converse,
  type Conversation,
  type ConversationOptions,
  type ConversationOwner,
} from './call/conversation.ts';

// Carriers and models.
export {
  CARRIER_GIVES,
  CARRIER_TAKES,
  type CallControl,
  type CarrierStream,
  type ControlResult,
  type PlaceRequest,
  type PlaceResult,
  type PlaceUrls,
  type StreamEntrance,
  type StreamStart,
} from './carriers/carrier.ts';
export type {
  AnnouncedCall,
  CarrierAsset,
  CarrierDoor,
  CarrierNews,
  CarrierRequest,
  CarrierWebhook,
  OutboundDoor,
  Reading,
  WebhookAnswer,
} from './carriers/carrier-door.ts';
export type { RelayLanguage, RelayOptions } from './carriers/twilio/relay-options.ts';
export { twilioDoor, type TwilioDoorOptions, type TwilioPaths } from './carriers/twilio/door.ts';
export { plivoDoor, PLIVO_PATHS } from './carriers/plivo/door.ts';
export { telnyxDoor, TELNYX_PATHS } from './carriers/telnyx/door.ts';
export { acceptTwilioStream } from './carriers/twilio/entrance.ts';
export { checkSignature, signTwilio } from './carriers/twilio/signature.ts';
export { connectStreamTwiml, dialTwiml, hangUpTwiml, sayTwiml } from './carriers/twilio/twiml.ts';
export { twilioControl, type TwilioAccount } from './carriers/twilio/control.ts';
export { defineEnvelope, type Envelope } from './carriers/envelope/define-envelope.ts';
export { acceptEnvelopeStream, type EnvelopeUpgrade } from './carriers/envelope/entrance.ts';
export type { EnvelopeSpec } from './carriers/envelope/envelope-spec.ts';
export type { StraightCarrier } from './carriers/envelope/straight-door.ts';
export { asteriskSpec, type AsteriskOptions } from './carriers/envelope/specs/asterisk.ts';
export { bandwidthSpec, type BandwidthOptions } from './carriers/envelope/specs/bandwidth.ts';
export { exotelSpec, type ExotelOptions } from './carriers/envelope/specs/exotel.ts';
export { jambonzSpec, type JambonzOptions } from './carriers/envelope/specs/jambonz.ts';
export { signalwireSpec, type SignalwireOptions } from './carriers/envelope/specs/signalwire.ts';
export { sipBridgeSpec, type SipBridgeOptions } from './carriers/envelope/specs/sip-bridge.ts';
export { twilioSpec } from './carriers/envelope/specs/twilio.ts';
export { vonageSpec, type VonageOptions } from './carriers/envelope/specs/vonage.ts';
export { bestModelFormat } from './models/best-model-format.ts';
export {
  MODEL_GIVES,
  MODEL_TAKES,
  type Model,
  type ModelSession,
  type SessionSettings,
  type ToolDeclaration,
} from './models/model.ts';
export { openaiModel, type OpenaiModelOptions } from './models/openai/openai-model.ts';
export { geminiModel, type GeminiModelOptions } from './models/gemini/gemini-model.ts';
export { openaiLiveModel, type OpenaiLiveModelOptions } from './models/openai-live/live-model.ts';
export type { RealtimeVendor } from './models/openai/dialects.ts';

// A cascade: who hears, thinks and speaks.
export { managedModel, type ManagedModelOptions } from './models/cascading/managed-model.ts';
export { cascadingModel, type CascadingModelOptions } from './models/cascading/cascading-model.ts';
export type { Stt, SttEvent, SttSession, SttSettings } from './speech/stt.ts';
export type {
  Llm,
  LlmAnswer,
  LlmCall,
  LlmEvent,
  LlmMessage,
  LlmRequest,
  LlmTool,
  LlmUsage,
} from './speech/llm.ts';
export type { SpokenWord, Tts, TtsEvent, TtsSession, TtsSettings } from './speech/tts.ts';
export { deepgramStt, type NovaOptions } from './speech/deepgram/nova-stt.ts';
export { deepgramFluxStt, type FluxOptions } from './speech/deepgram/flux-stt.ts';
export { deepgramTts, type AuraOptions } from './speech/deepgram/aura-tts.ts';
export type { DeepgramAccount } from './speech/deepgram/deepgram-account.ts';
export { assemblyaiStt, type AssemblyaiOptions } from './speech/assemblyai/assemblyai-stt.ts';
export { cartesiaTts, type CartesiaOptions } from './speech/cartesia/cartesia-tts.ts';
export { elevenlabsTts, type ElevenlabsOptions } from './speech/elevenlabs/elevenlabs-tts.ts';
export { aiSdkLlm, type AiSdkOptions } from './speech/ai-sdk/ai-sdk-llm.ts';
export type { AiSdkMetadata, AiSdkModel } from './speech/ai-sdk/ai-sdk-model.ts';
export { openaiLlm, type ChatOptions } from './speech/openai/chat-llm.ts';
export {
  openaiStt,
  type OpenaiAccount,
  type TranscriptionOptions,
} from './speech/openai/transcription-stt.ts';
export { openaiTts, type SpeechOptions } from './speech/openai/speech-tts.ts';

// What calls cost.
export { BUILT_IN_PRICES } from './cost/built-in-prices.ts';
export { readPrices } from './cost/price-schema.ts';
export { priceTable, type CarrierPrice, type PartPrice, type PriceTable } from './cost/price-table.ts';
export { priceUse } from './cost/price-use.ts';
export type { CarrierCharge, Price, TokenPrices } from './cost/price.ts';
export type { CallCost, CostPart, CostPartName } from './call/call-cost.ts';
export type { CallUse } from './call/call-use.ts';
export type { ModelParts } from './frames/model-parts.ts';
