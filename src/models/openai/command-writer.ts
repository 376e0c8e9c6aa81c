// Command writer: frames for the model become messages, each under an id by which an error can be traced back.
import { assert, unreachable } from '../../base/assert.ts';
import type { FrameOf } from '../../frames/frame.ts';
import type { MODEL_TAKES, SessionSettings } from '../model.ts';
import type { ConversationReader } from './conversation-reader.ts';
import { SentCommands } from './sent-commands.ts';
import { turnDetection, wholeSession, type VendorSettings } from './settings.ts';
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
  readonly #reader: Pick<ConversationReader, 'producedMs' | 'isDone'>;
  #settings: SessionSettings;
  #settingsId = '';
  #voiceFixed = false;

  constructor(
    settings: SessionSettings,
    vendor: VendorSettings,
    reader: Pick<ConversationReader, 'producedMs' | 'isDone'>,
  ) {
    this.#settings = settings;
    this.#vendor = vendor;
    this.#reader = reader;
  }

  /** The first command of a session: all of its settings. */
  wholeSession(): string {
    this.#settingsId = this.sent.issue({ kind: 'settings' });
    return wire.encodeSessionUpdate(this.#settingsId, wholeSession(this.#settings, this.#vendor));
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
        return wire.encodeMessage(this.sent.issue({ kind: 'context' }), command);
      case 'context.tool-result':
        return wire.encodeToolResult(
          this.sent.issue({ kind: 'context' }),
          command.toolCallId,
          command.outputJson,
        );
      case 'context.truncate':
        return this.#truncate(command);
      case 'context.remove':
        return wire.encodeDelete(this.sent.issue({ kind: 'remove' }), command.itemId);
      case 'session.update':
        return this.#sessionUpdate(command);
      default:
        return unreachable(command);
    }
  }

  /** Takes a change into the settings; what is returned is what the server needs to be told of it. */
  change({ instructions, voice, interruptible }: FrameOf<'session.update'>): Record<string, unknown> {
    const session: Record<string, unknown> = {};
    const audio: Record<string, unknown> = {};
    if (instructions !== undefined) {
      this.#settings = { ...this.#settings, instructions };
      session['instructions'] = instructions;
    }
    if (interruptible !== undefined) {
      this.#settings = { ...this.#settings, interruptible };
      audio['input'] = { turn_detection: turnDetection(this.#settings) };
    }
    if (voice !== undefined && !this.#voiceFixed) {
      this.#settings = { ...this.#settings, voice };
      audio['output'] = { voice };
    }
    if (Object.keys(audio).length > 0) session['audio'] = audio;
    return session;
  }

  #sessionUpdate(command: FrameOf<'session.update'>): string | null {
    const session = this.change(command);
    if (Object.keys(session).length === 0) return null;
    return wire.encodeSessionUpdate(this.sent.issue({ kind: 'change' }), session);
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
    const audioEndMs = Math.max(1, Math.floor(Math.min(heardMs, producedMs)));
    return wire.encodeTruncate(this.sent.issue({ kind: 'truncate', itemId }), itemId, audioEndMs);
  }
}
