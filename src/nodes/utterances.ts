// Utterances: speaks fixed texts word for word: from memory at once where they are rendered, else through the model.
import type { ItemId, ResponseId, UtteranceId } from '../base/brand.ts';
import type { FrameOf } from '../frames/frame.ts';
import { durationMs, type Audio } from '../media/audio.ts';
import { NOTHING, type Node } from '../graph/node.ts';
import { planOf, type Cast } from './cast.ts';
import { sameWords } from './same-words.ts';

const TAKES = [
  'utterance.wanted',
  'stopgap.wanted',
  'response.started',
  'response.done',
  'response.missed',
  'agent.audio',
  'agent.words',
  'agent.text',
  'item.heard',
  'model.gone',
  'speaker.changed',
  'carrier.stopped',
] as const;

const GIVES = [
  'utterance.started',
  'utterance.done',
  'agent.audio',
  'agent.words',
  'agent.text',
  'agent.item-done',
  'context.add',
  'response.wanted',
  'session.update',
  'phrase.rendered',
] as const;

type Given = FrameOf<(typeof GIVES)[number]>;

/** Fixed texts that may wait to be spoken. */
const WAITING_MAX = 8;

/** A longer rendering is not kept: it is no phrase. */
const PHRASE_MS_MAX = 60_000;

/** Where rendered texts are found, and how the model takes interruptions. */
export interface UtterancesOptions {
  /** The rendered sound of a text, in a voice or, where null, in the call's own; null when it is not in memory. */
  find(text: string, voice: string | null): readonly Audio[] | null;
  /** Who may speak: fixed texts are said in their words. Absent: as they are. */
  readonly cast?: Cast;
  /** Whether each speaks in a voice of their own. Default false. */
  readonly changesVoice?: boolean;
  /** True: the carrier speaks, any text at once and word for word: none has to be in memory. Default false. */
  readonly carrierSpeaks?: boolean;
  /** Whether the model stops its own responses when the caller speaks; switched off around a protected text. */
  readonly interruptible: boolean;
}

interface Current {
  readonly wanted: FrameOf<'utterance.wanted'>;
  readonly voice: string | null;
  readonly fromMemory: boolean;
  responseId: ResponseId | null;
  /** The item that sounds; a response of the model's may have more, then it is no phrase. */
  itemId: ItemId | null;
  /** What the model says, by item: its text runs ahead of its sound. */
  readonly said: Map<ItemId, string>;
  /** It sounded to the end while its response went on: whether that was all of it, the response's end tells. */
  soundedOut: boolean;
  /** The model did not bring it to its end: what sounds is not all of it. */
  broken: boolean;
  /** Null: not to be kept. */
  rendered: Audio[] | null;
  renderedMs: number;
}

/** What the model is asked so that it says a text and nothing else. The rehearsal model understands it too. */
export function sayExactly(text: string): string {
  return `Say exactly this, word for word, and nothing else: "${text}"`;
}

/** One at a time, and never into a response of the model's own; but for a stopgap, which is for just that. */
export function utterances(options: UtterancesOptions): Node<(typeof TAKES)[number], (typeof GIVES)[number]> {
  const active = new Set<ResponseId>();
  let waiting: FrameOf<'utterance.wanted'>[] = [];
  let current: Current | null = null;
  let stopped = false;
  const { cast = null } = options;
  let plan = cast === null ? null : planOf(cast, cast.first);

  function want(frame: FrameOf<'utterance.wanted'>): Given[] {
    const free = current === null && active.size === 0;
    if (stopped || (!free && frame.optional) || waiting.length === WAITING_MAX)
      return [unsaid(frame.utteranceId)];
    waiting.push(frame);
    return next();
  }

  function next(): Given[] {
    const wanted = waiting[0];
    if (wanted === undefined || current !== null || active.size > 0) return [];
    waiting.shift();
    const said = { ...wanted, text: inWords(wanted.text) };
    return begin(said, rendered(said.text));
  }

  /** Also into a response of the model's own: it has been silent for a while, and goes on behind it if it does. */
  function fillGap({ utteranceId, text: wanted }: FrameOf<'stopgap.wanted'>): Given[] {
    const text = inWords(wanted);
    const sound = rendered(text);
    if (stopped || current !== null || sound === null) return [];
    return begin({ kind: 'utterance.wanted', utteranceId, text, protected: false, optional: true }, sound);
  }

  /** A fixed text as whoever speaks says it. */
  function inWords(text: string): string {
    const { wording = {} } = plan ?? {};
    return Object.hasOwn(wording, text) ? (wording[text] ?? text) : text;
  }

  function voiceNow(): string | null {
    return options.changesVoice === true ? (plan?.voice ?? null) : null;
  }

  function rendered(text: string): readonly Audio[] | null {
    if (options.carrierSpeaks === true) return [];
    const found = options.find(text, voiceNow());
    return found !== null && found.some((audio) => durationMs(audio) > 0) ? found : null;
  }

  function begin(wanted: FrameOf<'utterance.wanted'>, sound: readonly Audio[] | null): Given[] {
    current = {
      wanted,
      voice: voiceNow(),
      fromMemory: sound !== null,
      responseId: null,
      itemId: null,
      said: new Map(),
      soundedOut: false,
      broken: false,
      rendered: [],
      renderedMs: 0,
    };
    return sound === null ? askModel(wanted) : playFromMemory(current, sound);
  }

  function playFromMemory(one: Current, sound: readonly Audio[]): Given[] {
    const { utteranceId, text, protected: isProtected } = one.wanted;
    // The model's conversation knows it by the same id, so that it can be corrected to what was heard.
    const itemId = String(utteranceId) as ItemId;
    one.itemId = itemId;
    return [
      { kind: 'utterance.started', utteranceId, protected: isProtected },
      { kind: 'agent.text', itemId, delta: text },
      ...sound.map((audio) => ({ kind: 'agent.audio', responseId: null, itemId, audio }) as const),
      ...(options.carrierSpeaks === true
        ? [{ kind: 'agent.words', responseId: null, itemId, text } as const]
        : []),
      { kind: 'agent.item-done', responseId: null, itemId },
      { kind: 'context.add', itemId, role: 'agent', text },
    ];
  }

  function askModel({ utteranceId, text, protected: isProtected }: FrameOf<'utterance.wanted'>): Given[] {
    const guard: Given[] =
      isProtected && options.interruptible ? [{ kind: 'session.update', interruptible: false }] : [];
    return [
      ...guard,
      { kind: 'response.wanted', requestId: utteranceId, instructions: sayExactly(text), tools: false },
    ];
  }

  function responseStarted({ responseId, requestId }: FrameOf<'response.started'>): Given[] {
    active.add(responseId);
    if (current === null || requestId !== current.wanted.utteranceId) return [];
    current.responseId = responseId;
    const { utteranceId, protected: isProtected } = current.wanted;
    // Protected before its first sound: what interrupts a response drops all of it.
    return [{ kind: 'utterance.started', utteranceId, protected: isProtected }];
  }

  function collect(frame: FrameOf<'agent.audio'>): void {
    if (current === null || current.responseId === null || frame.responseId !== current.responseId) return;
    current.itemId ??= frame.itemId;
    current.renderedMs += durationMs(frame.audio);
    if (frame.itemId !== current.itemId || current.renderedMs > PHRASE_MS_MAX) current.rendered = null;
    current.rendered?.push(frame.audio);
  }

  function responseDone(frame: FrameOf<'response.done'>): Given[] {
    active.delete(frame.responseId);
    if (current === null || current.responseId !== frame.responseId) return next();
    const { wanted, voice, rendered, itemId } = current;
    // No sound ever came. Otherwise the playout says how much of it was heard, also when all of it was dropped.
    if (itemId === null) return finish('unsaid');
    // Only what was said to the letter is kept: a model may have added a word of its own.
    const said = current.said.get(itemId) ?? '';
    current.broken = frame.status !== 'completed';
    const over = current.soundedOut ? finish(current.broken ? 'cut' : 'heard') : [];
    if (frame.status === 'completed' && rendered !== null && sameWords(said, wanted.text)) {
      return [{ kind: 'phrase.rendered', text: wanted.text, audio: rendered, voice }, ...over];
    }
    return over;
  }

  /** Sound that was played to its end is not yet a text that was said to its end. */
  function heard({ itemId, whole }: FrameOf<'item.heard'>): Given[] {
    if (current === null || current.itemId !== itemId) return [];
    const { responseId } = current;
    if (!whole || current.broken) return finish('cut');
    if (responseId === null || !active.has(responseId)) return finish('heard');
    current.soundedOut = true;
    return [];
  }

  /** What it began will not be finished; what sounds already is heard to its end. */
  function modelGone(): Given[] {
    const cut = current !== null && current.responseId !== null && active.has(current.responseId);
    active.clear();
    if (current !== null && cut) current.broken = true;
    if (current?.soundedOut === true) return finish('cut');
    const begun = current !== null && current.responseId !== null;
    return begun && current?.itemId === null ? finish('unsaid') : next();
  }

  function finish(result: 'heard' | 'cut' | 'unsaid'): Given[] {
    if (current === null) return [];
    const { wanted, fromMemory } = current;
    current = null;
    const unguard: Given[] =
      wanted.protected && !fromMemory && options.interruptible
        ? [{ kind: 'session.update', interruptible: true }]
        : [];
    return [...unguard, { kind: 'utterance.done', utteranceId: wanted.utteranceId, result }, ...next()];
  }

  return {
    takes: TAKES,
    gives: GIVES,
    handle(frame) {
      switch (frame.kind) {
        case 'utterance.wanted':
          return want(frame);
        case 'stopgap.wanted':
          return fillGap(frame);
        case 'response.started':
          return responseStarted(frame);
        case 'agent.audio':
          collect(frame);
          return NOTHING;
        case 'agent.words':
          if (frame.responseId !== null && frame.responseId === current?.responseId)
            current.itemId ??= frame.itemId;
          return NOTHING;
        case 'agent.text':
          if (current === null || current.responseId === null) return NOTHING;
          current.said.set(frame.itemId, (current.said.get(frame.itemId) ?? '') + frame.delta);
          return NOTHING;
        case 'response.done':
          return responseDone(frame);
        case 'response.missed':
          return frame.requestId === current?.wanted.utteranceId ? finish('unsaid') : NOTHING;
        case 'item.heard':
          return heard(frame);
        case 'model.gone':
          return modelGone();
        case 'speaker.changed':
          plan = cast === null ? null : planOf(cast, frame);
          return NOTHING;
        case 'carrier.stopped': {
          stopped = true;
          const left = waiting;
          waiting = [];
          return [...finish('unsaid'), ...left.map((wanted) => unsaid(wanted.utteranceId))];
        }
      }
    },
  };
}

function unsaid(utteranceId: UtteranceId): Given {
  return { kind: 'utterance.done', utteranceId, result: 'unsaid' };
}
