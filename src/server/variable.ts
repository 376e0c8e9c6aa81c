// Variable: one environment variable's schema with what people read of it, and the values that several of them have.
import { z } from 'zod';

/** What people read of a variable. */
export interface VariableDoc {
  readonly group:
    | 'Server'
    | 'Model'
    | 'Speech'
    | 'Twilio'
    | 'Plivo'
    | 'Telnyx'
    | 'jambonz'
    | 'SignalWire'
    | 'Vonage'
    | 'Bandwidth'
    | 'Exotel'
    | 'Asterisk'
    | 'SIP bridge'
    | 'Business'
    | 'Data'
    | 'Cost'
    | 'Conclusion'
    | 'Objectives'
    | 'Spans'
    | 'Archive'
    | 'Webhooks';
  /** What it does, one or two sentences. */
  readonly text: string;
  /** What holds when it is unset. */
  readonly unset: string;
  readonly example: string;
  /** How it must look: completes "… must be". */
  readonly mustBe: string;
  /** True: the value never appears in a message. */
  readonly secret?: true;
}

/** The documentation of each variable's schema. */
export const variableDocs = z.registry<VariableDoc>();

/** A variable's schema, with its documentation. */
export function variable<Schema extends z.ZodType>(schema: Schema, doc: VariableDoc): Schema {
  variableDocs.add(schema, doc);
  return schema;
}

/** Any text. */
export const text = z.string();
const E164 = /^\+[1-9]\d{6,14}$/;

/** People write numbers with spaces, dashes and brackets; carriers take none of these. */
export const phoneNumber = text
  .transform((value) => value.replace(/[\s().-]/g, ''))
  .pipe(z.string().regex(E164));

/** A SIP URI. */
export const sipUri = text.regex(/^sips?:[^\s@]+@\S+$/i);

/** A whole number within bounds, both included. */
export const wholeNumber = (min: number, max: number) =>
  text.regex(/^\d+$/).transform(Number).pipe(z.number().min(min).max(max));

/** A URL of one of these schemes, without a slash at its end. */
export const address = (schemes: readonly string[]) =>
  text
    .refine((value) => URL.canParse(value) && schemes.includes(new URL(value).protocol))
    .transform((value) => value.replace(/\/+$/, ''));

/** An origin, without a slash at its end. */
export const origin = text
  .refine((value) => {
    if (!URL.canParse(value)) return false;
    const { protocol, pathname, search, hash, username } = new URL(value);
    return /^https?:$/.test(protocol) && pathname === '/' && search + hash + username === '';
  })
  .transform((value) => new URL(value).origin);

/** Texts without spaces, with a comma between. */
export const tokenList = text
  .transform((value) => value.split(',').map((token) => token.trim()))
  .pipe(z.array(z.string().regex(/^\S+$/)).min(1));
