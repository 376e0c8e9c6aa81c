// Playout: hands the agent's sound to the carrier, knows what was heard of it, and drops what is late.
import type { ItemId, ResponseId, UtteranceId } from '../base/brand.ts';
import { msBetween, type Micros } from '../base/time.ts';
import type { FrameOf } from '../frames/frame.ts';
import { audioIn, bytesPerMs, durationMs, type Audio, type AudioFormat } from '../media/audio.ts';
import { speakingMs } from '../media/speaking-time.ts';
import { NOTHING, type Action, type Node, type Steps } from '../graph/node.ts';
import { PlayoutLedger, type Heard } from './playout-ledger.ts';

const TAKES = [
  'carrier.started',
  'carrier.stopped',
  'playout.marked',
  'playout.cut',
  'agent.audio',
  'agent.words',
  'agent.item-done',
  'response.started',
  'response.cancel',
  'response.done',
  'model.gone',
  'interruption',
  'utterance.started',
  'utterance.done',
  'conversation.ending',
] as const;

const GIVES = [
  'playout.audio',
  'playout.words',
  'playout.mark',
  'playout.clear',
  'playout.started',
  'playout.paused',
  'playout.resumed',
  'playout.drained',
  'item.heard',
  'playout.heard',
  'journal.entry',
] as const;

type Given = FrameOf<(typeof GIVES)[number]> | Action;

/** Most sound in one message to the carrier: so marks come back often, and a clear finds little on the way. */
const CHUNK_MS_MAX = 400;

/** Most words in one piece, in characters: a mark stands behind each. */
const PIECE_CHARS_MAX = 40;

/** A mark this late, behind the end of all sound, is not coming. */
const MARK_OVERDUE_MS = 3000;

/** A response under way, and its items: handed over, said to be whole, or dropped before any sound of theirs went out. */
interface Response {
  readonly items: Set<ItemId>;
  readonly whole: Set<ItemId>;
  readonly unheard: Set<ItemId>;
  dropped: boolean;
}

/** Sound goes out as it comes, unpaced: the carrier buffers it, and `playout.clear` empties that buffer. */
export function playout(): Node<(typeof TAKES)[number], (typeof GIVES)[number]> {
  const ledger = new PlayoutLedger();
  const responses = new Map<ResponseId, Response>();
  let lastItem: ItemId | null = null;
  let stopped = false;
  let told = false;
  /** All is played, and more of an item is to come. */
  let paused = false;
  /** Whose words are with the carrier, and may not be all. */
  let speaking: ItemId | null = null;
  /** What nothing interrupts; a carrier that speaks is told so with each word. */
  const guarded = new Set<UtteranceId>();

  function play(
    frame: FrameOf<'agent.audio'> | FrameOf<'agent.words'>,
    at: Micros,
  ): Steps<(typeof GIVES)[number]> {
    const isEmpty = frame.kind === 'agent.words' ? frame.text === '' : frame.audio.base64 === '';
    if (stopped || isEmpty || isLate(frame)) return NOTHING;
    const given: Given[] = paused ? [{ kind: 'playout.resumed' }] : [];
    paused = false;
    if (frame.itemId !== lastItem) {
      lastItem = frame.itemId;
      const { itemId, responseId } = frame;
      given.push({ kind: 'playout.started', itemId, responseId, soundsInMs: ledger.waitMs(at) });
    }
    if (frame.kind === 'agent.words') given.push(...speak(frame, at));
    else
      for (const audio of chunks(frame.audio)) {
        const mark = ledger.add(frame.itemId, durationMs(audio), at);
        given.push({ kind: 'playout.audio', itemId: frame.itemId, audio }, { kind: 'playout.mark', mark });
      }
    given.push({ kind: 'timer.start', name: 'overdue', afterMs: ledger.playsOnMs(at) + MARK_OVERDUE_MS });
    return given;
  }

  function speak({ itemId, text }: FrameOf<'agent.words'>, at: Micros): Given[] {
    const given = speaking === itemId ? [] : wordsOver(speaking);
    speaking = itemId;
    const interruptible = guarded.size === 0;
    for (const piece of pieces(text)) {
      const mark = ledger.add(itemId, speakingMs(piece), at);
      given.push(
        { kind: 'playout.words', itemId, text: piece, last: false, interruptible },
        { kind: 'playout.mark', mark },
      );
    }
    return given;
  }

  /** The carrier waits for more of what it speaks until it is told that there is none. */
  function wordsOver(itemId: ItemId | null): Given[] {
    if (itemId === null || itemId !== speaking) return [];
    speaking = null;
    return [{ kind: 'playout.words', itemId, text: '', last: true, interruptible: guarded.size === 0 }];
  }

  /** Only sound of a response that is under way, and was not interrupted, is played; from memory any is. */
  function isLate({ responseId, itemId }: FrameOf<'agent.audio'> | FrameOf<'agent.words'>): boolean {
    if (responseId === null) return false;
    const response = responses.get(responseId);
    if (response === undefined || response.whole.has(itemId)) return true;
    if (!response.dropped) response.items.add(itemId);
    else if (!response.items.has(itemId)) response.unheard.add(itemId);
    return response.dropped;
  }

  function itemDone({ responseId, itemId }: FrameOf<'agent.item-done'>): Steps<(typeof GIVES)[number]> {
    if (responseId !== null) responses.get(responseId)?.whole.add(itemId);
    return [...wordsOver(itemId), ...heard(ledger.done(itemId))];
  }

  /** Items that nobody declared whole will get no more sound; those that were dropped altogether were not heard. */
  function over(ids: readonly ResponseId[]): Steps<(typeof GIVES)[number]> {
    const given: Given[] = [];
    const played: Heard[] = [];
    for (const id of ids) {
      const response = responses.get(id);
      responses.delete(id);
      for (const itemId of response?.items ?? []) {
        given.push(...wordsOver(itemId));
        played.push(...ledger.done(itemId));
      }
      for (const itemId of response?.unheard ?? [])
        given.push({ kind: 'item.heard', itemId, heardMs: 0, producedMs: 0, whole: false });
    }
    return [...given, ...heard(played)];
  }

  function heard(items: readonly Heard[]): Given[] {
    const given: Given[] = items.map((item) => ({ kind: 'item.heard', ...item }));
    if (items.length > 0 && !ledger.busy) {
      given.push({ kind: 'timer.stop', name: 'overdue' }, { kind: 'playout.drained' });
    }
    if (!ledger.busy) paused = false;
    else if (ledger.aheadMs === 0 && !paused) {
      paused = true;
      given.push({ kind: 'playout.paused' });
    }
    return given;
  }

  function marked(mark: string, at: Micros): Steps<(typeof GIVES)[number]> {
    const given = heard(ledger.marked(mark, at));
    const begun = ledger.takeBegun();
    if (begun.length === 0) return given;
    return [
      ...begun.map(({ itemId, heardAt }) => ({
        kind: 'playout.heard' as const,
        itemId,
        agoMs: msBetween(heardAt, at),
      })),
      ...given,
    ];
  }

  /** What is told once, of the whole stream. */
  function summary(): readonly Given[] {
    const { marks, meanMs, maxMs } = ledger.markError;
    if (marks === 0 || told) return [];
    told = true;
    const errorMs = { errorMsMean: Math.round(meanMs), errorMsMax: Math.round(maxMs) };
    return [{ kind: 'journal.entry', event: { kind: 'playout.measured', marks, ...errorMs } }];
  }

  function interrupt(at: Micros): Steps<(typeof GIVES)[number]> {
    for (const response of responses.values()) response.dropped = true;
    return cut(at);
  }

  function cut(at: Micros): Steps<(typeof GIVES)[number]> {
    speaking = null;
    return ledger.busy ? [{ kind: 'playout.clear' }, ...heard(ledger.clear(at))] : NOTHING;
  }

  return {
    takes: TAKES,
    gives: GIVES,
    handle(frame, at) {
      switch (frame.kind) {
        case 'carrier.started':
          return [{ kind: 'playout.mark', mark: ledger.probe(at) }];
        case 'agent.audio':
        case 'agent.words':
          return play(frame, at);
        case 'playout.cut':
          ledger.cut(frame.beyondMs);
          return NOTHING;
        case 'utterance.started':
          if (frame.protected) guarded.add(frame.utteranceId);
          return NOTHING;
        case 'utterance.done':
          guarded.delete(frame.utteranceId);
          return NOTHING;
        case 'playout.marked':
          return marked(frame.mark, at);
        case 'agent.item-done':
          return itemDone(frame);
        case 'response.started':
          responses.set(frame.responseId, {
            items: new Set(),
            whole: new Set(),
            unheard: new Set(),
            dropped: false,
          });
          return NOTHING;
        case 'response.cancel': {
          const cancelled = responses.get(frame.responseId);
          if (cancelled !== undefined) cancelled.dropped = true;
          return NOTHING;
        }
        case 'response.done':
          return over([frame.responseId]);
        case 'model.gone':
          return over([...responses.keys()]);
        case 'interruption':
          return interrupt(at);
        case 'carrier.stopped':
          stopped = true;
          return [...heard(ledger.stopped(at)), ...summary()];
        case 'conversation.ending':
          stopped = true;
          // The stream may stay open a while: a caller on the way elsewhere is not talked to any more.
          return [...cut(at), ...summary()];
      }
    },
    onTimer: () => heard(ledger.assumePlayed()),
  };
}

/** The words in pieces of bounded size, cut in front of a word; one that is longer stays whole. */
function pieces(text: string): readonly string[] {
  if (text.length <= PIECE_CHARS_MAX) return [text];
  const cut: string[] = [];
  let piece = '';
  for (const [word] of text.matchAll(/\s*\S+|\s+$/g)) {
    if (piece !== '' && piece.length + word.length > PIECE_CHARS_MAX) {
      cut.push(piece);
      piece = '';
    }
    piece += word;
  }
  return piece === '' ? cut : [...cut, piece];
}

/** The sound in messages of bounded size; most often the one it came in, untouched. */
function chunks(audio: Audio): readonly Audio[] {
  const charsMax = chunkCharsMax(audio);
  const { base64 } = audio;
  if (base64.length <= charsMax) return [audio];
  const cut: Audio[] = [];
  for (let from = 0; from < base64.length; from += charsMax) {
    cut.push(audioIn(audio, base64.slice(from, from + charsMax)));
  }
  return cut;
}

/** Base64 is cut without decoding between its groups: 4 characters are 3 bytes, and 8 are 3 samples of two bytes. */
function chunkCharsMax(format: AudioFormat): number {
  const [chars, bytes] = format.encoding === 'pcm16' ? [8, 6] : [4, 3];
  return Math.floor((CHUNK_MS_MAX * bytesPerMs(format)) / bytes) * chars;
}
