// Fill template: puts a call's variables into a text.

/** `{{name}}`, or `{{name|what to say without one}}`. */
const PLACEHOLDER = /\{\{\s*(?<name>[A-Za-z_]\w*)\s*(?:\|(?<fallback>[^{}]*))?\}\}/g;

/** A template with its variables filled in, and the names for which there was no value. */
export interface FilledText {
  readonly text: string;
  /** Names that had neither a value nor a fallback; nothing stands in their place. */
  readonly missing: readonly string[];
}

/** `text` with each placeholder replaced. Values are put in as they are and not filled again. */
export function fillTemplate(text: string, variables: Readonly<Record<string, string>>): FilledText {
  const missing = new Set<string>();
  const filled = text.replace(PLACEHOLDER, (_, name: string, fallback: string | undefined) => {
    const value = Object.hasOwn(variables, name) ? variables[name] : undefined;
    if (value !== undefined && value !== '') return value;
    if (fallback !== undefined) return fallback.trim();
    missing.add(name);
    return '';
  });
  return { text: filled, missing: [...missing] };
}

/** What in `text` looks like a placeholder but is none, or null: it would be spoken as it stands. */
export function brokenPlaceholder(text: string): string | null {
  return /\{\{.{0,40}|.{0,40}\}\}/.exec(text.replace(PLACEHOLDER, ''))?.[0] ?? null;
}
