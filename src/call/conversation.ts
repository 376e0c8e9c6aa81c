// Conversation: one stream of a call, bound to one session of a model, from the first frame to the last.
import type { UtteranceId } from '../base/brand.ts';
import type { Micros } from '../base/time.ts';
import type { World } from '../base/world.ts';
import type { EndReason } from '../frames/reasons.ts';
import type { FrameKind, FrameOf } from '../frames/frame.ts';
import type { ConsultationOutcome } from '../frames/transfer-frames.ts';
import type { Steps } from '../graph/node.ts';
import { run, type BeginTask, type Run, type Tap } from '../graph/run.ts';
import type { Audio } from '../media/audio.ts';
import { conversationGraph } from './conversation-graph.ts';
import type { ConversationParts } from './conversation-parts.ts';
import { codec, MULAW_THROUGHOUT, needsCodec, type SoundFormats } from '../nodes/codec.ts';
import type { Speaker } from '../nodes/cast.ts';
import type { OpeningLine } from '../nodes/opening.ts';
import type { ToolCallsOptions } from '../nodes/tool-calls.ts';
import { makeParts } from './make-parts.ts';
import type { CarrierEnd, LastingModelEnd, OwnerEnd } from './ends.ts';
import type { Journal } from './journal.ts';
import type { CallPlan } from './plan.ts';

/** All that one conversation is made of, settled before its first frame. */
export interface ConversationOptions {
  readonly world: World;
  readonly plan: CallPlan;
  readonly journal: Journal;
  readonly carrier: CarrierEnd;
  readonly model: LastingModelEnd;
  readonly dialledAt: Micros;
  /** False: the model keeps its voice for the whole call. */
  readonly changesVoice: boolean;
  /** The call had a stream before this one. */
  readonly resumed: boolean;
  /** What is said when the stream begins. */
  readonly lines: readonly OpeningLine[];
  /** The line that must have been heard before anything is recorded; null: nothing must. */
  readonly recordAfter: UtteranceId | null;
  readonly durationMsMax: number;
  readonly tools: ToolCallsOptions['context'];
  /** The rendered sound of a text, from memory. */
  findPhrase(text: string, voice: string | null): readonly Audio[] | null;
  /** Who speaks when the stream begins. Default: the plan's agent, in its language. */
  readonly speaker?: Speaker;
  /** Default µ-law throughout: then sound passes as it came. */
  readonly formats?: SoundFormats;
  readonly taps?: readonly Tap[];
  /** How functions and checks are run. Default: at once. */
  readonly beginTask?: BeginTask;
}

/** Who is told what a conversation leaves behind. None of these may throw. */
export interface ConversationOwner {
  /** `voice` null: the call's own. */
  phraseRendered(text: string, audio: readonly Audio[], voice: string | null): void;
  recorded(stereo: Uint8Array): void;
  /** The caller is on hold: a human is to be asked. `Conversation.consulted` tells what comes of it, never at once. */
  consult(wish: Pick<FrameOf<'consultation.begun'>, 'to' | 'briefing'>): void;
  /** The human is not to be asked any more; the caller is with the agent again. */
  callOff(outcome: ConsultationOutcome): void;
  /** The last word: every frame has been carried, every timer and task is gone. */
  ended(end: ConversationEnd): void;
}

/** How a conversation ended, for the call that goes on, or ends, after it. */
export interface ConversationEnd {
  readonly reason: EndReason;
  readonly transferTo: string | null;
  /** What the carrier's own voice should say, since nobody here could. */
  readonly unsaid: string | null;
}

/** A conversation as its call may touch it. After its end each of these does nothing. */
export interface Conversation {
  /** The carrier found out who picked up. */
  answeredBy(verdict: Omit<FrameOf<'answered-by'>, 'kind'>): void;
  steer(wish: Omit<FrameOf<'steer'>, 'kind'>): void;
  interrupt(cause: 'operator' | 'code'): void;
  /** Puts the caller on hold and has a human asked. */
  consult(wish: Omit<FrameOf<'consultation.wanted'>, 'kind'>): void;
  /** What came of asking a human. */
  consulted(outcome: ConsultationOutcome): void;
  /** The caller that a human is being asked about does not wait any more. */
  briefingOff(): void;
  end(wish: Omit<FrameOf<'end.wanted'>, 'kind'>): void;
}

/** Begins at once. `owner.ended` is called exactly once, whatever happens. */
export function converse(options: ConversationOptions, owner: ConversationOwner): Conversation {
  return new GraphConversation(options, owner);
}

class GraphConversation implements Conversation {
  readonly #options: ConversationOptions;
  readonly #owner: ConversationOwner;
  readonly #parts: ConversationParts;
  readonly #run: Run;
  #ended = false;

  constructor(options: ConversationOptions, owner: ConversationOwner) {
    this.#options = options;
    this.#owner = owner;
    const formats = options.formats ?? MULAW_THROUGHOUT;
    this.#parts = makeParts(options, this.#end(), formats);
    const between = needsCodec(formats) ? codec(formats) : null;
    this.#run = run(conversationGraph(this.#parts, between), {
      clock: options.world.clock,
      timers: options.world.timers,
      ...(options.taps === undefined ? {} : { taps: options.taps }),
      ...(options.beginTask === undefined ? {} : { beginTask: options.beginTask }),
      onFault: (part, error) => this.#fault(part, error),
    });
    this.#run.start();
  }

  answeredBy(verdict: Omit<FrameOf<'answered-by'>, 'kind'>): void {
    this.#run.push('owner', { kind: 'answered-by', ...verdict });
  }

  steer(wish: Omit<FrameOf<'steer'>, 'kind'>): void {
    this.#run.push('owner', { kind: 'steer', ...wish });
  }

  interrupt(cause: 'operator' | 'code'): void {
    this.#run.push('owner', { kind: 'interruption.wanted', cause });
  }

  consult(wish: Omit<FrameOf<'consultation.wanted'>, 'kind'>): void {
    this.#run.push('owner', { kind: 'consultation.wanted', ...wish });
  }

  consulted(outcome: ConsultationOutcome): void {
    this.#run.push('owner', { kind: 'consultation.over', outcome });
  }

  briefingOff(): void {
    this.#run.push('owner', { kind: 'briefing.off' });
  }

  end(wish: Omit<FrameOf<'end.wanted'>, 'kind'>): void {
    this.#run.push('owner', { kind: 'end.wanted', ...wish });
  }

  #end(): OwnerEnd {
    return {
      takes: [
        'journal.entry',
        'recording.chunk',
        'phrase.rendered',
        'consultation.begun',
        'consultation.unwanted',
        'conversation.ended',
      ],
      gives: [
        'answered-by',
        'steer',
        'interruption.wanted',
        'consultation.wanted',
        'consultation.over',
        'briefing.off',
        'end.wanted',
      ],
      attach: () => {},
      accept: (frame) => {
        switch (frame.kind) {
          case 'journal.entry':
            return this.#options.journal.append(frame.event);
          case 'recording.chunk':
            return this.#owner.recorded(frame.stereo);
          case 'phrase.rendered':
            return this.#owner.phraseRendered(frame.text, frame.audio, frame.voice);
          case 'consultation.begun':
            return this.#owner.consult(frame);
          case 'consultation.unwanted':
            return this.#owner.callOff(frame.outcome);
          case 'conversation.ended': {
            const { reason, transferTo, unsaid } = frame;
            // What the end makes others say is still on its way: it is carried before the run stops.
            return queueMicrotask(() => this.#over({ reason, transferTo, unsaid }));
          }
        }
      },
    };
  }

  #fault(part: string, error: unknown): void {
    const detail = error instanceof Error ? error.message : String(error);
    this.#options.world.log.error('conversation.fault', { part });
    this.#options.journal.append({ kind: 'internal.fault', where: part, detail });
    this.#lastWords();
    this.#over({ reason: 'internal-fault', transferTo: null, unsaid: this.#options.plan.phrases.apology });
  }

  /** The run has stopped at a bug: what playout, transcript and recorder still hold is kept, as far as they can give it. */
  #lastWords(): void {
    const { playout: sound, transcript: lines, recorder: tape, owner } = this.#parts;
    const at = this.#options.world.clock.now();
    const ended = {
      kind: 'conversation.ended',
      reason: 'internal-fault',
      transferTo: null,
      unsaid: null,
    } as const;
    const keep = (give: () => Steps<FrameKind>): void => {
      try {
        for (const step of give())
          if (step.kind === 'journal.entry' || step.kind === 'recording.chunk') owner.accept(step, at);
          else if (step.kind === 'item.heard') keep(() => lines.handle(step, at));
      } catch {
        // It was the faulty one.
      }
    };
    keep(() => sound.handle({ kind: 'conversation.ending' }, at));
    keep(() => lines.handle(ended, at));
    keep(() => tape.handle(ended, at));
  }

  #over(end: ConversationEnd): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#run.stop();
    this.#options.model.close();
    if (end.transferTo === null) this.#options.carrier.close();
    this.#owner.ended(end);
  }
}
