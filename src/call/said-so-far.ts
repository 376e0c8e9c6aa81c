// Said so far: what a session of the model knows of the conversation, kept so that another session can be told it.
import type { ItemId, ToolCallId } from '../base/brand.ts';
import type { FrameOf } from '../frames/frame.ts';
import { durationMs } from '../media/audio.ts';
import { speakingMs } from '../media/speaking-time.ts';
import { heardText } from '../nodes/heard-text.ts';
import type { ModelEnd } from './ends.ts';
import { HISTORY_LINES_MAX } from './history.ts';

/** What one line keeps of the agent's text. */
const LINE_CHARS_MAX = 16_000;

/** Calls of functions whose results are awaited; more never run at a time. */
const CALLS_MAX = 64;

type Given = FrameOf<ModelEnd['gives'][number]>;
type Told = FrameOf<'context.add' | 'context.tool-result' | 'context.truncate' | 'context.remove'>;
type Added = FrameOf<'context.add'>;

interface Line {
  readonly role: Added['role'];
  readonly itemId: ItemId | null;
  /** The session that made it; null for what was told to the model. */
  readonly session: number | null;
  text: string;
  /** Sound the model made of it. */
  producedMs: number;
  /** Its text is as it stays: heard to the end, or corrected to what was heard. */
  final: boolean;
}

/**
 * Follows the frames in both directions. At most `HISTORY_LINES_MAX` lines; the oldest go.
 * Text is all that a new session takes: sound cannot be given back to it, and a result of a function that another
 * session called is no result to it, so those become notes.
 */
export class SaidSoFar {
  readonly #lines = new Map<string, Line>();
  readonly #calls = new Map<ToolCallId, FrameOf<'tool.called'>>();
  #session = 0;
  #notes = 0;

  /** A function was called, and its result was not told yet. */
  get awaitsResult(): boolean {
    return this.#calls.size > 0;
  }

  /** What is told from here on goes to another session, which has been given `lines`. */
  nextSession(): void {
    this.#session += 1;
  }

  /** Takes in what the model is told; returns how its present session has to be told it. */
  tell(frame: Told): readonly Told[] {
    switch (frame.kind) {
      case 'context.add':
        this.#put(frame.itemId ?? this.#noteKey(), lineOf(frame));
        return [frame];
      case 'context.remove':
        this.#lines.delete(frame.itemId);
        return [frame];
      case 'context.truncate':
        return this.#truncate(frame);
      case 'context.tool-result':
        return this.#toolResult(frame);
    }
  }

  /** Something that no frame said. */
  note(text: string): void {
    this.#put(this.#noteKey(), lineOf({ kind: 'context.add', itemId: null, role: 'system', text }));
  }

  /** Takes in what the model says. */
  see(frame: Given): void {
    switch (frame.kind) {
      case 'caller.committed':
        this.#callerLine(frame.itemId);
        return;
      case 'caller.text': {
        const line = this.#callerLine(frame.itemId);
        line.text = frame.text;
        line.final = frame.final;
        return;
      }
      case 'agent.text': {
        const line = this.#agentLine(frame.itemId);
        if (!line.final) line.text = (line.text + frame.delta).slice(0, LINE_CHARS_MAX);
        return;
      }
      case 'agent.audio':
        this.#agentLine(frame.itemId).producedMs += durationMs(frame.audio);
        return;
      case 'agent.words':
        this.#agentLine(frame.itemId).producedMs += speakingMs(frame.text);
        return;
      case 'tool.called':
        this.#toolCalled(frame);
        return;
      default:
    }
  }

  /** The caller's lines whose text will not be final any more, as they stand; those of `open` are still to come. */
  abandonCallerLines(open: readonly ItemId[]): readonly FrameOf<'caller.text'>[] {
    const given: FrameOf<'caller.text'>[] = [];
    for (const { role, itemId, session, text, final } of this.#lines.values()) {
      if (role !== 'caller' || session === null || itemId === null || final || open.includes(itemId))
        continue;
      given.push({ kind: 'caller.text', itemId, text, final: true });
    }
    for (const frame of given) this.see(frame);
    return given;
  }

  /** All of it for a session that knows nothing, without the lines of `except`. The agent's items keep their ids. */
  lines(except: readonly ItemId[]): readonly Added[] {
    const lines: Added[] = [];
    for (const { role, itemId, session, text, producedMs } of this.#lines.values()) {
      if (text === '' || (itemId !== null && except.includes(itemId))) continue;
      // What the model has written and not spoken was never heard.
      if (role === 'agent' && session !== null && producedMs === 0) continue;
      lines.push({ kind: 'context.add', itemId: role === 'caller' ? null : itemId, role, text });
    }
    return lines;
  }

  #toolCalled(called: FrameOf<'tool.called'>): void {
    const { toolCallId, name, argumentsJson } = called;
    if (this.#calls.size === CALLS_MAX) return;
    this.#calls.set(toolCallId, called);
    const line = this.#line('system', null);
    // A model that did not know of the call would make it again.
    line.text = `The function ${name} was called with ${argumentsJson}. Its result will follow: do not call it again.`;
    this.#put(toolKey(toolCallId), line);
  }

  #truncate(frame: FrameOf<'context.truncate'>): readonly Told[] {
    const line = this.#lines.get(frame.itemId);
    if (line === undefined) return [frame];
    line.text = heardText(line.text, frame.heardMs, line.producedMs);
    line.final = true;
    if (line.session === this.#session) return [frame];
    // To this session the item is text, and text can't be truncated: it is replaced by what was heard.
    const remove = { kind: 'context.remove', itemId: frame.itemId } as const;
    if (line.text === '') return [remove];
    return [remove, { kind: 'context.add', itemId: null, role: 'agent', text: line.text }];
  }

  #toolResult(frame: FrameOf<'context.tool-result'>): readonly Told[] {
    const called = this.#calls.get(frame.toolCallId);
    const line = this.#lines.get(toolKey(frame.toolCallId));
    this.#calls.delete(frame.toolCallId);
    if (called === undefined || line === undefined) return [frame];
    line.text = `The function ${called.name} was called with ${called.argumentsJson} and returned ${frame.outputJson}`;
    if (line.session === this.#session) return [frame];
    return [{ kind: 'context.add', itemId: null, role: 'system', text: line.text }];
  }

  #callerLine(itemId: ItemId): Line {
    return this.#lines.get(itemId) ?? this.#put(itemId, this.#line('caller', itemId));
  }

  #agentLine(itemId: ItemId): Line {
    return this.#lines.get(itemId) ?? this.#put(itemId, this.#line('agent', itemId));
  }

  #line(role: Line['role'], itemId: ItemId | null): Line {
    return { role, itemId, session: this.#session, text: '', producedMs: 0, final: false };
  }

  #put(key: string, line: Line): Line {
    this.#lines.set(key, line);
    for (const oldest of this.#lines.keys()) {
      if (this.#lines.size <= HISTORY_LINES_MAX) break;
      this.#lines.delete(oldest);
    }
    return line;
  }

  #noteKey(): string {
    this.#notes += 1;
    return `note ${this.#notes}`;
  }
}

function lineOf({ role, itemId, text }: Added): Line {
  return { role, itemId, session: null, text, producedMs: 0, final: true };
}

function toolKey(toolCallId: ToolCallId): string {
  return `tool ${toolCallId}`;
}
