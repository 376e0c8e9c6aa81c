// Built-in prices: what vendors have published and we have read there. What is not certain, or differs by account and country, is not here.
import type { Price, TokenPrices } from './price.ts';

const OPENAI = 'https://platform.openai.com/docs/pricing, read 2026-11-20';
const XAI = 'https://docs.x.ai/docs/models, read 2026-11-20';

/** The day on which they were read: of any day before it nobody here knows what held. */
const FROM = '2026-11-20';

/** To be checked against the vendors' pages; a table of one's own wins. */
export const BUILT_IN_PRICES: readonly Price[] = [
  byToken('gpt-realtime-2.1', [4, 0.4, 24], [32, 0.4, 64]),
  byToken('gpt-realtime-2', [4, 0.4, 24], [32, 0.4, 64]),
  byToken('gpt-realtime-2.1-mini', [0.6, 0.06, 2.4], [10, 0.3, 20]),
  byToken('gpt-realtime-1.5', [4, 0.4, 16], [32, 0.4, 64]),
  byMinute('model', 'gpt-live-1', 0.05, OPENAI),
  byMinute('stt', 'openai/gpt-realtime-whisper', 0.017, OPENAI),
  byMinute('model', 'grok-voice-latest', 0.05, XAI),
  byMinute('model', 'grok-voice-think-fast-2.0', 0.05, XAI),
  byMinute('model', 'grok-voice-think-fast-1.0', 0.05, XAI),
  byMinute('model', 'grok-voice-fast-1.0', 0.05, XAI),
];

type Three = readonly [number, number, number];

function byToken(
  of: string,
  [textIn, textCached, textOut]: Three,
  [audioIn, audioCached, audioOut]: Three,
): Price {
  const perMillionTokens: TokenPrices = { textIn, textCached, textOut, audioIn, audioCached, audioOut };
  return { part: 'model', of, from: FROM, source: OPENAI, perMillionTokens };
}

function byMinute(part: 'model' | 'stt', of: string, perMinute: number, source: string): Price {
  return { part, of, from: FROM, source, perMinute };
}
