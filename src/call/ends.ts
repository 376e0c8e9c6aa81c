// Ends: what a conversation needs of the carrier's stream and of the model's session, whoever they are.
import type { FrameOf } from '../frames/frame.ts';
import type { Endpoint } from '../graph/node.ts';
import type { SoundFormats } from '../nodes/codec.ts';

/** One media stream of a call. `carriers/carrier.ts` is the contract of those who make one. */
export interface CarrierEnd extends Endpoint<
  | 'playout.audio'
  | 'playout.words'
  | 'playout.mark'
  | 'playout.clear'
  | 'carrier.digits'
  | 'carrier.music'
  | 'speaker.changed'
  | 'carrier.close',
  | 'carrier.started'
  | 'caller.audio'
  | 'caller.words'
  | 'caller.speaking'
  | 'caller.digit'
  | 'playout.marked'
  | 'playout.cut'
  | 'carrier.stopped'
> {
  /** True: it sends keys itself, and is given `carrier.digits`. Otherwise they are sent as sound. */
  readonly sendsDigits?: boolean;
  /** True: it hears and speaks for us, in words. */
  readonly speaks?: boolean;
  close(): void;
}

/** In which formats one stream sends the caller's sound, and plays ours. */
export type LineFormats = Pick<SoundFormats, 'caller' | 'carrier'>;

type ModelTakes =
  | 'caller.audio'
  | 'response.create'
  | 'response.cancel'
  | 'context.add'
  | 'context.tool-result'
  | 'context.truncate'
  | 'context.remove'
  | 'session.update'
  | 'model.close';

type ModelGives =
  | 'model.ready'
  | 'speech.started'
  | 'speech.stopped'
  | 'caller.committed'
  | 'caller.text'
  | 'response.started'
  | 'agent.audio'
  | 'agent.words'
  | 'agent.text'
  | 'agent.timing'
  | 'agent.item-done'
  | 'response.done'
  | 'response.refused'
  | 'tool.called'
  | 'model.fault'
  | 'model.closed';

/** One session with a model. `models/model.ts` is the contract of those who make one. */
export interface ModelEnd extends Endpoint<ModelTakes, ModelGives> {
  /** Takes what a carrier hears for us. Absent: this model hears sound. */
  readonly hear?: (frame: HeardForUs) => void;
  close(): void;
}

/** What a carrier that hears for us tells of the caller. */
export type HeardForUs = FrameOf<'caller.words' | 'caller.speaking' | 'playout.cut'>;

/** One model for a whole conversation, whatever becomes of its sessions. */
export interface LastingModelEnd extends Endpoint<
  ModelTakes | 'caller.voice' | 'session.renew' | HeardForUs['kind'],
  ModelGives
> {
  close(): void;
}

/** The call as the graph sees its owner: wishes come from it, records and results go to it. */
export type OwnerEnd = Endpoint<
  | 'journal.entry'
  | 'recording.chunk'
  | 'phrase.rendered'
  | 'consultation.begun'
  | 'consultation.unwanted'
  | 'conversation.ended',
  | 'answered-by'
  | 'steer'
  | 'interruption.wanted'
  | 'consultation.wanted'
  | 'consultation.over'
  | 'briefing.off'
  | 'end.wanted'
>;
