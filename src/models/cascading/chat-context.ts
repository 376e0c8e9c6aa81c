// Chat context: the conversation as the language model is told of it: what was said, and of the agent's words what was heard.
import type { ItemId, ToolCallId } from '../../base/brand.ts';
import type { ContextAdd, ToolCalled } from '../../frames/model-frames.ts';
import type { LlmMessage } from '../../speech/llm.ts';
import type { SpokenItem } from './spoken-item.ts';

/** Entries that are kept; beyond it the oldest is forgotten. An hour of lively talk is some 600. */
const ENTRIES_MAX = 1024;

/** What stands for a result that has not come yet: a call without any is refused. */
const PENDING = '{"status":"still running"}';

interface Line {
  readonly kind: 'line';
  readonly itemId: ItemId | null;
  readonly role: ContextAdd['role'];
  /** The agent's own words, while more of them may come, or less of them may have been heard. */
  readonly spoken: SpokenItem | null;
  text: string | null;
}

interface Call {
  readonly kind: 'call';
  readonly called: ToolCalled;
  outputJson: string | null;
}

/** One conversation, oldest first. */
export class ChatContext {
  #entries: (Line | Call)[] = [];
  instructions: string;

  constructor(instructions: string) {
    this.instructions = instructions;
  }

  add({ itemId, role, text }: Omit<ContextAdd, 'kind'>): void {
    this.#put({ kind: 'line', itemId, role, text, spoken: null });
  }

  /** The agent begins to say something, which grows. */
  speak(itemId: ItemId, spoken: SpokenItem): void {
    this.#put({ kind: 'line', itemId, role: 'agent', text: null, spoken });
  }

  called(called: ToolCalled): void {
    this.#put({ kind: 'call', called, outputJson: null });
  }

  /** A call that is not known is told of as a note: it was made before this session. */
  result(toolCallId: ToolCallId, outputJson: string): void {
    const call = this.#entries.findLast(
      (entry) => entry.kind === 'call' && entry.called.toolCallId === toolCallId,
    );
    if (call?.kind === 'call') call.outputJson = outputJson;
    else this.add({ itemId: null, role: 'system', text: `Result of ${toolCallId}: ${outputJson}` });
  }

  /** Of an item only so much was heard; what follows of what was said and not heard. */
  truncate(itemId: ItemId, heardMs: number): void {
    const line = this.#line(itemId);
    if (line?.spoken === null || line === undefined) return;
    line.text = line.spoken.heard(heardMs);
  }

  remove(itemId: ItemId): void {
    this.#entries = this.#entries.filter((entry) => entry.kind !== 'line' || entry.itemId !== itemId);
  }

  /** What of an item the model believes to be heard; null for one that is not known. */
  heardOf(itemId: ItemId): string | null {
    const line = this.#line(itemId);
    return line === undefined ? null : textOf(line);
  }

  /** All of it, and behind it what this one response is told. */
  messages(extra: readonly LlmMessage[] = []): readonly LlmMessage[] {
    const told: LlmMessage[] = [{ role: 'system', text: this.instructions }];
    let calls: Call[] = [];
    const tellCalls = (): void => {
      if (calls.length === 0) return;
      told.push({
        role: 'calls',
        calls: calls.map(({ called: { toolCallId, name, argumentsJson } }) => ({
          id: toolCallId,
          name,
          argumentsJson,
        })),
      });
      for (const { called, outputJson } of calls)
        told.push({ role: 'result', callId: called.toolCallId, outputJson: outputJson ?? PENDING });
      calls = [];
    };
    for (const entry of this.#entries) {
      // Calls of one response stand together, each with its result behind it.
      if (entry.kind === 'call') {
        if (calls[0] !== undefined && calls[0].called.responseId !== entry.called.responseId) tellCalls();
        calls.push(entry);
        continue;
      }
      tellCalls();
      const text = textOf(entry).trim();
      if (text !== '') told.push({ role: entry.role, text });
    }
    tellCalls();
    return [...told, ...extra];
  }

  #line(itemId: ItemId): Line | undefined {
    return this.#entries.findLast((entry): entry is Line => entry.kind === 'line' && entry.itemId === itemId);
  }

  #put(entry: Line | Call): void {
    this.#entries.push(entry);
    if (this.#entries.length > ENTRIES_MAX) this.#entries.shift();
  }
}

function textOf({ text, spoken }: Line): string {
  return text ?? spoken?.said ?? '';
}
