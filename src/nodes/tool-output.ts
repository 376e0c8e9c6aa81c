// Tool output: what a function returned, as small JSON for the model.

/** Characters of JSON that a model is given of one result. */
export const TOOL_OUTPUT_CHARS_MAX = 8000;

/** What the model is given instead of what cannot be JSON. */
export const NO_JSON = '{"error":"The function returned something that is no JSON."}';

/** JSON of `value`; what cannot be JSON, or is too long, becomes an object that says so. */
export function toolOutput(value: unknown): string {
  let json: string | undefined;
  try {
    json = JSON.stringify(value ?? null);
  } catch {
    return NO_JSON;
  }
  // Functions and symbols have no JSON at all.
  if (json === undefined) return NO_JSON;
  return json.length <= TOOL_OUTPUT_CHARS_MAX ? json : cut(json);
}

/** As JSON within JSON a beginning grows by an escape for each quote in it: it is halved until the whole fits. */
function cut(json: string): string {
  for (let length = TOOL_OUTPUT_CHARS_MAX / 2; ; length = Math.floor(length / 2)) {
    const beginning = json.slice(0, length);
    const whole = JSON.stringify({ truncated: true, charactersInAll: json.length, beginning });
    if (whole.length <= TOOL_OUTPUT_CHARS_MAX) return whole;
  }
}
