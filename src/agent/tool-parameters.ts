// Tool parameters: a zod object as the JSON Schema a model is told, and as the check of what it sends.
import { z } from 'zod';
import { OffhookError } from '../base/errors.ts';
import type { ArgumentCheck } from '../nodes/tool.ts';
import { describeIssues } from '../base/describe-issues.ts';

type Json = Readonly<Record<string, unknown>>;

/**
 * JSON Schema of what may be sent for `schema`: an object with `properties` and `required`, without `$schema` and
 * without what only validators need. `TOOL_INVALID` where a type has no JSON Schema (dates, functions, bigints).
 * Source: https://platform.openai.com/docs/guides/function-calling.
 */
export function parametersOf(tool: string, schema: unknown): Json {
  if (!(schema instanceof z.ZodType)) throw notAnObject(tool);
  let json: Json;
  try {
    json = z.toJSONSchema(schema, { io: 'input' });
  } catch (error) {
    const what = error instanceof Error ? error.message : String(error);
    throw new OffhookError(
      'TOOL_INVALID',
      `${tool}: parameters: ${what}; use strings, numbers, booleans, enums, arrays and objects of them`,
    );
  }
  if (json['type'] !== 'object') throw notAnObject(tool);
  const { properties = {}, required = [], ...rest } = cleaned(json) as Json;
  return { ...rest, properties, required };
}

function notAnObject(tool: string): OffhookError {
  return new OffhookError(
    'TOOL_INVALID',
    `${tool}: parameters: must be a z.object({...}), an empty one for none`,
  );
}

/** Without schema ids, the bounds that every safe integer has, and the patterns that only spell out a format. */
function cleaned(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(cleaned);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).filter(([key, inner]) => {
    // A property that happens to be called `pattern` holds a schema, not a text.
    if (typeof inner === 'string' && (key === '$schema' || (key === 'pattern' && 'format' in value)))
      return false;
    return !((key === 'minimum' || key === 'maximum') && Math.abs(Number(inner)) === Number.MAX_SAFE_INTEGER);
  });
  return Object.fromEntries(entries.map(([key, inner]) => [key, cleaned(inner)]));
}

/** Checks arguments given as JSON text; what is wrong is said so that a model can call again and do better. */
export function checkArguments(schema: z.ZodObject, argumentsJson: string): ArgumentCheck {
  let value: unknown;
  try {
    // A function without parameters is called with no text at all by some models.
    value = JSON.parse(argumentsJson.trim() === '' ? '{}' : argumentsJson);
  } catch {
    return { ok: false, problem: 'The arguments are not valid JSON. Call again with one JSON object.' };
  }
  const first = schema.safeParse(value, { reportInput: true });
  if (first.success) return { ok: true, value: first.data };
  // Models send null for what they leave out.
  const second = schema.safeParse(withoutNulls(value));
  if (second.success) return { ok: true, value: second.data };
  return {
    ok: false,
    problem: `The arguments do not fit. ${describeIssues(first.error.issues).join('; ')}. Ask the caller for what you do not know, then call again.`,
  };
}

function withoutNulls(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).filter(([, inner]) => inner !== null));
}
