// Wire fields: a vendor's JSON, read without trusting a single field of it.

/** A JSON object, before anybody looked at it. */
export type Fields = Readonly<Record<string, unknown>>;

/** The object that a message holds; null for anything else. */
export function fieldsOf(message: string): Fields | null {
  try {
    return objectOf(JSON.parse(message));
  } catch {
    return null;
  }
}

/** The value as an object; null when it is none. */
export function objectOf(value: unknown): Fields | null {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Fields) : null;
}

/** The value as a list; empty when it is none. */
export function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

/** The value as text; empty when it is none. */
export function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

/** The value as a finite number; null when it is none. */
export function numberOf(value: unknown): number | null {
  return typeof value === 'number' && Number.isFinite(value) ? value : null;
}
