// Measured turn: where the time of one turn goes, from the caller's last sound to the agent's first that is heard, and on
// to the end of the reply.
import type { ItemId } from '../base/brand.ts';
import { msBetween, plusMs, type Micros } from '../base/time.ts';
import type { FrameOf } from '../frames/frame.ts';
import type { TurnMeasured } from '../frames/turn-measured.ts';

/** A model that tells of the turn's end only so shortly before its first output has not told when it decided. */
const DECIDED_MS_MIN = 20;

/** The caller's last voice is not looked for further back than this: speech that no ear of ours took for voice. */
const ENDPOINTING_MS_MAX = 10_000;

interface Answer {
  readonly itemId: ItemId;
  readonly handedAt: Micros;
  readonly soundsInMs: number;
  heardAt: Micros | null;
}

/** One turn. Frames are told in the order in which they come. */
export class MeasuredTurn {
  readonly #voiceAt: Micros;
  readonly #stoppedAt: Micros;
  #committedAt: Micros | null = null;
  #outputAt: Micros | null = null;
  #askedAt: Micros | null = null;
  #busySince: Micros | null = null;
  #idleAt: Micros | null = null;
  /** Stretches in which tools ran. */
  readonly #busy: { readonly from: Micros; readonly to: Micros }[] = [];
  #slowest: { readonly name: string; readonly tookMs: number } | null = null;
  #answer: Answer | null = null;
  #nothingHeard = false;
  #drainedAt: Micros | null = null;

  /** `voiceAt`: when the caller's voice was last heard; null: it was not. `busy`: tools run already. */
  constructor(stoppedAt: Micros, voiceAt: Micros | null, busy: boolean) {
    this.#stoppedAt = stoppedAt;
    const known = voiceAt !== null && msBetween(voiceAt, stoppedAt) <= ENDPOINTING_MS_MAX;
    this.#voiceAt = known && voiceAt < stoppedAt ? voiceAt : stoppedAt;
    if (busy) this.#busySince = stoppedAt;
  }

  get answered(): boolean {
    return this.#answer !== null;
  }

  /** All of the reply that there was until now has been heard. */
  get drained(): boolean {
    return this.#drainedAt !== null;
  }

  committed(at: Micros): void {
    if (!this.answered) this.#committedAt ??= at;
  }

  asked(at: Micros): void {
    if (!this.answered) this.#askedAt = at;
  }

  toolsBusy(busy: boolean, at: Micros): void {
    if (this.answered) return;
    if (busy) {
      this.#outputAt ??= at;
      this.#busySince ??= at;
    } else if (this.#busySince !== null) {
      this.#busy.push({ from: this.#busySince, to: at });
      this.#busySince = null;
      this.#idleAt = at;
    }
  }

  toolSettled({ name, tookMs }: FrameOf<'tool.settled'>): void {
    if (!this.answered && tookMs > (this.#slowest?.tookMs ?? -1)) this.#slowest = { name, tookMs };
  }

  /** The first sound of the reply is being handed to the carrier. */
  answeredBy({ itemId, soundsInMs }: FrameOf<'playout.started'>, at: Micros): void {
    this.toolsBusy(false, at);
    this.#outputAt ??= at;
    this.#answer = { itemId, soundsInMs, handedAt: at, heardAt: null };
  }

  goesOn(): void {
    this.#drainedAt = null;
  }

  heard({ itemId, agoMs }: FrameOf<'playout.heard'>, at: Micros): void {
    if (this.#answer?.itemId === itemId) this.#answer.heardAt ??= plusMs(at, -agoMs);
  }

  /** What became of an item: where nothing of the first one was heard, no answer was. */
  itemHeard({ itemId, heardMs }: FrameOf<'item.heard'>): void {
    if (this.#answer?.itemId === itemId && heardMs === 0) this.#nothingHeard = true;
  }

  drainedAt(at: Micros): void {
    if (this.answered) this.#drainedAt = at;
  }

  /** What is on record of it as of `at`; null where no answer was heard. `whole`: nothing cut the reply. */
  measured(whole: boolean, at: Micros, callMs: (at: Micros) => number): TurnMeasured | null {
    const answer = this.#answer;
    if (answer === null || this.#nothingHeard) return null;
    const { handedAt, soundsInMs, heardAt } = answer;
    if (heardAt === null && at <= plusMs(handedAt, soundsInMs)) return null;
    const decidedAt = this.#decidedAt();
    const toolsMs = this.#busy.reduce(
      (sum, { from, to }) => sum + Math.max(0, msBetween(later(from, decidedAt), to)),
      0,
    );
    const heldMs = this.#heldMs(decidedAt);
    const dueAt = plusMs(handedAt, soundsInMs);
    const soundedAt = heardAt === null ? dueAt : later(heardAt, dueAt);
    const completeMs =
      whole && this.#drainedAt !== null ? Math.round(msBetween(soundedAt, this.#drainedAt)) : null;
    return {
      kind: 'turn.measured',
      saidMs: Math.round(callMs(this.#voiceAt)),
      endpointingMs: Math.round(msBetween(this.#voiceAt, decidedAt)),
      modelMs: Math.round(Math.max(0, msBetween(decidedAt, handedAt) - toolsMs - heldMs)),
      toolsMs: Math.round(toolsMs),
      relayMs: Math.round(heldMs + soundsInMs),
      carrierMs: Math.round(msBetween(dueAt, soundedAt)),
      completeMs,
      marked: heardAt !== null,
      tool: toolsMs > 0 ? (this.#slowest?.name ?? null) : null,
    };
  }

  /** When it was decided that the turn was over: not later than the model's first output. */
  #decidedAt(): Micros {
    const [committed, output] = [this.#committedAt, this.#outputAt];
    if (committed === null || committed < this.#stoppedAt) return this.#stoppedAt;
    if (output !== null && msBetween(committed, output) < DECIDED_MS_MIN) return this.#stoppedAt;
    return committed;
  }

  /** How long the model was kept from answering by us: it was asked later than it could have been. */
  #heldMs(decidedAt: Micros): number {
    if (this.#askedAt === null) return 0;
    const couldAt = this.#idleAt === null ? decidedAt : later(this.#idleAt, decidedAt);
    return Math.max(0, msBetween(couldAt, this.#askedAt));
  }
}

function later(one: Micros, other: Micros): Micros {
  return one < other ? other : one;
}
