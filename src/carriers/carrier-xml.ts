// Carrier XML: elements of the documents that tell a carrier what to do with a call, with every text escaped.

/** An element; attributes that are undefined are left out. `content` is XML already. */
export function xmlElement(
  name: string,
  attributes: Readonly<Record<string, string | undefined>>,
  ...content: readonly string[]
): string {
  let open = `<${name}`;
  for (const [key, value] of Object.entries(attributes)) {
    if (value !== undefined) open += ` ${key}="${xmlText(value)}"`;
  }
  return content.length === 0 ? `${open}/>` : `${open}>${content.join('')}</${name}>`;
}

/** A whole document: `<Response>` around the verbs, as every carrier of this family wants it. */
export function xmlResponse(...verbs: readonly string[]): string {
  return `<?xml version="1.0" encoding="UTF-8"?>${xmlElement('Response', {}, ...verbs)}`;
}

/** Somebody whom a call goes to by REFER. */
export interface Refer {
  /** SIP URI. */
  readonly to: string;
  /** Absolute; asked what comes next, with what came of it. */
  readonly actionUrl: string;
}

/**
 * Has the other side of a SIP call call somebody itself. The same for Twilio, SignalWire and Telnyx.
 * https://www.twilio.com/docs/voice/twiml/refer
 */
export function referDocument({ to, actionUrl }: Refer): string {
  return xmlResponse(
    xmlElement('Refer', { action: actionUrl, method: 'POST' }, xmlElement('Sip', {}, xmlText(to))),
  );
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&apos;',
  '\t': '&#9;',
  '\n': '&#10;',
  '\r': '&#13;',
};

/** Text for an element or a quoted attribute. What XML 1.0 cannot hold at all is left out. */
export function xmlText(text: string): string {
  return text
    .toWellFormed()
    .replace(/[^\t\n\r\u0020-\uFFFD\u{10000}-\u{10FFFF}]/gu, '')
    .replace(/[&<>"'\t\n\r]/g, (character) => ENTITIES[character] ?? '');
}
