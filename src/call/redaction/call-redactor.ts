// Call redactor: takes personal data out of the records of one call before anybody keeps, shows or sends them.
import type { ItemId } from '../../base/brand.ts';
import type { JournalEvent } from '../../frames/journal-event.ts';
import type { Redactable } from '../../frames/redactable.ts';
import type { JournalRecord } from '../journal.ts';
import { digitChains } from './digit-chains.ts';
import { digitWords } from './digit-words.ts';
import { redactJson, redactValue } from './redact-json.ts';
import { hidden, markOf, personalSpans, redactText, type RedactionRules } from './redact-text.ts';

/** What a call is redacted by. */
export interface CallRedactorOptions {
  /** At least one. */
  readonly kinds: readonly Redactable[];
  /** BCP-47, of all that may be spoken. */
  readonly languages: readonly string[];
}

/** Follows one call. */
export interface CallRedactor {
  /** The record as it may be kept: the same one where there is nothing to take out. */
  take(record: JournalRecord): JournalRecord;
  /** Lines of before that turned out to be part of a number by what was taken since: to be written again so. */
  again(): readonly JournalEvent[];
}

/** Keys with less than this between them are one number. */
const KEYS_APART_MS_MAX = 10_000;

/** So many keys of a number stand as they are: enough for a menu. */
export const KEYS_SHOWN_MAX = 3;

/** What stands for a key that is not shown. */
export const KEY_HIDDEN = 'x';

/** Lines over which a caller may spread one number. */
const CARRIED_LINES_MAX = 8;

/** Numbers of a call whose pieces are hidden as well. */
const KNOWN_MAX = 32;

/** The end of a line of the caller, in digits, which the next one may go on with. */
interface Carried {
  readonly event: Extract<JournalEvent, { readonly kind: 'caller.said' }>;
  /** Where the digits begin in the text as it was said. */
  readonly from: number;
  /** The text as it was said. */
  readonly said: string;
}

/** A redactor that has seen nothing. */
export function callRedactor({ kinds, languages }: CallRedactorOptions): CallRedactor {
  const rules: RedactionRules = { kinds: new Set(kinds), words: digitWords(languages) };
  const known: string[] = [];
  let carried: Carried[] = [];
  let rewritten: JournalEvent[] = [];
  let keys = 0;
  let keyMs = -Infinity;

  function learn(what: Redactable, digits: string): void {
    // A phone number's pieces are area codes and the like.
    if ((what !== 'card' && what !== 'ssn') || known.includes(digits)) return;
    known.push(digits);
    if (known.length > KNOWN_MAX) known.shift();
  }
  const found = (digits: string): void => {
    if (digits.length >= 13 || digits.length === 9) learn('card', digits);
  };
  const text = (given: string): string => {
    const { text: redacted, spans } = redactText(given, rules, known);
    for (const { what, digits } of spans) learn(what, digits);
    return redacted;
  };

  function callerSaid(event: Carried['event']): JournalEvent {
    const { itemId, text: said } = event;
    const joined = joinedWith(said);
    const rest = said.slice(joined?.end ?? 0);
    const spans = personalSpans(rest, rules, known);
    for (const { what, digits } of spans) learn(what, digits);
    const whats = unique([...(joined === null ? [] : [joined.what]), ...spans.map(({ what }) => what)]);
    const redacted: Carried['event'] =
      whats.length === 0
        ? event
        : {
            ...event,
            text: `${joined === null ? '' : markOf(joined.what)}${hidden(rest, spans)}`,
            redacted: whats,
          };
    carry(redacted, said, itemId, joined !== null);
    return redacted;
  }

  /** A number that earlier lines have begun and this one ends: up to where it stands here. */
  function joinedWith(said: string): { readonly end: number; readonly what: Redactable } | null {
    for (let first = 0; first < carried.length; first += 1) {
      const parts = carried.slice(first);
      const before = parts.map(({ said: one, from }) => `${one.slice(from).replace(/[\s.,;!?]+$/, '')} `);
      const length = before.join('').length;
      const span = personalSpans(before.join('') + said, rules, known).find(
        ({ start, end, what }) => start < length && end > length && what !== 'email',
      );
      if (span === undefined) continue;
      learn(span.what, span.digits);
      let at = 0;
      for (const [index, part] of parts.entries()) {
        const end = at + (before[index]?.length ?? 0);
        if (end > span.start) rewrite(part, part.from + Math.max(0, span.start - at), span.what);
        at = end;
      }
      return { end: span.end - length, what: span.what };
    }
    return null;
  }

  function rewrite({ event, said }: Carried, from: number, what: Redactable): void {
    const head = text(said.slice(0, from));
    const redacted = unique([...(event.redacted ?? []), what]);
    rewritten.push({ ...event, text: `${head}${markOf(what)}`, redacted });
  }

  function carry(event: Carried['event'], said: string, itemId: ItemId, joined: boolean): void {
    const chain = digitChains(said, rules.words).at(-1);
    const [first, last] = [chain?.groups[0], chain?.groups.at(-1)];
    const ends = last !== undefined && /^[\s.,;!?-]*$/.test(said.slice(last.end));
    if (said.trim() === '') return;
    if (joined || first === undefined || !ends) carried = [];
    else {
      const whole = /^[\s.,;+(-]*$/.test(said.slice(0, first.start));
      const one = { event: { ...event, itemId }, from: chain?.plusAt ?? first.start, said };
      carried = whole ? [...carried, one].slice(-CARRIED_LINES_MAX) : [one];
    }
  }

  function agentSaid(event: Extract<JournalEvent, { readonly kind: 'agent.said' }>): JournalEvent {
    const { said, heard } = event;
    const { text: redacted, spans } = redactText(said, rules, known);
    for (const { what, digits } of spans) learn(what, digits);
    if (spans.length === 0) return event;
    // What was heard may end within a number.
    const inEar = said.startsWith(heard) ? hidden(heard, spans) : text(heard);
    return { ...event, said: redacted, heard: inEar, redacted: unique(spans.map(({ what }) => what)) };
  }

  function key(digit: string, atMs: number): string {
    keys = atMs - keyMs < KEYS_APART_MS_MAX ? keys + 1 : 1;
    keyMs = atMs;
    const isNumber = rules.kinds.has('card') || rules.kinds.has('ssn') || rules.kinds.has('phone');
    return isNumber && keys > KEYS_SHOWN_MAX && /\d/.test(digit) ? KEY_HIDDEN : digit;
  }

  function redacted(event: JournalEvent, atMs: number): JournalEvent {
    switch (event.kind) {
      // The numbers between which the call is, and what the business has given it.
      case 'call.opened':
      case 'dial.wanted':
        return event;
      case 'caller.said':
        return callerSaid(event);
      case 'agent.said':
        return agentSaid(event);
      case 'caller.digit':
        return { ...event, digit: key(event.digit, atMs) };
      case 'digits.sent': {
        const bare = event.digits.replaceAll(/\D/g, '');
        const spans = personalSpans(bare, rules, known);
        return spans.length === 0 ? event : { ...event, digits: KEY_HIDDEN.repeat(bare.length) };
      }
      case 'tool.called':
        return { ...event, argumentsJson: redactJson(event.argumentsJson, rules, known, found) };
      case 'tool.settled':
        return { ...event, outputJson: redactJson(event.outputJson, rules, known, found) };
      case 'guardrail.stopped':
        return { ...event, reason: text(event.reason) };
      default:
        // What is told to a human, what came of the call, what went wrong: each may quote.
        return 'briefing' in event || 'summary' in event || 'detail' in event
          ? (redactValue(event, rules, known, found) as JournalEvent)
          : event;
    }
  }

  return {
    take(record) {
      const event = redacted(record.event, record.atMs);
      return event === record.event ? record : { ...record, event };
    },
    again() {
      const events = rewritten;
      rewritten = [];
      return events;
    },
  };
}

/** What a call is redacted by, as its first record has it; none: nothing is. */
export function redactionOf(records: readonly JournalRecord[]): readonly Redactable[] {
  const opened = records[0]?.event;
  return opened?.kind === 'call.opened' ? (opened.redact ?? []) : [];
}

function unique(kinds: readonly Redactable[]): readonly Redactable[] {
  return [...new Set(kinds)];
}
