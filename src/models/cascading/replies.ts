// Replies: which response is under way, which is only a guess, and what each leaves behind in the conversation.
import type { ResponseId } from '../../base/brand.ts';
import type { World } from '../../base/world.ts';
import { durationMs } from '../../media/audio.ts';
import { speakingMs } from '../../media/speaking-time.ts';
import { sameWords } from '../../nodes/same-words.ts';
import type { Llm, LlmRequest } from '../../speech/llm.ts';
import type { TtsEvent, TtsSession } from '../../speech/tts.ts';
import type { SessionSettings } from '../model.ts';
import type { AgentSpeech } from './agent-speech.ts';
import type { ChatContext } from './chat-context.ts';
import { exactText } from './exact-text.ts';
import { Reply, type Given, type ReplyWish } from './reply.ts';

/** What a response is told that goes on after a noise has stopped it half-written. */
const GO_ON =
  'Your last answer was stopped by a noise on the line, not by the caller. Go on with it where it stopped, without an apology and without repeating what was said.';

/** Who thinks and speaks, what is known, and who is told. */
export interface RepliesParts {
  readonly world: World;
  /** As they are now. */
  readonly settings: () => SessionSettings;
  readonly llm: Llm;
  /** Null: the carrier speaks. */
  readonly tts: TtsSession | null;
  readonly context: ChatContext;
  readonly speech: AgentSpeech;
  give(frame: Given): void;
  faulted(code: string, detail: string, fatal: boolean): void;
  /** The voice gave nothing for too long. */
  voiceLost(): void;
}

/** One reply at a time; beside it at most a guess, which nobody hears. */
export class Replies {
  readonly #parts: RepliesParts;
  #reply: Reply | null = null;
  /** A reply to a turn that is likely to be over, and to which words. */
  #guess: { readonly text: string; readonly reply: Reply } | null = null;
  /** The caller's turn ended while a reply was under way that may not be stopped. */
  #owed = false;

  constructor(parts: RepliesParts) {
    this.#parts = parts;
  }

  /** The response under way. */
  get underWay(): ResponseId | null {
    return this.#reply?.id ?? null;
  }

  /** Nothing of the response under way was said yet. */
  get isSilent(): boolean {
    return this.#reply !== null && this.#reply.said === '';
  }

  /** Begins the response that was asked for; none may be under way. */
  ask(requestId: string, instructions: string | null, tools: boolean): void {
    this.dropGuess();
    this.#begin({
      requestId,
      say: exactText(instructions) ?? this.#request(instructions, tools),
      held: false,
    });
  }

  /** Answers the caller's turn, which is in the context: by the guess, where it was one at these very words. */
  answer(text: string): void {
    const guess = this.#guess;
    this.#guess = null;
    if (this.#reply === null && guess !== null && sameWords(guess.text, text)) {
      this.#reply = guess.reply;
      return guess.reply.release();
    }
    guess?.reply.discard();
    if (this.#reply !== null) this.#owed = true;
    else this.#begin({ requestId: null, say: this.#request(null), held: false });
  }

  /** Thinks of an answer to words that may be all of the turn. */
  guess(text: string): void {
    if (this.#reply !== null || this.#guess !== null) return;
    const { messages, tools } = this.#request(null);
    const say = { messages: [...messages, { role: 'caller', text } as const], tools };
    const reply = this.#make({ requestId: null, say, held: true });
    this.#guess = { text, reply };
    reply.begin();
  }

  dropGuess(): void {
    this.#guess?.reply.discard();
    this.#guess = null;
  }

  /** A noise has stopped the agent: it says the rest. */
  goOn(): void {
    const rest = this.#parts.speech.remainder();
    if (rest === null || this.#reply !== null) return;
    // What was cut while it was written has more to come than the text shows.
    const say = rest.written ? rest.text : this.#request(GO_ON, false);
    this.#begin({ requestId: null, say, held: false });
  }

  /** Stops the response of this id; null: whichever it is. */
  cancel(id: ResponseId | null, reason: string): void {
    if (id === null || id === this.#reply?.id) this.#reply?.cancel(reason);
  }

  /** Sound of a speech that was cancelled may still be on its way: nobody is left to take it. */
  voiced(event: Extract<TtsEvent, { readonly kind: 'audio' | 'words' | 'done' }>): void {
    this.#of(event.speechId)?.voiced(event);
  }

  /** The voice could not speak it. */
  failed(speechId: string, code: string): void {
    this.#of(speechId)?.fail(`tts.${code}`, false);
  }

  /** Gives all of it up without a word. */
  discard(): void {
    this.dropGuess();
    this.#reply?.discard();
    this.#reply = null;
  }

  #of(speechId: string): Reply | null {
    if (speechId === this.#reply?.id) return this.#reply;
    return speechId === this.#guess?.reply.id ? this.#guess.reply : null;
  }

  #request(instructions: string | null, tools = true): LlmRequest {
    const { context, settings } = this.#parts;
    return {
      messages: context.messages(instructions === null ? [] : [{ role: 'system', text: instructions }]),
      tools: tools ? settings().tools : [],
    };
  }

  #begin(wish: ReplyWish): void {
    this.#reply = this.#make(wish);
    this.#reply.begin();
  }

  #make(wish: ReplyWish): Reply {
    const { world, llm, tts, settings } = this.#parts;
    const { language, format } = settings();
    const parts = { world, llm, tts, language, format };
    return new Reply(
      {
        ...parts,
        give: (frame) => this.#given(frame),
        over: (stalled) => this.#over(stalled),
      },
      wish,
    );
  }

  /** What a reply gives is in the conversation from then on. */
  #given(frame: Given): void {
    const { context, speech, world } = this.#parts;
    const reply = this.#reply;
    if (reply === null) return;
    if (frame.kind === 'model.fault') return this.#parts.faulted(frame.code, frame.detail, frame.fatal);
    if (frame.kind === 'agent.text' && context.heardOf(frame.itemId) === null)
      context.speak(frame.itemId, reply.spoken);
    if (frame.kind === 'tool.called') context.called(frame);
    if (frame.kind === 'agent.audio')
      speech.sounds(frame.itemId, reply, durationMs(frame.audio), world.clock.now());
    if (frame.kind === 'agent.words')
      speech.sounds(frame.itemId, reply, speakingMs(frame.text), world.clock.now());
    // Whoever hears that it is done may ask for the next one at once.
    if (frame.kind === 'response.done') this.#settle(reply);
    this.#parts.give(frame);
  }

  /** Nobody has heard what made no sound, and of the rest only what did. */
  #settle({ itemId, spoken }: Reply): void {
    this.#reply = null;
    const { context } = this.#parts;
    if (spoken.producedMs === 0) context.remove(itemId);
    else if (!spoken.whole) context.truncate(itemId, spoken.producedMs);
  }

  #over(stalled: 'llm' | 'tts' | null): void {
    if (stalled === 'tts') return this.#parts.voiceLost();
    if (!this.#owed || this.#reply !== null) return;
    this.#owed = false;
    this.#begin({ requestId: null, say: this.#request(null), held: false });
  }
}
