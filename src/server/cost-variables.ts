// The environment variables of what calls cost, and of who finds out what came of them.
import { z } from 'zod';
import { address, text, variable } from './variable.ts';

/** A language model, for what is done behind calls. */
export interface ConclusionAccount {
  /** By the server's name; null: the one of the agent's pipeline, if it has one. */
  readonly model: string | null;
  /** Secret. */
  readonly apiKey: string | null;
  readonly baseUrl: string | null;
}

/** What calls may cost, and by which prices that is known. */
export interface CostSettings {
  /** A path; null: the built-in prices alone. */
  readonly pricesFile: string | null;
  /** US dollars; null: no bound. */
  readonly usdPerDayMax: number | null;
}

/** Each of them. */
export const COST_VARIABLES = {
  PRICES_FILE: variable(text.optional(), {
    group: 'Cost',
    text: 'A JSON file of prices, an array: those of your carrier, and of vendors that have none built in. What it has a price of wins over what is built in.',
    unset: 'the built-in prices alone',
    example: './prices.json',
    mustBe: 'a path',
  }),
  BUDGET_USD_PER_DAY: variable(
    text
      .regex(/^\d+(?:\.\d+)?$/)
      .transform(Number)
      .pipe(z.number().positive())
      .optional(),
    {
      group: 'Cost',
      text: 'What the calls of one day (UTC) may cost in US dollars, as far as their prices are known. Beyond it, callers hear that all lines are busy, and no call is placed. Counted from the store, for all processes that share it.',
      unset: 'no bound',
      example: '50',
      mustBe: 'a number of US dollars, more than 0',
    },
  ),
  CONCLUSION_MODEL: variable(text.regex(/^\S+$/).optional(), {
    group: 'Conclusion',
    text: "The language model that reads an ended call and writes down what came of it, behind OpenAI's chat completions.",
    unset:
      "the language model of the agent's pipeline, where the agent has a `conclusion`; else rules find it out",
    example: 'gpt-6-luna',
    mustBe: 'a name without spaces',
  }),
  CONCLUSION_API_KEY: variable(text.regex(/^\S+$/).optional(), {
    group: 'Conclusion',
    text: 'Its key.',
    unset: '`LLM_API_KEY`, else `OPENAI_API_KEY`',
    example: 'sk-…',
    mustBe: 'a key without spaces',
    secret: true,
  }),
  CONCLUSION_BASE_URL: variable(address(['https:', 'http:']).optional(), {
    group: 'Conclusion',
    text: 'Where it is: any server of chat completions; `/chat/completions` is added to it. One that is named here needs no key.',
    unset: '`LLM_BASE_URL`, else `OPENAI_BASE_URL`',
    example: 'http://localhost:11434/v1',
    mustBe: 'a URL with https:// or http://',
  }),
};

type Read = z.output<z.ZodObject<typeof COST_VARIABLES>>;

/** What calls may cost, as the environment has it. */
export function costSettings(read: Read): CostSettings {
  return { pricesFile: read.PRICES_FILE ?? null, usdPerDayMax: read.BUDGET_USD_PER_DAY ?? null };
}

/** Who finds out what came of a call, as the environment has it. */
export function conclusionAccount(read: Read): ConclusionAccount {
  return {
    model: read.CONCLUSION_MODEL ?? null,
    apiKey: read.CONCLUSION_API_KEY ?? null,
    baseUrl: read.CONCLUSION_BASE_URL ?? null,
  };
}
