// Tool asks: what running tools ask of the call's keys, and the answers that they wait for.
import type { ToolCallId } from '../base/brand.ts';
import { OffhookError } from '../base/errors.ts';
import type { FrameOf } from '../frames/frame.ts';
import type { EntryStatus, SendingStatus } from '../frames/reasons.ts';
import { ENTRY_DIGITS_MAX } from './digit-entry.ts';

/** How long an entry may be told to wait for the next key. */
export const ENTRY_QUIET_MS_MAX = 120_000;

/** Entries and sendings that one tool call may ask for, one after another. */
export const TOOL_ASKS_MAX = 20;

/** Keys and pauses in one sequence that is sent. */
export const DIGITS_OUT_MAX = 64;

/** What a tool wants to be typed. */
export interface EntryWish {
  /** So many digits end it, 1 to 64. Default: the terminator alone does. */
  readonly length?: number;
  /** The key that ends it and is no part of it. Default `'#'`; null: every key is a part. */
  readonly terminator?: string | null;
  /** How long the caller may take for each key, from the end of what the agent is saying. 1 to 120,000. */
  readonly timeoutMs: number;
  /** True hides what is typed, and how it sounds, from the model, the journal, the transcript and the recording. */
  readonly private?: boolean;
  /** Spoken first; a key stops it. Default: the agent has asked already. */
  readonly prompt?: string;
}

/** What was typed; with `timeout`, as far as it was. */
export interface Entry {
  readonly status: EntryStatus;
  readonly digits: string;
}

/** What became of keys that were sent. */
export interface Sending {
  readonly status: SendingStatus;
}

/** The two things that a running tool may ask of the keys. */
export interface KeyAsks {
  collectDigits(wish: EntryWish): Promise<Entry>;
  sendDigits(digits: string): Promise<Sending>;
}

/** What goes out for an ask, and what answers it. */
export type Ask = FrameOf<'entry.wanted'> | FrameOf<'digits.wanted'>;
type Answer = FrameOf<'entry.done'> | FrameOf<'digits.sent'>;

interface Waiting {
  readonly toolCallId: ToolCallId;
  settle(answer: Answer | null): void;
}

/**
 * The asks of all tools of a conversation. What the node knows of them it has from what is reported, and nothing from
 * the running tools themselves: so a call goes the same way whenever the same is reported again.
 */
export class ToolAsks {
  /** What was reported and not answered yet, and by which tool. */
  readonly #open = new Map<string, ToolCallId>();
  /** Who waits for an answer, among the tools that run. */
  readonly #waiting = new Map<string, Waiting>();
  readonly #left = new Map<ToolCallId, number>();

  /** For a tool that begins to run; `report` brings an ask to the node that runs it. */
  begin(toolCallId: ToolCallId, report: (ask: Ask) => void): KeyAsks {
    this.#left.set(toolCallId, TOOL_ASKS_MAX);
    return {
      collectDigits: async (wish) => {
        const wanted = checkEntryWish(wish);
        const done = await this.#ask(toolCallId, report, (entryId) => ({
          kind: 'entry.wanted',
          entryId,
          ...wanted,
        }));
        return done?.kind === 'entry.done'
          ? { status: done.status, digits: done.digits }
          : { status: 'cancelled', digits: '' };
      },
      sendDigits: async (digits) => {
        const checked = checkedDigits(digits);
        const done = await this.#ask(toolCallId, report, (sendingId) => ({
          kind: 'digits.wanted',
          sendingId,
          digits: checked,
        }));
        return { status: done?.kind === 'digits.sent' ? done.status : 'cut' };
      },
    };
  }

  /** A tool has reported an ask. */
  asked(toolCallId: ToolCallId, ask: Ask): void {
    this.#open.set(ask.kind === 'entry.wanted' ? ask.entryId : ask.sendingId, toolCallId);
  }

  /** Whether the tool waits for the keys, and not the caller for the tool. */
  waits(toolCallId: ToolCallId): boolean {
    return [...this.#open.values()].includes(toolCallId);
  }

  /** Hands an answer to the tool that asked; null when none does any more. */
  answer(frame: Answer): ToolCallId | null {
    const id = frame.kind === 'entry.done' ? frame.entryId : frame.sendingId;
    const toolCallId = this.#open.get(id) ?? null;
    this.#open.delete(id);
    this.#settle(id, frame);
    return toolCallId;
  }

  /** The tool is over: whatever it still waits for is called off, and it can ask no more. */
  end(toolCallId: ToolCallId): FrameOf<'entry.unwanted'>[] {
    this.#left.delete(toolCallId);
    for (const [id, one] of this.#waiting) if (one.toolCallId === toolCallId) this.#settle(id, null);
    const mine = [...this.#open].filter(([, by]) => by === toolCallId);
    return mine.map(([entryId]) => {
      this.#open.delete(entryId);
      return { kind: 'entry.unwanted', entryId };
    });
  }

  #settle(id: string, answer: Answer | null): void {
    const one = this.#waiting.get(id);
    this.#waiting.delete(id);
    one?.settle(answer);
  }

  #ask(toolCallId: ToolCallId, report: (ask: Ask) => void, ask: (id: string) => Ask): Promise<Answer | null> {
    const left = this.#left.get(toolCallId) ?? 0;
    if (left === 0) return Promise.resolve(null);
    this.#left.set(toolCallId, left - 1);
    const id = `${toolCallId}-${left}`;
    const { promise, resolve } = Promise.withResolvers<Answer | null>();
    this.#waiting.set(id, { toolCallId, settle: resolve });
    report(ask(id));
    return promise;
  }
}

/** A wish with its defaults filled in; throws `DIGITS_INVALID` when a field does not fit. */
export function checkEntryWish(wish: EntryWish): Omit<FrameOf<'entry.wanted'>, 'kind' | 'entryId'> {
  const { length = null, terminator = '#', timeoutMs, prompt = null } = wish;
  if (length !== null && !isWhole(length, ENTRY_DIGITS_MAX))
    throw invalid('collectDigits: length', `must be a whole number from 1 to ${ENTRY_DIGITS_MAX}`);
  if (terminator !== null && !/^[0-9*#A-D]$/.test(terminator))
    throw invalid('collectDigits: terminator', 'must be one key, such as "#", or null');
  if (!isWhole(timeoutMs, ENTRY_QUIET_MS_MAX))
    throw invalid('collectDigits: timeoutMs', `must be a whole number from 1 to ${ENTRY_QUIET_MS_MAX}`);
  if (prompt !== null && prompt.trim() === '')
    throw invalid('collectDigits: prompt', 'must be a sentence to say; leave it out for none');
  return { length, terminator, quietMsMax: timeoutMs, private: wish.private ?? false, prompt };
}

/** The alphabet of what is sent, in capitals but for the short pause. */
function checkedDigits(digits: string): string {
  const written = digits.replaceAll(/[a-d]/g, (key) => key.toUpperCase());
  if (written.length > DIGITS_OUT_MAX || !/^[0-9A-D*#wW]*[0-9A-D*#][0-9A-D*#wW]*$/.test(written))
    throw invalid(
      'sendDigits: digits',
      `must be 1 to ${DIGITS_OUT_MAX} of 0-9, A-D, *, #, and w or W for a pause`,
    );
  return written;
}

function isWhole(value: number, max: number): boolean {
  return Number.isInteger(value) && value >= 1 && value <= max;
}

function invalid(field: string, problem: string): OffhookError {
  return new OffhookError('DIGITS_INVALID', `${field}: ${problem}`);
}
