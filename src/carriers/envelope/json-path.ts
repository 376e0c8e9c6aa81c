// JSON path: where a value stands in a message. Names joined by dots, list places as numbers; nothing else.

/** A path ready to be followed. */
export type JsonPath = readonly string[];

/** What a path looks like: `media.payload`, `tracks.0.name`, `content-type`. */
export const PATH = /^[A-Za-z0-9_-]+(?:\.[A-Za-z0-9_-]+)*$/;

/** Cuts `text`, which is a path, into its steps. */
export function jsonPath(text: string): JsonPath {
  return text.split('.');
}

/** What stands at `path`; undefined where nothing does. Never throws, never meets what an object inherits. */
export function lookUp(json: unknown, path: JsonPath): unknown {
  let value = json;
  for (const step of path) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, step)) return undefined;
    value = (value as Readonly<Record<string, unknown>>)[step];
  }
  return value;
}

/** A text that is not empty, or an integer, true or false as text; undefined for all else. */
export function textAt(json: unknown, path: JsonPath): string | undefined {
  const value = lookUp(json, path);
  if (typeof value === 'string') return value === '' ? undefined : value;
  return typeof value === 'boolean' || Number.isSafeInteger(value) ? String(value) : undefined;
}

/** A number that is not negative, or one in a text; undefined for all else. */
export function numberAt(json: unknown, path: JsonPath): number | undefined {
  const value = lookUp(json, path);
  const number = typeof value === 'string' && /^\d{1,15}(?:\.\d{1,6})?$/.test(value) ? Number(value) : value;
  return typeof number === 'number' && Number.isFinite(number) && number >= 0 ? number : undefined;
}

/** True for a JSON object: no list, not null. */
export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
