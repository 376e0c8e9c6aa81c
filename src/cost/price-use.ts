// Price use: what a call has used becomes what it costs, by a price table.
import { costOfParts, UNPRICED, type CallCost, type CostPart } from '../call/call-cost.ts';
import type { CallUse } from '../call/call-use.ts';
import type { TokenTotals } from '../call/call-view.ts';
import { CARRIERS_OWN } from '../frames/model-parts.ts';
import type { CarrierPrice, PartPrice, PriceTable } from './price-table.ts';
import type { CarrierCharge, TokenPrices } from './price.ts';

/** What is found out of one part before it is added up. */
type Sum = { readonly usd: number } | { readonly usd: number; readonly missing: string };

/**
 * US dollars that `use` costs, part by part. What the model, the carrier or the table does not tell is said to be missing.
 * The sound that we render ahead is no call's, nor is what was thought of in advance and never asked for.
 */
export function priceUse(table: PriceTable, use: CallUse | null): CallCost {
  if (use === null) return UNPRICED;
  const day = new Date(use.openedAt).toISOString().slice(0, 10);
  const { model, stt, llm, tts } = use.parts;
  const parts: CostPart[] = [];
  const add = (part: CostPart['part'], of: string | null, cost: (price: PartPrice | null) => Sum): void => {
    if (of === null || of === CARRIERS_OWN || part === 'carrier') return;
    parts.push(partOf(part, of, cost(table.find(part, of, day))));
  };
  add('model', model, (price) => modelCost(price, use, day));
  add('stt', stt, (price) => sttCost(price, use, day));
  // Behind a voice that costs by the minute only who thinks has tokens.
  add('llm', llm, (price) => tokensCost(price, use.tokens, model === null ? use.untold : 0, day));
  add('tts', tts, (price) => ttsCost(price, use, day));
  const { conclusion } = use;
  if (conclusion !== null)
    add('llm', conclusion.model, (price) => tokensCost(price, conclusion.tokens, conclusion.untold, day));
  parts.push(carrierCost(table, use, day));
  return costOfParts(parts);
}

function partOf(part: CostPart['part'], of: string, sum: Sum): CostPart {
  const missing = 'missing' in sum ? sum.missing : null;
  return { part, of, usd: missing === null ? sum.usd : null, knownUsd: sum.usd, missing };
}

function noPrice(day: string): Sum {
  return { usd: 0, missing: `no price on ${day}` };
}

function modelCost(price: PartPrice | null, use: CallUse, day: string): Sum {
  if (price === null) return noPrice(day);
  if ('perMinute' in price) return { usd: (price.perMinute * use.sessionMs) / 60_000 };
  return tokensCost(price, use.tokens, use.untold, day);
}

function sttCost(price: PartPrice | null, use: CallUse, day: string): Sum {
  if (price === null || !('perMinute' in price)) return noPrice(day);
  // In a cascade all of the stream is listened to; beside a model only what it has somebody write down.
  const ms = use.parts.model === null ? use.streamMs : use.transcribedMs;
  if (ms === null) return { usd: 0, missing: 'the model has not told how much was written down' };
  return { usd: (price.perMinute * ms) / 60_000 };
}

function ttsCost(price: PartPrice | null, use: CallUse, day: string): Sum {
  if (price === null) return noPrice(day);
  if ('perMinute' in price) return { usd: (price.perMinute * use.streamMs) / 60_000 };
  if ('perMillionCharacters' in price)
    return { usd: (price.perMillionCharacters * use.characters) / 1_000_000 };
  return noPrice(day);
}

/** Cached tokens are among the input tokens and cost less. */
function tokensCost(price: PartPrice | null, tokens: TokenTotals, untold: number, day: string): Sum {
  if (price === null || !('perMillionTokens' in price)) return noPrice(day);
  const prices = price.perMillionTokens;
  const usd = (textUsd(prices, tokens) + audioUsd(prices, tokens)) / 1_000_000;
  const { inputAudio, outputAudio } = tokens;
  if (inputAudio + outputAudio > 0 && (prices.audioIn === undefined || prices.audioOut === undefined))
    return { usd, missing: `no price of sound on ${day}` };
  return untold === 0
    ? { usd }
    : { usd, missing: `the tokens of ${untold} ${untold === 1 ? 'answer' : 'answers'} were not told` };
}

function textUsd(prices: TokenPrices, { inputText, cachedText, outputText }: TokenTotals): number {
  const fresh = Math.max(0, inputText - cachedText);
  return fresh * prices.textIn + cachedText * prices.textCached + outputText * prices.textOut;
}

function audioUsd(prices: TokenPrices, { inputAudio, cachedAudio, outputAudio }: TokenTotals): number {
  const { audioIn = 0, audioCached = audioIn, audioOut = 0 } = prices;
  const fresh = Math.max(0, inputAudio - cachedAudio);
  return fresh * audioIn + cachedAudio * audioCached + outputAudio * audioOut;
}

/** A call that nobody picked up, or that never came to a stream, is not billed. */
function carrierCost(table: PriceTable, use: CallUse, day: string): CostPart {
  const { carrier, direction, parts, answeredMs, streamMs, legs, to } = use;
  const speech: CarrierCharge = parts.tts === CARRIERS_OWN ? 'managed' : 'stream';
  const stretches: readonly (readonly [CarrierCharge, string, number])[] = [
    [direction, to, answeredMs],
    [speech, to, streamMs],
    ...legs.map((leg) => ['outbound', leg.to, leg.ms] as const),
  ];
  let usd = 0;
  const missing = new Set<string>();
  for (const [charge, number, ms] of stretches) {
    if (ms <= 0) continue;
    const price = table.carrier(carrier, charge, number, day);
    // One price for all that the carrier does is not billed again for what it does beside the call.
    const included = price?.charge === undefined && charge === speech;
    if (price === null) missing.add(charge);
    else if (!included) usd += stretchUsd(price, ms);
  }
  const said =
    missing.size === 0 ? null : `no price of ${[...missing].join(', ')} on ${day} for the number called`;
  return { part: 'carrier', of: carrier, usd: said === null ? usd : null, knownUsd: usd, missing: said };
}

function stretchUsd({ perMinute, incrementS = 60 }: CarrierPrice, ms: number): number {
  return (perMinute * Math.ceil(ms / 1000 / incrementS) * incrementS) / 60;
}
