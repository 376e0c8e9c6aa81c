// Token totals: what the responses of a call used, added up.
import type { Usage } from '../frames/model-frames.ts';
import type { TokenTotals } from './call-view.ts';

/** Nothing used yet. */
export const NO_TOKENS: TokenTotals = {
  inputText: 0,
  inputAudio: 0,
  cachedText: 0,
  cachedAudio: 0,
  outputText: 0,
  outputAudio: 0,
};

/** `totals` with one response's usage added. Cached tokens are counted as the model counts them: within the input. */
export function plusUsage(totals: TokenTotals, usage: Usage): TokenTotals {
  return {
    inputText: totals.inputText + usage.inputTextTokens,
    inputAudio: totals.inputAudio + usage.inputAudioTokens,
    cachedText: totals.cachedText + usage.cachedTextTokens,
    cachedAudio: totals.cachedAudio + usage.cachedAudioTokens,
    outputText: totals.outputText + usage.outputTextTokens,
    outputAudio: totals.outputAudio + usage.outputAudioTokens,
  };
}
