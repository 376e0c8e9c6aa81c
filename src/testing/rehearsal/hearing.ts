// Hearing: the caller's sound on its way into the conversation: turns, commits, transcripts.
import type { Timer, World } from '../../base/world.ts';
import { audioBytes, audioIn, BYTES_PER_MS, isBase64, PCMU } from '../../media/audio.ts';
import { transcoderTo } from '../../media/transcode.ts';
import { WholeSamples } from '../../media/whole-samples.ts';
import type { Conversation, MessageItem } from './conversation.ts';
import type { Ear } from './ear.ts';
import { InputAudio } from './input-audio.ts';
import { wireItem } from './items.ts';
import type { Outlet } from './outlet.ts';
import { refusal, type Refusal } from './refusal.ts';
import { soundFormat, type SessionConfig } from './session-config.ts';
import { within, type RehearsalTiming } from './timing.ts';
import { TurnDetector, type TurnEvent } from './turn-detection.ts';
import { wireTranscriptUsage } from './usage.ts';
import type { Vad } from './vad.ts';

/** Least sound that a client may commit. */
const COMMIT_MS_MIN = 100;
/** Silence that is kept before speech, beyond the padding: the onset is known only some frames later. */
const ONSET_MS_MAX = 1000;

/** How a session's caller is heard. */
export interface HearingSettings {
  readonly world: World;
  readonly timing: RehearsalTiming;
  readonly outlet: Outlet;
  readonly ear: Ear;
  readonly vad: Vad;
  readonly conversation: Conversation;
  readonly config: () => SessionConfig;
  /** The caller began to speak. */
  readonly speechStarted: () => void;
  /** The caller's turn ended by itself and is part of the conversation. */
  readonly turnEnded: () => void;
}

/** Takes the caller's sound of one session in, finds the turns in it, and has them understood. */
export class Hearing {
  readonly #settings: HearingSettings;
  readonly #audio = new InputAudio();
  readonly #whole = new WholeSamples();
  readonly #toMulaw = transcoderTo(PCMU);
  readonly #detector: TurnDetector;
  readonly #timers = new Set<Timer>();
  #understood: Promise<unknown> = Promise.resolve();
  #openItemId: string | null = null;
  #over = false;

  constructor(settings: HearingSettings) {
    this.#settings = settings;
    this.#detector = new TurnDetector(settings.vad);
  }

  /** Takes sound as base64 in the session's format, and hears it as µ-law; acknowledged by nothing, as with OpenAI. */
  append(base64: string): Refusal | null {
    const { format, turn_detection: turns } = this.#settings.config().audio.input;
    if (!isBase64(base64))
      return refusal('invalid_value', "Invalid 'audio': expected base64 with at least one byte.", 'audio');
    const whole = format.type === 'audio/pcm' ? this.#whole.take(base64) : base64;
    const bytes = audioBytes(this.#toMulaw.convert(audioIn(soundFormat(format), whole)));
    this.#audio.append(bytes);
    if (turns === null && this.#openItemId !== null) this.#forget();
    for (const event of this.#detector.hear(bytes, turns)) this.#follow(event);
    if (turns !== null && this.#openItemId === null)
      this.#audio.keepLast(turns.prefix_padding_ms + ONSET_MS_MAX);
    return null;
  }

  /** Makes an item of all that was appended. */
  commit(): Refusal | null {
    const ms = this.#audio.keptMs;
    if (ms < COMMIT_MS_MIN)
      return refusal(
        'input_audio_buffer_commit_empty',
        `Error committing input audio buffer: buffer too small. Expected at least ${COMMIT_MS_MIN}ms of audio, but buffer only has ${ms.toFixed(2)}ms of audio.`,
      );
    const itemId = this.#openItemId ?? this.#settings.outlet.newId('item');
    this.#forget();
    this.#commit(itemId, this.#audio.takeAll());
    return null;
  }

  clear(): void {
    this.#forget();
    this.#whole.reset();
    this.#toMulaw.reset();
    this.#audio.keepLast(0);
    this.#settings.outlet.emit('input_audio_buffer.cleared', {});
  }

  /** Settles when everything committed so far was understood, or was not. */
  async understood(): Promise<void> {
    await this.#understood;
  }

  close(): void {
    this.#over = true;
    this.#settings.vad.close();
    for (const timer of this.#timers) timer.stop();
    this.#timers.clear();
  }

  #follow(event: TurnEvent): void {
    const { outlet, speechStarted, turnEnded } = this.#settings;
    if (event.kind === 'started') {
      this.#openItemId = outlet.newId('item');
      const fields = { audio_start_ms: event.audioStartMs, item_id: this.#openItemId };
      outlet.emit('input_audio_buffer.speech_started', fields);
      speechStarted();
      return;
    }
    const itemId = this.#openItemId ?? outlet.newId('item');
    this.#openItemId = null;
    const fields = { audio_end_ms: event.audioEndMs, item_id: itemId };
    outlet.emit('input_audio_buffer.speech_stopped', fields);
    this.#commit(itemId, this.#audio.take(event.audioStartMs, event.audioEndMs));
    turnEnded();
  }

  #forget(): void {
    this.#detector.reset();
    this.#openItemId = null;
  }

  #commit(itemId: string, bytes: Uint8Array): void {
    const { world, timing, outlet, ear, conversation } = this.#settings;
    const item: MessageItem = {
      kind: 'message',
      id: itemId,
      role: 'user',
      status: 'completed',
      form: 'audio',
      text: null,
      audioMs: bytes.length / BYTES_PER_MS,
    };
    conversation.insert(item);
    const previous_item_id = conversation.before(itemId);
    outlet.emit('input_audio_buffer.committed', { previous_item_id, item_id: itemId });
    outlet.emit('conversation.item.added', { previous_item_id, item: wireItem(item) });
    outlet.emit('conversation.item.done', { previous_item_id, item: wireItem(item) });
    const heard = within(world, ear.understand(bytes), timing.senseMsMax, null);
    const understood = heard.then((text) => conversation.replace({ ...item, text }));
    this.#understood = Promise.all([this.#understood, understood]);
    if (this.#settings.config().audio.input.transcription === null) return;
    const timer = world.timers.after(timing.transcriptMs, () => {
      this.#timers.delete(timer);
      void heard.then((text) => this.#tellTranscript(item, text));
    });
    this.#timers.add(timer);
  }

  #tellTranscript(item: MessageItem, text: string | null): void {
    if (this.#over) return;
    const type = 'conversation.item.input_audio_transcription';
    const at = { item_id: item.id, content_index: 0 };
    const { outlet } = this.#settings;
    if (text === null) {
      const message = 'The rehearsal model did not understand what was said.';
      const error = { type: 'transcription_error', code: 'audio_unintelligible', message, param: null };
      outlet.emit(`${type}.failed`, { ...at, error });
      return;
    }
    for (const delta of text.match(/\S+\s*/g) ?? []) outlet.emit(`${type}.delta`, { ...at, delta });
    const usage = wireTranscriptUsage(item.audioMs, text);
    outlet.emit(`${type}.completed`, { ...at, transcript: text, usage });
  }
}
