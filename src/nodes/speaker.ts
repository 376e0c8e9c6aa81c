// Speaker: which agent speaks for the business, and in which language; the model is told when that changes.
import type { FrameOf } from '../frames/frame.ts';
import type { SwitchCause } from '../frames/reasons.ts';
import { NOTHING, type Node } from '../graph/node.ts';
import { agentOf, inLanguage, planOf, speaking, type AgentPlan, type Cast } from './cast.ts';

const TAKES = ['handoff.wanted', 'language.wanted'] as const;
const GIVES = ['speaker.changed', 'session.update', 'response.wanted', 'journal.entry'] as const;

type Given = FrameOf<(typeof GIVES)[number]>;

/**
 * A change is on record, then everybody is told, the model last. A voice is none of it: `steering` changes that between
 * responses. When an operator wants another agent, that one is asked to speak; a function's caller is answered anyway.
 */
export function speaker(cast: Cast): Node<(typeof TAKES)[number], (typeof GIVES)[number]> {
  let now = cast.first;
  let requests = 0;

  function handOver({ agent: name, by }: FrameOf<'handoff.wanted'>): readonly Given[] {
    const agent = agentOf(cast, name);
    if (agent === null || name === now.agent) return NOTHING;
    const from = now.agent;
    // The caller is talked to in the language that was found, where the next agent has it.
    const { language } = inLanguage(agent, now.language) ?? agent;
    const spoke = now.language;
    now = { agent: name, language };
    const given: Given[] = [
      { kind: 'journal.entry', event: { kind: 'agent.handed-over', from, to: name, by } },
      ...(language === spoke ? [] : [switched(spoke, language, by)]),
      ...tell(agent),
    ];
    if (by !== 'operator') return given;
    requests += 1;
    const instructions = `You have just taken this caller over from ${from}. Say in one short sentence who you are, and go on from where the conversation is.`;
    return [
      ...given,
      { kind: 'response.wanted', requestId: `speaker-${requests}`, instructions, tools: true },
    ];
  }

  function speakOther({ language: wanted, by }: FrameOf<'language.wanted'>): readonly Given[] {
    const plan = inLanguage(speaking(cast, now), wanted);
    if (plan === null || plan.language === now.language) return NOTHING;
    const from = now.language;
    now = { ...now, language: plan.language };
    return [switched(from, plan.language, by), ...tell(null)];
  }

  /** `agent`: whose tools the model has from here on; null: the same. */
  function tell(agent: AgentPlan | null): readonly Given[] {
    const { language, voice, instructions } = planOf(cast, now);
    const tools = agent?.tools.map(({ name, description, parameters }) => ({
      name,
      description,
      parameters,
    }));
    return [
      { kind: 'speaker.changed', ...now, voice },
      { kind: 'session.update', instructions, language, ...(tools === undefined ? {} : { tools }) },
    ];
  }

  return {
    takes: TAKES,
    gives: GIVES,
    handle: (frame) => (frame.kind === 'handoff.wanted' ? handOver(frame) : speakOther(frame)),
  };
}

function switched(from: string, to: string, by: SwitchCause): Given {
  return { kind: 'journal.entry', event: { kind: 'language.switched', from, to, by } };
}
