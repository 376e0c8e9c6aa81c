// Cast tools: the functions that an agent has for others to whom it hands callers over, and for its languages.
import { z } from 'zod';
import type { RunnableTool } from '../nodes/tool.ts';
import type { Agent } from './agent.ts';
import { defineTool } from './define-tool.ts';

/** `transfer_to_<name>`, in small letters: what the model calls to hand the caller over to this agent. */
export function handoffName(agent: Pick<Agent, 'name'>): string {
  const name = agent.name
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '_')
    .replaceAll(/^_+|_+$/g, '');
  return `transfer_to_${name}`.slice(0, 64);
}

/** Hands the caller over to `target`. */
export function handoffTool(target: Pick<Agent, 'name' | 'handoffDescription'>): RunnableTool {
  const when = target.handoffDescription ?? 'Call it when what the caller needs is what that agent is for.';
  return defineTool({
    name: handoffName(target),
    description: `Hands the caller over to the agent "${target.name}", who knows all that was said. ${when}`,
    parameters: z.object({}),
    run(_, context) {
      switch (context.handOff(target.name)) {
        case 'done':
          return {
            handedOver: true,
            note: `From here on you are "${target.name}". You know what was said. Go on with the caller, without a second greeting.`,
          };
        case 'unknown':
          return { handedOver: false, note: 'There is no such agent here. Help the caller yourself.' };
        case 'too-often':
          return {
            handedOver: false,
            note: 'The caller was handed over too often already. Do not try again: help as far as you can, or offer a human.',
          };
      }
    },
  });
}

/** `switch_language`: changes what both sides speak. `languages`: BCP-47, all that the agent has. */
export function switchLanguageTool(languages: readonly [string, ...string[]]): RunnableTool {
  return defineTool({
    name: 'switch_language',
    description:
      'Changes the language of the call. Call it as soon as the caller speaks another of these languages, or asks for it.',
    parameters: z.object({
      language: z
        .enum(languages)
        .describe(`One of ${languages.map((tag) => `${tag} (${nameOf(tag)})`).join(', ')}.`),
    }),
    run({ language }, context) {
      const done = context.switchLanguage(language) === 'done';
      return done
        ? { language, note: `Speak ${nameOf(language)} from here on.` }
        : { note: 'This language is not to be had here.' };
    },
  });
}

/** The English name of a language, for a model. */
export function nameOf(tag: string): string {
  return new Intl.DisplayNames('en', { type: 'language' }).of(tag) ?? tag;
}
