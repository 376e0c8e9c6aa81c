// Price schema: the check of a price table that somebody has written, with an answer to each mistake.
import { z } from 'zod';
import { describeIssues } from '../base/describe-issues.ts';
import { OffhookError } from '../base/errors.ts';
import { keyOf } from './price-table.ts';
import { CARRIER_CHARGES, type Price } from './price.ts';

/** Prices in a table; more is a mistake. */
const PRICES_MAX = 10_000;

const usd = z
  .number({ error: 'must be a number of US dollars' })
  .min(0, 'must be a number of US dollars, 0 or more');
const name = z.string({ error: 'must be text' }).trim().min(1, 'must not be empty').max(200);

const from = z
  .string({ error: "must be a day such as '2026-11-01'" })
  .regex(/^\d{4}-\d{2}-\d{2}$/, "must be a day such as '2026-11-01'")
  .refine((day) => !Number.isNaN(Date.parse(day)), 'is no day that there is');

const priced = { of: name, from, source: name };

const tokens = z.strictObject({
  textIn: usd,
  textCached: usd,
  textOut: usd,
  audioIn: usd.exactOptional(),
  audioCached: usd.exactOptional(),
  audioOut: usd.exactOptional(),
});

const minute = { perMinute: usd };

/** The unit by which each part can cost, in the order in which it is looked for. */
const model = z.union([
  z.strictObject({ part: z.literal('model'), ...priced, perMillionTokens: tokens }),
  z.strictObject({ part: z.literal('model'), ...priced, ...minute }),
]);
const tts = z.union([
  z.strictObject({ part: z.literal('tts'), ...priced, perMillionCharacters: usd }),
  z.strictObject({ part: z.literal('tts'), ...priced, ...minute }),
]);
const stt = z.strictObject({ part: z.literal('stt'), ...priced, ...minute });
const llm = z.strictObject({ part: z.literal('llm'), ...priced, perMillionTokens: tokens });
const carrier = z.strictObject({
  part: z.literal('carrier'),
  ...priced,
  charge: z.enum(CARRIER_CHARGES, { error: `must be one of ${CARRIER_CHARGES.join(', ')}` }).exactOptional(),
  to: z
    .string()
    .regex(/^(?:\+[1-9]\d{0,14}|sips?:)$/, "must be how numbers begin, such as '+1', or 'sip:'")
    .exactOptional(),
  ...minute,
  incrementS: z.number().min(1, 'must be a number of seconds, 1 or more').max(3600).exactOptional(),
});

const BY_PART = { model, stt, llm, tts, carrier };

/** Prices, out of `given`, such as the JSON of a file. Throws `PRICES_INVALID` naming each field that does not fit; `where` is where they stand. */
export function readPrices(given: unknown, where: string): readonly Price[] {
  if (!Array.isArray(given)) throw invalid(where, ['must be an array of prices']);
  if (given.length > PRICES_MAX) throw invalid(where, [`must be ${PRICES_MAX} prices or less`]);
  const problems: string[] = [];
  const prices: Price[] = [];
  const places = new Map<string, number>();
  for (const [at, one] of (given as readonly unknown[]).entries()) {
    const read = readPrice(one);
    if (!read.ok) {
      problems.push(...read.problems.map((problem) => `[${at}]${problem}`));
      continue;
    }
    const key = `${keyOf(read.price)} ${read.price.from}`;
    const other = places.get(key);
    if (other !== undefined)
      problems.push(`[${at}].from: [${other}] has a price of the same from that day on`);
    places.set(key, at);
    prices.push(read.price);
  }
  if (problems.length > 0) throw invalid(where, problems);
  return prices;
}

type Read =
  | { readonly ok: true; readonly price: Price }
  | { readonly ok: false; readonly problems: readonly string[] };

function readPrice(given: unknown): Read {
  const part = typeof given === 'object' && given !== null && 'part' in given ? given.part : undefined;
  if (typeof part !== 'string' || !Object.hasOwn(BY_PART, part))
    return { ok: false, problems: [`.part: must be one of ${Object.keys(BY_PART).join(', ')}`] };
  const schema: z.ZodType<Price> = schemaFor(part as keyof typeof BY_PART, given as object);
  const read = schema.safeParse(given, { reportInput: true });
  if (read.success) return { ok: true, price: read.data };
  return { ok: false, problems: describeIssues(read.error.issues).map((issue) => `.${issue}`) };
}

/** Of a part that can cost in two ways the one that is meant, so that what is told is about that one. */
function schemaFor(part: keyof typeof BY_PART, given: object): z.ZodType<Price> {
  const schema = BY_PART[part];
  if (!(schema instanceof z.ZodUnion)) return schema;
  const [byUse, byMinute] = schema.options;
  return 'perMinute' in given ? byMinute : byUse;
}

/** Problems that are told at once; with the first ones mended, the rest is told. */
const TOLD_MAX = 10;

function invalid(where: string, problems: readonly string[]): OffhookError {
  const told = problems
    .slice(0, TOLD_MAX)
    .map((problem) => `${where}${problem.startsWith('[') ? '' : ': '}${problem}`);
  const more = problems.length - told.length;
  return new OffhookError('PRICES_INVALID', [...told, ...(more > 0 ? [`and ${more} more`] : [])].join('\n'));
}
