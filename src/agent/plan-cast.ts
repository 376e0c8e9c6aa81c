// Plan cast: an agent and those it can hand over to become the cast of one call.
import { OffhookError } from '../base/errors.ts';
import type { PhrasePlan } from '../call/plan.ts';
import type { AgentPlan, SpeakerPlan } from '../nodes/cast.ts';
import type { RunnableTool } from '../nodes/tool.ts';
import type { Agent, AgentLanguage } from './agent.ts';
import { handoffName, handoffTool, nameOf, switchLanguageTool } from './cast-tools.ts';

/** Agents of one call. */
const AGENTS_MAX = 64;

/** Every agent that can speak in a call of `first`, it before the others. `CONFIG_INVALID` where two share a name. */
export function agentsOf(first: Agent): readonly [Agent, ...Agent[]] {
  const found: [Agent, ...Agent[]] = [first];
  for (const agent of found) {
    for (const target of agent.handoffs()) {
      const known = found.find(({ name }) => handoffName({ name }) === handoffName(target));
      if (known === undefined) found.push(target);
      // A copy with what was read for it, such as its instructions, is the same agent.
      else if (known.name !== target.name)
        throw invalid(agent, `'${known.name}' and '${target.name}' are too alike`);
    }
    if (found.length > AGENTS_MAX) throw invalid(agent, `a call has ${AGENTS_MAX} agents or less`);
  }
  return found;
}

/** The plan of one agent; `filled` puts the call's variables in, `template` is what a function says, `first` has the words in which fixed texts are wanted. */
export function planAgent(
  agent: Agent,
  first: Agent,
  filled: (template: string) => string,
  template: Agent['instructions'] = agent.instructions,
): AgentPlan {
  if (typeof template !== 'string')
    throw invalid(
      agent,
      'its instructions stand in a file that was not read: use `loadConfig` or `readyAgent`',
    );
  const instructions = filled(template);
  const voice = agent.ownVoice ? agent.voice : first.voice;
  const own: SpeakerPlan = {
    language: agent.language,
    instructions,
    voice,
    wording: agent === first ? {} : wording(first, agent.phrases, agent.dormancy),
  };
  return {
    ...own,
    agent: agent.name,
    tools: toolsOf(agent),
    guardrails: agent.guardrails,
    languages: agent.languages.map((one) => ({
      language: one.language,
      instructions:
        one.instructions === null
          ? `${instructions}\n\nSpeak ${nameOf(one.language)}, unless the caller wants another language.`
          : filled(one.instructions),
      voice: one.voice ?? voice,
      wording: wording(first, one.phrases, one.dormancy),
    })),
  };
}

/** Its own functions, and those that come with its handoffs and languages. An own one of the same name wins. */
function toolsOf(agent: Agent): readonly RunnableTool[] {
  const others = agent.languages.map(({ language }) => language);
  const given = [
    ...agent
      .handoffs()
      .filter(({ name }) => !agent.tools.some((tool) => tool.handsOverTo === name))
      .map((target) => handoffTool(target)),
    ...(others.length === 0 ? [] : [switchLanguageTool([agent.language, ...others])]),
  ];
  const names = new Set(agent.tools.map(({ name }) => name));
  return [...agent.tools, ...given.filter(({ name }) => !names.has(name))];
}

/** Each fixed text of the first agent, with what stands in its place. */
function wording(
  first: Agent,
  phrases: PhrasePlan,
  dormancy: AgentLanguage['dormancy'] | null,
): Readonly<Record<string, string>> {
  const words: Record<string, string> = {};
  const put = (from: string | undefined, to: string | undefined): void => {
    if (from !== undefined && to !== undefined && from !== to) words[from] ??= to;
  };
  for (const key of Object.keys(first.phrases) as (keyof PhrasePlan)[]) put(first.phrases[key], phrases[key]);
  put(first.dormancy?.question, dormancy?.question);
  put(first.dormancy?.farewell, dormancy?.farewell);
  return words;
}

function invalid(agent: Agent, problem: string): OffhookError {
  return new OffhookError('CONFIG_INVALID', `${agent.name}: handoffs: ${problem}`);
}
