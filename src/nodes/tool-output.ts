// Tool output: what a function returned, as small JSON for the model.

/** Characters of JSON that a model is given of one result. */
export const TOOL_OUTPUT_CHARS_MAX = 8000;

/** JSON of `value`; what cannot be JSON, or is too long, becomes an object that says so. */
export function toolOutput(value: unknown): string {
  let json: string | undefined;
  try {
    json = JSON.stringify(value ?? null);
  } catch {
    return '{"error":"The function returned something that is no JSON."}';
  }
  // Functions and symbols have no JSON at all.
  if (json === undefined) return '{"error":"The function returned something that is no JSON."}';
  if (json.length <= TOOL_OUTPUT_CHARS_MAX) return json;
  const beginning = json.slice(0, TOOL_OUTPUT_CHARS_MAX / 2);
  return JSON.stringify({ truncated: true, charactersInAll: json.length, beginning });
}
