// Spoken item: one message of the model on its way to the client, word by word and piece by piece.
import { audioOf, BYTES_PER_MS, PCMU, type AudioFormat } from '../../media/audio.ts';
import { transcoder, type Transcoder } from '../../media/transcode.ts';
import type { Conversation, MessageItem } from './conversation.ts';
import { wireItem } from './items.ts';
import type { Outlet } from './outlet.ts';
import type { OutputModality } from './session-schema.ts';

/** What an item is spoken with. */
export interface SpokenItemSettings {
  readonly outlet: Outlet;
  /** Null: the item is no part of the conversation. */
  readonly conversation: Conversation | null;
  readonly responseId: string;
  readonly outputIndex: number;
  readonly modality: OutputModality;
  /** In which its sound goes out. */
  readonly format: AudioFormat;
}

/** Speaks one item: its sound faster than it plays, its words ahead of the sound. */
export class SpokenItem {
  readonly #settings: SpokenItemSettings;
  readonly #fromMulaw: Transcoder;
  #item: MessageItem;

  /** Begins the item: it is added to the response and the conversation, with an empty part. */
  constructor(settings: SpokenItemSettings) {
    const { outlet, conversation, modality } = settings;
    this.#settings = settings;
    this.#fromMulaw = transcoder(PCMU, settings.format);
    this.#item = {
      kind: 'message',
      id: outlet.newId('item'),
      role: 'assistant',
      status: 'in_progress',
      form: modality,
      text: '',
      audioMs: 0,
    };
    conversation?.insert(this.#item);
    const begun = { ...wireItem(this.#item), content: [] };
    this.#emit('response.output_item.added', { item: begun });
    this.#emitToConversation('conversation.item.added', begun);
    this.#emitPart('response.content_part.added', { part: this.#part() });
  }

  addText(delta: string): void {
    this.#change({ ...this.#item, text: `${this.#item.text ?? ''}${delta}` });
    this.#emitPart(`response.${this.#textEvent()}.delta`, { delta });
  }

  /** Takes µ-law. */
  addSound(bytes: Uint8Array): void {
    this.#change({ ...this.#item, audioMs: this.#item.audioMs + bytes.length / BYTES_PER_MS });
    const { base64 } = this.#fromMulaw.convert(audioOf(PCMU, bytes));
    this.#emitPart('response.output_audio.delta', { delta: base64 });
  }

  /** Ends the item, whole or cut, and gives it. */
  end(status: 'completed' | 'incomplete'): MessageItem {
    this.#change({ ...this.#item, status });
    const audio = this.#settings.modality === 'audio';
    const text = this.#item.text ?? '';
    if (audio) this.#emitPart('response.output_audio.done', {});
    this.#emitPart(`response.${this.#textEvent()}.done`, audio ? { transcript: text } : { text });
    this.#emitPart('response.content_part.done', { part: this.#part() });
    this.#emitToConversation('conversation.item.done', wireItem(this.#item));
    this.#emit('response.output_item.done', { item: wireItem(this.#item) });
    return this.#item;
  }

  /** An item that was truncated or deleted meanwhile stays so in the conversation. */
  #change(item: MessageItem): void {
    this.#item = item;
    const { conversation } = this.#settings;
    const kept = conversation?.find(item.id);
    if (kept?.kind !== 'message') return;
    conversation?.replace(kept.text === null ? { ...kept, status: item.status } : item);
  }

  #textEvent(): string {
    return this.#settings.modality === 'audio' ? 'output_audio_transcript' : 'output_text';
  }

  #part(): object {
    const text = this.#item.text ?? '';
    return this.#settings.modality === 'audio' ? { type: 'audio', transcript: text } : { type: 'text', text };
  }

  #emit(type: string, fields: Readonly<Record<string, unknown>>): void {
    const { outlet, responseId, outputIndex } = this.#settings;
    outlet.emit(type, { response_id: responseId, output_index: outputIndex, ...fields });
  }

  #emitPart(type: string, fields: Readonly<Record<string, unknown>>): void {
    this.#emit(type, { item_id: this.#item.id, content_index: 0, ...fields });
  }

  #emitToConversation(type: string, item: object): void {
    const { outlet, conversation } = this.#settings;
    if (conversation === null) return;
    outlet.emit(type, { previous_item_id: conversation.before(this.#item.id), item });
  }
}
