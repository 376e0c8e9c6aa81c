// Stored JSON: values in the form in which every database of ours can keep them.

/**
 * `value` with what Postgres cannot keep in a text replaced by U+FFFD, in strings and keys at any depth: NUL, and
 * halves of surrogate pairs. A peer can send both, and a record must not be lost, nor a batch refused, for it.
 */
export function storable<Value>(value: Value): Value {
  return cleaned(value) as Value;
}

/** JSON text of a value that is `storable`; what JSON has no word for (`undefined`) becomes null. */
export function toStoredJson(value: unknown): string {
  return JSON.stringify(storable(value)) ?? 'null';
}

/** The value of a JSON text of ours. */
export function fromStoredJson<Value>(text: string): Value {
  return JSON.parse(text) as Value;
}

function cleaned(value: unknown): unknown {
  if (typeof value === 'string') return text(value);
  if (Array.isArray(value)) return value.map(cleaned);
  if (typeof value !== 'object' || value === null) return value;
  if ('toJSON' in value && typeof value.toJSON === 'function') return cleaned(value.toJSON());
  return Object.fromEntries(Object.entries(value).map(([key, entry]) => [text(key), cleaned(entry)]));
}

function text(value: string): string {
  return value.toWellFormed().replaceAll('\0', '\uFFFD');
}
