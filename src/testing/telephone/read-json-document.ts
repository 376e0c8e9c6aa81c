// Reads a document of a carrier that is told its verbs in JSON: a list of objects, or one object alone.
import type { CallDocument, VerbElement } from './read-document.ts';

/** Objects that may stand inside each other. */
const DEPTH_MAX = 16;

/** The verbs, each named by its field `key`; or what is wrong with the document. Never throws. */
export function readJsonDocument(body: string, key: string): CallDocument {
  let json: unknown;
  try {
    json = JSON.parse(body);
  } catch {
    return { ok: false, detail: 'the document is no JSON' };
  }
  const verbs: VerbElement[] = [];
  for (const verb of Array.isArray(json) ? (json as readonly unknown[]) : [json]) {
    const name = isObject(verb) ? verb[key] : undefined;
    if (typeof name !== 'string') return { ok: false, detail: `a verb has no ${key}` };
    verbs.push(elementOf(name, verb, DEPTH_MAX));
  }
  return { ok: true, verbs };
}

/** Values are attributes; objects, and those of lists, are children by the name of their field. */
function elementOf(name: string, json: unknown, depth: number): VerbElement {
  const attributes: Record<string, string> = {};
  const children: VerbElement[] = [];
  for (const [field, value] of isObject(json) ? Object.entries(json) : [])
    for (const one of Array.isArray(value) ? (value as readonly unknown[]) : [value])
      if (!isObject(one)) attributes[field] = String(one);
      else if (depth > 0) children.push(elementOf(field, one, depth - 1));
  return { name, attributes, text: '', children };
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
