// Instruction: what one verb of a document asks for, in words that carriers' languages share.
import type { VerbElement } from './read-document.ts';

/** Where a document sends the call next; an address relative to the document's own. */
export interface Link {
  readonly url: string;
  readonly method: 'GET' | 'POST';
}

/** A verb, understood. `after` null: the verb behind it is next. */
export type Instruction =
  /** Runs a media stream to its end. `noun` says which; `fields` for the link then. */
  | {
      readonly kind: 'stream';
      readonly noun: VerbElement;
      readonly after: Link | null;
      readonly fields?: Readonly<Record<string, string>>;
    }
  | { readonly kind: 'say'; readonly text: string; readonly language: string; readonly times: number }
  | { readonly kind: 'pause'; readonly ms: number }
  /** Calls somebody; `refer`: it is the phone's own side that calls them. */
  | {
      readonly kind: 'dial';
      readonly to: string;
      readonly timeoutMs: number;
      readonly after: Link | null;
      readonly refer?: true;
    }
  /** Runs a conference to its end; `fields` for the link then. `exits`: it lasts when somebody leaves, and tells that there. */
  | {
      readonly kind: 'conference';
      readonly room: string;
      readonly after: Link | null;
      readonly fields: Readonly<Record<string, string>>;
      readonly exits?: { readonly url: string; readonly fields: Readonly<Record<string, string>> };
    }
  | { readonly kind: 'redirect'; readonly to: Link }
  /** Ends the call before it is answered. */
  | { readonly kind: 'reject'; readonly reason: string }
  | { readonly kind: 'hang-up' }
  /** A verb that is known and leaves no trace here. */
  | { readonly kind: 'nothing' }
  | { readonly kind: 'refused'; readonly code: number; readonly detail: string };

/** The link of two attributes; null without an address. */
export function linkOf(url: string | undefined, method: string | undefined): Link | null {
  if (url === undefined) return null;
  return { url, method: method?.toUpperCase() === 'GET' ? 'GET' : 'POST' };
}

/** The number in an attribute, when there is one that is not negative. */
export function numberOf(text: string | undefined, otherwise: number): number {
  const number = Number(text);
  return text === undefined || !Number.isFinite(number) || number < 0 ? otherwise : number;
}
