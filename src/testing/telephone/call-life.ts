// The life of one emulated call: rings, follows the server's documents, one after the other, ends once.
import { msBetween, type Micros } from '../../base/time.ts';
import type { World } from '../../base/world.ts';
import { emptyRecord, type WrittenRecord } from './call-record.ts';
import type { CallSetup } from './call-setup.ts';
import { CallSound } from './call-sound.ts';
import { ConferenceRooms } from './conference-rooms.ts';
import { CallerVoice } from './caller-voice.ts';
import { dialOutcome, referFields } from './dialled-human.ts';
import type { RunningStream } from './emulated-stream.ts';
import { playDocument, type DocumentHost, type NextDocument } from './play-document.ts';
import { readDocument } from './read-document.ts';
import { ringOut, type UnansweredStatus } from './ring-out.ts';
import { runStream } from './run-stream.ts';
import { WebhookSender } from './webhook-sender.ts';

/** Documents that one call may ask for: a redirect to itself ends here. */
export const DOCUMENTS_MAX = 100;

/** A call's status; carriers agree on these names. */
export type EmulatedCallStatus =
  | 'ringing'
  | 'in-progress'
  | 'completed'
  | 'busy'
  | 'no-answer'
  | 'failed'
  | 'canceled';

/** How an emulated call ended. */
export interface CallEnding {
  /** `document`: the document was through, or said so. `fault`: none could be had. `unanswered`: nobody picked up. */
  readonly by: 'caller' | 'document' | 'rest' | 'fault' | 'unanswered';
  readonly status: EmulatedCallStatus;
  readonly atMs: number;
}

/** What happens to a call, whoever watches it. */
export class CallLife {
  readonly carrierCallId: string;
  readonly record: WrittenRecord = emptyRecord();
  readonly voice = new CallerVoice();
  readonly sound: CallSound;
  /** Resolves when the call is over and its callbacks were answered. */
  readonly ended: Promise<CallEnding>;
  readonly #world: World;
  readonly #setup: CallSetup;
  readonly #beganAt: Micros;
  readonly #webhooks: WebhookSender;
  readonly #waiters = new Set<{ readonly check: () => boolean; readonly done: (held: boolean) => void }>();
  #answeredMs: number | null = null;
  /** What came of a call that nobody answered; `code`: the carrier's own. */
  #unanswered: { readonly status: UnansweredStatus; readonly code: string | null } | null = null;
  #ending: CallEnding | null = null;
  #stream: RunningStream | null = null;
  #streamId: string | null = null;
  #turn = new AbortController();
  #override: NextDocument | null = null;

  constructor(world: World, setup: CallSetup) {
    this.#world = world;
    this.#setup = setup;
    this.#beganAt = world.clock.now();
    this.sound = new CallSound(this.#beganAt, setup.keepsSound);
    this.#webhooks = new WebhookSender(world, setup, {
      fields: () => this.#fields(),
      asked: (url, status) => void this.record.requests.push({ url, status, atMs: this.nowMs }),
      refuse: (code, detail) => this.#refuse(code, detail),
    });
    this.carrierCallId = setup.dialect.callId();
    this.ended = this.#live();
  }

  get status(): EmulatedCallStatus {
    return this.#ending?.status ?? (this.#answeredMs === null ? 'ringing' : 'in-progress');
  }

  get ending(): CallEnding | null {
    return this.#ending;
  }

  /** The stream that is being run, open or not yet. */
  get stream(): RunningStream | null {
    return this.#stream;
  }

  get streamId(): string | null {
    return this.#streamId;
  }

  /** Milliseconds since the call began to ring. */
  get nowMs(): number {
    return msBetween(this.#beganAt, this.#world.clock.now());
  }

  until(check: () => boolean): Promise<boolean> {
    if (check()) return Promise.resolve(true);
    if (this.#ending !== null) return Promise.resolve(false);
    return new Promise((done) => this.#waiters.add({ check, done }));
  }

  hangUp(): void {
    this.#end('caller', this.#answeredMs === null ? 'canceled' : 'completed');
  }

  /** What the REST API does to the live call; it takes effect at once. */
  update(next: NextDocument | 'complete'): void {
    if (this.#ending !== null) return;
    if (next === 'complete') {
      const rings = this.#setup.placed !== undefined && this.#answeredMs === null;
      return void this.#end('rest', rings ? 'canceled' : 'completed');
    }
    this.#override = next;
    this.#turn.abort();
    this.#stream?.stop('the call was updated');
  }

  async #live(): Promise<CallEnding> {
    const { webhookUrl, statusCallbackUrl, dialect } = this.#setup;
    const { opening } = dialect;
    let next: NextDocument | null =
      opening === undefined
        ? { kind: 'fetch', method: 'POST', url: webhookUrl, fields: {} }
        : { kind: 'document', xml: opening };
    if (!(await this.#rungOut())) next = null;
    for (let count = 0; next !== null && this.#ending === null; count += 1) {
      this.#turn = new AbortController();
      const after: NextDocument | null = count < DOCUMENTS_MAX ? await this.#follow(next) : this.#goRound();
      next = this.#override ?? after;
      this.#override = null;
    }
    const ending = this.#end('document', 'completed');
    if (statusCallbackUrl !== null) {
      const seconds = this.#answeredMs === null ? 0 : Math.ceil((ending.atMs - this.#answeredMs) / 1000);
      const why = this.#unanswered;
      const code = why === null ? {} : dialect.outbound?.codeFields(why.status, why.code);
      this.#webhooks.tell(statusCallbackUrl, { ...dialect.endFields(seconds), ...code });
    }
    await this.#webhooks.settled();
    return ending;
  }

  /** True at once for a phone that calls the server. */
  #rungOut(): Promise<boolean> {
    const { placed, dialect } = this.#setup;
    if (placed === undefined) return Promise.resolve(true);
    return ringOut(placed, placed.callee, {
      pause: (ms) => this.#pause(ms, this.#turn.signal),
      tell: (event) => {
        const fields = dialect.outbound?.progressFields(event) ?? null;
        if (placed.progressUrl !== null && fields !== null) this.#webhooks.tell(placed.progressUrl, fields);
      },
      answer: () => void (this.#answeredMs ??= this.nowMs),
      speak: (mulaw) => void this.voice.speak(mulaw),
      tellDetected: (url, detected, greetingOver, afterMs) =>
        this.#world.timers.after(afterMs, () => {
          const fields = dialect.outbound?.detectedFields(detected, greetingOver) ?? null;
          if (this.#ending === null && fields !== null) this.#webhooks.tell(url, fields);
        }),
      end: (status, code) => {
        this.#unanswered = { status, code };
        this.#end('unanswered', status);
      },
    });
  }

  async #follow(next: NextDocument): Promise<NextDocument | null> {
    const { signal } = this.#turn;
    const url = next.kind === 'fetch' ? next.url : this.#setup.webhookUrl;
    const xml = next.kind === 'fetch' ? await this.#webhooks.fetch(next, signal) : next.xml;
    if (signal.aborted) return null;
    if (xml === null) return this.#fail();
    const document = this.#setup.dialect.document?.(xml) ?? readDocument(xml);
    if (document.ok) return playDocument(document.verbs, url, this.#host(signal));
    this.#refuse(this.#setup.dialect.codes.document, document.detail);
    return this.#fail();
  }

  #host(signal: AbortSignal): DocumentHost {
    const { record } = this;
    const { dialect } = this.#setup;
    return {
      instruction: (verb) => dialect.instruction(verb),
      halted: () => signal.aborted,
      verb: (name, kind) => {
        record.verbs.push({ name, kind, atMs: this.nowMs });
        this.#changed();
      },
      answer: () => {
        this.#answeredMs ??= this.nowMs;
      },
      pause: (ms) => this.#pause(ms, signal),
      say: (text, language) => {
        record.says.push({ text, language, atMs: this.nowMs });
        this.#changed();
        return this.#pause(text.length * this.#setup.sayMsPerCharacter, signal);
      },
      stream: async (noun, documentUrl) => {
        await runStream(
          {
            world: this.#world,
            setup: this.#setup,
            carrierCallId: this.carrierCallId,
            voice: this.voice,
            sound: this.sound,
            record,
            nowMs: () => this.nowMs,
            stream: (stream) => void (this.#stream = stream),
            open: (streamId) => void (this.#streamId = streamId),
            tell: (url, fields) => this.#webhooks.tell(url, fields),
            refuse: (code, detail) => this.#refuse(code, detail),
            changed: () => this.#changed(),
          },
          noun,
          documentUrl,
        );
        return !signal.aborted;
      },
      dial: async (to, timeoutMs, refers) => {
        const outcome = dialOutcome(this.#setup.human(to), timeoutMs);
        if (!(await this.#pause(outcome.totalMs - (refers ? outcome.talkMs : 0), signal))) return null;
        record.dials.push({ to, status: outcome.status, atMs: this.nowMs });
        return refers ? (dialect.referFields ?? referFields)(outcome) : dialect.dialFields(outcome);
      },
      conference: async (room, exits) => {
        const { rooms = new ConferenceRooms(this.#world) } = this.#setup;
        const enteredMs = this.nowMs;
        const shared = await rooms.sit(room, this, signal, exits !== undefined);
        record.conferences.push({ room, shared, enteredMs, leftMs: this.nowMs });
        if (exits !== undefined && signal.aborted) this.#webhooks.tell(exits.url, exits.fields);
        return !signal.aborted;
      },
      reject: (reason) => void this.#end('document', reason === 'busy' ? 'busy' : 'failed'),
      refuse: (code, detail) => this.#refuse(code, detail),
    };
  }

  /** Waits; false when the call took another turn meanwhile. */
  #pause(ms: number, signal: AbortSignal): Promise<boolean> {
    if (signal.aborted) return Promise.resolve(false);
    return new Promise((resolve) => {
      const timer = this.#world.timers.after(ms, () => resolve(true));
      signal.addEventListener('abort', () => {
        timer.stop();
        resolve(false);
      });
    });
  }

  #goRound(): null {
    this.#refuse(this.#setup.dialect.codes.noDocument, `more than ${DOCUMENTS_MAX} documents`);
    return this.#fail();
  }

  /** No document could be had: the carrier says that an error occurred, and hangs up. */
  #fail(): null {
    this.#end('fault', this.#answeredMs === null ? 'failed' : 'completed');
    return null;
  }

  /** Ends the call; the first ending stands. */
  #end(by: CallEnding['by'], status: EmulatedCallStatus): CallEnding {
    if (this.#ending !== null) return this.#ending;
    const ending = { by, status, atMs: this.nowMs };
    this.#ending = ending;
    this.#turn.abort();
    this.#stream?.stop('the call ended');
    this.voice.end();
    this.#changed();
    for (const { done } of this.#waiters) done(false);
    this.#waiters.clear();
    return ending;
  }

  #changed(): void {
    for (const waiter of this.#waiters) {
      if (!waiter.check()) continue;
      this.#waiters.delete(waiter);
      waiter.done(true);
    }
  }

  #refuse(code: number, detail: string): void {
    this.record.refusals.push({ code, detail, atMs: this.nowMs });
  }

  #fields(): Readonly<Record<string, string>> {
    const { dialect, from, to, fromState, fromCountry, fields } = this.#setup;
    const facts = {
      carrierCallId: this.carrierCallId,
      status: this.status,
      from,
      to,
      fromState,
      fromCountry,
      outbound: this.#setup.placed !== undefined,
    };
    return { ...dialect.fields(facts), ...fields };
  }
}
