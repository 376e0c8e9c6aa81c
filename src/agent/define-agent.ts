// Define agent: checks what users write and settles every default.
import { OffhookError } from '../base/errors.ts';
import type { PhrasePlan } from '../call/plan.ts';
import { REDACTABLES } from '../frames/redactable.ts';
import type { RunnableTool } from '../nodes/tool.ts';
import type { Agent } from './agent.ts';
import type { AgentOptions, AgentPaths } from './agent-options.ts';
import { agentSchema } from './agent-schema.ts';
import { endCall, transferToHuman } from './built-in-tools.ts';
import { settledConclusion } from './conclusion-options.ts';
import { ALL_PARTY_STATES, CONTESTED_STATES, type RecordingPolicy } from './consent.ts';
import { describeIssues } from '../base/describe-issues.ts';
import { languagePhrases, type LanguagePhrases } from './language-phrases.ts';
import { overlaid } from './overlaid.ts';
import { settledPipeline } from './pipeline-schema.ts';
import {
  settledFiller,
  settledGuardrails,
  settledHandoffs,
  settledLanguages,
  settledMcpServers,
} from './steering-schema.ts';

const PATHS: AgentPaths = {
  incoming: '/twilio/incoming',
  media: '/twilio/media',
  relay: '/twilio/relay',
  afterStream: '/twilio/after-stream',
  afterDial: '/twilio/after-dial',
  status: '/twilio/status',
  streamStatus: '/twilio/stream-status',
  answered: '/twilio/answered',
  answeredBy: '/twilio/answered-by',
};

type Settled = (typeof agentSchema)['_output'];

/**
 * An agent from its options. Throws `CONFIG_INVALID` naming each field that does not fit and how to mend it, and
 * `TOOL_INVALID` where two tools share a name.
 */
export function defineAgent(options: AgentOptions): Agent {
  const parsed = agentSchema.safeParse(options, { reportInput: true });
  if (!parsed.success) throw invalid(describeIssues(parsed.error.issues).join('\n'));
  const settled = parsed.data;
  const language = settled.language ?? 'en-US';
  const words = languagePhrases(language);
  const pipeline = settledPipeline(settled.pipeline);
  const recording = recordingOf(settled.recording, words);
  if (pipeline.kind === 'managed' && recording.on)
    throw invalid(
      "recording: must be left out or false where pipeline is 'managed': the call's sound stays with the carrier, whose own recording can be switched on there",
    );
  return {
    kind: 'agent',
    name: settled.name,
    instructions: settled.instructions,
    greeting: settled.greeting === undefined ? words.greeting : settled.greeting,
    voice: settled.voice ?? 'marin',
    ownVoice: settled.voice !== undefined,
    language,
    model: settled.model ?? 'gpt-realtime-2.1-mini',
    pipeline,
    timeZone: settled.timeZone ?? 'UTC',
    tools: allTools(settled.tools ?? []),
    mcpServers: settledMcpServers(settled.mcpServers),
    handoffs: settledHandoffs(settled.handoffs),
    handoffDescription: settled.handoffDescription ?? null,
    guardrails: settledGuardrails(settled.guardrails),
    languages: settledLanguages(settled.languages, language),
    filler: settledFiller(settled.filler),
    bargeIn: settled.bargeIn ?? 'any',
    bargeInSensitivity: settled.bargeInSensitivity ?? 'medium',
    interruptDigit: settled.interruptDigit ?? null,
    durationMsMax: settled.maxCallDuration ?? 3_600_000,
    dormancy: dormancyOf(settled.dormancy, words),
    recording,
    redact: settled.redact === true ? REDACTABLES : [...new Set(settled.redact || [])],
    transferTo: settled.transfer?.to ?? null,
    transferKind: settled.transfer?.kind ?? 'cold',
    paths: pathsOf(settled.paths),
    variables: settled.variables ?? null,
    budget: budgetOf(settled, overlaid<PhrasePlan>(words.phrases, settled.phrases)),
    conclusion: settledConclusion(settled.conclusion),
    phrases: overlaid<PhrasePlan>(words.phrases, settled.phrases),
  };
}

function dormancyOf(options: Settled['dormancy'], words: LanguagePhrases): Agent['dormancy'] {
  if (options === false) return null;
  return {
    quietMs: options?.after ?? 15_000,
    question: options?.question ?? words.dormancyQuestion,
    answerMs: options?.answerWithin ?? 10_000,
    farewell: options?.farewell ?? words.dormancyFarewell,
  };
}

function budgetOf({ budget }: Settled, { timeUp }: PhrasePlan): Agent['budget'] {
  if (budget === undefined) return null;
  const { callUsdMax: usdMax, onReached = 'end', farewell = timeUp } = budget;
  return { usdMax, onReached, farewell };
}

function recordingOf(options: Settled['recording'], words: LanguagePhrases): RecordingPolicy {
  if (options === undefined || options === false) return { on: false };
  const { consent, notice, states } = options === true ? {} : options;
  return {
    on: true,
    consent: consent ?? 'always',
    notice: notice ?? words.recordingNotice,
    states: states ?? [...ALL_PARTY_STATES, ...CONTESTED_STATES],
  };
}

function pathsOf(options: Settled['paths']): AgentPaths {
  const paths = overlaid<AgentPaths>(PATHS, options);
  const taken = new Map<string, string>();
  for (const [field, path] of Object.entries<string>({ ...paths })) {
    const other = taken.get(path);
    if (other !== undefined)
      throw invalid(`paths.${field}: must differ from paths.${other}, both are '${path}'`);
    taken.set(path, field);
  }
  return paths;
}

function allTools(own: readonly RunnableTool[]): readonly RunnableTool[] {
  const names = new Set<string>();
  for (const { name } of own) {
    if (names.has(name)) {
      throw new OffhookError('TOOL_INVALID', `tools: two are called '${name}'; give one another name`);
    }
    names.add(name);
  }
  return [...own, ...[transferToHuman(), endCall()].filter((tool) => !names.has(tool.name))];
}

function invalid(problem: string): OffhookError {
  return new OffhookError('CONFIG_INVALID', problem);
}
