// Conversation reader: events of one session become frames. Keeps what it takes to say each thing once.
import { unreachable } from '../../base/assert.ts';
import type { ItemId, ResponseId, ToolCallId } from '../../base/brand.ts';
import type { FrameOf } from '../../frames/frame.ts';
import type { Usage } from '../../frames/model-frames.ts';
import { audioIn, rateHzOf, sampleCount, type AudioFormat } from '../../media/audio.ts';
import { WholeSamples } from '../../media/whole-samples.ts';
import type { MODEL_GIVES } from '../model.ts';
import { isFatalCode } from './faults.ts';
import { Recent } from '../recent.ts';
import type {
  ErrorEvent,
  MalformedEvent,
  OutputItemEvent,
  ResponseDoneEvent,
  ServerEvent,
  SessionEvent,
  UnknownEvent,
  WireItem,
} from './server-event.ts';

/** A frame that a model gives. */
export type Given = FrameOf<(typeof MODEL_GIVES)[number]>;

/** Events about the conversation; the session's own life is handled elsewhere. */
export type ConversationEvent = Exclude<
  ServerEvent,
  SessionEvent | ErrorEvent | UnknownEvent | MalformedEvent
>;

/** Items, responses, calls and caller texts that are remembered, of each so many. */
const REMEMBERED_MAX = 512;

/** Longest text of one caller turn, and of one item. */
const TEXT_CHARS_MAX = 16_384;

const NONE: readonly never[] = Object.freeze([]);

interface SpokenItem {
  readonly responseId: ResponseId;
  samples: number;
  /** Null where a sample is a byte. */
  readonly whole: WholeSamples | null;
  words: 'none' | 'open' | 'done';
  said: string;
  soundDone: boolean;
  done: boolean;
}

/** What a session's events mean in frames. Remembers a bounded past; what it does not know, or hears twice, gives nothing. */
export class ConversationReader {
  readonly #format: AudioFormat;
  readonly #items = new Recent<ItemId, SpokenItem>(REMEMBERED_MAX);
  readonly #responses = new Recent<ResponseId, 'active' | 'done'>(REMEMBERED_MAX);
  readonly #calls = new Recent<ToolCallId, true>(REMEMBERED_MAX);
  /** Text so far; null once it was final. */
  readonly #callerTexts = new Recent<ItemId, string | null>(REMEMBERED_MAX);

  /** Since the last response; null: nothing is told of it. */
  #transcribedMs: number | null = null;

  constructor(format: AudioFormat) {
    this.#format = format;
  }

  /** Sound received of an item, in milliseconds; null for an item that never sounded. */
  producedMs(itemId: ItemId): number | null {
    const item = this.#items.get(itemId);
    return item === undefined || item.samples === 0 ? null : (item.samples * 1000) / rateHzOf(this.#format);
  }

  /** The words of an item, so far. */
  said(itemId: ItemId): string {
    return this.#items.get(itemId)?.said ?? '';
  }

  /** True once a response is known to be over. */
  isDone(responseId: ResponseId): boolean {
    return this.#responses.get(responseId) === 'done';
  }

  /** The frames that an event amounts to, in order. */
  read(event: ConversationEvent): readonly Given[] {
    switch (event.kind) {
      case 'response.output_audio.delta': {
        const item = this.#item(event);
        const base64 = item.whole === null ? event.base64 : item.whole.take(event.base64);
        if (base64 === '') return NONE;
        const audio = audioIn(this.#format, base64);
        item.samples += sampleCount(audio);
        return [{ kind: 'agent.audio', responseId: event.responseId, itemId: event.itemId, audio }];
      }
      case 'response.output_audio_transcript.delta':
        this.#words(event);
        return [{ kind: 'agent.text', itemId: event.itemId, delta: event.delta }];
      case 'response.output_audio.done':
        return this.#partDone(event.itemId, 'sound');
      case 'response.output_audio_transcript.done':
        return this.#partDone(event.itemId, 'words');
      case 'input_audio_buffer.speech_started':
        return [{ kind: 'speech.started' }];
      case 'input_audio_buffer.speech_stopped':
        return [{ kind: 'speech.stopped' }];
      case 'input_audio_buffer.committed':
        return [{ kind: 'caller.committed', itemId: event.itemId }];
      case 'conversation.item.input_audio_transcription.delta':
        return this.#callerText(event.itemId, event.delta);
      case 'conversation.item.input_audio_transcription.updated':
        return this.#callerTextSoFar(event.itemId, event.transcript);
      case 'conversation.item.input_audio_transcription.completed':
        if (event.transcribedMs !== undefined)
          this.#transcribedMs = (this.#transcribedMs ?? 0) + event.transcribedMs;
        return this.#callerTextFinal(event.itemId, event.transcript);
      case 'conversation.item.input_audio_transcription.failed':
        return this.#callerTextFinal(event.itemId, '');
      case 'response.created':
        return this.#started(event.responseId, event.requestId);
      case 'response.output_item.done':
        return this.#outputItemDone(event);
      case 'conversation.item.done':
        return this.#itemDone(event.item.itemId);
      case 'response.done':
        return this.#responseDone(event);
      // Whole calls come with their items; the rest confirms what we asked for, or is of no use to a call.
      case 'response.function_call_arguments.done':
      case 'response.output_item.added':
      case 'conversation.item.added':
      case 'conversation.item.truncated':
      case 'conversation.item.deleted':
      case 'input_audio_buffer.timeout_triggered':
      case 'rate_limits.updated':
        return NONE;
      default:
        return unreachable(event);
    }
  }

  #item({ itemId, responseId }: { readonly itemId: ItemId; readonly responseId: ResponseId }): SpokenItem {
    const known = this.#items.get(itemId);
    if (known !== undefined) return known;
    const whole = this.#format.encoding === 'pcm16' ? new WholeSamples() : null;
    const item: SpokenItem = {
      responseId,
      samples: 0,
      whole,
      words: 'none',
      said: '',
      soundDone: false,
      done: false,
    };
    this.#items.set(itemId, item);
    return item;
  }

  #words(
    event: Extract<ConversationEvent, { readonly kind: 'response.output_audio_transcript.delta' }>,
  ): void {
    const item = this.#item(event);
    item.words = 'open';
    item.said = (item.said + event.delta).slice(0, TEXT_CHARS_MAX);
  }

  /** Sound and words end in any order; an item without words ends with its sound. */
  #partDone(itemId: ItemId, part: 'sound' | 'words'): readonly Given[] {
    const item = this.#items.get(itemId);
    if (item === undefined) return NONE;
    if (part === 'sound') item.soundDone = true;
    else item.words = 'done';
    return item.soundDone && item.words !== 'open' ? this.#itemDone(itemId) : NONE;
  }

  #itemDone(itemId: ItemId): readonly Given[] {
    const item = this.#items.get(itemId);
    if (item === undefined || item.done) return NONE;
    item.done = true;
    return [{ kind: 'agent.item-done', responseId: item.responseId, itemId }];
  }

  #callerText(itemId: ItemId, delta: string): readonly Given[] {
    const before = this.#callerTexts.get(itemId);
    if (before === null) return NONE;
    return this.#callerTextSoFar(itemId, (before ?? '') + delta);
  }

  #callerTextSoFar(itemId: ItemId, whole: string): readonly Given[] {
    if (this.#callerTexts.get(itemId) === null) return NONE;
    const text = whole.slice(0, TEXT_CHARS_MAX);
    this.#callerTexts.set(itemId, text);
    return [{ kind: 'caller.text', itemId, text, final: false }];
  }

  #callerTextFinal(itemId: ItemId, text: string): readonly Given[] {
    if (this.#callerTexts.get(itemId) === null) return NONE;
    this.#callerTexts.set(itemId, null);
    return [{ kind: 'caller.text', itemId, text: text.slice(0, TEXT_CHARS_MAX), final: true }];
  }

  #started(responseId: ResponseId, requestId: string | null): readonly Given[] {
    if (this.#responses.has(responseId)) return NONE;
    this.#responses.set(responseId, 'active');
    return [{ kind: 'response.started', responseId, requestId }];
  }

  #outputItemDone({ responseId, item }: OutputItemEvent): readonly Given[] {
    return item.status === 'completed' && item.call !== null
      ? this.#called(responseId, item)
      : this.#itemDone(item.itemId);
  }

  #called(responseId: ResponseId, { call }: WireItem): readonly Given[] {
    if (call === null || this.#calls.has(call.toolCallId)) return NONE;
    this.#calls.set(call.toolCallId, true);
    return [{ kind: 'tool.called', responseId, ...call }];
  }

  #responseDone(event: ResponseDoneEvent): readonly Given[] {
    const { responseId, reason } = event;
    if (this.isDone(responseId)) return NONE;
    // A response can be over before it was ever announced; what is over has begun.
    const given = [...this.#started(responseId, event.requestId)];
    this.#responses.set(responseId, 'done');
    const status = statusOf(event);
    if (status === 'completed') {
      for (const item of event.output)
        if (item.status === 'completed') given.push(...this.#called(responseId, item));
    }
    for (const [itemId, item] of this.#items.entries())
      if (item.responseId === responseId) given.push(...this.#itemDone(itemId));
    const fatal = status === 'failed' && isFatalCode(reason);
    given.push({ kind: 'response.done', responseId, status, reason, fatal, usage: this.#usage(event) });
    return given;
  }

  /** With what was written down of the caller since the response before. */
  #usage({ usage }: ResponseDoneEvent): Usage | null {
    const transcribedMs = this.#transcribedMs;
    if (usage === null || transcribedMs === null) return usage;
    this.#transcribedMs = null;
    return { ...usage, transcribedMs };
  }
}

/** An interruption counts as one also where the server calls its result incomplete. */
function statusOf({ status, reason }: ResponseDoneEvent): FrameOf<'response.done'>['status'] {
  switch (status) {
    case 'completed':
    case 'cancelled':
      return status;
    case 'incomplete':
      return reason === 'turn_detected' ? 'cancelled' : status;
    default:
      return 'failed';
  }
}
