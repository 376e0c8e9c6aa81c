// Digit entry: takes the keys that a tool waits for, tells the tool alone what they were, and keeps a private one private.
import type { UtteranceId } from '../base/brand.ts';
import type { FrameOf } from '../frames/frame.ts';
import type { EntryStatus } from '../frames/reasons.ts';
import { NOTHING, type Action, type Node } from '../graph/node.ts';

const TAKES = [
  'carrier.started',
  'caller.digit',
  'entry.wanted',
  'entry.unwanted',
  'utterance.done',
  'playout.started',
  'playout.drained',
  'carrier.stopped',
  'conversation.ending',
] as const;

const GIVES = [
  'caller.digit',
  'entry.started',
  'entry.key',
  'entry.done',
  'utterance.wanted',
  'privacy',
] as const;

type Given = FrameOf<(typeof GIVES)[number]> | Action;

/** Digits that one entry may have. */
export const ENTRY_DIGITS_MAX = 64;

/** How long an entry may last from its beginning, whatever is said and pressed meanwhile. */
export const ENTRY_MS_MAX = 180_000;

/**
 * Behind a private entry its last key still sounds, and a caller who has not noticed its end types on. For so long,
 * and for so long behind each such key, both stay private.
 */
export const ENTRY_TAIL_MS = 1_500;

/** When the line broke in a private entry, the caller types on as long as it takes to notice. */
export const RESUMED_TAIL_MS = 3_000;

/** What was on before this conversation. */
export interface DigitEntryOptions {
  /** The call's last stream broke while a private entry was on. */
  readonly brokenPrivate: boolean;
}

interface Entry {
  readonly wanted: FrameOf<'entry.wanted'>;
  digits: string;
  /** The prompt that is still to be spoken to its end. */
  promptId: UtteranceId | null;
}

/**
 * Everybody's keys come through here. While no entry is on they pass; while one is, they go to it, and everybody else
 * learns that a key was pressed, and which only when the entry is not private.
 */
export function digitEntry({
  brokenPrivate,
}: DigitEntryOptions): Node<(typeof TAKES)[number], (typeof GIVES)[number]> {
  let entry: Entry | null = null;
  /** The entry whose stray keys are still swallowed, and how many were. */
  let tail: { readonly private: boolean; readonly terminator: string | null; strays: number } | null = null;
  let agentSpeaks = false;
  let prompts = 0;
  /** How every entry ends from here on; null: the call goes on. */
  let over: EntryStatus | null = null;

  function want(wanted: FrameOf<'entry.wanted'>): Given[] {
    if (over !== null) return [refusal(wanted, over)];
    if (entry !== null) return [refusal(wanted, 'cancelled')];
    entry = { wanted, digits: '', promptId: null };
    const wasPrivate = tail?.private === true;
    tail = null;
    const given: Given[] = [{ kind: 'timer.stop', name: 'tail' }];
    if (wanted.private !== wasPrivate) given.push({ kind: 'privacy', on: wanted.private });
    given.push(
      { kind: 'entry.started', private: wanted.private },
      { kind: 'timer.start', name: 'entry', afterMs: ENTRY_MS_MAX },
    );
    if (wanted.prompt !== null) {
      prompts += 1;
      // Its item is named by it, and models take short names only.
      const utteranceId = `entry-${prompts}` as UtteranceId;
      entry.promptId = utteranceId;
      const text = wanted.prompt;
      given.push({ kind: 'utterance.wanted', utteranceId, text, protected: false, optional: false });
    }
    return [...given, ...wait(entry)];
  }

  /** The caller's time runs while the line is quiet. */
  function wait({ promptId, wanted }: Entry): Given[] {
    if (promptId !== null || agentSpeaks) return [{ kind: 'timer.stop', name: 'quiet' }];
    return [{ kind: 'timer.start', name: 'quiet', afterMs: wanted.quietMsMax }];
  }

  function pressed(frame: FrameOf<'caller.digit'>): Given[] {
    if (entry === null) return strayed(frame);
    const { wanted } = entry;
    const key: Given = { kind: 'entry.key', digit: wanted.private ? null : frame.digit };
    if (frame.digit === wanted.terminator) return [key, ...finish('entered')];
    entry.digits += frame.digit;
    const whole = entry.digits.length >= (wanted.length ?? ENTRY_DIGITS_MAX);
    return [key, ...(whole ? finish('entered') : wait(entry))];
  }

  /** A key that nobody waits for: mostly it is everybody's. */
  function strayed(frame: FrameOf<'caller.digit'>): Given[] {
    if (tail === null) return [frame];
    if (!tail.private) return frame.digit === tail.terminator ? [] : [frame];
    tail.strays += 1;
    return tail.strays > ENTRY_DIGITS_MAX
      ? []
      : [{ kind: 'timer.start', name: 'tail', afterMs: ENTRY_TAIL_MS }];
  }

  function finish(status: EntryStatus): Given[] {
    if (entry === null) return [];
    const { wanted, digits } = entry;
    const { entryId, private: isPrivate, terminator } = wanted;
    entry = null;
    tail = { private: isPrivate, terminator, strays: 0 };
    return [
      { kind: 'timer.stop', name: 'quiet' },
      { kind: 'timer.stop', name: 'entry' },
      { kind: 'timer.start', name: 'tail', afterMs: ENTRY_TAIL_MS },
      { kind: 'entry.done', entryId, begun: true, private: isPrivate, status, digits },
    ];
  }

  function begin(): Given[] {
    if (!brokenPrivate || entry !== null) return [];
    tail = { private: true, terminator: null, strays: 0 };
    return [
      { kind: 'privacy', on: true },
      { kind: 'timer.start', name: 'tail', afterMs: RESUMED_TAIL_MS },
    ];
  }

  function end(status: EntryStatus): Given[] {
    over ??= status;
    return finish(status);
  }

  return {
    takes: TAKES,
    gives: GIVES,
    handle(frame) {
      switch (frame.kind) {
        case 'carrier.started':
          return begin();
        case 'caller.digit':
          return pressed(frame);
        case 'entry.wanted':
          return want(frame);
        case 'entry.unwanted':
          return entry?.wanted.entryId === frame.entryId ? finish('cancelled') : NOTHING;
        case 'utterance.done':
          if (entry === null || entry.promptId !== frame.utteranceId) return NOTHING;
          entry.promptId = null;
          return wait(entry);
        case 'playout.started':
        case 'playout.drained':
          agentSpeaks = frame.kind === 'playout.started';
          return entry === null ? NOTHING : wait(entry);
        case 'carrier.stopped':
          return end(frame.cause === 'stop' ? 'hung-up' : 'cancelled');
        case 'conversation.ending':
          return end('cancelled');
      }
    },
    onTimer(name) {
      if (name !== 'tail') return finish('timeout');
      const wasPrivate = tail?.private === true;
      tail = null;
      return wasPrivate ? [{ kind: 'privacy', on: false }] : NOTHING;
    },
  };
}

function refusal({ entryId, private: isPrivate }: FrameOf<'entry.wanted'>, status: EntryStatus): Given {
  return { kind: 'entry.done', entryId, begun: false, private: isPrivate, status, digits: '' };
}
