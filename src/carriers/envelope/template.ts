// Template: a message with places, cut once into the text between them, so that no JSON is built for each frame.
import { isObject, jsonPath, lookUp, type JsonPath } from './json-path.ts';
import { PLACES, type Place, type Template, type TemplateValue } from './spec-parts.ts';

/** What the places hold. What a template asks for and is not given becomes `null`. */
export type Filling = Readonly<Partial<Record<Place, string | number>>> & { readonly message?: unknown };

/** A template ready to be filled. */
export interface CompiledTemplate {
  write(filling: Filling): string;
  /** The places it has. */
  readonly places: ReadonlySet<Place>;
}

type Segment =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'place'; readonly place: Place }
  | { readonly kind: 'in'; readonly path: JsonPath };

/** Why a string of a template is no template; null when it is fine. */
export function templateFault(text: string): string | null {
  if (!text.startsWith('$')) return null;
  if (/^\$in\.[A-Za-z0-9_-]+(?:\.[A-Za-z0-9_-]+)*$/.test(text)) return null;
  if (PLACES.some((place) => `$${place}` === text)) return null;
  return `${text} is no place; known are ${PLACES.map((place) => `$${place}`).join(', ')} and $in.<path>`;
}

/** Compiles `template`, which was checked. */
export function compileTemplate(template: Template): CompiledTemplate {
  const segments = joined([...segmentsOf(template)]);
  const places = new Set(segments.flatMap((segment) => (segment.kind === 'place' ? [segment.place] : [])));
  return {
    places,
    write(filling) {
      let text = '';
      for (const segment of segments) text += textOf(segment, filling);
      return text;
    },
  };
}

function* segmentsOf(value: TemplateValue): Generator<Segment> {
  if (typeof value === 'string' && value.startsWith('$in.'))
    return yield { kind: 'in', path: jsonPath(value.slice('$in.'.length)) };
  const place = PLACES.find((one) => value === `$${one}`);
  if (place !== undefined) return yield { kind: 'place', place };
  if (Array.isArray(value))
    return yield* within(
      '[',
      ']',
      value.map((one) => segmentsOf(one)),
    );
  if (!isObject(value)) return yield { kind: 'text', text: JSON.stringify(value) };
  const fields = Object.entries(value).map(([key, one]) => field(key, one));
  yield* within('{', '}', fields);
}

function* field(key: string, value: TemplateValue): Generator<Segment> {
  yield { kind: 'text', text: `${JSON.stringify(key)}:` };
  yield* segmentsOf(value);
}

function* within(open: string, close: string, parts: readonly Iterable<Segment>[]): Generator<Segment> {
  yield { kind: 'text', text: open };
  for (const [index, part] of parts.entries()) {
    if (index > 0) yield { kind: 'text', text: ',' };
    yield* part;
  }
  yield { kind: 'text', text: close };
}

/** Texts that stand next to each other as one. */
function joined(segments: readonly Segment[]): readonly Segment[] {
  const whole: Segment[] = [];
  for (const segment of segments) {
    const last = whole.at(-1);
    if (segment.kind === 'text' && last?.kind === 'text')
      whole[whole.length - 1] = { kind: 'text', text: last.text + segment.text };
    else whole.push(segment);
  }
  return whole;
}

function textOf(segment: Segment, filling: Filling): string {
  switch (segment.kind) {
    case 'text':
      return segment.text;
    case 'place': {
      const value = filling[segment.place];
      // Base64 needs no escape, and is the only long value.
      if (segment.place === 'audio') return `"${value}"`;
      return value === undefined ? 'null' : JSON.stringify(value);
    }
    case 'in':
      return JSON.stringify(lookUp(filling.message, segment.path) ?? null);
  }
}
