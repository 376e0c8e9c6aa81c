// Transcript: puts together what each side said, and of the agent's words what was heard, line by line.
import type { ItemId } from '../base/brand.ts';
import { plusMs, type Micros } from '../base/time.ts';
import type { FrameOf } from '../frames/frame.ts';
import type { JournalEvent } from '../frames/journal-event.ts';
import { NOTHING, type Node } from '../graph/node.ts';
import { heardText, type HeardMark } from './heard-text.ts';

const TAKES = [
  'speech.started',
  'speech.stopped',
  'caller.committed',
  'caller.text',
  'agent.text',
  'agent.timing',
  'playout.started',
  'item.heard',
  'speaker.changed',
  'conversation.ended',
] as const;

const GIVES = ['journal.entry'] as const;

/** Lines of one side that wait to be whole; beyond it the oldest is written as it stands. */
export const LINES_WAITING_MAX = 64;

/** Starts of speech that wait for the item they became. */
const STARTS_WAITING_MAX = 8;

/** The clock of the call. */
export interface TranscriptOptions {
  /** Milliseconds since the call opened. */
  callMs(at: Micros): number;
  /** Which agent begins, where a call has several: then each line names its own. */
  readonly agent?: string;
}

interface CallerLine {
  readonly startedMs: number;
  text: string;
}

interface AgentLine {
  readonly agent: string | null;
  /** Null until it is to make a sound: when it will. */
  startedMs: number | null;
  /** When its sound was handed over: earlier, where other sound is still to be played. */
  handedMs: number | null;
  said: string;
  /** When its words sound, where that is known. */
  readonly marks: HeardMark[];
}

/**
 * Gives the caller's line when its text is final, and the agent's when it is known how much of it was heard.
 * What is left when the conversation ends is given as it stands. An item that never sounded is no line.
 */
export function transcript(options: TranscriptOptions): Node<(typeof TAKES)[number], (typeof GIVES)[number]> {
  const starts: number[] = [];
  let name = options.agent ?? null;
  /** The speech that began last has stopped, and is no item yet: its end and its item come in one breath. */
  let stopped = false;
  const caller = new Map<ItemId, CallerLine>();
  const agent = new Map<ItemId, AgentLine>();
  /** Items whose line is written: what still comes for them changes nothing. */
  const written = new Set<ItemId>();
  /** Items of the caller whose end was told. */
  const committed = new Set<ItemId>();

  const callMs = (at: Micros): number => Math.round(options.callMs(at));

  const callerLine = (itemId: ItemId, at: Micros): CallerLine => {
    const known = caller.get(itemId);
    if (known !== undefined) return known;
    // Speech becomes items in the order in which it began.
    stopped = false;
    const line = { startedMs: starts.shift() ?? callMs(at), text: '' };
    caller.set(itemId, line);
    return line;
  };

  const agentLine = (itemId: ItemId): AgentLine => {
    const line = agent.get(itemId) ?? {
      agent: name,
      startedMs: null,
      handedMs: null,
      said: '',
      marks: [],
    };
    agent.set(itemId, line);
    return line;
  };

  const writeCaller = (itemId: ItemId, { text, startedMs }: CallerLine): FrameOf<'journal.entry'>[] => {
    caller.delete(itemId);
    written.add(itemId);
    return [entry({ kind: 'caller.said', itemId, text, startedMs })];
  };

  const writeAgent = (
    itemId: ItemId,
    { agent: whose, said, startedMs, handedMs, marks }: AgentLine,
    { heardMs, producedMs, whole }: Pick<FrameOf<'item.heard'>, 'heardMs' | 'producedMs' | 'whole'>,
  ): FrameOf<'journal.entry'>[] => {
    agent.delete(itemId);
    written.add(itemId);
    if (startedMs === null) return [];
    const heard = whole ? said : heardText(said, heardMs, producedMs, marks);
    // What never sounded stands where it was handed over, before the words that cut it off.
    const at = heardMs > 0 ? startedMs : (handedMs ?? startedMs);
    return [
      entry({
        kind: 'agent.said',
        itemId,
        said,
        heard,
        heardMs,
        producedMs,
        startedMs: at,
        ...(whose === null ? {} : { agent: whose }),
      }),
    ];
  };

  /** Writes the oldest lines until no more than `most` of each side wait. */
  const writeOldest = (most: number): FrameOf<'journal.entry'>[] => {
    const given: FrameOf<'journal.entry'>[] = [];
    for (const [itemId, line] of caller) {
      if (caller.size <= most) break;
      given.push(...writeCaller(itemId, line));
    }
    for (const [itemId, line] of agent) {
      if (agent.size <= most) break;
      // Nobody said how much was heard: nothing is claimed.
      given.push(...writeAgent(itemId, line, { heardMs: 0, producedMs: 0, whole: false }));
    }
    return given;
  };

  return {
    takes: TAKES,
    gives: GIVES,
    handle(frame, at) {
      if (frame.kind === 'caller.committed') {
        // Another session heard this turn again: the speech that it told of has its line already.
        if (committed.has(frame.itemId)) starts.shift();
        stopped = false;
        committed.add(frame.itemId);
      }
      if ('itemId' in frame && written.has(frame.itemId)) return NOTHING;
      switch (frame.kind) {
        case 'speech.started':
          if (stopped) starts.pop();
          stopped = false;
          if (starts.length === STARTS_WAITING_MAX) starts.shift();
          starts.push(callMs(at));
          return NOTHING;
        case 'speech.stopped':
          stopped = starts.length > 0;
          return NOTHING;
        case 'speaker.changed':
          name = name === null ? null : frame.agent;
          return NOTHING;
        case 'caller.committed':
          callerLine(frame.itemId, at);
          return writeOldest(LINES_WAITING_MAX);
        case 'caller.text': {
          const line = callerLine(frame.itemId, at);
          line.text = frame.text;
          return frame.final ? writeCaller(frame.itemId, line) : writeOldest(LINES_WAITING_MAX);
        }
        case 'agent.text':
          agentLine(frame.itemId).said += frame.delta;
          return writeOldest(LINES_WAITING_MAX);
        case 'agent.timing':
          agentLine(frame.itemId).marks.push(...frame.marks);
          return NOTHING;
        case 'playout.started':
          // Words from memory come before their sound; sound without any, such as keys, is no line.
          if (frame.responseId === null && !agent.has(frame.itemId)) {
            written.add(frame.itemId);
            return NOTHING;
          }
          agentLine(frame.itemId).handedMs ??= callMs(at);
          agentLine(frame.itemId).startedMs ??= callMs(plusMs(at, frame.soundsInMs));
          return writeOldest(LINES_WAITING_MAX);
        case 'item.heard':
          return writeAgent(frame.itemId, agentLine(frame.itemId), frame);
        default:
          return writeOldest(0);
      }
    },
  };
}

function entry(event: JournalEvent): FrameOf<'journal.entry'> {
  return { kind: 'journal.entry', event };
}
