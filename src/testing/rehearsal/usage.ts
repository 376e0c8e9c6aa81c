// Usage: how many tokens a response would have cost, by OpenAI's rules of thumb.
import type { ConversationItem } from './conversation.ts';

const CHARS_PER_TEXT_TOKEN = 4;
/** One token for each 100 ms of the caller's sound. */
const CALLER_MS_PER_TOKEN = 100;
/** One token for each 50 ms of the agent's sound. */
export const AGENT_MS_PER_TOKEN = 50;

/** What a response used, as the protocol counts it. */
export interface TokenCount {
  readonly text: number;
  readonly audio: number;
}

/** Tokens of `items`, and of `instructions` before them. */
export function tokensOf(items: readonly ConversationItem[], instructions = ''): TokenCount {
  let text = textTokens(instructions);
  let audio = 0;
  for (const item of items) {
    if (item.kind === 'function_call') text += textTokens(item.name + item.argumentsJson);
    else if (item.kind === 'function_call_output') text += textTokens(item.output);
    else {
      const msPerToken = item.role === 'assistant' ? AGENT_MS_PER_TOKEN : CALLER_MS_PER_TOKEN;
      audio += Math.ceil(item.audioMs / msPerToken);
      // The caller's words are counted as sound alone: the model hears them, the transcript is made beside it.
      if (item.role !== 'user' || item.form === 'text') text += textTokens(item.text ?? '');
    }
  }
  return { text, audio };
}

/** `usage` of a `response.done`. `cached` is what an earlier response of the session had read already. */
export function wireUsage(input: TokenCount, cached: TokenCount, output: TokenCount): object {
  const cachedText = Math.min(cached.text, input.text);
  const cachedAudio = Math.min(cached.audio, input.audio);
  const inputs = input.text + input.audio;
  const outputs = output.text + output.audio;
  return {
    total_tokens: inputs + outputs,
    input_tokens: inputs,
    output_tokens: outputs,
    input_token_details: {
      text_tokens: input.text,
      audio_tokens: input.audio,
      image_tokens: 0,
      cached_tokens: cachedText + cachedAudio,
      cached_tokens_details: { text_tokens: cachedText, audio_tokens: cachedAudio, image_tokens: 0 },
    },
    output_token_details: { text_tokens: output.text, audio_tokens: output.audio },
  };
}

/** `usage` of a transcript. */
export function wireTranscriptUsage(audioMs: number, text: string): object {
  const input = Math.ceil(audioMs / CALLER_MS_PER_TOKEN);
  const output = textTokens(text);
  return {
    type: 'tokens',
    total_tokens: input + output,
    input_tokens: input,
    input_token_details: { text_tokens: 0, audio_tokens: input },
    output_tokens: output,
  };
}

function textTokens(text: string): number {
  return Math.ceil(text.length / CHARS_PER_TEXT_TOKEN);
}
