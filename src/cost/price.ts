// Price: what one thing costs from one day on, as somebody has published or agreed it.

/** US dollars per million tokens. Those of sound are absent where a model takes and gives text alone. */
export interface TokenPrices {
  readonly textIn: number;
  readonly textCached: number;
  readonly textOut: number;
  readonly audioIn?: number;
  readonly audioCached?: number;
  readonly audioOut?: number;
}

/** What holds for every price. */
interface Priced {
  /** The name under which it is billed, such as `gpt-realtime-2.1`, `deepgram/nova-3` or `twilio`. */
  readonly of: string;
  /** The first day on which it holds, as `YYYY-MM-DD`, in UTC: a call costs what held on the day on which it opened. */
  readonly from: string;
  /** Who says so: an address, a contract. */
  readonly source: string;
}

/** What a carrier bills: the call itself, by its direction, and what it does beside: the stream, or hearing and speaking for us. */
export const CARRIER_CHARGES = ['inbound', 'outbound', 'stream', 'managed'] as const;

/** One of them. */
export type CarrierCharge = (typeof CARRIER_CHARGES)[number];

/** A price. Prices per minute are in US dollars. */
export type Price =
  | (Priced & { readonly part: 'model' | 'llm'; readonly perMillionTokens: TokenPrices })
  /** By the time that a session, or a stream, is open; or by the sound that was written down, where the model tells how much that was. */
  | (Priced & { readonly part: 'model' | 'stt' | 'tts'; readonly perMinute: number })
  | (Priced & { readonly part: 'tts'; readonly perMillionCharacters: number })
  | (Priced & {
      readonly part: 'carrier';
      /** Absent: the call in both directions, and all that the carrier does beside. */
      readonly charge?: CarrierCharge;
      /** Of numbers that begin so, such as `+1`; the longest that fits holds. Absent: of any. */
      readonly to?: string;
      readonly perMinute: number;
      /** Each begun stretch of so many seconds is billed whole. Default 60. */
      readonly incrementS?: number;
    });
