// Journal scribe: writes into the call's journal what happens to it. It stands first on the links that it takes from, so
// that a thing is on record before anybody acts on it; only an interruption clears the carrier's buffer first.
import type { ItemId, ResponseId } from '../base/brand.ts';
import type { Micros } from '../base/time.ts';
import { msBetween, plusMs } from '../base/time.ts';
import type { FrameOf } from '../frames/frame.ts';
import type { JournalEvent, StepTimes } from '../frames/journal-event.ts';
import type { ResponseStep } from '../frames/model-frames.ts';
import { NOTHING, type Node } from '../graph/node.ts';

const TAKES = [
  'carrier.started',
  'carrier.stopped',
  'caller.digit',
  'entry.started',
  'entry.key',
  'entry.done',
  'digits.sent',
  'model.ready',
  'model.fault',
  'model.closed',
  'speech.started',
  'speech.stopped',
  'caller.voice',
  'response.started',
  'playout.started',
  'playout.drained',
  'interruption',
  'response.done',
  'tool.called',
  'tool.settled',
  'guardrail.stopped',
  'guardrail.failed',
  'end.wanted',
] as const;

const GIVES = ['journal.entry'] as const;

/** What the scribe knows of the conversation before its first frame. */
export interface JournalScribeOptions {
  /** The call had a stream before this one. */
  readonly resumed: boolean;
  /** When the model was dialled. */
  readonly dialledAt: Micros;
  /** Milliseconds since the call opened, at an instant. */
  callMs(at: Micros): number;
}

/** Responses under way at a time; a model has one, and what a lost session began is never done. */
const RESPONSES_MAX = 16;

/** Gives a journal entry for each frame that is to be on record. */
export function journalScribe(
  options: JournalScribeOptions,
): Node<(typeof TAKES)[number], (typeof GIVES)[number]> {
  /** What was handed over since the line was quiet: the last that has begun to sound, and those that wait behind it. */
  let items: { readonly itemId: ItemId; readonly soundsAt: Micros }[] = [];
  let endWanted = false;
  let spokeAt: Micros | null = null;
  let voiceAt: Micros | null = null;
  const responses = new Map<ResponseId, { readonly startedAt: Micros; firstAudioAt: Micros | null }>();
  const callMs = (at: Micros): number => options.callMs(at);

  function began(responseId: ResponseId, at: Micros): void {
    const [oldest] = responses.keys();
    if (responses.size === RESPONSES_MAX && oldest !== undefined) responses.delete(oldest);
    responses.set(responseId, { startedAt: at, firstAudioAt: null });
  }

  function done(frame: FrameOf<'response.done'>): JournalEvent {
    const { responseId, status, reason, usage, steps } = frame;
    const times = responses.get(responseId);
    responses.delete(responseId);
    if (times === undefined) return { kind: 'response.done', status, reason, usage, responseId };
    const { startedAt, firstAudioAt } = times;
    return {
      kind: 'response.done',
      status,
      reason,
      usage,
      responseId,
      startedMs: callMs(startedAt),
      firstAudioMs: firstAudioAt === null ? null : callMs(firstAudioAt),
      ...(steps === undefined ? {} : { steps: steps.map((step) => stepTimes(step, callMs)) }),
    };
  }

  /** Which of the items sounds: the last that has begun. */
  function sounding(at: Micros): number {
    return Math.max(
      0,
      items.findLastIndex(({ soundsAt }) => soundsAt <= at),
    );
  }

  function eventOf(frame: FrameOf<(typeof TAKES)[number]>, at: Micros): JournalEvent | null {
    switch (frame.kind) {
      case 'carrier.started':
        return { kind: 'stream.started', streamId: frame.streamId, resumed: options.resumed };
      case 'carrier.stopped':
        return { kind: 'stream.stopped', cause: frame.cause, detail: frame.detail };
      case 'caller.digit':
        return { kind: 'caller.digit', digit: frame.digit };
      case 'entry.started':
        return { kind: 'entry.started', private: frame.private };
      case 'entry.key':
        return frame.digit === null ? null : { kind: 'caller.digit', digit: frame.digit };
      case 'entry.done': {
        const { private: isPrivate, digits, status, begun } = frame;
        if (!begun) return null;
        return { kind: 'entry.ended', private: isPrivate, length: digits.length, status };
      }
      case 'digits.sent':
        return { kind: 'digits.sent', digits: frame.digits, status: frame.status };
      case 'model.ready':
        return { kind: 'model.ready', tookMs: Math.round(msBetween(options.dialledAt, at)) };
      case 'model.fault':
        return { kind: 'model.fault', code: frame.code, detail: frame.detail, fatal: frame.fatal };
      case 'model.closed':
        return { kind: 'model.closed', code: frame.code, detail: frame.detail };
      case 'speech.started':
        spokeAt ??= at;
        return null;
      case 'caller.voice':
        voiceAt = at;
        return null;
      case 'speech.stopped': {
        const [startedAt, endedAt] = [spokeAt ?? at, voiceAt];
        spokeAt = null;
        voiceAt = null;
        return {
          kind: 'caller.spoke',
          startedMs: callMs(startedAt),
          voiceEndedMs: endedAt === null || endedAt < startedAt ? null : callMs(endedAt),
        };
      }
      case 'response.started':
        began(frame.responseId, at);
        return null;
      case 'playout.started':
        if (frame.responseId !== null) {
          const response = responses.get(frame.responseId);
          if (response !== undefined) response.firstAudioAt ??= at;
        }
        items = [
          ...items.slice(sounding(at)),
          { itemId: frame.itemId, soundsAt: plusMs(at, frame.soundsInMs) },
        ];
        return null;
      case 'playout.drained':
        items = [];
        return null;
      case 'interruption':
        return { kind: 'interrupted', cause: frame.cause, itemId: items[sounding(at)]?.itemId ?? null };
      case 'response.done':
        return done(frame);
      case 'tool.called': {
        const { toolCallId, name, argumentsJson, responseId } = frame;
        return { kind: 'tool.called', toolCallId, name, argumentsJson, responseId };
      }
      case 'tool.settled': {
        const { toolCallId, name, status, outputJson, tookMs } = frame;
        return { kind: 'tool.settled', toolCallId, name, status, outputJson, tookMs };
      }
      case 'guardrail.stopped': {
        const { guardrail, cause, reason, late } = frame;
        return { kind: 'guardrail.stopped', guardrail, cause, reason, late };
      }
      case 'guardrail.failed':
        return { kind: 'guardrail.failed', guardrail: frame.guardrail, cause: frame.cause };
      case 'end.wanted':
        // Only the first is acted upon.
        if (endWanted) return null;
        endWanted = true;
        return { kind: 'end.wanted', reason: frame.reason };
    }
  }

  return {
    takes: TAKES,
    gives: GIVES,
    handle(frame, at) {
      const event = eventOf(frame, at);
      return event === null ? NOTHING : [{ kind: 'journal.entry', event }];
    },
  };
}

function stepTimes(
  { part, startedAt, firstAt, endedAt }: ResponseStep,
  callMs: (at: Micros) => number,
): StepTimes {
  return {
    part,
    startedMs: callMs(startedAt),
    firstMs: firstAt === null ? null : callMs(firstAt),
    endedMs: callMs(endedAt),
  };
}
