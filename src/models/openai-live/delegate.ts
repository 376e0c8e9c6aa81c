// Delegate: who thinks behind the voice. A delegation names no task: it is read from what was said, and may need functions.
import type { ResponseId, ToolCallId } from '../../base/brand.ts';
import type { Timer, World } from '../../base/world.ts';
import type { FrameOf } from '../../frames/frame.ts';
import type { Llm, LlmAnswer, LlmCall, LlmEvent, LlmMessage } from '../../speech/llm.ts';
import type { SessionSettings } from '../model.ts';
import type { LiveReplies } from './live-replies.ts';

/** A delegation may come before the last words that it is about are written down. */
export const WORDS_MS = 400;

/** What is remembered of the conversation, in lines. */
const LINES_MAX = 60;

/** Rounds of calling functions before an answer has to do without. */
const ROUNDS_MAX = 8;

const TASK =
  'You think for a voice that speaks with a caller on the phone. Below is what was said. Work out what the caller now needs, calling functions where they are needed, and answer in one to three short sentences, which the voice will say in its own words.';

/** Who is told. None of these may throw. */
export interface DelegateHost {
  give(frame: FrameOf<'tool.called'>): void;
  /** What is to be said of it. */
  answer(text: string, delegationId: string): void;
  fault(code: string, detail: string): void;
}

/** One delegation at a time; a newer one takes the place of one that is not answered yet. */
export class Delegate {
  readonly #world: World;
  readonly #llm: Llm;
  readonly #settings: Pick<SessionSettings, 'tools'>;
  readonly #replies: LiveReplies;
  readonly #host: DelegateHost;
  /** By the caller's item; what has none stands under a number of its own. */
  readonly #said = new Map<string, LlmMessage>();
  #lines = 0;
  readonly #results = new Map<string, string>();
  instructions: string;
  #delegationId: string | null = null;
  /** Of this delegation: calls and their results. */
  #work: LlmMessage[] = [];
  #calls: readonly LlmCall[] = [];
  #rounds = 0;
  #responseId: ResponseId | null = null;
  #running: LlmAnswer | null = null;
  #wait: Timer | null = null;

  constructor(
    world: World,
    llm: Llm,
    settings: Pick<SessionSettings, 'tools' | 'instructions'>,
    replies: LiveReplies,
    host: DelegateHost,
  ) {
    this.#world = world;
    this.#llm = llm;
    this.#settings = settings;
    this.#replies = replies;
    this.#host = host;
    this.instructions = settings.instructions;
  }

  /** Something was said. Of a caller's item all of it so far, each time. */
  note(role: 'caller' | 'agent' | 'system', text: string, itemId: string | null = null): void {
    if (text === '') return;
    const [lastKey, last] = [...this.#said].at(-1) ?? [];
    if (role === 'agent' && lastKey !== undefined && last?.role === 'agent') {
      this.#said.set(lastKey, { role, text: last.text + text });
      return;
    }
    this.#lines += 1;
    this.#said.set(itemId ?? String(this.#lines), { role, text });
    for (const oldest of this.#said.keys()) {
      if (this.#said.size <= LINES_MAX) break;
      this.#said.delete(oldest);
    }
  }

  begin(delegationId: string): void {
    this.stop();
    this.#delegationId = delegationId;
    this.#work = [];
    this.#calls = [];
    this.#rounds = 0;
    this.#responseId = this.#replies.think();
    this.#wait = this.#world.timers.after(WORDS_MS, () => this.#ask());
  }

  /** True when it is of a call that is waited for here. */
  result(toolCallId: ToolCallId, outputJson: string): boolean {
    if (!this.#calls.some(({ id }) => id === toolCallId)) return false;
    this.#results.set(toolCallId, outputJson);
    return true;
  }

  /** The results are there and an answer is wanted. False when there is nothing to go on with. */
  goOn(): boolean {
    if (this.#delegationId === null || this.#calls.length === 0 || this.#responseId !== null) return false;
    const results = this.#calls.map(({ id }): LlmMessage => {
      return { role: 'result', callId: id, outputJson: this.#results.get(id) ?? '{"status":"no result"}' };
    });
    this.#work.push({ role: 'calls', calls: this.#calls }, ...results);
    this.#calls = [];
    this.#results.clear();
    this.#responseId = this.#replies.think();
    this.#ask();
    return true;
  }

  /** Given up, when it is what this response is for. */
  cancel(responseId: ResponseId): void {
    if (this.#responseId === responseId) this.stop();
  }

  /** It is given up. */
  stop(): void {
    this.#wait?.stop();
    this.#running?.stop();
    this.#running = null;
    this.#finish('cancelled', null);
    this.#delegationId = null;
  }

  #ask(): void {
    this.#rounds += 1;
    let text = '';
    const calls: LlmCall[] = [];
    const system: LlmMessage = { role: 'system', text: `${this.instructions}\n\n${TASK}` };
    this.#running = this.#llm.ask(
      this.#world,
      {
        messages: [system, ...this.#said.values(), ...this.#work],
        tools: this.#rounds > ROUNDS_MAX ? [] : this.#settings.tools,
      },
      (event: LlmEvent) => {
        if (event.kind === 'text') text += event.delta;
        else if (event.kind === 'call') calls.push(event.call);
        else if (event.kind === 'done') {
          if (this.#responseId !== null) this.#replies.used(this.#responseId, event.usage);
          this.#thought(text.trim(), calls);
        } else this.#failed(event.code, event.detail);
      },
    );
  }

  #thought(text: string, calls: readonly LlmCall[]): void {
    const [responseId, delegationId] = [this.#responseId, this.#delegationId];
    this.#running = null;
    if (responseId === null || delegationId === null) return;
    this.#calls = calls;
    for (const { id, name, argumentsJson } of calls)
      this.#host.give({ kind: 'tool.called', responseId, toolCallId: id as ToolCallId, name, argumentsJson });
    if (calls.length === 0) {
      this.#delegationId = null;
      this.#responseId = null;
      this.#host.answer(text === '' ? 'There is nothing to add.' : text, delegationId);
      return this.#replies.willSay(responseId);
    }
    this.#finish('completed', null);
  }

  /** The voice tells the caller; whether to try again is for the caller to say. */
  #failed(code: string, detail: string): void {
    const delegationId = this.#delegationId;
    this.#running = null;
    this.#delegationId = null;
    this.#host.fault(`llm.${code}`, detail);
    if (delegationId !== null)
      this.#host.answer('That could not be found out just now, for a technical reason.', delegationId);
    this.#finish('incomplete', code);
  }

  #finish(status: FrameOf<'response.done'>['status'], reason: string | null): void {
    const responseId = this.#responseId;
    this.#responseId = null;
    if (responseId !== null) this.#replies.done(responseId, status, reason);
  }
}
