// Command writer: frames for the model become messages, each under an id by which an error can be traced back.
import { assert, unreachable } from '../../base/assert.ts';
import type { ItemId } from '../../base/brand.ts';
import type { FrameOf } from '../../frames/frame.ts';
import { heardText } from '../../nodes/heard-text.ts';
import type { MODEL_TAKES, SessionSettings } from '../model.ts';
import type { Fields } from '../wire-fields.ts';
import type { ConversationReader } from './conversation-reader.ts';
import { SentCommands } from './sent-commands.ts';
import { changedSession, wholeSession, type Changeable, type VendorSettings } from './settings.ts';
import * as wire from './wire-client.ts';

/** Frames that become at most one message each. */
export type Command = Exclude<
  FrameOf<(typeof MODEL_TAKES)[number]>,
  { readonly kind: 'caller.audio' | 'model.close' }
>;

/** The commands of one session as messages, and what each was for, so that an error can be laid at its door. */
export class CommandWriter {
  readonly sent = new SentCommands();
  readonly #vendor: VendorSettings;
  readonly #reader: Pick<ConversationReader, 'producedMs' | 'isDone' | 'said'>;
  #settings: SessionSettings;
  #settingsId = '';
  #voiceFixed = false;

  constructor(
    settings: SessionSettings,
    vendor: VendorSettings,
    reader: Pick<ConversationReader, 'producedMs' | 'isDone' | 'said'>,
  ) {
    this.#settings = settings;
    this.#vendor = vendor;
    this.#reader = reader;
  }

  /** The first command of a session: all of its settings. */
  wholeSession(): string {
    this.#settingsId = this.sent.issue({ kind: 'settings' });
    return this.#update(this.#settingsId, wholeSession(this.#settings, this.#vendor));
  }

  /** The settings were taken: an error can no longer be about them. */
  sessionIsSet(): void {
    this.sent.settle(this.#settingsId);
  }

  /** The session has spoken: from here on its voice is never sent again, the server would refuse all of the update. */
  voiceIsFixed(): void {
    this.#voiceFixed = true;
  }

  append(base64: string): string {
    return wire.encodeAppend(this.sent.issueSilent(), base64);
  }

  /** The message that carries `command` out; null when there is nothing to send. */
  write(command: Command): string | null {
    switch (command.kind) {
      case 'response.create':
        return this.#responseCreate(command);
      case 'response.cancel':
        if (this.#reader.isDone(command.responseId)) return null;
        return wire.encodeResponseCancel(this.sent.issue({ kind: 'cancel' }), command.responseId);
      case 'context.add':
        return this.#message(command);
      case 'context.tool-result':
        return wire.encodeToolResult(
          this.sent.issue({ kind: 'context' }),
          command.toolCallId,
          command.outputJson,
        );
      case 'context.truncate':
        return this.#truncate(command);
      case 'context.remove':
        if (this.#keepsWhole(command.itemId)) return this.#heardOnly('');
        return wire.encodeDelete(this.sent.issue({ kind: 'remove' }), command.itemId);
      case 'session.update':
        return this.#sessionUpdate(command);
      default:
        return unreachable(command);
    }
  }

  /** Takes a change into the settings; what is returned is what the server needs to be told of it. */
  change({ instructions, voice, interruptible, language, tools }: FrameOf<'session.update'>): Fields {
    const change: Changeable = {
      ...(instructions === undefined ? {} : { instructions }),
      ...(voice === undefined || this.#voiceFixed ? {} : { voice }),
      ...(interruptible === undefined ? {} : { interruptible }),
      ...(language === undefined || language === this.#settings.language ? {} : { language }),
      ...(tools === undefined ? {} : { tools }),
    };
    this.#settings = { ...this.#settings, ...change };
    return changedSession(change, this.#settings, this.#vendor);
  }

  #sessionUpdate(command: FrameOf<'session.update'>): string | null {
    const session = this.change(command);
    if (Object.keys(session).length === 0) return null;
    return this.#update(this.sent.issue({ kind: 'change' }), session);
  }

  #update(eventId: string, session: Fields): string {
    const type = this.#vendor.dialect.names === 'ga' ? { type: 'realtime' } : {};
    return wire.encodeSessionUpdate(eventId, { ...type, ...session });
  }

  #responseCreate({ requestId, instructions, tools }: FrameOf<'response.create'>): string {
    // Instructions of a response replace the session's, so they come with the session's in front.
    const whole = instructions === null ? null : `${this.#settings.instructions}\n\n${instructions}`.trim();
    return wire.encodeResponseCreate(this.sent.issue({ kind: 'response', requestId }), {
      requestId,
      instructions: whole,
      tools,
    });
  }

  #truncate({ itemId, heardMs }: FrameOf<'context.truncate'>): string | null {
    assert(Number.isFinite(heardMs), 'what was heard of an item is a number of milliseconds');
    // An item that never sounded here is text to the server, and text can't be truncated.
    const producedMs = this.#reader.producedMs(itemId);
    if (producedMs === null) return null;
    if (this.#keepsWhole(itemId))
      return this.#heardOnly(heardText(this.#reader.said(itemId), heardMs, producedMs));
    const audioEndMs = Math.max(1, Math.floor(Math.min(heardMs, producedMs)));
    return wire.encodeTruncate(this.sent.issue({ kind: 'truncate', itemId }), itemId, audioEndMs);
  }

  /** The server made it, and cannot shorten it nor, where it tells so much, take it out. */
  #keepsWhole(itemId: ItemId): boolean {
    return !this.#vendor.dialect.truncates && this.#reader.producedMs(itemId) !== null;
  }

  #heardOnly(heard: string): string {
    const text =
      heard === ''
        ? 'The caller was not given your last answer: nothing of it was heard.'
        : `The caller interrupted your last answer. All that was heard of it is: "${heard}"`;
    return this.#message({ kind: 'context.add', itemId: null, role: 'system', text });
  }

  #message(message: FrameOf<'context.add'>): string {
    const { names } = this.#vendor.dialect;
    return wire.encodeMessage(this.sent.issue({ kind: 'context' }), message, names);
  }
}
