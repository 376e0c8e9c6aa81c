// Price table: finds the price of a thing on a day, among the built-in prices and one's own.
import { BUILT_IN_PRICES } from './built-in-prices.ts';
import type { CarrierCharge, Price } from './price.ts';

/** The price of a carrier's charge. */
export type CarrierPrice = Extract<Price, { readonly part: 'carrier' }>;

/** The price of any other part. */
export type PartPrice = Exclude<Price, CarrierPrice>;

/** Prices, to be found. Days are `YYYY-MM-DD`. */
export interface PriceTable {
  /** Null: it has none on that day. A dated snapshot of a model (`…-2026-05-01`) costs what its model does. */
  find(part: PartPrice['part'], of: string, day: string): PartPrice | null;
  /** `number`: the one that was called. Null: there is none on that day. */
  carrier(of: string, charge: CarrierCharge, number: string, day: string): CarrierPrice | null;
}

const SNAPSHOT = /-\d{4}-\d{2}-\d{2}$/;

/** What has a price among `own` has that and none of the built-in ones. */
export function priceTable(own: readonly Price[] = []): PriceTable {
  const prices = new Map<string, Price[]>();
  const ownKeys = new Set(own.map(keyOf));
  for (const price of [...BUILT_IN_PRICES.filter((one) => !ownKeys.has(keyOf(one))), ...own]) {
    const key = keyOf(price);
    prices.set(key, [...(prices.get(key) ?? []), price]);
  }
  for (const all of prices.values())
    all.sort((one, other) => (one.from === other.from ? 0 : one.from < other.from ? 1 : -1));

  /** The newest that holds on the day. */
  const on = (key: string, day: string): Price | null =>
    prices.get(key)?.find(({ from }) => from <= day) ?? null;

  return {
    find(part, of, day) {
      const found = on(`${part} ${of}`, day) ?? on(`${part} ${of.replace(SNAPSHOT, '')}`, day);
      return found === null || found.part === 'carrier' ? null : found;
    },
    carrier(of, charge, number, day) {
      for (const each of [charge, ''])
        for (let length = number.length; length >= 0; length -= 1) {
          const found = on(`carrier ${of} ${each} ${number.slice(0, length)}`, day);
          if (found?.part === 'carrier') return found;
        }
      return null;
    },
  };
}

/** What a price is of: two of the same key differ by their day. */
export function keyOf(price: Price): string {
  if (price.part !== 'carrier') return `${price.part} ${price.of}`;
  return `carrier ${price.of} ${price.charge ?? ''} ${price.to ?? ''}`;
}
