// Exact text: Offhook's way of asking a model to say one text word for word.

const ASKED = /Say exactly this, word for word, and nothing else: "([\s\S]*)"/;

/** The text that `instructions` ask to be said word for word; null when they ask for none. */
export function exactText(instructions: string | null): string | null {
  const quoted = ASKED.exec(instructions ?? '')?.[1];
  return quoted === undefined ? null : unescaped(quoted);
}

/** The quotation may be a JSON string or plain text that holds quotation marks itself. */
function unescaped(quoted: string): string {
  try {
    return String(JSON.parse(`"${quoted}"`));
  } catch {
    return quoted;
  }
}
