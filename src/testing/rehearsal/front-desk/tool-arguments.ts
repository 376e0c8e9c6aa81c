// Tool arguments: what is known of the caller's wish, put into the shape that a function declares.
import type { ToolDeclaration } from '../../../models/model.ts';
import { WEEKDAYS } from '../sentences.ts';

/** What the rehearsal knows; what is missing is left out, or made up where the function insists. */
export interface KnownFacts {
  /** Weekday, Sunday 0. */
  readonly day?: number;
  /** ISO. */
  readonly date?: string;
  /** `HH:MM`. */
  readonly time?: string;
  readonly name?: string;
  readonly reason?: string;
}

interface PropertySchema {
  readonly type?: unknown;
  readonly format?: unknown;
  readonly description?: unknown;
  readonly enum?: unknown;
  readonly minimum?: unknown;
}

/** Arguments for `tool`: each known fact where a property asks for it, and something for each that is required. */
export function argumentsFor(tool: ToolDeclaration, facts: KnownFacts): Record<string, unknown> {
  const { properties, required } = tool.parameters;
  const entries: [string, unknown][] = [];
  for (const [name, schema] of Object.entries(isRecord(properties) ? properties : {})) {
    const property: PropertySchema = isRecord(schema) ? schema : {};
    const insists = Array.isArray(required) && required.includes(name);
    const value =
      fitted(property, fact(name, property, facts)) ?? (insists ? madeUp(name, property) : undefined);
    if (value !== undefined) entries.push([name, value]);
  }
  return Object.fromEntries(entries);
}

/** Which fact a property of this name asks for. */
function fact(name: string, schema: PropertySchema, facts: KnownFacts): string | undefined {
  const { day, date, time } = facts;
  const word = name.toLowerCase();
  if (schema.format === 'date-time' || /datetime|when|starts?(_?at)?$/.test(word))
    return date === undefined || time === undefined ? undefined : `${date}T${time}:00Z`;
  if (/day/.test(word) && schema.format !== 'date' && !wantsIso(schema))
    return day === undefined ? undefined : WEEKDAYS[day];
  if (/date|day/.test(word)) return date;
  if (/time|hour/.test(word)) return time;
  if (/name/.test(word)) return facts.name;
  return /reason|summary|note/.test(word) ? facts.reason : undefined;
}

function wantsIso({ description }: PropertySchema): boolean {
  return typeof description === 'string' && /yyyy|\biso\b/i.test(description);
}

/** `value` as one of the words that the property allows. */
function fitted(schema: PropertySchema, value: string | undefined): unknown {
  if (value === undefined || !Array.isArray(schema.enum)) return value;
  return schema.enum.find((word) => String(word).toLowerCase().startsWith(value.toLowerCase().slice(0, 3)));
}

/** Something plausible for a property that must be given and that the caller said nothing about. */
function madeUp(name: string, schema: PropertySchema): unknown {
  if (Array.isArray(schema.enum) && schema.enum.length > 0) return schema.enum[0];
  switch (schema.type) {
    case 'number':
    case 'integer':
      return typeof schema.minimum === 'number' ? Math.max(1, schema.minimum) : 1;
    case 'boolean':
      return true;
    case 'array':
      return [];
    case 'object':
      return {};
    default:
      if (/phone|number/i.test(name)) return '+15555550100';
      return /mail/i.test(name) ? 'ada@example.com' : 'rehearsal';
  }
}

/** True for what JSON calls an object. */
export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
