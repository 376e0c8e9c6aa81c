// Fake model: a session without a wire, which a test plays by hand.
import type { ItemId, ResponseId, ToolCallId } from '../../base/brand.ts';
import { assert } from '../../base/assert.ts';
import type { ModelEnd } from '../../call/ends.ts';
import type { FrameKind, FrameOf } from '../../frames/frame.ts';
import { MODEL_GIVES, MODEL_TAKES } from '../../models/model.ts';
import { PCMU, sameFormat, silence, type AudioFormat } from '../../media/audio.ts';

/** What a session says to the graph. */
export type Given = FrameOf<ModelEnd['gives'][number]>;
/** What a session is told by the graph. */
export type Taken = FrameOf<ModelEnd['takes'][number]>;

/** A session that says what a test makes it say. */
export interface FakeModel extends ModelEnd {
  /** Everything the graph has told it but the caller's sound, in order. */
  readonly taken: readonly Taken[];
  /** The last frame of a kind that it was told. */
  last<Kind extends Taken['kind']>(kind: Kind): FrameOf<Kind> | undefined;
  readonly heardFrames: number;
  readonly closed: boolean;
  /** Sees each frame that it is told, as it comes. */
  listen(listener: (frame: Taken) => void): void;
  give(frame: Given): void;
  ready(): void;
  /** The caller's turn begins and ends by the model's ear. */
  speechStarted(): void;
  speechStopped(text?: string): void;
  /** A whole response: begun, `ms` of sound, its text, done. */
  respond(options: { id: string; text: string; ms: number; requestId?: string | null; done?: boolean }): void;
  done(id: string, status?: FrameOf<'response.done'>['status'], reason?: string): void;
  callTool(responseId: string, toolCallId: string, name: string, args: unknown): void;
}

/** A session that is dialled and not ready yet. To hear another format than its own is a bug. */
export function fakeModel(format: AudioFormat = PCMU): FakeModel {
  const taken: Taken[] = [];
  const early: Given[] = [];
  let push: ((frame: Given) => void) | null = null;
  let heardFrames = 0;
  let turns = 0;
  let closed = false;
  let over = false;
  let listener: (frame: Taken) => void = () => {};

  const close = (): void => {
    if (closed) return;
    closed = true;
    give({ kind: 'model.closed', code: 1000, detail: 'closed by us' });
  };

  const give = (frame: Given): void => {
    // Nothing comes after the end.
    if (over) return;
    over = frame.kind === 'model.closed';
    closed ||= over;
    if (push === null) early.push(frame);
    else push(frame);
  };

  const done: FakeModel['done'] = (id, status = 'completed', reason) =>
    give({
      kind: 'response.done',
      responseId: id as ResponseId,
      status,
      reason: reason ?? null,
      fatal: false,
      usage: null,
    });

  return {
    takes: MODEL_TAKES,
    gives: MODEL_GIVES,
    attach(to) {
      push = to;
      for (const frame of early.splice(0)) to(frame);
    },
    accept(frame) {
      if (frame.kind === 'caller.audio') {
        assert(sameFormat(frame.audio, format), "the caller's sound is in the model's format");
        heardFrames += 1;
      } else taken.push(frame);
      if (frame.kind === 'model.close') close();
      listener(frame);
    },
    close,
    listen: (to) => void (listener = to),
    taken,
    last: <Kind extends FrameKind>(kind: Kind) =>
      taken.findLast((frame) => frame.kind === kind) as FrameOf<Kind>,
    get heardFrames() {
      return heardFrames;
    },
    get closed() {
      return closed;
    },
    give,
    ready: () => give({ kind: 'model.ready' }),
    speechStarted: () => give({ kind: 'speech.started' }),
    speechStopped(text) {
      turns += 1;
      const itemId = `caller-${turns}` as ItemId;
      give({ kind: 'speech.stopped' });
      give({ kind: 'caller.committed', itemId });
      if (text !== undefined) give({ kind: 'caller.text', itemId, text, final: true });
    },
    respond({ id, text, ms, requestId = null, done: isDone = true }) {
      const responseId = id as ResponseId;
      const itemId = `item-${id}` as ItemId;
      give({ kind: 'response.started', responseId, requestId });
      for (let left = ms; left > 0; left -= 200) {
        give({ kind: 'agent.audio', responseId, itemId, audio: silence(format, Math.min(200, left)) });
      }
      give({ kind: 'agent.text', itemId, delta: text });
      if (!isDone) return;
      give({ kind: 'agent.item-done', responseId, itemId });
      done(id);
    },
    done,
    callTool: (responseId, toolCallId, name, args) =>
      give({
        kind: 'tool.called',
        responseId: responseId as ResponseId,
        toolCallId: toolCallId as ToolCallId,
        name,
        argumentsJson: JSON.stringify(args),
      }),
  };
}
