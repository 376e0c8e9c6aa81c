// Live session: the life of one full-duplex session: started, heard all the time, spoken to in hints, and over.
import { assert, unreachable } from '../../base/assert.ts';
import { BoundedQueue } from '../../base/bounded-queue.ts';
import { CLOSE } from '../../base/socket.ts';
import { msBetween, type Micros } from '../../base/time.ts';
import type { World } from '../../base/world.ts';
import type { FrameOf } from '../../frames/frame.ts';
import { sameFormat } from '../../media/audio.ts';
import type { Llm } from '../../speech/llm.ts';
import { VendorLine } from '../../speech/vendor-line.ts';
import { earlyFrames } from '../early-frames.ts';
import { InferredTurns } from '../inferred-turns.ts';
import { MODEL_GIVES, MODEL_TAKES, type ModelSession, type SessionSettings } from '../model.ts';
import { CLOSE_MESSAGE, encodeAppend, encodeStart, encodeText } from './client-event.ts';
import { Delegate } from './delegate.ts';
import { LiveReplies, type Given } from './live-replies.ts';
import { LiveVoice } from './live-voice.ts';
import { FATAL_CODES, readLiveEvent, type LiveEvent } from './server-event.ts';
import { STALLED_MS, StreamWatch } from './stream-watch.ts';

/** Frames kept until the session is attached to a graph, and commands until it has started. */
const EARLY_FRAMES_MAX = 1024;
const WAITING_MAX = 256;

/** The agent is silent for so long while the caller speaks: it has given way. */
const YIELDED_MS = 200;

/** Where a session is, and who thinks behind it. */
export interface LiveAddress {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly model: string;
  readonly llm: Llm;
}

type Taken = FrameOf<(typeof MODEL_TAKES)[number]>;

/** One session. Nothing that the peer sends makes it throw. */
export class LiveSession implements ModelSession {
  readonly takes = MODEL_TAKES;
  readonly gives = MODEL_GIVES;
  readonly #world: World;
  readonly #outlet = earlyFrames<Given>(EARLY_FRAMES_MAX);
  readonly #waiting = new BoundedQueue<Taken>(WAITING_MAX, 'refuse-new');
  readonly #dialledAt: Micros;
  readonly #line: VendorLine;
  readonly #voice: LiveVoice;
  readonly #replies: LiveReplies;
  readonly #turns: InferredTurns;
  readonly #delegate: Delegate;
  readonly #stream = new StreamWatch();
  readonly #said: FrameOf<'context.add'>[] = [];
  #settings: SessionSettings;
  #phase: 'dialling' | 'starting' | 'ready' | 'closed' = 'dialling';

  constructor(world: World, settings: SessionSettings, { url, headers, model, llm }: LiveAddress) {
    this.#world = world;
    this.#settings = settings;
    this.#dialledAt = world.clock.now();
    this.#replies = new LiveReplies(world, (frame) => this.#give(frame));
    this.#voice = new LiveVoice(settings.format, {
      begins: () => {
        this.#turns.answered();
        this.#replies.begin();
      },
      sounds: (audio) => this.#replies.sound(audio),
      pauses: (ms) => this.#paused(ms),
      dropped: () => this.#goOn(),
      ends: () => {
        this.#replies.end('completed', null, this.#voice.streamMs);
        this.#turns.settle();
      },
    });
    this.#turns = new InferredTurns(world, settings, {
      give: (frame) => {
        if (frame.kind === 'caller.text') this.#delegate.note('caller', frame.text, frame.itemId);
        this.#give(frame);
      },
      agentSounds: () => this.#voice.speaks,
      answersAll: false,
    });
    this.#delegate = new Delegate(world, llm, settings, this.#replies, {
      give: (frame) => this.#give(frame),
      answer: (text, delegationId) => this.#line.send(encodeText('commentary', text, delegationId)),
      fault: (code, detail) => this.#faulted(code, detail, false),
    });
    this.#line = new VendorLine(
      world,
      { url, headers, keepAlive: null },
      {
        opened: () => {
          this.#phase = 'starting';
          this.#line.send(encodeStart(model, this.#settings, this.#said));
        },
        text: (message) => this.#received(message),
        binary: () => false,
        fault: (code, detail, fatal) => this.#faulted(code, detail, fatal),
        closed: (code, detail) => this.#end(code, detail),
      },
    );
  }

  attach(push: (frame: Given) => void): void {
    this.#outlet.attach(push);
  }

  accept(frame: Taken): void {
    if (this.#phase === 'closed') return;
    if (frame.kind === 'model.close') return this.close();
    if (frame.kind === 'caller.audio') return this.#hear(frame);
    if (this.#phase === 'ready') return this.#command(frame);
    // What is known before the start is told with it.
    if (this.#phase === 'dialling' && frame.kind === 'context.add') {
      this.#said.push(frame);
      this.#delegate.note(frame.role, frame.text);
    } else if (this.#phase === 'dialling' && frame.kind === 'session.update') this.#change(frame);
    else if (!this.#waiting.push(frame) && frame.kind === 'response.create')
      this.#refuse(frame.requestId, 'failed', 'too many commands wait for the session');
  }

  close(): void {
    this.#end(CLOSE.normal, 'closed by us');
  }

  #received(text: string): boolean {
    const event = readLiveEvent(text);
    if (event !== null) this.#read(event);
    return event !== null;
  }

  #read(event: LiveEvent): void {
    this.#stream.came(event.kind === 'session.output_audio.delta', this.#world.clock.now());
    switch (event.kind) {
      case 'session.started':
        return this.#started();
      case 'session.output_audio.delta':
        return this.#voice.hear(event.base64);
      case 'session.input_transcript.delta':
        return this.#turns.words(event.delta, false);
      case 'session.output_transcript.delta':
        this.#delegate.note('agent', event.delta);
        return this.#replies.text(event.delta, event.startMs);
      case 'session.delegation.created':
        this.#turns.answered();
        return this.#delegate.begin(event.delegationId);
      case 'session.closed':
        if (event.reason === 'content')
          this.#faulted('content', 'the session was ended for its content', false);
        return this.#end(event.reason === 'expired' ? CLOSE.goingAway : CLOSE.normal, event.reason);
      case 'error':
        return this.#errored(event.code, event.message);
      case 'unknown':
        return;
      default:
        return unreachable(event);
    }
  }

  #started(): void {
    if (this.#phase !== 'starting') return;
    this.#phase = 'ready';
    this.#line.ready();
    const tookMs = Math.round(msBetween(this.#dialledAt, this.#world.clock.now()));
    this.#world.log.info('model.ready', { tookMs });
    this.#goOn();
    this.#give({ kind: 'model.ready' });
  }

  #goOn(): void {
    for (const frame of this.#waiting.drain()) this.#command(frame);
  }

  #hear({ audio }: FrameOf<'caller.audio'>): void {
    assert(sameFormat(audio, this.#settings.format), "the caller's audio is in the session's format");
    if (this.#phase !== 'ready') return;
    this.#line.send(encodeAppend(audio.base64));
    this.#turns.hear(audio);
    if (!this.#stream.isStalled(this.#turns.voiced, this.#world.clock.now())) return;
    this.#faulted('stalled', `nothing for ${STALLED_MS} ms`, false);
    this.#end(CLOSE.normal, 'stalled');
  }

  #command(frame: Taken): void {
    switch (frame.kind) {
      case 'response.create':
        return this.#create(frame);
      case 'response.cancel':
        return this.#cancel(frame);
      case 'context.add':
        this.#delegate.note(frame.role, frame.text);
        return this.#line.send(encodeText('thinking', thought(frame)));
      case 'context.tool-result':
        if (!this.#delegate.result(frame.toolCallId, frame.outputJson))
          this.#line.send(encodeText('thinking', `A function returned ${frame.outputJson}`));
        return;
      case 'context.truncate':
      case 'context.remove': {
        const heardMs = frame.kind === 'context.remove' ? 0 : frame.heardMs;
        const heard = this.#replies.heardOfCut(frame.itemId, heardMs);
        if (heard !== null)
          this.#line.send(encodeText('thinking', `Of what you said last the caller heard only: "${heard}"`));
        return;
      }
      case 'session.update':
        return this.#change(frame);
      case 'caller.audio':
      case 'model.close':
        return;
      default:
        return unreachable(frame);
    }
  }

  #create(frame: FrameOf<'response.create'>): void {
    // Said without a pause behind what is dropped, it would be dropped with it.
    if (this.#voice.dropping && this.#waiting.push(frame)) return;
    const { requestId, instructions, tools } = frame;
    const { speaking } = this.#replies;
    if (speaking !== null) return this.#refuse(requestId, 'busy', `${speaking} is under way`);
    this.#replies.expect(requestId);
    if (instructions === null && this.#delegate.goOn()) return;
    const wish = instructions ?? 'Speak to the caller now: answer what is not answered yet.';
    this.#line.send(encodeText('instructions', tools ? wish : `${wish} Delegate nothing for it.`));
  }

  /** The model is asked to stop, and is not heard until it has. */
  #cancel({ responseId }: FrameOf<'response.cancel'>): void {
    if (this.#replies.speaking !== responseId) return this.#delegate.cancel(responseId);
    this.#voice.drop();
    this.#line.send(encodeText('instructions', 'Stop speaking now, and listen.'));
    this.#replies.end('cancelled', 'client_cancelled', this.#voice.streamMs);
  }

  #change({ instructions, interruptible }: FrameOf<'session.update'>): void {
    this.#settings = {
      ...this.#settings,
      instructions: instructions ?? this.#settings.instructions,
      interruptible: interruptible ?? this.#settings.interruptible,
    };
    if (instructions === undefined) return;
    this.#delegate.instructions = instructions;
    if (this.#phase === 'ready')
      this.#line.send(encodeText('instructions', `From now on these are your instructions: ${instructions}`));
  }

  #paused(ms: number): void {
    if (ms < YIELDED_MS || !this.#turns.speaking || !this.#settings.interruptible) return;
    this.#turns.interrupted();
    this.#voice.drop();
    this.#replies.end('cancelled', 'turn_detected', this.#voice.streamMs);
  }

  #errored(code: string, message: string): void {
    const fatal = FATAL_CODES.has(code) || this.#phase !== 'ready';
    this.#faulted(code, message.replaceAll(/\b(sk|ek)[-_][\w*.-]+/g, '$1-…').slice(0, 300), fatal);
    if (fatal) this.#end(CLOSE.normal, code);
  }

  #refuse(requestId: string, cause: 'busy' | 'failed', detail: string): void {
    this.#give({ kind: 'response.refused', requestId, cause, detail });
  }

  /** The detail is the vendor's own text and may repeat what it was sent: the log has the code. */
  #faulted(code: string, detail: string, fatal: boolean): void {
    if (this.#phase === 'closed') return;
    this.#world.log.warn('model.fault', { code: /^[\w.-]{1,80}$/.test(code) ? code : 'other', fatal });
    this.#give({ kind: 'model.fault', code, detail, fatal });
  }

  #give(frame: Given): void {
    if (this.#phase === 'closed') return;
    if (!this.#outlet.push(frame)) this.#end(CLOSE.internal, 'nobody listens');
  }

  #end(code: number, detail: string): void {
    if (this.#phase === 'closed') return;
    const goodbye = this.#phase === 'ready' ? CLOSE_MESSAGE : null;
    this.#phase = 'closed';
    this.#turns.stop();
    this.#delegate.stop();
    this.#replies.stop();
    this.#waiting.drain();
    this.#line.close('closed by us', goodbye);
    this.#world.log.info('model.closed', { code });
    this.#outlet.pushLast({ kind: 'model.closed', code, detail });
  }
}

/** What the model is to know. What stands as the agent's was said by us, in its voice. */
function thought({ role, text }: FrameOf<'context.add'>): string {
  if (role === 'agent') return `You have said to the caller: "${text}"`;
  return role === 'caller' ? `The caller has said: "${text}"` : text;
}
