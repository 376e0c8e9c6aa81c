// Tool answers: when what tools returned is answered by the model, and when what one of them wished for comes true.
import type { ResponseId } from '../base/brand.ts';
import type { FrameOf } from '../frames/frame.ts';
import type { Briefing, TransferKind } from '../frames/transfer-frames.ts';

/** What a tool asks to be done with the call. */
export type Wish =
  | { readonly kind: 'transfer'; readonly to: string; readonly briefing: Briefing }
  | { readonly kind: 'handoff'; readonly agent: string }
  | { readonly kind: 'language'; readonly language: string }
  | { readonly kind: 'end' };

type Given = FrameOf<
  'response.wanted' | 'consultation.wanted' | 'handoff.wanted' | 'language.wanted' | 'end.wanted'
>;

/** How callers are put through, and what is said to one unless the model has spoken. */
export interface ToolAnswersOptions {
  readonly transferKind: TransferKind;
  readonly transferring: string;
}

/** One answer for all results, once no function runs and no response can call another. */
export class ToolAnswers {
  readonly #options: ToolAnswersOptions;
  /** Responses still going on. */
  readonly #active = new Set<ResponseId>();
  /** Responses that have spoken, as long as it matters. */
  readonly #spoken = new Set<ResponseId>();
  #unanswered = false;
  /** The first wish that counts, and the response that called the tool. */
  #granted: { readonly wish: Wish; readonly responseId: ResponseId } | null = null;
  #requests = 0;

  constructor(options: ToolAnswersOptions) {
    this.#options = options;
  }

  responseStarted(responseId: ResponseId): void {
    this.#active.add(responseId);
  }

  responseSpoke(responseId: ResponseId): void {
    if (this.#active.has(responseId)) this.#spoken.add(responseId);
  }

  /** `callsRun`: a function that this response called is still running. */
  responseOver(responseId: ResponseId, callsRun: boolean): void {
    this.#active.delete(responseId);
    if (this.#granted?.responseId !== responseId && !callsRun) this.#spoken.delete(responseId);
  }

  modelGone(): void {
    this.#active.clear();
  }

  /** A function has its result; `wish` counts unless another came first. */
  settled(responseId: ResponseId, wish: Wish | null): void {
    this.#unanswered = true;
    if (wish !== null) this.#granted ??= { wish, responseId };
  }

  /** Once all is settled: the wish is fulfilled, or all results are answered. */
  conclude(anyRuns: boolean): readonly Given[] {
    if (!this.#unanswered || anyRuns || this.#active.size > 0) return [];
    this.#unanswered = false;
    const granted = this.#granted;
    const given =
      granted === null
        ? [this.#answer(true)]
        : this.#fulfil(granted.wish, this.#spoken.has(granted.responseId));
    this.#granted = null;
    this.#spoken.clear();
    return given;
  }

  #answer(mayCall: boolean): Given {
    this.#requests += 1;
    const requestId = `tools-${this.#requests}`;
    return { kind: 'response.wanted', requestId, instructions: null, tools: mayCall };
  }

  #fulfil(wish: Wish, spoke: boolean): Given[] {
    if (wish.kind === 'transfer') {
      const { transferKind, transferring } = this.#options;
      const { to, briefing } = wish;
      if (transferKind === 'warm') return [{ kind: 'consultation.wanted', to, briefing, announced: spoke }];
      const farewell = spoke ? null : transferring;
      return [{ kind: 'end.wanted', reason: 'transferred', farewell, transferTo: to }];
    }
    // Who speaks from here on answers what else was called.
    if (wish.kind === 'handoff')
      return [{ kind: 'handoff.wanted', agent: wish.agent, by: 'model' }, this.#answer(true)];
    if (wish.kind === 'language')
      return [{ kind: 'language.wanted', language: wish.language, by: 'model' }, this.#answer(true)];
    const end: Given = { kind: 'end.wanted', reason: 'agent-hangup', farewell: null, transferTo: null };
    // Said goodbye already? Then it is enough. Otherwise the model answers once more, and that is the farewell.
    return spoke ? [end] : [this.#answer(false), end];
  }
}
