// Journal scribe: writes into the call's journal what happens to it. It stands first on the links that it takes from, so
// that a thing is on record before anybody acts on it; only an interruption clears the carrier's buffer first.
import type { ItemId } from '../base/brand.ts';
import type { Micros } from '../base/time.ts';
import { msBetween, plusMs } from '../base/time.ts';
import type { FrameOf } from '../frames/frame.ts';
import type { JournalEvent } from '../frames/journal-event.ts';
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
}

/** Gives a journal entry for each frame that is to be on record. */
export function journalScribe(
  options: JournalScribeOptions,
): Node<(typeof TAKES)[number], (typeof GIVES)[number]> {
  /** What was handed over since the line was quiet: the last that has begun to sound, and those that wait behind it. */
  let items: { readonly itemId: ItemId; readonly soundsAt: Micros }[] = [];
  let endWanted = false;

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
      case 'playout.started':
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
        return { kind: 'response.done', status: frame.status, reason: frame.reason, usage: frame.usage };
      case 'tool.called': {
        const { toolCallId, name, argumentsJson } = frame;
        return { kind: 'tool.called', toolCallId, name, argumentsJson };
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
