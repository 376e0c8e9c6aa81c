// Names: every span and attribute that a call's trace has. Where OpenTelemetry's GenAI conventions have a word, it is theirs:
// https://opentelemetry.io/docs/specs/semconv/gen-ai/ (`chat {model}`, `execute_tool {tool}`, `gen_ai.*`). The rest is `offhook.*`,
// but for `call_sid` and `stream_sid`, under which carriers' ids are looked for.

/** Spans by name; `chatSpan` and `toolSpan` make the names that have one in them. */
export const SPANS = {
  /** The whole call, from its opening to its outcome: the root. */
  call: 'call',
  /** From the opening to the first stream. */
  ring: 'ring',
  /** One media connection. */
  stream: 'stream',
  /** From dialling the model to when it could hear. */
  modelConnect: 'model.connect',
  /** One side's speech and the reaction to it; the first one is the agent's greeting. */
  turn: 'turn',
  callerSpeech: 'caller.speech',
  /** From the end of the caller's voice to the decision that the turn is over. */
  endOfTurn: 'end_of_turn',
  /** A transcriber at work, where the model has one of its own. */
  stt: 'stt',
  /** A response of several vendors; of a model that is one it is the `chat` span. */
  response: 'response',
  /** From the start of a response to its first sound. */
  firstAudio: 'model.first_audio',
  tts: 'tts',
  /** One thing said, as the caller heard it. */
  playout: 'playout',
  interruption: 'interruption',
  /** The caller is with a human, or on the way to one. */
  transfer: 'transfer',
  /** A human is asked whether they take the caller. */
  consultation: 'consultation',
  /** Each frame of the call was written down. */
  frames: 'frames',
} as const;

/** A model's answer. */
export function chatSpan(model: string): string {
  return `chat ${model}`;
}

/** A function of the business. */
export function toolSpan(tool: string): string {
  return `execute_tool ${tool}`;
}

/** One frame on its way, where each is written down. */
export function frameSpan(kind: string): string {
  return `${FRAME_PREFIX}${kind}`;
}

/** How the names of spans of frames begin; the store knows them by it (`FRAME_SPANS`). */
const FRAME_PREFIX = 'frame ';

/** Attributes by name. */
export const ATTRIBUTES = {
  callId: 'offhook.call.id',
  /** The carrier's ids of the call and of a stream. */
  callSid: 'call_sid',
  streamSid: 'stream_sid',
  carrier: 'offhook.carrier',
  direction: 'offhook.direction',
  endReason: 'offhook.end.reason',
  resumed: 'offhook.stream.resumed',
  stopCause: 'offhook.stream.stop_cause',
  /** From 0, the greeting. */
  turn: 'offhook.turn.index',
  /** Where the time of the turn went, in milliseconds. */
  endpointingMs: 'offhook.turn.endpointing_ms',
  modelMs: 'offhook.turn.model_ms',
  toolsMs: 'offhook.turn.tools_ms',
  relayMs: 'offhook.turn.relay_ms',
  carrierMs: 'offhook.turn.carrier_ms',
  itemId: 'offhook.item.id',
  heardMs: 'offhook.playout.heard_ms',
  producedMs: 'offhook.playout.produced_ms',
  cause: 'offhook.interruption.cause',
  transferStatus: 'offhook.transfer.status',
  consultationCallId: 'offhook.consultation.call.id',
  consultationOutcome: 'offhook.consultation.outcome',
  /** How long it took until the first of it came, in milliseconds. */
  firstMs: 'offhook.first_ms',
  part: 'offhook.part',
  audioMs: 'offhook.frame.audio_ms',
  errorType: 'error.type',
  operation: 'gen_ai.operation.name',
  provider: 'gen_ai.provider.name',
  model: 'gen_ai.request.model',
  agent: 'gen_ai.agent.name',
  conversation: 'gen_ai.conversation.id',
  outputType: 'gen_ai.output.type',
  responseId: 'gen_ai.response.id',
  finishReasons: 'gen_ai.response.finish_reasons',
  inputTokens: 'gen_ai.usage.input_tokens',
  outputTokens: 'gen_ai.usage.output_tokens',
  cachedTokens: 'gen_ai.usage.cache_read.input_tokens',
  tool: 'gen_ai.tool.name',
  toolCallId: 'gen_ai.tool.call.id',
  toolType: 'gen_ai.tool.type',
} as const;

const PROVIDERS: readonly (readonly [RegExp, string])[] = [
  [/azure/i, 'azure.ai.openai'],
  [/gemini/i, 'gcp.gemini'],
  [/grok|xai/i, 'x_ai'],
  [/claude/i, 'anthropic'],
  [/gpt|openai|^o\d/i, 'openai'],
];

/** Whose model it is, by its name, in the conventions' words; `_OTHER` where they have none. */
export function providerOf(model: string): string {
  return PROVIDERS.find(([name]) => name.test(model))?.[1] ?? '_OTHER';
}
