// Live call: one phone call from ring to outcome. It may have several streams; it has one conversation at a time.
//
// ringing ─ connect ─▶ talking ─ end ─▶ away (the carrier asks what comes next) ─▶ talking again, or ended
// An outgoing call rings at the other end; what is known of it until its stream is in `outbound-leg.ts`.
import type { CallId } from '../base/brand.ts';
import type { Timer } from '../base/world.ts';
import type { CallProgress } from '../frames/dialling.ts';
import type { EndReason } from '../frames/reasons.ts';
import type { FrameOf } from '../frames/frame.ts';
import { MULAW_THROUGHOUT } from '../nodes/codec.ts';
import { NO_STREAM, type CallStage } from './call-stage.ts';
import { converse, type Conversation, type ConversationEnd } from './conversation.ts';
import type { CarrierEnd, LineFormats } from './ends.ts';
import { history } from './history.ts';
import type { LiveCallOptions } from './live-call-options.ts';
import type { DialStatus, NextStep } from './next-step.ts';
import { OutboundLeg, type LegEnd } from './outbound-leg.ts';
import type { StreamOccasion } from './opening-lines.ts';
import type { RecordingSink } from './recording.ts';
import { renewingModel } from './renewing-model.ts';
import { streamOptions } from './stream-options.ts';
import { transferTarget } from './transfer-target.ts';

/** How long a call may ring, from the webhook to its stream. */
const RING_MS_MAX = 60_000;

/** How long a call whose stream broke may take to come back: carriers were seen to need 40 s. */
const RETURN_MS_MAX = 90_000;

/** How long a call may be away with a human before we let go of it. */
const TRANSFER_MS_MAX = 4 * 3600_000 + 60_000;

/** How long the carrier may take to act on a dial that it has confirmed. */
const DIAL_OUT_MS_MAX = 5000;

/** One phone call. None of its methods throws but `transfer`; `ended` of its options is told exactly once. */
export class LiveCall {
  readonly id: CallId;
  /** Of a call that we place; null: somebody calls us. */
  readonly outbound: OutboundLeg | null;
  readonly #options: LiveCallOptions;
  #stage: CallStage;
  #wait: Timer | null = null;
  #recording: RecordingSink | null = null;
  #noticed = false;
  /** The carrier has said that the call is over. */
  #completed = false;
  #streams: number;
  /** How long the phone rang: a call's time is that of its talk. */
  #rangMs = 0;

  /** The model is dialled at once, while the phone still rings. */
  constructor(options: LiveCallOptions, occasion: StreamOccasion = 'answered') {
    this.id = options.journal.callId;
    this.#options = options;
    this.#streams = occasion === 'answered' ? 0 : 1;
    this.outbound =
      options.outbound === undefined
        ? null
        : new OutboundLeg(options.outbound, {
            journal: options.journal,
            over: () => this.ended,
            expect: ({ msMax, reason, detail }) => this.#expect(msMax, reason, detail),
            refused: (detail) => {
              this.#completed = true;
              this.#finish('call-failed', detail);
            },
            judged: (verdict) => this.conversation?.answeredBy(verdict),
          });
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
        this.#noticeHeard();
        stage.conversation.end({ reason: 'stream-lost', farewell: null, transferTo: null });
        stage.carrier.close();
        return this.#comeBack('resumed');
      case 'away':
        return this.#leave(stage.step, stage.reason);
      case 'ended':
        return { kind: 'hang-up' };
    }
  }

  /** A stream wants in. False: the token is not the one that was given out, or was used. */
  connect(token: string, carrier: CarrierEnd, line: LineFormats = MULAW_THROUGHOUT): boolean {
    const stage = this.#stage;
    if (stage.kind !== 'ringing' || stage.token !== token) return false;
    this.#wait?.stop();
    const { plan, world, journal } = this.#options;
    const resumed = this.#streams > 0;
    const nowMs = journal.msAt(world.clock.now());
    if (this.outbound !== null && !resumed) this.#rangMs = nowMs;
    const leftMs = plan.durationMsMax - nowMs + this.#rangMs;
    const { session, occasion } = stage;
    const noticed = this.#noticed;
    const conversation = converse(
      streamOptions(this.#options, { carrier, line, session, occasion, resumed, noticed, leftMs }),
      {
        phraseRendered: (text, audio) => this.#options.keepPhrase(text, audio),
        recorded: (stereo) => this.#record(stereo),
        ended: (end) => this.#conversationEnded(end, stage, carrier),
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
    this.outbound?.see('answered');
    return this.nextStep();
  }

  /** The carrier's word on how far the call has come; `code`: its own for what went wrong. */
  status(progress: CallProgress, code: string | null): void {
    if (this.ended) return;
    this.#options.journal.append({ kind: 'carrier.status', progress, code });
    this.outbound?.see(progress);
  }

  /** The human's leg is over; `gone`: and so is the caller. */
  afterDial(status: DialStatus, gone: boolean): NextStep {
    const stage = this.#stage;
    if (stage.kind !== 'away') return this.nextStep();
    this.#options.journal.append({ kind: 'transfer.ended', status });
    if (status === 'answered') this.#finish('transferred', 'the human has taken the call');
    else if (gone) this.#finish('caller-hangup', 'the caller did not wait for the human');
    else return this.#comeBack('transfer-failed');
    return { kind: 'hang-up' };
  }

  /** The carrier says that the call is over; of a call that we placed, how far it had come. */
  completed(progress: CallProgress | null = null, code: string | null = null): void {
    const stage = this.#stage;
    this.#completed = true;
    if (stage.kind === 'talking') stage.carrier.close();
    else if (stage.kind === 'away') this.#finish(stage.reason, 'the carrier reports the end');
    else if (stage.kind === 'ringing') {
      const { reason, detail } = this.#withoutStream(stage.occasion, progress, code);
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

  /** Sends the caller to a human. `to` null: where the agent transfers to; `TRANSFER_IMPOSSIBLE` when there is nobody. */
  transfer(to: string | null): void {
    const { plan } = this.#options;
    const transferTo = transferTarget(plan, to);
    this.end({ reason: 'transferred', farewell: plan.phrases.transferring, transferTo });
  }

  #ring(occasion: StreamOccasion): CallStage {
    const { world } = this.#options;
    const model = renewingModel({ world, open: () => this.#options.openModel() });
    for (const line of history(this.#options.view().transcript)) model.accept(line, world.clock.now());
    if (occasion !== 'answered') this.#expect(RETURN_MS_MAX, 'stream-lost', 'no stream came');
    else {
      const ringing = { msMax: RING_MS_MAX, reason: 'not-answered', detail: 'no stream came' } as const;
      const { msMax, reason, detail } = this.outbound?.wait ?? ringing;
      this.#expect(msMax, reason, detail);
    }
    const session = { model, dialledAt: world.clock.now() };
    return { kind: 'ringing', token: world.random.token(32), session, occasion };
  }

  #comeBack(occasion: StreamOccasion): NextStep {
    this.#stage = this.#ring(occasion);
    return this.nextStep();
  }

  /** Whether the notice was heard is the recorder's word, in the journal. */
  #noticeHeard(): void {
    this.#noticed ||= this.#options.journal.records.some(({ event }) => event.kind === 'consent.announced');
  }

  #withoutStream(occasion: StreamOccasion, progress: CallProgress | null, code: string | null): LegEnd {
    if (this.outbound !== null && occasion === 'answered') return this.outbound.endBy(progress, code);
    return { reason: NO_STREAM[occasion], detail: 'the caller was gone before the stream began' };
  }

  #conversationEnded(
    { reason: reported, transferTo, unsaid }: ConversationEnd,
    from: CallStage,
    carrier: CarrierEnd,
  ): void {
    const { journal, plan } = this.#options;
    // A mailbox that hangs up while it is left a message is a machine all the same.
    const reason = reported === 'caller-hangup' && this.#leavesMachine() ? 'machine' : reported;
    const stage = this.#stage;
    // The carrier has come back without waiting for this end: the call goes on elsewhere.
    if (stage !== from && !(stage.kind === 'talking' && stage.carrier === carrier)) return;
    this.#noticeHeard();
    if (this.#completed)
      return this.#finish(reason === 'stream-lost' ? 'caller-hangup' : reason, 'the carrier reports the end');
    if (transferTo !== null) journal.append({ kind: 'transfer.started', to: transferTo });
    if (unsaid !== null) {
      const next = transferTo === null ? 'hang-up' : { dial: transferTo };
      this.#goAway({ kind: 'say', text: unsaid, language: plan.language, next }, reason);
      carrier.close();
    } else if (transferTo !== null) {
      this.#goAway({ kind: 'dial', callId: this.id, to: transferTo }, reason);
      void this.#dialOut(transferTo, carrier);
    } else if (reason === 'stream-lost') {
      // Not the end yet: the carrier comes back through the door behind the stream, and so does the caller.
      this.#stage = this.#ring('resumed');
    } else {
      this.#finish(reason, '');
    }
  }

  /** Off the stream, with the caller still on the phone. */
  #goAway(step: NextStep, reason: EndReason): void {
    this.#stage = { kind: 'away', step, reason };
    this.#expect(RETURN_MS_MAX, reason, 'the carrier did not ask what comes next');
  }

  async #dialOut(to: string, carrier: CarrierEnd): Promise<void> {
    const stage = this.#stage;
    const done = await this.#options.dialOut(to).catch(() => false);
    // Meanwhile the caller may have hung up, or the carrier asked what comes next.
    if (!done || this.#stage !== stage) return carrier.close();
    this.#expect(TRANSFER_MS_MAX, 'transferred', 'no word from the carrier about the transfer');
    this.#options.world.timers.after(DIAL_OUT_MS_MAX, () => carrier.close());
  }

  /** The carrier asked, and is told. */
  #leave(step: NextStep, reason: EndReason): NextStep {
    if (step.kind === 'say' && reason === 'machine')
      this.#options.journal.append({ kind: 'voicemail.left', by: 'carrier', whole: true });
    const dials = step.kind === 'dial' || (step.kind === 'say' && step.next !== 'hang-up');
    if (dials) this.#expect(TRANSFER_MS_MAX, 'transferred', 'no word from the carrier about the transfer');
    else this.#finish(reason, '');
    return step;
  }

  #expect(withinMs: number, reason: EndReason, detail: string): void {
    this.#wait?.stop();
    this.#wait = this.#options.world.timers.after(withinMs, () => this.#finish(reason, detail));
  }

  #leavesMachine(): boolean {
    return this.#options.journal.records.some(
      ({ event }) => event.kind === 'end.wanted' && event.reason === 'machine',
    );
  }

  #record(stereo: Uint8Array): void {
    this.#recording ??= this.#options.recordings.open(this.id);
    this.#recording.write(stereo);
  }

  #finish(reason: EndReason, detail: string): void {
    const stage = this.#stage;
    if (stage.kind === 'ended') return;
    this.#stage = { kind: 'ended' };
    this.#wait?.stop();
    if (stage.kind === 'ringing') {
      stage.session.model.close();
      // It may ring on, and asks nothing meanwhile.
      if (!this.#completed) this.#options.outbound?.hangUp();
    }
    void this.#close(reason, detail);
  }

  async #close(reason: EndReason, detail: string): Promise<void> {
    const { journal } = this.#options;
    // Without a recording nothing is waited for: whoever asked for the call is told how it ended.
    const recording = this.#recording === null ? null : await this.#recording.close();
    if (recording !== null) journal.append({ kind: 'recording.stored', ...recording });
    journal.append({ kind: 'call.ended', reason, detail });
    this.#options.ended();
  }
}
