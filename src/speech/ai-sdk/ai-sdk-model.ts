// AI SDK model: what Offhook needs of a language model of the AI SDK, by shape: no package of it has to be installed for it.

/**
 * A language model as a provider of the AI SDK makes it, e.g. `anthropic('claude-haiku-4-5')`: its `LanguageModelV2`, `V3` and
 * `V4` all are one. https://ai-sdk.dev/providers/community-providers/custom-providers
 */
export interface AiSdkModel {
  readonly specificationVersion: 'v2' | 'v3' | 'v4';
  readonly provider: string;
  readonly modelId: string;
  /** Takes an `AiSdkCall`. Rejects with what its provider says. */
  doStream(call: object): PromiseLike<{ readonly stream: ReadableStream<unknown> }>;
}

/** A vendor's own settings or data, by the provider's name: plain JSON that is not read here. */
export type AiSdkMetadata = Readonly<Record<string, Readonly<Record<string, unknown>>>>;

/** One entry of what a model is told. */
export type AiSdkMessage =
  | { readonly role: 'system'; readonly content: string }
  | { readonly role: 'user'; readonly content: readonly AiSdkText[] }
  | { readonly role: 'assistant'; readonly content: readonly (AiSdkText | AiSdkThought | AiSdkToolCall)[] }
  | { readonly role: 'tool'; readonly content: readonly AiSdkToolResult[] };

/** Words. */
export interface AiSdkText {
  readonly type: 'text';
  readonly text: string;
}

/** What a model thought before it called a function, given back as it came: some of them refuse to go on without. */
export interface AiSdkThought {
  readonly type: 'reasoning';
  readonly text: string;
  readonly providerOptions?: AiSdkMetadata;
}

/** A function that the model called. */
export interface AiSdkToolCall {
  readonly type: 'tool-call';
  readonly toolCallId: string;
  readonly toolName: string;
  readonly input: unknown;
  readonly providerOptions?: AiSdkMetadata;
}

/** What came of it. */
export interface AiSdkToolResult {
  readonly type: 'tool-result';
  readonly toolCallId: string;
  readonly toolName: string;
  readonly output: { readonly type: 'json' | 'text'; readonly value: unknown };
}

/** What `doStream` is called with; the same in all versions, but for `reasoning`, which older ones do not read. */
export interface AiSdkCall {
  readonly prompt: readonly AiSdkMessage[];
  readonly tools?: readonly {
    readonly type: 'function';
    readonly name: string;
    readonly description: string;
    readonly inputSchema: Readonly<Record<string, unknown>>;
  }[];
  readonly toolChoice?: { readonly type: 'auto' };
  readonly reasoning?: string;
  readonly providerOptions?: AiSdkMetadata;
  readonly abortSignal: AbortSignal;
}

/** True for what looks like one. */
export function isAiSdkModel(value: unknown): value is AiSdkModel {
  if (typeof value !== 'object' || value === null) return false;
  const { specificationVersion, modelId, doStream } = value as Partial<AiSdkModel>;
  return (
    ['v2', 'v3', 'v4'].includes(String(specificationVersion)) &&
    typeof modelId === 'string' &&
    typeof doStream === 'function'
  );
}
