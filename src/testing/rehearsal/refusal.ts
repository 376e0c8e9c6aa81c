// Refusal: why the rehearsal model does not do what a client event asks, in OpenAI's words and codes.
import type { ZodError } from 'zod';

/** Becomes the `error` of an `error` event. Never fatal. */
export interface Refusal {
  readonly kind: 'refusal';
  readonly code: string;
  readonly message: string;
  readonly param: string | null;
}

/** A refusal; `param` is the path of the field at fault. */
export function refusal(code: string, message: string, param: string | null = null): Refusal {
  return { kind: 'refusal', code, message, param };
}

/** The first thing that is wrong by the schema, with the code that OpenAI gives for it. */
export function schemaRefusal(error: ZodError): Refusal {
  const issue = error.issues[0];
  if (issue === undefined) return refusal('invalid_event', 'The event does not fit.');
  const param = pathText(issue.path);
  if (issue.code === 'unrecognized_keys') {
    const unknown = pathText([...issue.path, issue.keys[0] ?? '']);
    return refusal('unknown_parameter', `Unknown parameter: '${unknown}'.`, unknown);
  }
  if (issue.input === undefined)
    return refusal('missing_required_parameter', `Missing required parameter: '${param}'.`, param);
  const code = issue.code === 'invalid_type' ? 'invalid_type' : 'invalid_value';
  return refusal(code, `Invalid '${param}': ${issue.message}.`, param);
}

function pathText(path: readonly PropertyKey[]): string {
  return path.reduce<string>((text, key) => {
    if (typeof key === 'number') return `${text}[${key}]`;
    return text === '' ? String(key) : `${text}.${String(key)}`;
  }, '');
}
