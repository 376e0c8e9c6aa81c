// Define tool: one function of the business, typed from its parameters to its result.
import type { z } from 'zod';
import { OffhookError } from '../base/errors.ts';
import type { RunnableTool, ToolContext } from '../nodes/tool.ts';
import { durationMs, type Duration } from './duration.ts';
import { checkArguments, parametersOf } from './tool-parameters.ts';

/** What `defineTool` takes. */
export interface ToolOptions<Parameters extends z.ZodObject, Result> {
  /** 1 to 64 letters, digits, `_` or `-`; the model calls it by this name. */
  readonly name: string;
  /** When to call it and what it gives, for the model. */
  readonly description: string;
  /** Its arguments, with `.describe(...)` on each for the model. `z.object({})` for none. */
  readonly parameters: Parameters;
  /** After this the model is told that it took too long. 100 ms to 60 s, default `'3s'`. */
  readonly timeout?: Duration;
  /** Spoken while it runs for longer than `fillerAfter`, e.g. `'One moment, I am looking that up.'` Default: nothing. */
  readonly filler?: string;
  /** Default `'1s'`. */
  readonly fillerAfter?: Duration;
  /** Runs it. What it returns must be small JSON; what it throws is told to the model as a failure, without the reason. */
  run(args: z.output<Parameters>, context: ToolContext): Result | Promise<Result>;
}

/** A tool that knows the types of its arguments and of its result. */
export interface Tool<Arguments = unknown, Result = unknown> extends RunnableTool {
  run(value: Arguments, context: ToolContext): Promise<Result>;
}

/** Limits of a tool's time, in milliseconds. */
const TIME_MS_MIN = 100;
const TIME_MS_MAX = 60_000;

/** Makes a tool for `defineAgent`. Throws `TOOL_INVALID` where no model could call it. */
export function defineTool<Parameters extends z.ZodObject, Result>(
  options: ToolOptions<Parameters, Result>,
): Tool<z.output<Parameters>, Result> {
  const { name, description, parameters, timeout = '3s', filler = null, fillerAfter = '1s' } = options;
  if (typeof name !== 'string' || !/^[a-zA-Z0-9_-]{1,64}$/.test(name)) {
    throw invalid(`the name ${JSON.stringify(name)}`, 'must be 1 to 64 letters, digits, "_" or "-"');
  }
  if (typeof description !== 'string' || description.trim() === '') {
    throw invalid(name, 'description: must say when to call it, or no model will');
  }
  if (typeof options.run !== 'function') throw invalid(name, 'run: must be a function');
  if (filler !== null && (typeof filler !== 'string' || filler.trim() === '')) {
    throw invalid(name, 'filler: must be a sentence to say; leave it out for none');
  }
  return {
    name,
    description,
    parameters: parametersOf(name, parameters),
    timeMsMax: timeOf(name, 'timeout', timeout, TIME_MS_MIN),
    filler,
    fillerAfterMs: timeOf(name, 'fillerAfter', fillerAfter, 0),
    check: (argumentsJson) => checkArguments(parameters, argumentsJson),
    run: async (value, context) => options.run(value, context),
  };
}

function timeOf(tool: string, field: string, text: string, msMin: number): number {
  const ms = durationMs(text);
  if (ms === null || ms < msMin || ms > TIME_MS_MAX) {
    throw invalid(tool, `${field}: must be ${msMin}ms to 60s, such as '3s', not ${JSON.stringify(text)}`);
  }
  return ms;
}

function invalid(tool: string, problem: string): OffhookError {
  return new OffhookError('TOOL_INVALID', `${tool}: ${problem}`);
}
