// Reads a document as a carrier does: elements, attributes and text. Just enough XML for what a server answers.

/** A verb, or a noun inside of one. */
export interface VerbElement {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  /** The element's own text, entities resolved, trimmed. */
  readonly text: string;
  readonly children: readonly VerbElement[];
}

/** A document, read; or what is wrong with it. */
export type CallDocument =
  | { readonly ok: true; readonly verbs: readonly VerbElement[] }
  | { readonly ok: false; readonly detail: string };

/** Elements that may stand inside each other; carriers need four. */
const DEPTH_MAX = 16;

const TOKEN =
  /<\?[^]*?\?>|<!--[^]*?-->|<!\[CDATA\[([^]*?)\]\]>|<(\/?)([A-Za-z][\w.-]*)((?:\s+[\w:.-]+\s*=\s*(?:"[^"<]*"|'[^'<]*'))*)\s*(\/?)>|([^<]+)/y;
const ATTRIBUTE = /([\w:.-]+)\s*=\s*(?:"([^"]*)"|'([^']*)')/g;

interface Open {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  text: string;
  readonly children: VerbElement[];
}

/** The verbs of `<Response>`; or what is wrong with the document. Never throws. */
export function readDocument(xml: string): CallDocument {
  const root: Open = { name: '', attributes: {}, text: '', children: [] };
  const open: Open[] = [root];
  const text = xml.replace(/^\uFEFF/, '');
  TOKEN.lastIndex = 0;
  for (let at = 0; at < text.length; at = TOKEN.lastIndex) {
    TOKEN.lastIndex = at;
    const token = TOKEN.exec(text);
    const top = open.at(-1);
    if (token === null || top === undefined) return { ok: false, detail: `no XML at character ${at}` };
    const [, cdata, slash, name, attributes, empty, plain] = token;
    if (cdata !== undefined) top.text += cdata;
    if (plain !== undefined) top.text += resolved(plain);
    if (name === undefined) continue;
    if (slash === '/') {
      if (top.name !== name) return { ok: false, detail: `</${name}> closes <${top.name}>` };
      closeTop(open);
      continue;
    }
    open.push({ name, attributes: attributesIn(attributes ?? ''), text: '', children: [] });
    if (open.length > DEPTH_MAX) return { ok: false, detail: 'elements nested too deep' };
    if (empty === '/') closeTop(open);
  }
  if (open.length > 1) return { ok: false, detail: `<${open.at(-1)?.name}> is not closed` };
  const [response, ...more] = root.children;
  if (response?.name !== 'Response' || more.length > 0 || root.text.trim() !== '')
    return { ok: false, detail: 'the document is not one <Response>' };
  return { ok: true, verbs: response.children };
}

function closeTop(open: Open[]): void {
  const closed = open.pop();
  if (closed === undefined) return;
  open.at(-1)?.children.push({ ...closed, text: closed.text.trim() });
}

function attributesIn(text: string): Readonly<Record<string, string>> {
  return Object.fromEntries(
    [...text.matchAll(ATTRIBUTE)].map(([, name = '', double, single]) => [
      name,
      resolved(double ?? single ?? ''),
    ]),
  );
}

const NAMED: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

function resolved(text: string): string {
  return text.replace(/&(?:#(\d{1,7})|#x([0-9a-fA-F]{1,6})|([a-z]+));/g, (entity, decimal, hex, name) => {
    if (typeof name === 'string') return NAMED[name] ?? entity;
    const point = typeof decimal === 'string' ? Number(decimal) : Number.parseInt(String(hex), 16);
    return point <= 0x10ffff ? String.fromCodePoint(point) : entity;
  });
}
