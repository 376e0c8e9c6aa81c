// Renewing model: one model for the whole conversation, whatever becomes of its sessions.
//
// A vendor's session ends after an hour, or when a network blinks, and none can be resumed: a new one is dialled and
// told what was said. The graph sees one session that answers a little later.
import { msBetween, type Micros } from '../base/time.ts';
import type { Timer, World } from '../base/world.ts';
import type { FrameOf } from '../frames/frame.ts';
import { SESSION_LOST, SESSION_RENEWED } from '../frames/reasons.ts';
import type { LastingModelEnd, ModelEnd } from './ends.ts';
import { Handover } from './handover.ts';

/** Sessions dialled in a row, none of which has served for `STEADY_MS_MIN`. */
export const RENEWALS_MAX = 2;

/** A session that has served for so long was a good one. */
export const STEADY_MS_MIN = 10_000;

/** OpenAI ends a session after 60 minutes without a warning: https://platform.openai.com/docs/guides/realtime */
export const SESSION_MS_MAX = 55 * 60_000;

/** How long a session that takes over may need to be ready. */
export const RENEWAL_MS_MAX = 10_000;

/** A session was to be relieved ahead of its end and could not: the next try. */
export const RELIEF_PAUSE_MS = 60_000;

/** The graph believes that the caller speaks: a new session has so long to hear it too. */
export const CONFIRM_MS_MAX = 3000;

type Given = FrameOf<ModelEnd['gives'][number]>;
type Taken = FrameOf<LastingModelEnd['takes'][number]>;

/** How sessions are dialled, and how old they may grow. */
export interface RenewingModelOptions {
  readonly world: Pick<World, 'clock' | 'timers'>;
  /** Dials a session with the call's settings. It keeps what it is told until it is ready. */
  open(): ModelEnd;
  /** The age at which a session is relieved at the next quiet moment, from its dialling. */
  readonly sessionMsMax?: number;
}

/**
 * The first session is dialled at once. One that closes after it was ready is followed by another, unless it was
 * closed by us or a fatal fault came before; so is one that `session.renew` calls useless. `model.closed` comes when none follows. Renewals show as faults that
 * are not fatal: `session-lost` and `session-renewed`; `model.ready` comes once.
 */
export function renewingModel(options: RenewingModelOptions): LastingModelEnd {
  return new RenewingModel(options);
}

interface Session {
  readonly end: ModelEnd;
  readonly dialledAt: Micros;
  readyAt: Micros | null;
}

class RenewingModel implements LastingModelEnd {
  readonly takes: LastingModelEnd['takes'];
  readonly gives: ModelEnd['gives'];
  readonly #options: RenewingModelOptions;
  readonly #handover: Handover;
  #push: (frame: Given) => void = () => {};
  /** Null: the one that served is gone. */
  #serving: Session | null;
  /** The one that takes over, dialled or waiting for a quiet moment. */
  #next: Session | null = null;
  #renewals = 0;
  #hopeless = false;
  #closed = false;
  #age: Timer | null = null;
  #bound: Timer | null = null;
  #confirm: Timer | null = null;

  constructor(options: RenewingModelOptions) {
    this.#options = options;
    this.#serving = this.#open();
    this.#handover = new Handover({ hearsSound: this.#serving.end.hear === undefined });
    this.takes = [
      ...this.#serving.end.takes,
      'caller.voice',
      'caller.words',
      'caller.speaking',
      'playout.cut',
      'session.renew',
    ];
    this.gives = this.#serving.end.gives;
  }

  attach(push: (frame: Given) => void): void {
    this.#push = push;
    if (this.#serving !== null) this.#listen(this.#serving);
  }

  accept(frame: Taken, at: Micros): void {
    if (frame.kind === 'model.close') return this.close();
    if (frame.kind === 'session.renew') return this.#renew(frame.detail);
    if (frame.kind === 'caller.voice') return this.#handover.voice();
    if (frame.kind === 'caller.audio') {
      this.#handover.hear(frame, this.#serving !== null);
      return this.#serving?.end.accept(frame, at);
    }
    if (frame.kind === 'caller.words' || frame.kind === 'caller.speaking' || frame.kind === 'playout.cut')
      return this.#serving?.end.hear?.(frame);
    // To a session that is gone nothing is told: what it missed, the next one is told in the handover.
    const tell = this.#handover.tell(frame, at);
    for (const told of tell) this.#serving?.end.accept(told, at);
    if (frame.kind === 'session.update') this.#next?.end.accept(frame, at);
  }

  close(): void {
    if (this.#closed) return;
    this.#end();
    if (this.#serving === null) this.#push({ kind: 'model.closed', code: 1000, detail: 'closed by us' });
    else this.#serving.end.close();
  }

  #open(): Session {
    return { end: this.#options.open(), dialledAt: this.#options.world.clock.now(), readyAt: null };
  }

  #listen(session: Session): void {
    session.end.attach((frame) => {
      if (session === this.#serving) this.#served(session, frame);
      else if (session === this.#next) this.#awaited(session, frame);
    });
  }

  #served(session: Session, frame: Given): void {
    switch (frame.kind) {
      case 'model.ready':
        session.readyAt = this.#options.world.clock.now();
        this.#relieveInTime(session);
        return this.#push(frame);
      case 'model.fault':
        this.#hopeless ||= frame.fatal;
        return this.#push(frame);
      case 'model.closed':
        return this.#lost(session, frame, `${frame.code} ${frame.detail}`.trim());
      default:
        return this.#pass(frame);
    }
  }

  #pass(frame: Given): void {
    const shown = this.#handover.see(frame);
    if (shown === null) return;
    this.#push(shown);
    // A response that is over may have been all that a relief was waiting for.
    if (shown.kind === 'response.done') this.#takeOver();
  }

  /** A session that is to take over says nothing but that it is ready, or why it will not be. */
  #awaited(session: Session, frame: Given): void {
    switch (frame.kind) {
      case 'model.ready':
        this.#bound?.stop();
        session.readyAt = this.#options.world.clock.now();
        return this.#takeOver();
      case 'model.fault':
        // Not the end, as long as another session serves.
        if (this.#serving !== null) return this.#push({ ...frame, fatal: false });
        this.#hopeless ||= frame.fatal;
        return this.#push(frame);
      case 'model.closed':
        return this.#missed(frame);
      default:
    }
  }

  /** What a session that is of no use still says, its end above all, nobody listens to. */
  #renew(detail: string): void {
    const useless = this.#serving;
    if (this.#closed || useless === null) return;
    this.#lost(useless, { kind: 'model.closed', code: 1000, detail }, detail);
    useless.end.close();
  }

  #lost({ readyAt }: Session, closed: FrameOf<'model.closed'>, detail: string): void {
    this.#serving = null;
    if (readyAt !== null && msBetween(readyAt, this.#options.world.clock.now()) >= STEADY_MS_MIN)
      this.#renewals = 0;
    const again = readyAt !== null && !this.#hopeless && this.#renewals < RENEWALS_MAX;
    if (this.#closed || !again) return this.#giveUp(closed);
    this.#age?.stop();
    this.#confirm?.stop();
    this.#push({ kind: 'model.fault', code: SESSION_LOST, detail, fatal: false });
    for (const frame of this.#handover.lose()) this.#push(frame);
    // What the graph was told may have made it close the model.
    if (this.#closed) return;
    this.#renewals += 1;
    if (this.#next === null) this.#dial();
    else this.#takeOver();
  }

  #dial(): void {
    const session = this.#open();
    this.#next = session;
    this.#bound = this.#options.world.timers.after(RENEWAL_MS_MAX, () => {
      this.#next = null;
      session.end.close();
      this.#missed({ kind: 'model.closed', code: 1006, detail: `not ready within ${RENEWAL_MS_MAX} ms` });
    });
    // Before it is ready: so its first settings are the latest.
    const { settings } = this.#handover;
    if (settings !== null) session.end.accept(settings, session.dialledAt);
    this.#listen(session);
  }

  #missed(closed: FrameOf<'model.closed'>): void {
    this.#bound?.stop();
    this.#next = null;
    if (this.#serving !== null) return this.#relieveAfter(RELIEF_PAUSE_MS);
    if (this.#closed || this.#hopeless || this.#renewals >= RENEWALS_MAX) return this.#giveUp(closed);
    this.#renewals += 1;
    this.#dial();
  }

  /** The next session serves from here on, if it is ready and does not cut into anything. */
  #takeOver(): void {
    const next = this.#next;
    const old = this.#serving;
    const at = this.#options.world.clock.now();
    if (next === null || next.readyAt === null || this.#closed) return;
    if (old !== null && !this.#handover.isQuiet(at)) return;
    this.#serving = next;
    this.#next = null;
    old?.end.close();
    const detail = old === null ? 'a session was lost' : 'a session was about to reach its greatest age';
    this.#push({ kind: 'model.fault', code: SESSION_RENEWED, detail, fatal: false });
    const { tell, give } = this.#handover.carryOver(at);
    for (const frame of tell) next.end.accept(frame, at);
    if (this.#handover.doubtsSpeech) {
      this.#confirm = this.#options.world.timers.after(CONFIRM_MS_MAX, () => this.#endDoubt());
    }
    this.#relieveInTime(next);
    for (const frame of give) this.#push(frame);
  }

  /** What the session before took for speech is none to this one. */
  #endDoubt(): void {
    if (this.#handover.doubtsSpeech) this.#pass({ kind: 'speech.stopped' });
  }

  #relieveInTime({ dialledAt }: Session): void {
    const ageMs = msBetween(dialledAt, this.#options.world.clock.now());
    this.#relieveAfter(Math.max(0, (this.#options.sessionMsMax ?? SESSION_MS_MAX) - ageMs));
  }

  #relieveAfter(delayMs: number): void {
    this.#age?.stop();
    if (this.#closed || this.#hopeless) return;
    this.#age = this.#options.world.timers.after(delayMs, () => {
      if (this.#next === null) this.#dial();
    });
  }

  #giveUp(closed: FrameOf<'model.closed'>): void {
    this.#end();
    this.#push(closed);
  }

  #end(): void {
    this.#closed = true;
    for (const timer of [this.#age, this.#bound, this.#confirm]) timer?.stop();
    const next = this.#next;
    this.#next = null;
    next?.end.close();
  }
}
