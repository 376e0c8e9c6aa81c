// Price: what a model's tokens cost. A table with a date, to be checked against the vendor's page.
import type { TokenTotals } from '../call/call-view.ts';

/** US dollars per million tokens. */
export interface Price {
  readonly textIn: number;
  readonly textCached: number;
  readonly textOut: number;
  readonly audioIn: number;
  readonly audioCached: number;
  readonly audioOut: number;
}

/**
 * Prices by model, as published on the day `asOf`; `minutes` of those that cost by the minute that a session is open, in US
 * dollars. https://platform.openai.com/docs/pricing, https://docs.x.ai/docs/models
 */
export const PRICES: {
  readonly asOf: string;
  readonly models: ReadonlyMap<string, Price>;
  readonly minutes: ReadonlyMap<string, number>;
} = {
  asOf: '2026-11-20',
  models: new Map([
    ['gpt-realtime-2.1', price([4, 0.4, 24], [32, 0.4, 64])],
    ['gpt-realtime-2', price([4, 0.4, 24], [32, 0.4, 64])],
    ['gpt-realtime-2.1-mini', price([0.6, 0.06, 2.4], [10, 0.3, 20])],
    ['gpt-realtime-1.5', price([4, 0.4, 16], [32, 0.4, 64])],
  ]),
  minutes: new Map([
    ['gpt-live-1', 0.05],
    ['grok-voice-latest', 0.05],
    ['grok-voice-think-fast-2.0', 0.05],
    ['grok-voice-think-fast-1.0', 0.05],
    ['grok-voice-fast-1.0', 0.05],
  ]),
};

/**
 * Cost of a conversation's tokens in US dollars; null when the model has no price in the table. A dated snapshot
 * (`…-2026-05-01`) costs what its model does. Cached tokens are among the input tokens and cost less. The
 * transcription of the caller runs in a model of its own, is billed by itself and is not part of this; nor is who thinks
 * behind a voice. `durationMs` is the call's length, by which some models cost.
 */
export function costUsd(modelName: string, tokens: TokenTotals, durationMs = 0): number | null {
  const { models, minutes } = PRICES;
  const perMinute = minutes.get(modelName);
  if (perMinute !== undefined) return (perMinute * durationMs) / 60_000;
  const found = models.get(modelName) ?? models.get(modelName.replace(/-\d{4}-\d{2}-\d{2}$/, ''));
  if (found === undefined) return null;
  const freshText = Math.max(0, tokens.inputText - tokens.cachedText);
  const freshAudio = Math.max(0, tokens.inputAudio - tokens.cachedAudio);
  return (
    (freshText * found.textIn +
      tokens.cachedText * found.textCached +
      tokens.outputText * found.textOut +
      freshAudio * found.audioIn +
      tokens.cachedAudio * found.audioCached +
      tokens.outputAudio * found.audioOut) /
    1_000_000
  );
}

function price(
  [textIn, textCached, textOut]: readonly [number, number, number],
  [audioIn, audioCached, audioOut]: readonly [number, number, number],
): Price {
  return { textIn, textCached, textOut, audioIn, audioCached, audioOut };
}
