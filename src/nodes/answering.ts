// Answering: who picked up an outgoing call, and what that means: a person is talked to, a machine is left alone or with
// a message, a fax is left, and a phone that screens calls is told who calls and why. Who comes behind it is told anew
// that the call is recorded.
import type { ItemId, UtteranceId } from '../base/brand.ts';
import type { Answerer, VoicemailPolicy } from '../frames/dialling.ts';
import type { FrameOf } from '../frames/frame.ts';
import { NOTHING, type Action, type Node } from '../graph/node.ts';
import { FAREWELL } from './ending.ts';
import { screeningLine } from './screening-phrases.ts';

const TAKES = [
  'carrier.started',
  'carrier.stopped',
  'answered-by',
  'speech.started',
  'speech.stopped',
  'caller.text',
  'response.started',
  'utterance.started',
  'utterance.done',
] as const;

const GIVES = [
  'interruption.wanted',
  'utterance.wanted',
  'response.wanted',
  'response.cancel',
  'context.add',
  'screening',
  'end.wanted',
  'journal.entry',
] as const;

type Given = FrameOf<(typeof GIVES)[number]> | Action;

/** A phone that screens asks at once: what is said later is not looked at. */
const SCREENS_WITHIN_MS = 30_000;

/** How long a phone may screen before whatever is there is talked to. */
const SCREENING_MS_MAX = 90_000;

/** A machine's greeting is over when it has been quiet for this long; it has a bound, too. */
const GREETING_QUIET_MS = 1800;
const GREETING_MS_MAX = 60_000;

/** How long what was just said may take to be understood: a screening phone is a machine to the carrier's ear. */
const TEXT_MS_MAX = 1500;

/** The consent notice, for the person behind a phone that screens: only the phone has heard the first one. */
export const NOTICE_TO_PERSON = 'notice-to-person' as UtteranceId;

/** What was settled of an outgoing call before it was placed. */
export interface AnsweringOptions {
  /** Said to a phone that screens; null: the model tells it in its own words. */
  readonly purpose: string | null;
  /** That the call is recorded; null: nobody has to be told. */
  readonly notice: string | null;
  /** Null: as `go-on`. */
  readonly voicemail: VoicemailPolicy | null;
  /** BCP-47, of the other side. */
  readonly language: string;
  /** False: this is not the call's first stream, so that nobody screens it any more. */
  readonly first: boolean;
}

const SCREENED =
  'An automatic assistant has picked up to screen the call; the person you called is not on the line yet. Do not talk to the assistant as if it were that person.';
const TELL_WHY =
  'A call-screening assistant asks who is calling and why. Tell it in one short sentence, and nothing else.';
const CONNECTED =
  'The person you called is on the line now and has not heard anything yet. Greet them and say why you call.';

/** Null: not an outgoing call; then it gives nothing. */
export function answering(
  options: AnsweringOptions | null,
): Node<(typeof TAKES)[number], (typeof GIVES)[number]> {
  /**
   * `greeting`: of a machine, to be waited out. `noticing`: a person is told that the call is recorded. `leaving`: a message
   * is being left. `done`: nothing more is decided.
   */
  let stage: 'listening' | 'screening' | 'noticing' | 'greeting' | 'leaving' | 'done' = 'listening';
  let screens = options?.first ?? false;
  /** The carrier could not tell: a mailbox is known by its words then. */
  let doubtful = false;
  /** Something was said and is not understood yet. */
  let unread = false;
  let held: FrameOf<'answered-by'> | null = null;
  let speaking = false;
  let begun = false;
  let stopped = false;

  const entry = (event: FrameOf<'journal.entry'>['event']): Given => ({ kind: 'journal.entry', event });
  const hush: Given = { kind: 'interruption.wanted', cause: 'code' };
  const stopTimers = (): Given[] =>
    ['screening', 'text', 'quiet', 'greeting'].map((name) => ({ kind: 'timer.stop', name }) as const);

  function end(reason: 'machine' | 'fax', farewell: string | null): Given[] {
    stage = farewell === null ? 'done' : 'leaving';
    return [...stopTimers(), hush, { kind: 'end.wanted', reason, farewell, transferTo: null }];
  }

  function machine(greetingOver: boolean): Given[] {
    held = null;
    const wasScreened: Given[] = stage === 'screening' ? [{ kind: 'screening', on: false }] : [];
    const policy = options?.voicemail ?? { action: 'go-on' };
    switch (policy.action) {
      case 'go-on':
        stage = 'done';
        return [...wasScreened, ...stopTimers()];
      case 'hang-up':
        return end('machine', null);
      case 'message':
        if (greetingOver) return end('machine', policy.message);
        stage = 'greeting';
        return [
          ...wasScreened,
          ...stopTimers(),
          hush,
          { kind: 'timer.start', name: 'greeting', afterMs: GREETING_MS_MAX },
          ...quiet(),
        ];
    }
  }

  function quiet(): Given[] {
    if (stage !== 'greeting') return [];
    return speaking
      ? [{ kind: 'timer.stop', name: 'quiet' }]
      : [{ kind: 'timer.start', name: 'quiet', afterMs: GREETING_QUIET_MS }];
  }

  function judged(frame: FrameOf<'answered-by'>): readonly Given[] {
    if (stage === 'noticing' || stage === 'leaving' || stage === 'done') return NOTHING;
    const by: Answerer = frame.by;
    if (by === 'human') return NOTHING;
    if (by === 'unknown') {
      doubtful = true;
      return NOTHING;
    }
    if (by === 'fax') return end('fax', null);
    // Carriers that know such phones say so behind a first guess that it is a machine.
    if (by === 'screening') return stage === 'screening' ? NOTHING : [...stopTimers(), ...screened()];
    if (frame.beep || stage === 'greeting') return machine(frame.greetingOver);
    // To the carrier's ear a phone that screens is a machine.
    if (stage === 'screening') return NOTHING;
    if (!unread || !screens) return machine(frame.greetingOver);
    held = frame;
    return [{ kind: 'timer.start', name: 'text', afterMs: TEXT_MS_MAX }];
  }

  function understood({ text, final }: FrameOf<'caller.text'>): readonly Given[] {
    if (options === null || !final) return NOTHING;
    unread = false;
    const line = screeningLine(text, options.language);
    if (stage === 'screening') {
      if (line === 'voicemail') return machine(false);
      return line === null && text.trim() !== '' ? connected() : NOTHING;
    }
    if (stage !== 'listening') return NOTHING;
    if (screens && line === 'screening') return screened();
    if (held !== null) return machine(held.greetingOver);
    return doubtful && screens && line === 'voicemail' ? machine(false) : NOTHING;
  }

  function screened(): Given[] {
    stage = 'screening';
    held = null;
    const purpose = options?.purpose ?? null;
    const told: Given =
      purpose === null
        ? // Behind the interruption, which would take it back.
          { kind: 'timer.start', name: 'tell', afterMs: 0 }
        : {
            kind: 'utterance.wanted',
            utteranceId: 'purpose' as UtteranceId,
            text: purpose,
            protected: true,
            optional: false,
          };
    return [
      entry({ kind: 'callee.screening', answered: purpose === null ? 'model' : 'purpose' }),
      { kind: 'screening', on: true },
      { kind: 'timer.stop', name: 'text' },
      { kind: 'timer.start', name: 'screening', afterMs: SCREENING_MS_MAX },
      hush,
      { kind: 'context.add', itemId: 'screened' as ItemId, role: 'system', text: SCREENED },
      told,
    ];
  }

  function connected(): Given[] {
    return [
      entry({ kind: 'callee.answered-by', by: 'human', detail: 'behind call screening' }),
      { kind: 'screening', on: false },
      ...stopTimers(),
      { kind: 'context.add', itemId: 'connected' as ItemId, role: 'system', text: CONNECTED },
      ...notice(),
    ];
  }

  function notice(): Given[] {
    const text = options?.notice ?? null;
    if (text === null) return greet();
    stage = 'noticing';
    return [
      { kind: 'utterance.wanted', utteranceId: NOTICE_TO_PERSON, text, protected: true, optional: false },
    ];
  }

  /** Nobody has said that a person is there: whoever it is, is talked to as they speak. */
  function unknownPerson(): Given[] {
    if ((options?.notice ?? null) !== null) return notice();
    stage = 'done';
    return [];
  }

  function greet(): Given[] {
    stage = 'done';
    return [{ kind: 'response.wanted', requestId: 'connected', instructions: null, tools: true }];
  }

  function said({ utteranceId, result }: FrameOf<'utterance.done'>): readonly Given[] {
    if (stage === 'noticing' && utteranceId === NOTICE_TO_PERSON) return greet();
    if (stage !== 'leaving' || utteranceId !== FAREWELL) return NOTHING;
    // What was not said at all is left to the carrier's voice.
    if (result === 'unsaid' && !(stopped && begun)) return NOTHING;
    return [entry({ kind: 'voicemail.left', by: 'agent', whole: result === 'heard' })];
  }

  return {
    takes: TAKES,
    gives: GIVES,
    handle(frame) {
      if (options === null) return NOTHING;
      switch (frame.kind) {
        case 'carrier.started':
          return screens ? [{ kind: 'timer.start', name: 'screens', afterMs: SCREENS_WITHIN_MS }] : NOTHING;
        case 'carrier.stopped':
          stopped = true;
          return NOTHING;
        case 'answered-by':
          return judged(frame);
        case 'speech.started':
          unread = true;
          speaking = true;
          return quiet();
        case 'speech.stopped':
          speaking = false;
          return quiet();
        case 'caller.text':
          return understood(frame);
        case 'response.started': {
          const answersNobody = stage !== 'listening' && stage !== 'done';
          // What the model says to a machine of itself is not said; what was asked for is.
          if (!answersNobody || frame.requestId !== null) return NOTHING;
          return [{ kind: 'response.cancel', responseId: frame.responseId }];
        }
        case 'utterance.started':
          begun ||= frame.utteranceId === FAREWELL;
          return NOTHING;
        case 'utterance.done':
          return said(frame);
      }
    },
    onTimer(name) {
      switch (name) {
        case 'screens':
          screens = false;
          return NOTHING;
        case 'tell':
          return [{ kind: 'response.wanted', requestId: 'screening', instructions: TELL_WHY, tools: false }];
        case 'screening':
          return [{ kind: 'screening', on: false }, ...unknownPerson()];
        case 'text':
          return held === null ? NOTHING : machine(held.greetingOver);
        default:
          return stage === 'greeting' ? machine(true) : NOTHING;
      }
    },
  };
}
