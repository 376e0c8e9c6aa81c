// Tones: sends keys to the other side, as sound that nothing interrupts, or in the carrier's own way where it has one.
import { assert } from '../base/assert.ts';
import type { ItemId, ResponseId, UtteranceId } from '../base/brand.ts';
import type { FrameOf } from '../frames/frame.ts';
import type { SendingStatus } from '../frames/reasons.ts';
import { NOTHING, type Action, type Node } from '../graph/node.ts';
import { audioOf, silence, type Audio } from '../media/audio.ts';
import { DTMF_KEYS, dtmfTone, type DtmfKey } from '../media/tone.ts';

const TAKES = [
  'digits.wanted',
  'response.started',
  'response.done',
  'model.gone',
  'playout.started',
  'playout.drained',
  'item.heard',
  'carrier.stopped',
  'conversation.ending',
] as const;

const GIVES = [
  'agent.audio',
  'agent.item-done',
  'carrier.digits',
  'utterance.started',
  'utterance.done',
  'digits.sent',
] as const;

type Given = FrameOf<(typeof GIVES)[number]> | Action;

/** How long a key sounds: twice what ITU-T Q.24 lets a receiver miss. */
export const TONE_MS = 100;

/** How long it is quiet behind a key. */
export const TONE_GAP_MS = 100;

/** RMS of the two tones together: loud for a line, and not clipped. */
export const TONE_DBFS = -8;

/** Pauses between keys, by their letters. */
export const PAUSES_MS: Readonly<Record<string, number>> = { w: 500, W: 1_000 };

/** Sequences that may wait for their turn. */
const WAITING_MAX = 8;

/** Whether the carrier sends keys itself. */
export interface TonesOptions {
  /** True: keys are handed to the carrier as keys. False: as sound. */
  readonly native: boolean;
}

interface Current {
  readonly wanted: FrameOf<'digits.wanted'>;
  readonly utteranceId: UtteranceId;
  /** What the carrier has still to be handed. */
  left: string;
}

/** One sequence at a time, and never into what the model is saying. */
export function tones({ native }: TonesOptions): Node<(typeof TAKES)[number], (typeof GIVES)[number]> {
  const active = new Set<ResponseId>();
  const waiting: FrameOf<'digits.wanted'>[] = [];
  let current: Current | null = null;
  let playing = false;
  let over = false;
  let sequences = 0;

  function want(frame: FrameOf<'digits.wanted'>): Given[] {
    if (over || waiting.length === WAITING_MAX) return [sent(frame, 'cut')];
    waiting.push(frame);
    return next();
  }

  function next(): Given[] {
    // As sound it goes behind what plays; as keys it would overtake it.
    if (current !== null || active.size > 0 || (native && playing)) return [];
    const wanted = waiting.shift();
    if (wanted === undefined) return [];
    sequences += 1;
    const utteranceId = `digits-${sequences}` as UtteranceId;
    current = { wanted, utteranceId, left: wanted.digits };
    const guard: Given = { kind: 'utterance.started', utteranceId, protected: true };
    return [guard, ...(native ? handKeys(current) : play(current))];
  }

  function play({ wanted, utteranceId }: Current): Given[] {
    const itemId = String(utteranceId) as ItemId;
    return [
      ...Array.from(
        wanted.digits,
        (symbol) => ({ kind: 'agent.audio', responseId: null, itemId, audio: soundOf(symbol) }) as const,
      ),
      { kind: 'agent.item-done', responseId: null, itemId },
    ];
  }

  /** Keys up to the next pause at once; the carrier takes their time itself. */
  function handKeys(one: Current): Given[] {
    if (one.left === '') return finish('sent');
    const pauseMs = PAUSES_MS[one.left.charAt(0)];
    const keys = pauseMs === undefined ? (/^[^wW]+/.exec(one.left)?.[0] ?? '') : '';
    one.left = one.left.slice(Math.max(1, keys.length));
    const afterMs = pauseMs ?? keys.length * (TONE_MS + TONE_GAP_MS);
    const given: Given[] = keys === '' ? [] : [{ kind: 'carrier.digits', digits: keys }];
    return [...given, { kind: 'timer.start', name: 'keys', afterMs }];
  }

  function finish(status: SendingStatus): Given[] {
    if (current === null) return [];
    const { wanted, utteranceId } = current;
    current = null;
    return [
      { kind: 'timer.stop', name: 'keys' },
      { kind: 'utterance.done', utteranceId, result: status === 'sent' ? 'heard' : 'cut' },
      sent(wanted, status),
      ...(over ? [] : next()),
    ];
  }

  function end(): Given[] {
    over = true;
    return [...finish('cut'), ...waiting.splice(0).map((wanted) => sent(wanted, 'cut'))];
  }

  return {
    takes: TAKES,
    gives: GIVES,
    handle(frame) {
      switch (frame.kind) {
        case 'digits.wanted':
          return want(frame);
        case 'response.started':
          active.add(frame.responseId);
          return NOTHING;
        case 'response.done':
          active.delete(frame.responseId);
          return next();
        case 'model.gone':
          active.clear();
          return next();
        case 'playout.started':
        case 'playout.drained':
          playing = frame.kind === 'playout.started';
          return next();
        case 'item.heard':
          if (current === null || String(frame.itemId) !== String(current.utteranceId)) return NOTHING;
          return finish(frame.whole ? 'sent' : 'cut');
        case 'carrier.stopped':
        case 'conversation.ending':
          return end();
      }
    },
    onTimer: () => (current === null ? NOTHING : handKeys(current)),
  };
}

function soundOf(symbol: string): Audio {
  const pauseMs = PAUSES_MS[symbol];
  if (pauseMs !== undefined) return silence('pcmu', pauseMs);
  const tone = dtmfTone(keyOf(symbol), TONE_MS, TONE_DBFS);
  const sound = new Uint8Array(tone.length * (1 + TONE_GAP_MS / TONE_MS)).fill(0xff);
  sound.set(tone);
  return audioOf('pcmu', sound);
}

function keyOf(symbol: string): DtmfKey {
  const found = DTMF_KEYS.find((key) => key === symbol);
  assert(found !== undefined, 'who wants keys sent has checked that they are keys');
  return found;
}

function sent({ sendingId, digits }: FrameOf<'digits.wanted'>, status: SendingStatus): Given {
  return { kind: 'digits.sent', sendingId, digits, status };
}
