// Built-in tools: the two that every agent has, to hand a caller over and to end a call.
import { z } from 'zod';
import { defineTool, type Tool } from './define-tool.ts';

/** What `transferToHuman` takes. */
export interface TransferToHumanOptions {
  /** When to call it, for the model. Default: when the caller asks for a person, or the agent can not help. */
  readonly description?: string;
  /** E.164 number or SIP URI. Default: where the agent transfers to. */
  readonly to?: string;
}

/** What the model may tell of a caller who needs a human; where the agent's way is `warm`, the human hears it first. */
export interface TransferToHumanArguments {
  readonly reason: string;
  readonly caller?: string | undefined;
  readonly tried?: string | undefined;
}

/** `transfer_to_human`: puts the caller through to a person. Every agent has it, unless it brings its own of that name. */
export function transferToHuman(
  options: TransferToHumanOptions = {},
): Tool<TransferToHumanArguments, { transferring: boolean; note: string }> {
  return defineTool({
    name: 'transfer_to_human',
    description:
      options.description ??
      'Puts the caller through to a human. Call it when the caller asks for a person, is upset, or needs what you can not do.',
    parameters: z.object({
      reason: z.string().max(500).describe('Why the caller needs a human, in a few words.'),
      caller: z.string().max(200).optional().describe('Who calls, as far as you know.'),
      tried: z.string().max(500).optional().describe('What you have done or tried already, in a few words.'),
    }),
    run({ reason, caller = '', tried = '' }, context) {
      const to = options.to ?? null;
      if (to === null && context.transferTo === null) {
        return {
          transferring: false,
          note: 'There is nobody to transfer to. Say so, and offer what you can do yourself.',
        };
      }
      context.transfer(to, { reason, caller, tried });
      return { transferring: true, note: 'The caller is being put through. Say nothing more.' };
    },
  });
}

/** `end_call`: ends the call once the farewell was heard. Every agent has it, unless it brings its own of that name. */
export function endCall(): Tool<{ reason?: string | undefined }, { ending: boolean; note: string }> {
  return defineTool({
    name: 'end_call',
    description:
      'Ends the call. Call it when the caller has said goodbye or has nothing more to ask, after you have said goodbye.',
    parameters: z.object({
      reason: z.string().max(500).optional().describe('Why the call ends, in a few words.'),
    }),
    run(_, context) {
      context.endCall();
      return { ending: true, note: 'If you have not said goodbye yet, say it now in one short sentence.' };
    },
  });
}
