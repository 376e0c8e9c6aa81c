// Blanked: a source without its comments, and without what stands in its strings, each place where it was.

/** Two views of one text, of the same length and with the same lines. */
export interface Blanked {
  /** Comments are spaces. */
  readonly uncommented: string;
  /** Comments, and what stands in strings, templates and regular expressions, are spaces. */
  readonly code: string;
}

type Part = 'code' | 'string' | 'comment';

/** Keywords behind which a slash begins a regular expression, not a division. */
const BEFORE_REGEX = /(?:^|[^\w$.])(?:return|typeof|case|in|of|do|else|void|delete|throw|await|yield)$/;

/** Blanks a text. What is not TypeScript gives no error, only a poor result. */
export function blanked(text: string): Blanked {
  const parts = partsOf(text);
  const view = (blank: (part: Part | undefined) => boolean): string =>
    Array.from({ length: text.length }, (_, index) =>
      text[index] !== '\n' && blank(parts[index]) ? ' ' : text[index],
    ).join('');
  return { uncommented: view((part) => part === 'comment'), code: view((part) => part !== 'code') };
}

/** What each character is part of. Quotes, and the braces around a template's expressions, are code. */
function partsOf(text: string): readonly Part[] {
  const parts: Part[] = Array.from({ length: text.length }, () => 'code');
  /** For each open template expression, the braces that are open within it. */
  const braces: number[] = [];
  let at = 0;

  const fill = (to: number, part: Part): void => {
    parts.fill(part, at, to);
    at = to;
  };

  /** From behind the opening quote to behind the closing one, or into a template's expression. */
  const string = (quote: string): void => {
    let end = at;
    while (end < text.length && text[end] !== quote) {
      if (quote === '`' && text.startsWith('${', end)) {
        fill(end, 'string');
        at += 2;
        braces.push(0);
        return;
      }
      end += text[end] === '\\' ? 2 : 1;
    }
    fill(Math.min(end, text.length), 'string');
    at += 1;
  };

  const regex = (): void => {
    let end = at + 1;
    for (let inClass = false; end < text.length && (inClass || text[end] !== '/'); end += 1) {
      if (text[end] === '\\') end += 1;
      else if (text[end] === '[') inClass = true;
      else if (text[end] === ']') inClass = false;
      else if (text[end] === '\n') break;
    }
    at += 1;
    fill(end, 'string');
    at += 1;
  };

  while (at < text.length) {
    const here = text[at] ?? '';
    const rest = (length: number): string => text.slice(at, at + length);
    if (rest(2) === '//' || (at === 0 && rest(2) === '#!')) {
      const end = text.indexOf('\n', at);
      fill(end === -1 ? text.length : end, 'comment');
    } else if (rest(2) === '/*') {
      const end = text.indexOf('*/', at + 2);
      fill(end === -1 ? text.length : end + 2, 'comment');
    } else if (here === '/' && beginsRegex(text.slice(0, at))) {
      regex();
    } else if (here === "'" || here === '"' || here === '`') {
      at += 1;
      string(here);
    } else if (here === '}' && braces.at(-1) === 0) {
      braces.pop();
      at += 1;
      string('`');
    } else {
      const open = braces.pop();
      if (open !== undefined) braces.push(open + (here === '{' ? 1 : here === '}' ? -1 : 0));
      at += 1;
    }
  }
  return parts;
}

function beginsRegex(before: string): boolean {
  const last = before.trimEnd();
  return last === '' || /[=([{,;:!&|?+\-*%<>~^]$/.test(last) || BEFORE_REGEX.test(last);
}
