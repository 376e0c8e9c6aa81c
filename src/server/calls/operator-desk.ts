// Operator desk: what operators and code may do to a live call, each refused with a reason where it cannot be done.
import { OffhookError } from '../../base/errors.ts';
import type { TransferWish } from '../../call/transfer-target.ts';
import type { CallHandle } from '../../tape/taped-call.ts';
import type { SteerAnswer, SteerRequest } from '../switchboard.ts';
import type { CallRegister } from './call-register.ts';

/** Finds the call by our id or the carrier's; `CALL_NOT_FOUND`, `CALL_NOT_LIVE`. */
export class OperatorDesk {
  readonly #calls: CallRegister;
  readonly #changesVoice: boolean;

  /** `changesVoice` false: the model keeps its voice for the whole call. */
  constructor(calls: CallRegister, changesVoice: boolean) {
    this.#calls = calls;
    this.#changesVoice = changesVoice;
  }

  steer(id: string, request: SteerRequest): SteerAnswer {
    const conversation = this.#talking(id);
    const { agent = false, language = false } = this.#calls.find(id)?.knows(request) ?? {};
    conversation.steer(request);
    const voice = this.#changesVoice ? 'deferred' : 'unsupported';
    return {
      ...(request.instructions === undefined ? {} : { instructions: 'applied' }),
      ...(request.voice === undefined ? {} : { voice }),
      ...(request.say === undefined ? {} : { say: 'queued' }),
      ...(request.agent === undefined ? {} : { agent: agent ? 'applied' : 'unknown' }),
      ...(request.language === undefined ? {} : { language: language ? 'applied' : 'unknown' }),
    };
  }

  interrupt(id: string): void {
    this.#talking(id).interrupt('code');
  }

  hangUp(id: string): void {
    this.#live(id).end({ reason: 'operator-hangup', farewell: null, transferTo: null });
  }

  traceFrames(id: string, on: boolean): void {
    this.#live(id);
    this.#calls.find(id)?.traceFrames(on);
  }

  transfer(id: string, wish: TransferWish): void {
    this.#talking(id);
    this.#live(id).transfer(wish);
  }

  #live(id: string): CallHandle {
    const entry = this.#calls.find(id);
    if (entry === undefined) throw new OffhookError('CALL_NOT_FOUND', `no live call has the id ${id}`);
    if (entry.call.ended) throw new OffhookError('CALL_NOT_LIVE', `the call ${id} has ended`);
    return entry.call;
  }

  #talking(id: string): NonNullable<CallHandle['conversation']> {
    const { conversation } = this.#live(id);
    if (conversation === null) {
      throw new OffhookError(
        'CALL_NOT_LIVE',
        `the call ${id} has no stream at the moment: it rings, or is with a human`,
      );
    }
    return conversation;
  }
}
