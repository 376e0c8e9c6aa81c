// Wire fields: reading JSON that a peer wrote, without believing any of it.

/** A JSON object of unknown content. */
export type Fields = Readonly<Record<string, unknown>>;

/** `value` as an object; null for anything else, arrays included. */
export function fieldsOf(value: unknown): Fields | null {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Fields) : null;
}

/** The string at `key`; null when there is none. */
export function textAt(fields: Fields | null, key: string): string | null {
  const value = fields?.[key];
  return typeof value === 'string' ? value : null;
}

/** The id at `key`: a string that is not empty, branded by the caller. */
export function idAt<Id extends string>(fields: Fields | null, key: string): Id | null {
  const value = textAt(fields, key);
  return value === null || value === '' ? null : (value as Id);
}

/** The count at `key`; 0 for anything that is no finite, non-negative number. */
export function countAt(fields: Fields | null, key: string): number {
  const value = fields?.[key];
  return typeof value === 'number' && Number.isFinite(value) && value >= 0 ? value : 0;
}

/** `text` as a JSON object; null when it is anything else. */
export function parseFields(text: string): Fields | null {
  try {
    return fieldsOf(JSON.parse(text));
  } catch {
    return null;
  }
}
