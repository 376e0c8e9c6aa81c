// Twilio realtime transport layer: the class of that name of `@openai/agents-extensions`, for those who change one import.
import { getLogger } from '@openai/agents';
import {
  OpenAIRealtimeWebSocket,
  type OpenAIRealtimeEventTypes,
  type OpenAIRealtimeWebSocketOptions,
  type RealtimeClientMessage,
  type RealtimeTransportLayerConnectOptions,
  type TransportLayerAudio,
} from '@openai/agents/realtime';
import type { Timer, World } from '../base/world.ts';
import { STALL_MS } from '../nodes/gap-filler.ts';
import { realClock, realTimers } from '../server/world/real-world.ts';
import { AgentSound } from './agent-sound.ts';
import { CallerSound } from './caller-sound.ts';
import { hearsMulaw, isInterruptible, withMulaw } from './mulaw-session.ts';
import { TwilioLine, type LineMessage } from './twilio-line.ts';
import { watchModel } from './watch-model.ts';
import type { WebSocketLike } from './web-socket-like.ts';

/** What the constructor takes: the options of `OpenAIRealtimeWebSocket`, and these. */
export type TwilioRealtimeTransportLayerOptions = OpenAIRealtimeWebSocketOptions & {
  /** The socket on which Twilio's Media Streams sends, as the server accepted it: of `ws`, or of a browser's kind. */
  readonly twilioWebSocket: WebSocketLike;
  /**
   * The caller speaks and nothing has come from Twilio for this long: the model is given silence, so that the turn ends.
   * More than 0 and at most 2147483647; `null`: never. Default 750.
   */
  readonly inputAudioInactivityTimeoutMs?: number | null;
  /** Time, for tests. Default: this machine's. */
  readonly world?: Pick<World, 'clock' | 'timers'>;
};

/** A session that does not say that it hears µ-law is taken to, after this. */
export const SESSION_READY_MS_MAX = 3000;

/** Connecting to the model may take so long; then `connect` rejects. */
export const CONNECT_MS_MAX = 10_000;

/** A model that is lost may leave so much to be heard before the call ends. */
export const LAST_WORDS_MS_MAX = 10_000;

const INACTIVITY_MS_MAX = 2_147_483_647;

/**
 * Carries a Twilio call to the OpenAI Realtime API, as the transport of a `RealtimeSession`. Same constructor, events
 * and methods as the class of this name in `@openai/agents-extensions` 0.18; each message of Twilio comes out as
 * `twilio_message` on `*`. Where it differs: docs/guide/openai-agents.md. Throws `RangeError` for a wrong timeout.
 */
export class TwilioRealtimeTransportLayer extends OpenAIRealtimeWebSocket {
  readonly #world: Pick<World, 'clock' | 'timers'>;
  readonly #line: TwilioLine;
  readonly #caller: CallerSound;
  readonly #agent: AgentSound;
  readonly #log = getLogger('offhook:openai-agents');
  /** What the sound that comes next belongs to. */
  #delta: { readonly responseId: string; readonly itemId: string; readonly contentIndex: number } | null =
    null;
  #activeResponseId: string | null = null;
  /** Responses under way whose sound is not to be heard any more. */
  readonly #dropped = new Set<string>();
  #session: unknown = null;
  /** The next `interrupt` is the class above answering speech, not somebody's wish. */
  #bySpeech = false;
  #speechStarted = false;
  #connecting = false;
  #closing = false;
  #opened = false;
  #readyTimer: Timer | null = null;
  #endTimer: Timer | null = null;
  #unwatch: () => void = () => {};

  constructor(options: TwilioRealtimeTransportLayerOptions) {
    super(options);
    const { inputAudioInactivityTimeoutMs: stallMs = STALL_MS } = options;
    if (stallMs !== null && !(stallMs > 0 && stallMs <= INACTIVITY_MS_MAX))
      throw new RangeError(
        `inputAudioInactivityTimeoutMs: must be more than 0 and at most ${INACTIVITY_MS_MAX} ms, or null for never, not ${stallMs}`,
      );
    this.#world = options.world ?? { clock: realClock(), timers: realTimers() };
    this.#caller = new CallerSound(this.#world, stallMs, (sound) => this.sendAudio(sound));
    this.#line = new TwilioLine(options.twilioWebSocket, {
      message: (message) => this.#fromTwilio(message),
      started: () => this.#agent.started(),
      fault: (error) => this.emit('error', { type: 'error', error }),
      ended: () => this.#callerGone(),
    });
    this.#agent = new AgentSound(this.#line, this.#world.clock);
    this.#listen();
  }

  /** Connects to the model. Rejects as the class above does, when it takes too long, and when Twilio's stream has ended. */
  override async connect(options: RealtimeTransportLayerConnectOptions): Promise<void> {
    if (this.#line.ended) throw new Error('The Twilio stream has ended: there is nobody to connect.');
    if (this.status !== 'disconnected' || this.#connecting) return super.connect(options);
    this.#session = null;
    this.#endTimer?.stop();
    this.#connecting = true;
    const limit = this.#world.timers.after(CONNECT_MS_MAX, () => this.close());
    try {
      await super.connect(options);
    } finally {
      limit.stop();
      this.#connecting = false;
    }
  }

  /** Sends an event; a session's sound is always told to be µ-law. */
  override sendEvent(event: RealtimeClientMessage): void {
    super.sendEvent(withMulaw(event));
  }

  /** Closes the model's side; Twilio's stream stays, and `connect` may be called again. */
  override close(): void {
    this.#closing = true;
    try {
      super.close();
    } finally {
      this.#closing = false;
    }
  }

  /** Stops what the caller hears, and tells the model how much of it was heard. */
  override interrupt(cancelOngoingResponse = true): void {
    const bySpeech = this.#bySpeech;
    this.#bySpeech = false;
    if (this.status !== 'connected' || (bySpeech && !isInterruptible(this.#session))) return;
    const responseId = this.#activeResponseId;
    if (responseId === null && !this.#agent.busy) return;
    this.#activeResponseId = null;
    if (responseId !== null) this.#dropped.add(responseId);
    const cut = this.#agent.cut();
    if (cancelOngoingResponse) this._cancelResponse();
    if (cut.length > 0) this.emit('audio_interrupted');
    for (const { itemId, contentIndex, heardMs } of cut) {
      if (this.status !== 'connected') return;
      // Truncating at 0 is an error at the model: an item of which nothing was heard goes altogether.
      this.sendEvent(
        heardMs > 0
          ? {
              type: 'conversation.item.truncate',
              item_id: itemId,
              content_index: contentIndex,
              audio_end_ms: heardMs,
            }
          : { type: 'conversation.item.delete', item_id: itemId },
      );
    }
    super._afterAudioDoneEvent();
  }

  /** The same as `interrupt`: marks and the clock say how much was heard, not the time that is given. */
  override _interrupt(_elapsedMs: number, cancelOngoingResponse = true): void {
    this.interrupt(cancelOngoingResponse);
  }

  /** Tells those who listen. An error that nobody listens to is logged by its code, and ends nothing. */
  override emit<Name extends keyof OpenAIRealtimeEventTypes>(
    name: Name,
    ...args: OpenAIRealtimeEventTypes[Name]
  ): boolean {
    if (name !== 'error') return super.emit(name, ...args);
    if (this.eventEmitter.listenerCount('error') === 0) return this.#unheard(args[0]);
    try {
      return super.emit(name, ...args);
    } catch (fault) {
      // A `RealtimeSession` passes errors on, to nobody where nobody listens there.
      if (codeOf(fault) !== 'ERR_UNHANDLED_ERROR') throw fault;
      return this.#unheard(args[0]);
    }
  }

  protected override _onAudio(event: TransportLayerAudio): void {
    const delta = this.#delta;
    this.#delta = null;
    if (this.#dropped.has(event.responseId)) return;
    if (delta !== null) this.#agent.say({ ...delta, sound: event.data });
    this.emit('audio', event);
  }

  protected override _onMessage(event: Parameters<OpenAIRealtimeWebSocket['_onMessage']>[0]): void {
    this.#bySpeech = false;
    this.#speechStarted = false;
    super._onMessage(event);
    this.#bySpeech = this.#speechStarted;
  }

  protected override _onOpen(): void {
    this.#opened = true;
    this.#unwatch = watchModel(this.connectionState.websocket, this.#world.timers);
    this.#readyTimer = this.#world.timers.after(SESSION_READY_MS_MAX, () => this.#caller.open());
    super._onOpen();
  }

  protected override _onClose(): void {
    const isLost = this.#opened && !this.#closing;
    this.#opened = false;
    this.#unwatch();
    this.#readyTimer?.stop();
    this.#caller.close();
    const lastWordsMs = Math.min(this.#agent.aheadMs, LAST_WORDS_MS_MAX);
    this.#agent.forget();
    this.#activeResponseId = null;
    this.#dropped.clear();
    this.#delta = null;
    try {
      super._onClose();
    } finally {
      // Nobody answers the caller any more: Twilio goes on with what stands behind the stream. Unless somebody connects anew.
      if (isLost && !this.#connecting)
        this.#endTimer = this.#world.timers.after(lastWordsMs, () => this.#line.end());
    }
  }

  #listen(): void {
    this.on('session.updated', ({ session }) => {
      this.#session = session;
      if (hearsMulaw(session)) this.#caller.open();
    });
    this.on('input_audio_buffer.speech_started', () => {
      this.#speechStarted = true;
      this.#caller.speech('speech.started');
    });
    this.on('input_audio_buffer.speech_stopped', () => this.#caller.speech('speech.stopped'));
    this.on('response.created', ({ response }) => (this.#activeResponseId = response.id ?? null));
    this.on('response.output_audio.delta', ({ response_id, item_id, content_index }) => {
      this.#delta = { responseId: response_id, itemId: item_id, contentIndex: content_index };
    });
    this.on('response.output_audio.done', ({ item_id, content_index }) =>
      this.#agent.done(item_id, content_index),
    );
    this.on('response.done', ({ response }) => {
      this.#dropped.delete(response.id ?? '');
      if (this.#activeResponseId === response.id) this.#activeResponseId = null;
    });
  }

  #fromTwilio({ event, data, media, mark }: LineMessage): void {
    this.emit('*', { type: 'twilio_message', message: data });
    if (event === 'start') this.#caller.restart();
    if (media !== null) this.#caller.heard(media.payload, media.atMs);
    if (mark !== null) this.#agent.marked(mark);
  }

  #callerGone(): void {
    this.#caller.end();
    this.#endTimer?.stop();
    if (this.#connecting || this.status !== 'disconnected') this.close();
  }

  #unheard(event: unknown): boolean {
    this.#log.warn(`An error that nobody listens to: ${codeOf(errorOf(event)) ?? 'no code'}`);
    return false;
  }
}

/** The model tells its errors in an `error` within an event of that type; others come as they were thrown. */
function errorOf(event: unknown): unknown {
  const inner = fieldOf(event, 'error');
  return fieldOf(inner, 'error') ?? inner;
}

function codeOf(error: unknown): string | null {
  const code = fieldOf(error, 'code') ?? fieldOf(error, 'type');
  return typeof code === 'string' ? code : null;
}

function fieldOf(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[name] : undefined;
}
