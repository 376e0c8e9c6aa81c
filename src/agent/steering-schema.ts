// Steering schema: the check of an agent's handoffs, guardrails, languages, fillers and MCP servers, and their defaults.
import { z } from 'zod';
import type { FillerPlan, PhrasePlan } from '../call/plan.ts';
import type { RunnableGuardrail } from '../nodes/guardrail.ts';
import { WORD_AFTER_MS } from '../nodes/silence-steps.ts';
import type { Agent, AgentLanguage, AgentMcpServer } from './agent.ts';
import {
  fields,
  knownTo,
  phraseFields,
  spoken,
  text,
  duration,
  oneOf,
  INSTRUCTIONS_CHARS_MAX,
} from './schema-parts.ts';
import { languagePhrases } from './language-phrases.ts';
import { overlaid } from './overlaid.ts';
import type { Guardrail } from './steering-options.ts';

/** How many of each an agent may have. */
const HANDOFFS_MAX = 32;
const GUARDRAILS_MAX = 16;
const LANGUAGES_MAX = 32;
const MCP_SERVERS_MAX = 16;
const FILLERS_MAX = 16;

const FUNCTION = { error: 'must be a function' };
const name = (max: number) =>
  z
    .string({ error: 'must be text' })
    .regex(new RegExp(`^[a-zA-Z0-9_-]{1,${max}}$`), `must be 1 to ${max} letters, digits, "_" or "-"`);

/** A BCP-47 tag. */
export const languageTag = z.string({ error: 'must be text' }).refine(
  knownTo((value) => new Intl.Locale(value)),
  "must be a BCP-47 tag such as 'en-US'",
);

const anAgent = z.custom<Agent>(isAgent, { error: 'must be what defineAgent({...}) returns' });

const instead = z.union([spoken(), fields({ instructions: text(4000) })], {
  error: "must be text that is said, or { instructions: '...' } for the model",
});

const guardrail = fields({
  name: name(64),
  check: z.custom<Guardrail['check']>((value) => typeof value === 'function', FUNCTION),
  everyCharacters: z
    .int({ error: 'must be a whole number from 1 to 10000' })
    .min(1, 'must be 1 or more')
    .max(10_000, 'must be 10000 or less')
    .optional(),
  timeout: duration('10ms', '10s').optional(),
  onFault: oneOf('pass', 'stop').optional(),
  instead: instead.optional(),
});

const languageFields = fields({
  language: languageTag,
  instructions: text(INSTRUCTIONS_CHARS_MAX).optional(),
  voice: text(100).optional(),
  phrases: phraseFields.optional(),
  dormancy: fields({ question: spoken().optional(), farewell: spoken().optional() }).optional(),
});

const common = {
  name: name(32),
  tools: z.array(text(128), { error: 'must be an array of names' }).optional(),
  prefix: name(32).optional(),
  timeout: duration('100ms', '60s').optional(),
  filler: spoken().optional(),
  fillerAfter: duration('0ms', '60s').optional(),
};
const texts = z.record(z.string(), z.string({ error: 'must be text' }), {
  error: 'must be an object of texts',
});

const mcpServer = z.union(
  [
    fields({
      ...common,
      command: text(4096),
      args: z.array(z.string({ error: 'must be text' }), { error: 'must be an array of texts' }).optional(),
      env: texts.optional(),
      cwd: text(4096).optional(),
    }),
    fields({
      ...common,
      url: z.url({
        protocol: /^https?$/,
        error: "must be an address such as 'https://tools.example.com/mcp'",
      }),
      headers: texts.optional(),
    }),
  ],
  {
    error:
      'must be { name, command, args } or { name, url, headers }, each with tools, prefix, timeout and filler where wanted',
  },
);

/** The fields of `defineAgent` that keep an agent on course. */
export const steeringFields = {
  handoffs: z
    .union(
      [
        z.array(anAgent).max(HANDOFFS_MAX, `must be ${HANDOFFS_MAX} agents or less`),
        z.custom<() => readonly Agent[]>((value) => typeof value === 'function'),
      ],
      { error: 'must be an array of what defineAgent({...}) returns, or a function that gives one' },
    )
    .optional(),
  handoffDescription: text(1000).optional(),
  guardrails: z
    .array(guardrail, { error: 'must be an array of { name, check }' })
    .max(GUARDRAILS_MAX, `must be ${GUARDRAILS_MAX} guardrails or less`)
    .refine((all) => new Set(all.map((one) => one.name)).size === all.length, 'must differ in their names')
    .optional(),
  languages: z
    .array(
      z.union([languageTag, languageFields], {
        error: "must be a BCP-47 tag such as 'es-US', or { language, instructions, voice, phrases }",
      }),
      {
        error: "must be an array such as ['es-US']",
      },
    )
    .max(LANGUAGES_MAX, `must be ${LANGUAGES_MAX} languages or less`)
    .optional(),
  filler: fields({
    say: z
      .union([spoken(), z.array(spoken()).min(1, 'must not be empty').max(FILLERS_MAX)], {
        error: 'must be text, or an array of texts',
      })
      .optional(),
    answerAfter: duration('500ms', '6s').optional(),
    toolAfter: duration('0ms', '60s').optional(),
  }).optional(),
  mcpServers: z
    .array(mcpServer, { error: 'must be an array of { name, command } or { name, url }' })
    .max(MCP_SERVERS_MAX, `must be ${MCP_SERVERS_MAX} servers or less`)
    .refine((all) => new Set(all.map((one) => one.name)).size === all.length, 'must differ in their names')
    .optional(),
};

type Given<Field extends keyof typeof steeringFields> = z.output<(typeof steeringFields)[Field]>;

/** Agents to hand over to, read when they are asked for: by then those that name each other exist. */
export function settledHandoffs(given: Given<'handoffs'>): () => readonly Agent[] {
  if (typeof given === 'function') return given;
  const agents = given ?? [];
  return () => agents;
}

/** Guardrails with every default settled. */
export function settledGuardrails(given: Given<'guardrails'>): readonly RunnableGuardrail[] {
  return (given ?? []).map((one) => ({
    name: one.name,
    check: one.check,
    everyChars: one.everyCharacters ?? 100,
    timeMsMax: one.timeout ?? 1000,
    onFault: one.onFault ?? 'pass',
    instead: one.instead ?? null,
  }));
}

/** Languages with every default settled; `own` is the agent's, which needs no entry. */
export function settledLanguages(given: Given<'languages'>, own: string): readonly AgentLanguage[] {
  const all = (given ?? []).map((one) => (typeof one === 'string' ? { language: one } : one));
  return all
    .filter(({ language }) => language !== own)
    .map(({ language, instructions = null, voice = null, phrases, dormancy }) => {
      const words = languagePhrases(language);
      return {
        language,
        instructions,
        voice,
        phrases: overlaid<PhrasePlan>(words.phrases, phrases),
        dormancy: {
          question: dormancy?.question ?? words.dormancyQuestion,
          farewell: dormancy?.farewell ?? words.dormancyFarewell,
        },
      };
    });
}

/** Fillers with every default settled; null: as it is without. */
export function settledFiller(given: Given<'filler'>): FillerPlan | null {
  if (given === undefined) return null;
  const { say = [], answerAfter = WORD_AFTER_MS, toolAfter = 1000 } = given;
  return { texts: typeof say === 'string' ? [say] : say, answerAfterMs: answerAfter, toolAfterMs: toolAfter };
}

/** MCP servers with every default settled. */
export function settledMcpServers(given: Given<'mcpServers'>): readonly AgentMcpServer[] {
  return (given ?? []).map((server) => ({
    name: server.name,
    tools: server.tools ?? null,
    prefix: server.prefix ?? '',
    timeMsMax: server.timeout ?? 10_000,
    filler: server.filler ?? null,
    fillerAfterMs: server.fillerAfter ?? 1000,
    reach:
      'url' in server
        ? { kind: 'http', url: server.url, headers: server.headers ?? {} }
        : {
            kind: 'stdio',
            command: server.command,
            args: server.args ?? [],
            env: server.env ?? {},
            cwd: server.cwd ?? null,
          },
  }));
}

function isAgent(value: unknown): boolean {
  return typeof value === 'object' && value !== null && 'kind' in value && value.kind === 'agent';
}
