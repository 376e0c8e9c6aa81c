// Conversation: the items of one session in their order, and the rules by which a client may change them.
import { refusal, type Refusal } from './refusal.ts';

/** How far an item is, as the protocol names it. */
export type ItemStatus = 'in_progress' | 'completed' | 'incomplete';

/** Something said or written. */
export interface MessageItem {
  readonly kind: 'message';
  readonly id: string;
  readonly role: 'user' | 'assistant' | 'system';
  readonly status: ItemStatus;
  /** `audio` for what was spoken in this session, `text` for what the client put in. */
  readonly form: 'audio' | 'text';
  /** Null while it is not (or cannot be) understood, and once it was truncated. */
  readonly text: string | null;
  /** Length of its sound; 0 for text. After a truncation: what was heard. */
  readonly audioMs: number;
}

/** A function call of the model. */
export interface FunctionCallItem {
  readonly kind: 'function_call';
  readonly id: string;
  readonly status: ItemStatus;
  readonly callId: string;
  readonly name: string;
  readonly argumentsJson: string;
}

/** What a function gave back. */
export interface FunctionOutputItem {
  readonly kind: 'function_call_output';
  readonly id: string;
  readonly status: 'completed';
  readonly callId: string;
  readonly output: string;
}

/** One item of a conversation. */
export type ConversationItem = MessageItem | FunctionCallItem | FunctionOutputItem;

/** Most items a conversation keeps; beyond it the oldest are forgotten. */
export const CONVERSATION_ITEMS_MAX = 1000;

/** The items of one session, in order, under the protocol's rules for adding, cutting and removing. */
export class Conversation {
  #items: ConversationItem[] = [];

  get items(): readonly ConversationItem[] {
    return this.#items;
  }

  find(id: string): ConversationItem | undefined {
    return this.#items.find((item) => item.id === id);
  }

  /** Adds `item` after `previousId` (`root`: at the beginning, undefined: at the end); gives the id it came after. */
  insert(item: ConversationItem, previousId?: string): { readonly previousId: string | null } | Refusal {
    if (this.find(item.id) !== undefined)
      return refusal('item_create_duplicate_item_id', `Item with id '${item.id}' already exists.`, 'item.id');
    if (item.kind === 'function_call_output' && !this.#hasCall(item.callId))
      return refusal('invalid_tool_call_id', `Tool call ID '${item.callId}' not found in conversation.`);
    const at = this.#place(previousId);
    if (at === null)
      return refusal(
        'item_create_invalid_previous_item_id',
        `Previous item with id '${previousId}' not found.`,
        'previous_item_id',
      );
    const before = this.#items[at - 1]?.id ?? null;
    this.#items.splice(at, 0, item);
    if (this.#items.length > CONVERSATION_ITEMS_MAX) this.#items.shift();
    return { previousId: before };
  }

  /** Puts `item` where the one of its id stands; does nothing when that was deleted. */
  replace(item: ConversationItem): void {
    this.#items = this.#items.map((other) => (other.id === item.id ? item : other));
  }

  /** The id before that item's; null for the first. */
  before(id: string): string | null {
    return this.#items[this.#items.findIndex((item) => item.id === id) - 1]?.id ?? null;
  }

  delete(id: string): Refusal | null {
    if (this.find(id) === undefined) return missing('delete', 'deleting', id);
    this.#items = this.#items.filter((item) => item.id !== id);
    return null;
  }

  retrieve(id: string): ConversationItem | Refusal {
    return this.find(id) ?? missing('retrieve', 'retrieving', id);
  }

  /** Keeps the first `endMs` of a spoken item; its text goes, since nobody knows which words were heard. */
  truncate(id: string, contentIndex: number, endMs: number): Refusal | null {
    const item = this.find(id);
    if (item === undefined)
      return refusal('item_truncate_invalid_item_id', 'Item with item_id not found', 'item_id');
    if (item.kind !== 'message' || item.role !== 'assistant' || item.audioMs === 0 || endMs === 0)
      return refusal('unsupported_content_type', 'Only model output audio messages can be truncated');
    if (contentIndex !== 0)
      return refusal('invalid_value', `Content index ${contentIndex} not found`, 'content_index');
    if (endMs < 0) return refusal('invalid_value', "Invalid 'audio_end_ms': it is below 0.", 'audio_end_ms');
    if (endMs > item.audioMs)
      return refusal(
        'invalid_value',
        `Audio content of ${Math.floor(item.audioMs)}ms is already shorter than ${endMs}ms`,
        'audio_end_ms',
      );
    this.replace({ ...item, text: null, audioMs: endMs });
    return null;
  }

  #hasCall(callId: string): boolean {
    return this.#items.some((item) => item.kind === 'function_call' && item.callId === callId);
  }

  #place(previousId: string | undefined): number | null {
    if (previousId === undefined) return this.#items.length;
    if (previousId === 'root') return 0;
    const at = this.#items.findIndex((item) => item.id === previousId);
    return at < 0 ? null : at + 1;
  }
}

function missing(verb: 'delete' | 'retrieve', doing: string, id: string): Refusal {
  return refusal(
    `item_${verb}_invalid_item_id`,
    `Error ${doing} item: the item with id '${id}' does not exist.`,
    'item_id',
  );
}
