// Checked arguments: what a model called a function with, as the function's own check finds it.
import type { ArgumentCheck, RunnableTool } from './tool.ts';

/** A check that throws is a bug of the business's, and no reason to end the call. */
export function checkedArguments(tool: RunnableTool, argumentsJson: string): ArgumentCheck {
  try {
    return tool.check(argumentsJson);
  } catch {
    return { ok: false, problem: 'The arguments could not be checked. Offer the caller another way.' };
  }
}
