// One session of ConversationRelay as Twilio runs it: hears the caller, speaks what it is sent, tells what was heard.
import { CLOSE, type Socket } from '../../base/socket.ts';
import { msBetween, plusMs, type Micros } from '../../base/time.ts';
import type { Timer, World } from '../../base/world.ts';
import { audioBytes } from '../../media/audio.ts';
import { holdMusic } from '../../media/hold-music.ts';
import type { Ear } from '../rehearsal/ear.ts';
import { InputAudio } from '../rehearsal/input-audio.ts';
import { TurnDetector, type TurnEvent } from '../rehearsal/turn-detection.ts';
import type { VadFactory } from '../rehearsal/vad.ts';
import type { Voice } from '../rehearsal/voice.ts';
import { FRAME_BYTES, FRAME_MS, type CallerVoice } from '../telephone/caller-voice.ts';
import { STREAM_OPEN_MS_MAX, type RunningStream, type StreamListener } from '../telephone/emulated-stream.ts';
import { RelayPlayout } from './relay-playout.ts';
import { readRelayCommand, type RelayCommand } from './relay-command.ts';

/** Who hears and who speaks for an emulated Twilio. */
export interface RelaySpeechParts {
  readonly ear: Ear;
  readonly voice: Voice;
  /** From `loadVad()`. */
  readonly vad: VadFactory;
}

/** Which session is opened, and what the noun asked of it. */
export interface RelayScene {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly setup: Readonly<Record<string, unknown>>;
  /** Attributes of `<ConversationRelay>`. */
  readonly asked: Readonly<Record<string, string>>;
  /** Languages that it may be switched to. */
  readonly languages: readonly string[];
  readonly speech: RelaySpeechParts;
  /** Filled in when the session is over: for the action. */
  readonly ends: Record<string, string>;
}

/** https://www.twilio.com/docs/api/errors */
const CODE = { malformed: 64_107, tooMany: 64_105, unconnected: 64_102, network: 39_001 } as const;

/** Messages in a row that Twilio does not take, before it ends the session. */
const MALFORMED_MAX = 10;
/** RFC 6455: the payload makes no sense. */
const NO_SENSE = 1007;
const PREFIX_MS = 300;
const SILENT = new Uint8Array(FRAME_BYTES).fill(0xff);

const DETECTION = {
  type: 'server_vad',
  threshold: 0.5,
  prefix_padding_ms: PREFIX_MS,
  silence_duration_ms: 500,
  idle_timeout_ms: null,
  create_response: false,
  interrupt_response: false,
} as const;

type Ending = 'ended' | 'completed' | 'failed';

/** A running session. It ends once, and tells so. */
export class EmulatedRelay implements RunningStream {
  readonly #world: World;
  readonly #scene: RelayScene;
  readonly #caller: CallerVoice;
  readonly #listener: StreamListener;
  readonly #socket: Socket;
  readonly #playout: RelayPlayout;
  readonly #sound = new InputAudio();
  readonly #detected: ReturnType<VadFactory>;
  readonly #detector: TurnDetector;
  #tick: Timer | null = null;
  #startedAt: Micros | null = null;
  #frames = 0;
  /** The caller began to speak while the agent did. */
  #over = false;
  #language: string;
  #malformed = 0;
  #frozen = false;
  #ended = false;

  constructor(world: World, scene: RelayScene, caller: CallerVoice, listener: StreamListener) {
    this.#world = world;
    this.#scene = scene;
    this.#caller = caller;
    this.#listener = listener;
    this.#language = scene.asked['language'] ?? 'en-US';
    this.#detected = scene.speech.vad();
    this.#detector = new TurnDetector(this.#detected);
    const events = new Set((scene.asked['events'] ?? '').split(' '));
    this.#playout = new RelayPlayout(world, scene.speech.voice, {
      heard: (at, bytes) => listener.heard(at, bytes),
      speaking: (on) => {
        if (events.has('speaker-events')) this.#info('agentSpeaking', on ? 'on' : 'off');
      },
      played: (words) => {
        if (events.has('tokens-played')) this.#info('tokensPlayed', words);
      },
    });
    this.#socket = world.dial({ url: scene.url, headers: scene.headers, openMsMax: STREAM_OPEN_MS_MAX });
    this.#socket.listen({
      open: () => this.#open(),
      text: (text) => this.#take(text),
      binary: () => this.#complain('a binary message'),
      closed: (code, reason) => this.#closed(code, reason),
    });
  }

  get playing(): boolean {
    return !this.#ended && this.#playout.playing;
  }

  flush(): void {
    if (!this.#ended) this.#playout.flush();
  }

  press(digit: string): boolean {
    if (this.#startedAt === null || this.#ended || this.#scene.asked['dtmfDetection'] !== 'true')
      return false;
    this.#interrupt('dtmf');
    this.#send({ type: 'dtmf', digit });
    return true;
  }

  stop(detail: string): void {
    if (this.#ended) return;
    if (this.#frozen) return this.vanish();
    this.#socket.close(CLOSE.normal, '');
    this.#end('completed', 'carrier', detail);
  }

  vanish(): void {
    if (this.#ended) return;
    if (canVanish(this.#socket)) this.#socket.vanish();
    else this.#socket.close(CLOSE.goingAway, '');
    this.#listener.refused(CODE.network, 'the connection broke');
    this.#end('failed', 'lost', 'the connection broke');
  }

  freeze(): void {
    this.#frozen = true;
  }

  #open(): void {
    if (this.#ended) return;
    this.#startedAt = this.#world.clock.now();
    this.#send({ type: 'setup', ...this.#scene.setup });
    this.#listener.started();
    this.#arm(this.#startedAt);
  }

  /** Each tick is set against the session's start, so that late timers do not add up. */
  #arm(startedAt: Micros): void {
    const passedMs = msBetween(startedAt, this.#world.clock.now());
    this.#tick = this.#world.timers.after(Math.max(0, (this.#frames + 1) * FRAME_MS - passedMs), () => {
      const speech = this.#caller.next();
      if (speech !== null) this.#listener.spoke(plusMs(startedAt, this.#frames * FRAME_MS), speech);
      this.#frames += 1;
      this.#hear(speech ?? SILENT);
      this.flush();
      this.#listener.ticked();
      if (!this.#ended) this.#arm(startedAt);
    });
  }

  #hear(bytes: Uint8Array): void {
    this.#sound.append(bytes);
    for (const event of this.#detector.hear(bytes, DETECTION))
      if (event.kind === 'started') this.#speechBegan();
      else this.#speechEnded(event).catch(() => {});
    if (this.#detector.speechStartMs === null) this.#sound.keepLast(PREFIX_MS + 1000);
  }

  #speechBegan(): void {
    this.#over = this.#playout.playing;
    this.#info('clientSpeaking', 'on');
    this.#interrupt('speech');
  }

  async #speechEnded(event: Extract<TurnEvent, { kind: 'stopped' }>): Promise<void> {
    const over = this.#over;
    this.#info('clientSpeaking', 'off');
    const mulaw = this.#sound.take(event.audioStartMs, event.audioEndMs);
    const voicePrompt = await this.#scene.speech.ear.understand(mulaw);
    const report = this.#scene.asked['reportInputDuringAgentSpeech'] ?? 'none';
    if (voicePrompt === null || (over && report !== 'any' && report !== 'speech')) return;
    this.#send({ type: 'prompt', voicePrompt, lang: this.#language, last: true });
  }

  #interrupt(by: 'speech' | 'dtmf'): void {
    const rule = this.#scene.asked['interruptible'] ?? 'any';
    if (rule !== 'any' && rule !== by && rule !== 'true') return;
    const heard = this.#playout.interrupt();
    if (heard === null) return;
    this.#listener.cleared();
    const { utterance, ms } = heard;
    this.#send({
      type: 'interrupt',
      utteranceUntilInterrupt: utterance,
      durationUntilInterruptMs: Math.round(ms),
    });
  }

  #take(text: string): void {
    if (this.#frozen || this.#ended) return;
    const command = readRelayCommand(text);
    if (command.kind === 'malformed') return this.#complain(command.detail);
    this.#malformed = 0;
    this.#obey(command);
  }

  #obey(command: Exclude<RelayCommand, { readonly kind: 'malformed' }>): void {
    switch (command.kind) {
      case 'text':
        return this.#playout.text(command);
      case 'play':
        return this.#playout.music(
          holdMusic().map((audio) => audioBytes(audio)),
          command,
        );
      case 'digits':
        return this.#listener.dialled(command.digits);
      case 'language':
        if (!this.#scene.languages.includes(command.language))
          return this.#complain(`the language ${command.language} was not asked for`);
        this.#language = command.language;
        return;
      case 'end':
        this.#scene.ends['HandoffData'] = command.handoffData;
        this.#socket.close(CLOSE.normal, '');
        return this.#end('ended', 'server', 'the server ended the session');
    }
  }

  #complain(detail: string): void {
    if (this.#frozen || this.#ended) return;
    this.#malformed += 1;
    this.#listener.refused(CODE.malformed, detail);
    this.#send({ type: 'error', description: `Invalid message received: ${detail}` });
    if (this.#malformed < MALFORMED_MAX) return;
    this.#listener.refused(CODE.tooMany, 'too many consecutive malformed messages');
    this.#socket.close(NO_SENSE, 'too many consecutive malformed messages');
    this.#end('failed', 'carrier', 'too many consecutive malformed messages');
  }

  #info(name: string, value: string): void {
    const isSpeaker = name !== 'tokensPlayed';
    if (isSpeaker && !(this.#scene.asked['events'] ?? '').includes('speaker-events')) return;
    this.#send({ type: 'info', name, value, ...(isSpeaker ? { ts: this.#world.clock.wall() } : {}) });
  }

  #send(message: object): void {
    if (!this.#frozen && !this.#ended) this.#socket.send(JSON.stringify(message));
  }

  #closed(code: number, reason: string): void {
    if (this.#ended || this.#frozen) return;
    const detail = `${code} ${reason}`.trim();
    const opened = this.#startedAt !== null;
    this.#listener.refused(opened ? CODE.network : CODE.unconnected, detail);
    this.#end('failed', opened ? (code === 1006 ? 'lost' : 'server') : 'refused', detail);
  }

  #end(status: Ending, by: 'server' | 'carrier' | 'lost' | 'refused', detail: string): void {
    this.#playout.stop();
    this.#detected.close();
    this.#tick?.stop();
    const ms = this.#startedAt === null ? 0 : msBetween(this.#startedAt, this.#world.clock.now());
    Object.assign(this.#scene.ends, {
      SessionId: String(this.#scene.setup['sessionId']),
      SessionStatus: status,
      SessionDuration: String(Math.ceil(ms / 1000)),
      ...(status === 'failed' ? { ErrorCode: String(CODE.network), ErrorMessage: detail } : {}),
    });
    this.#ended = true;
    this.#listener.ended(by, detail);
  }
}

/** A simulated socket can be dropped without a closing handshake; others are closed. */
function canVanish(socket: Socket): socket is Socket & { vanish(): void } {
  return 'vanish' in socket && typeof socket.vanish === 'function';
}
