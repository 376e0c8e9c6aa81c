// Text usage: what a language model and a voice took for one response, as a response tells it.
import type { Usage } from '../frames/model-frames.ts';
import type { LlmUsage } from '../speech/llm.ts';

/** `tokens` null: they were not told. */
export function textUsage(tokens: LlmUsage | null, more: Pick<Usage, 'spokenCharacters'> = {}): Usage {
  return {
    inputTextTokens: tokens?.inputTokens ?? 0,
    inputAudioTokens: 0,
    cachedTextTokens: tokens?.cachedTokens ?? 0,
    cachedAudioTokens: 0,
    outputTextTokens: tokens?.outputTokens ?? 0,
    outputAudioTokens: 0,
    ...(tokens === null ? { untold: true } : {}),
    ...more,
  };
}

/** Nobody was asked to think. */
export const NO_THOUGHT: LlmUsage = { inputTokens: 0, cachedTokens: 0, outputTokens: 0 };
