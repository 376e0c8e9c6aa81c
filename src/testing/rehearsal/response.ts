// Response: one answer of the rehearsal model, from `response.created` to `response.done`.
import type { Timer, World } from '../../base/world.ts';
import { msBetween } from '../../base/time.ts';
import { BYTES_PER_MS } from '../../media/audio.ts';
import type { BrainReply } from './brain.ts';
import { callFunction } from './called-item.ts';
import type { Conversation, ConversationItem } from './conversation.ts';
import { wireItem } from './items.ts';
import type { Outlet } from './outlet.ts';
import type { OutputModality, VoiceName, WireFormat } from './session-schema.ts';
import { soundFormat } from './session-config.ts';
import { SpokenItem } from './spoken-item.ts';
import { within, type RehearsalTiming } from './timing.ts';
import { AGENT_MS_PER_TOKEN } from './usage.ts';
import type { Voice } from './voice.ts';

/** What one response is made of. */
export interface ResponseSettings {
  readonly world: World;
  readonly timing: RehearsalTiming;
  readonly outlet: Outlet;
  readonly voice: Voice;
  /** Null for a response out of band. */
  readonly conversation: Conversation | null;
  readonly conversationId: string;
  readonly modality: OutputModality;
  readonly format: WireFormat;
  readonly voiceName: VoiceName;
  readonly outputTokensMax: number | 'inf';
  readonly metadata: Readonly<Record<string, string>> | null;
  /** Thinks; rejects when the brain fails. */
  readonly think: () => Promise<BrainReply>;
  readonly usage: (output: readonly ConversationItem[]) => object;
  /** Told once, after `response.done`. */
  readonly ended: () => void;
}

type Ending =
  | { readonly status: 'completed' }
  | { readonly status: 'cancelled'; readonly reason: 'turn_detected' | 'client_cancelled' }
  | { readonly status: 'incomplete'; readonly reason: 'max_output_tokens' }
  | {
      readonly status: 'failed';
      readonly error: { readonly type: string; readonly code: string; readonly message: string };
    };

const FAILED: Ending = {
  status: 'failed',
  error: { type: 'server_error', code: 'server_error', message: 'The rehearsal model failed to answer.' },
};

/** How far the words run ahead of the sound. */
const TEXT_AHEAD_MS = 600;

/** One response, from `response.created` to `response.done`. */
export class Response {
  readonly id: string;
  readonly #settings: ResponseSettings;
  readonly #output: ConversationItem[] = [];
  #speaking: SpokenItem | null = null;
  #pause: { timer: Timer; over: () => void } | null = null;
  #over = false;

  constructor(settings: ResponseSettings) {
    this.#settings = settings;
    this.id = settings.outlet.newId('resp');
  }

  /** Runs to the end; settles when it is over, whatever ended it. */
  async run(): Promise<void> {
    const { world, outlet, timing, think } = this.#settings;
    const began = world.clock.now();
    outlet.emit('response.created', { response: this.#wire(null) });
    const reply = await think().catch(() => null);
    if (this.#over) return;
    if (reply === null) return this.#end(FAILED);
    if (reply.say !== null && reply.say !== '') {
      const cut = await this.#say(reply.say, () => timing.firstAudioMs - msBetween(began, world.clock.now()));
      if (this.#over) return;
      if (cut !== null) return this.#end(cut);
    }
    for (const call of reply.calls) this.#output.push(callFunction(this.#place(), call));
    this.#end({ status: 'completed' });
  }

  /** Ends it at once, with what has been said so far. */
  cancel(reason: 'turn_detected' | 'client_cancelled'): void {
    this.#end({ status: 'cancelled', reason });
  }

  /** Ends it without a word: the session is gone. */
  abandon(): void {
    this.#over = true;
    this.#resume();
  }

  async #say(text: string, waitMs: () => number): Promise<Ending | null> {
    const { world, timing, voice, modality, format } = this.#settings;
    const spoken = modality === 'audio';
    const sound = spoken ? await within(world, voice.speak(text), timing.senseMsMax, null) : new Uint8Array();
    if (sound === null) return FAILED;
    await this.#wait(waitMs());
    if (this.#over) return null;
    const words = text.match(/\S+\s*/g) ?? [];
    const whole = sound.length;
    const allowed = Math.min(whole, this.#bytesMax());
    const item = (this.#speaking = new SpokenItem({
      ...this.#place(),
      modality,
      format: soundFormat(format),
    }));
    let told = 0;
    for (let from = 0; from < allowed || told === 0;) {
      const to = Math.min(allowed, from + this.#deltaBytes());
      const due = whole === 0 ? 1 : Math.min(1, (to + TEXT_AHEAD_MS * BYTES_PER_MS) / whole);
      for (const word of words.slice(told, Math.ceil(due * words.length))) item.addText(word);
      told = Math.max(1, Math.ceil(due * words.length));
      if (to > from) item.addSound(sound.subarray(from, to));
      await this.#wait((to - from) / BYTES_PER_MS / timing.speed);
      if (this.#over) return null;
      from = to;
    }
    this.#closeItem(allowed < whole ? 'incomplete' : 'completed');
    return allowed < whole ? { status: 'incomplete', reason: 'max_output_tokens' } : null;
  }

  #place() {
    const { outlet, conversation } = this.#settings;
    return { outlet, conversation, responseId: this.id, outputIndex: this.#output.length };
  }

  #bytesMax(): number {
    const tokens = this.#settings.outputTokensMax;
    return tokens === 'inf' ? Infinity : tokens * AGENT_MS_PER_TOKEN * BYTES_PER_MS;
  }

  /** Never a whole number of telephone frames: who relies on that learns it here. */
  #deltaBytes(): number {
    const { world, timing } = this.#settings;
    const ms = timing.deltaMsMin + world.random.fraction() * (timing.deltaMsMax - timing.deltaMsMin);
    return Math.max(1, Math.round(ms * BYTES_PER_MS)) | 1;
  }

  #wait(ms: number): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#pause = { timer: this.#settings.world.timers.after(Math.max(0, ms), resolve), over: resolve };
    return promise;
  }

  #resume(): void {
    this.#pause?.timer.stop();
    this.#pause?.over();
  }

  #closeItem(status: 'completed' | 'incomplete'): void {
    if (this.#speaking !== null) this.#output.push(this.#speaking.end(status));
    this.#speaking = null;
  }

  #end(ending: Ending): void {
    if (this.#over) return;
    this.#over = true;
    this.#resume();
    this.#closeItem('incomplete');
    this.#settings.outlet.emit('response.done', { response: this.#wire(ending) });
    this.#settings.outlet.emit('rate_limits.updated', { rate_limits: RATE_LIMITS });
    this.#settings.ended();
  }

  #wire(ending: Ending | null): object {
    const { conversation, conversationId, modality, format, outputTokensMax, voiceName, metadata, usage } =
      this.#settings;
    return {
      object: 'realtime.response',
      id: this.id,
      status: ending?.status ?? 'in_progress',
      status_details: statusDetails(ending),
      output: this.#output.map(wireItem),
      conversation_id: conversation === null ? null : conversationId,
      output_modalities: [modality],
      max_output_tokens: outputTokensMax,
      audio: { output: { format, voice: voiceName } },
      usage: ending === null ? null : usage(this.#output),
      metadata,
    };
  }
}

function statusDetails(ending: Ending | null): object | null {
  if (ending === null || ending.status === 'completed') return null;
  const { status, ...why } = ending;
  return { type: status, ...why };
}

const RATE_LIMITS = [
  { name: 'requests', limit: 1000, remaining: 999, reset_seconds: 0.06 },
  { name: 'tokens', limit: 50_000, remaining: 49_950, reset_seconds: 0.06 },
];
