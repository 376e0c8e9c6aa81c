// Live call: one phone call from ring to outcome. It may have several streams; it has one conversation at a time.
//
// ringing ─ connect ─▶ talking ─ end ─▶ away (the carrier asks what comes next) ─▶ talking again, or ended
// An outgoing call rings at the other end; what is known of it until its stream is in `outbound-leg.ts`.
import type { CallId } from '../base/brand.ts';
import type { Timer } from '../base/world.ts';
import type { CallProgress } from '../frames/dialling.ts';
import type { EndReason } from '../frames/reasons.ts';
import type { FrameOf } from '../frames/frame.ts';
import { NO_BRIEFING } from '../frames/transfer-frames.ts';
import { MULAW_THROUGHOUT } from '../nodes/codec.ts';
import { Away } from './away.ts';
import { CallRecording } from './call-recording.ts';
import { streamWait, withoutStream, type CallStage } from './call-stage.ts';
import { Closing } from './closing.ts';
import { Consulting } from './consulting.ts';
import { converse, type Conversation, type ConversationEnd } from './conversation.ts';
import type { CarrierEnd, LineFormats } from './ends.ts';
import { joinStep } from './join-step.ts';
import { leavesMachine, wentToHuman } from './journal-facts.ts';
import type { LiveCallOptions } from './live-call-options.ts';
import type { DialStatus, NextStep } from './next-step.ts';
import { OutboundLeg, type LegWait } from './outbound-leg.ts';
import type { StreamOccasion } from './opening-lines.ts';
import { ringingSession } from './ringing-session.ts';
import { callMs, streamOptions } from './stream-options.ts';
import { dialStep, transferTarget, type TransferWish } from './transfer-target.ts';

/** One phone call. None of its methods throws but `transfer`; `ended` of its options is told exactly once. */
export class LiveCall {
  readonly id: CallId;
  /** Of a call that we place; null: somebody calls us. */
  readonly outbound: OutboundLeg | null;
  readonly #options: LiveCallOptions;
  #stage: CallStage;
  #wait: Timer | null = null;
  readonly #recording: CallRecording;
  readonly #closing: Closing;
  /** The carrier has said that the call is over. */
  #completed = false;
  #streams: number;
  /** How long the phone rang: a call's time is that of its talk. */
  #rangMs = 0;
  readonly #consulting: Consulting;
  /** Another process, now gone, has sent the caller to a human. */
  #wasAway: boolean;
  /** Of a human who is asked: the caller does not wait any more. */
  #calledOff = false;

  /** The model is dialled at once, while the phone still rings. */
  constructor(options: LiveCallOptions, occasion: StreamOccasion = 'answered') {
    this.id = options.journal.callId;
    this.#options = options;
    this.#recording = new CallRecording(options.recordings, this.id);
    const { journal } = options;
    this.#closing = new Closing({ journal, recording: this.#recording, ended: () => options.ended() });
    this.#streams = occasion === 'answered' ? 0 : 1;
    this.outbound =
      options.outbound === undefined
        ? null
        : new OutboundLeg(options.outbound, {
            journal: options.journal,
            over: () => this.ended,
            expect: (wait) => this.#expect(wait),
            refused: (detail) => {
              this.#completed = true;
              this.#finish('call-failed', detail);
            },
            judged: (verdict) => this.conversation?.answeredBy(verdict),
          });
    this.#consulting = new Consulting(options, {
      over: (outcome) => this.conversation?.consulted(outcome),
      left: () => {
        if (this.#stage.kind === 'away') this.#stage.away.humanLeft();
      },
    });
    this.#wasAway = occasion !== 'answered' && wentToHuman(options.journal.records);
    this.#stage = this.#ring(occasion);
  }

  get ended(): boolean {
    return this.#stage.kind === 'ended';
  }

  /** What the carrier is to do with the call now. Asked for anew whenever a stream of it has ended. */
  nextStep(): NextStep {
    const stage = this.#stage;
    switch (stage.kind) {
      case 'ringing':
        return { kind: 'connect', callId: this.id, token: stage.token };
      case 'talking':
        // The carrier asks although its stream is still with us: it is gone and we were not told.
        stage.conversation.end({ reason: 'stream-lost', farewell: null, transferTo: null });
        stage.carrier.close();
        return this.#comeBack('resumed');
      case 'away':
        return stage.away.leave();
      case 'ended':
        return { kind: 'hang-up' };
    }
  }

  /** A stream wants in. False: the token is not the one that was given out, or was used. */
  connect(token: string, carrier: CarrierEnd, line: LineFormats = MULAW_THROUGHOUT): boolean {
    const stage = this.#stage;
    if (stage.kind !== 'ringing' || stage.token !== token) return false;
    this.#wait?.stop();
    this.#wasAway = false;
    const resumed = this.#streams > 0;
    if (this.outbound !== null && !resumed) this.#rangMs = callMs(this.#options);
    const { session, occasion } = stage;
    this.#closing.begun();
    const conversation = converse(
      streamOptions(this.#options, { carrier, line, session, occasion, resumed, rangMs: this.#rangMs }),
      {
        phraseRendered: (text, audio, voice) => this.#options.keepPhrase(text, audio, voice),
        recorded: (stereo) => this.#recording.write(stereo),
        consult: (wish) => this.#consulting.begin(wish),
        callOff: (outcome) => this.#consulting.release(outcome),
        ended: (end) => {
          this.#conversationEnded(end, stage, carrier);
          this.#closing.over();
        },
      },
    );
    this.#streams += 1;
    // A conversation may be over before it is known here: a stream that stopped while it was being bound.
    if (this.#stage === stage) this.#stage = { kind: 'talking', conversation, carrier };
    const verdict = this.outbound?.verdict ?? null;
    if (verdict !== null) conversation.answeredBy(verdict);
    return true;
  }

  /** Somebody picked up a call that we placed: the carrier asks what comes next. */
  answered(): NextStep {
    this.status('answered', null);
    return this.nextStep();
  }

  /** The carrier's word on how far the call has come; `code`: its own for what went wrong. */
  status(progress: CallProgress, code: string | null): void {
    // That somebody picked up some carriers say twice, and some by asking what comes next alone.
    if (this.ended || (progress === 'answered' && this.outbound?.pickedUp === true)) return;
    this.#options.journal.append({ kind: 'carrier.status', progress, code });
    this.outbound?.see(progress);
  }

  /** The human's leg is over; `gone`: and so is the caller. */
  afterDial(status: DialStatus, gone: boolean): NextStep {
    const stage = this.#stage;
    if (stage.kind !== 'away' && !(this.#wasAway && status === 'answered')) return this.nextStep();
    const away = stage.kind === 'away' ? stage.away : this.#goAway({ kind: 'hang-up' }, 'transferred');
    const step = away.afterDial(status, gone);
    if (this.ended) this.#consulting.part('called-off');
    return step;
  }

  /** The carrier says that the call is over; of a call that we placed, how far it had come. */
  completed(progress: CallProgress | null = null, code: string | null = null): void {
    const stage = this.#stage;
    this.#completed = true;
    if (stage.kind === 'talking') stage.carrier.close();
    else if (stage.kind === 'away') {
      stage.away.completed();
      this.#consulting.part('called-off');
    } else if (stage.kind === 'ringing') {
      const leg = stage.occasion === 'answered' ? this.outbound?.endBy(progress, code) : undefined;
      const { reason, detail } = leg ?? withoutStream(stage.occasion);
      this.#finish(reason, detail);
    }
  }

  /** The live conversation; null when there is none. */
  get conversation(): Conversation | null {
    return this.#stage.kind === 'talking' ? this.#stage.conversation : null;
  }

  /** Ends the call wherever it is. */
  end(wish: Omit<FrameOf<'end.wanted'>, 'kind'>): void {
    const stage = this.#stage;
    if (stage.kind === 'talking') stage.conversation.end(wish);
    else if (stage.kind !== 'ended') this.#finish(wish.reason, 'ended while no stream was up');
  }

  /** Of a human who is asked: the caller does not wait any more. The human is told so, or let go. */
  callOff(pickedUp = this.outbound?.pickedUp === true): void {
    const stage = this.#stage;
    this.#calledOff = true;
    if (stage.kind === 'talking') return stage.conversation.briefingOff();
    if (stage.kind === 'ringing' && (stage.occasion !== 'answered' || pickedUp)) {
      stage.session.model.close();
      return this.#joinHuman();
    }
    if (stage.kind === 'away') this.#options.outbound?.hangUp();
    if (stage.kind !== 'ended')
      this.#finish(stage.kind === 'away' ? stage.away.reason : 'agent-hangup', 'the caller does not wait');
  }

  /** Puts the caller through to a human; `TRANSFER_IMPOSSIBLE` when there is nobody. */
  transfer({ to, kind = this.#options.plan.transferKind, briefing }: TransferWish): void {
    const { plan } = this.#options;
    const transferTo = transferTarget(plan, to);
    const told = { ...NO_BRIEFING, ...briefing };
    if (kind === 'warm' && this.conversation !== null)
      return this.conversation.consult({ to: transferTo, briefing: told, announced: false });
    this.end({ reason: 'transferred', farewell: plan.phrases.transferring, transferTo });
  }

  #ring(occasion: StreamOccasion): CallStage {
    if (occasion !== 'answered') this.#consulting.part(occasion === 'resumed' ? 'broken-off' : 'gone');
    const session = ringingSession(this.#options);
    this.#expect(streamWait(occasion, this.outbound));
    return { kind: 'ringing', token: this.#options.world.random.token(32), session, occasion };
  }

  #comeBack(occasion: StreamOccasion): NextStep {
    this.#stage = this.#ring(occasion);
    return this.nextStep();
  }

  #conversationEnded(
    { reason: reported, transferTo, unsaid }: ConversationEnd,
    from: CallStage,
    carrier: CarrierEnd,
  ): void {
    const { journal, plan } = this.#options;
    // A mailbox that hangs up while it is left a message is a machine all the same.
    const reason = reported === 'caller-hangup' && leavesMachine(journal.records) ? 'machine' : reported;
    const stage = this.#stage;
    // The carrier has come back without waiting for this end: the call goes on elsewhere.
    if (stage !== from && !(stage.kind === 'talking' && stage.carrier === carrier)) return;
    if (this.#completed)
      return this.#finish(reason === 'stream-lost' ? 'caller-hangup' : reason, 'the carrier reports the end');
    if (reason === 'transferred' && transferTo === null) return this.#joinHuman();
    if (transferTo !== null) journal.append({ kind: 'transfer.started', to: transferTo });
    if (unsaid !== null) {
      const next = transferTo === null ? 'hang-up' : { dial: transferTo };
      this.#goAway({ kind: 'say', text: unsaid, language: plan.language, next }, reason);
      carrier.close();
    } else if (transferTo !== null) {
      const step = dialStep(this.id, plan, { from: this.#options.view().from, to: transferTo });
      void this.#goAway(step, reason).dialOut(transferTo, carrier);
    } else if (reason === 'stream-lost') {
      // Not the end yet: the carrier comes back through the door behind the stream, and so does the caller.
      this.#stage = this.#ring('resumed');
    } else {
      this.#finish(reason, '');
    }
  }

  /** Somebody has accepted: this side is brought together with the other one, unless that is gone. */
  #joinHuman(): void {
    const { plan, journal, room: own = null } = this.#options;
    const { accepted } = this.#consulting;
    if (accepted !== null) journal.append({ kind: 'transfer.started', to: accepted.to });
    const room = accepted?.room ?? (this.#calledOff ? null : own);
    const next = joinStep({ callId: this.id, plan, room });
    if (next === null) this.#stage = this.#ring('transfer-failed');
    else this.#goAway(next.step, next.reason);
  }

  /** Off the stream, with the caller still on the phone. */
  #goAway(step: NextStep, reason: EndReason): Away {
    const { world, journal } = this.#options;
    const away = new Away(step, reason, {
      world,
      journal,
      dialOut: (to) => this.#options.dialOut(to),
      isAway: (one) => this.#stage.kind === 'away' && this.#stage.away === one,
      expect: (wait) => this.#expect(wait),
      finish: (end, detail) => this.#finish(end, detail),
      comeBack: () => this.#comeBack('transfer-failed'),
      joined: () => this.#consulting.join(),
      recall: () => this.#options.recall?.() ?? Promise.resolve(false),
    });
    this.#stage = { kind: 'away', away };
    away.begin();
    return away;
  }

  #expect({ msMax, reason, detail }: LegWait): void {
    this.#wait?.stop();
    this.#wait = this.#options.world.timers.after(msMax, () => this.#finish(reason, detail));
  }

  #finish(reason: EndReason, detail: string): void {
    const stage = this.#stage;
    if (stage.kind === 'ended') return;
    this.#stage = { kind: 'ended' };
    this.#wait?.stop();
    this.#consulting.release('called-off');
    if (stage.kind === 'ringing') {
      stage.session.model.close();
      // It may ring on, and asks nothing meanwhile.
      if (!this.#completed) this.#options.outbound?.hangUp();
    }
    this.#closing.end(reason, detail);
  }
}
