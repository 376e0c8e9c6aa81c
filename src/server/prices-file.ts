// Prices file: the price table that the settings name, and with it what calls cost.
import { readFileSync } from 'node:fs';
import { OffhookError } from '../base/errors.ts';
import type { PriceOf } from '../call/view-of.ts';
import { readPrices } from '../cost/price-schema.ts';
import { priceTable } from '../cost/price-table.ts';
import { priceUse } from '../cost/price-use.ts';

/** Null: the built-in prices alone. Throws `PRICES_INVALID` for a file that cannot be read, is no JSON or has a field that does not fit. */
export function pricesOf(path: string | null): PriceOf {
  const table = priceTable(path === null ? [] : readPrices(jsonOf(path), path));
  return (use) => priceUse(table, use);
}

function jsonOf(path: string): unknown {
  const invalid = (problem: string, cause: unknown): OffhookError =>
    new OffhookError('PRICES_INVALID', `PRICES_FILE names ${path}, ${problem}.`, { cause });
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    throw invalid('which cannot be read', error);
  }
  try {
    return JSON.parse(text);
  } catch (error) {
    throw invalid(`which is no JSON: ${error instanceof Error ? error.message : ''}`, error);
  }
}
