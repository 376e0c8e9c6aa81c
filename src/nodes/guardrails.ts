// Guardrails: has what the model says checked while it sounds, and stops what does not pass.
import type { ItemId, ResponseId, UtteranceId } from '../base/brand.ts';
import type { FrameOf } from '../frames/frame.ts';
import { NOTHING, type Action, type Node, type Steps, type TaskResult } from '../graph/node.ts';
import { speaking, type Cast } from './cast.ts';
import { CheckedSpeech } from './checked-speech.ts';
import type { GuardrailContext, GuardrailVerdict, Instead, RunnableGuardrail } from './guardrail.ts';
import { toolFailure } from './tool-failure.ts';

const TAKES = [
  'response.started',
  'utterance.started',
  'agent.text',
  'item.heard',
  'response.done',
  'interruption',
  'caller.committed',
  'speaker.changed',
  'conversation.ending',
] as const;

const GIVES = [
  'guardrail.stopped',
  'guardrail.failed',
  'interruption.wanted',
  'utterance.wanted',
  'response.wanted',
] as const;

type Given = FrameOf<(typeof GIVES)[number]> | Action;

/** Responses whose checks may be under way; the oldest is let go beyond it. */
const SPEECHES_MAX = 8;

/** Stops without a word of the caller between them, after which the model is not asked to try again. */
export const STOPS_IN_A_ROW_MAX = 2;

/** Characters of a reason that are kept. */
const REASON_CHARS_MAX = 500;

/** Who speaks, what a check may use, and what is said when the model can not get it right. */
export interface GuardrailsOptions {
  readonly cast: Cast;
  readonly context: Omit<GuardrailContext, 'agent' | 'language' | 'signal'>;
  readonly apology: string;
}

interface Check {
  readonly speech: CheckedSpeech;
  readonly guardrail: RunnableGuardrail;
}

/**
 * Text is ahead of its sound, so most of what is stopped was never heard. Each guardrail checks one text at a time; a
 * check that fails counts as its guardrail says. Fixed texts are the business's own, and not checked.
 */
export function guardrails(options: GuardrailsOptions): Node<(typeof TAKES)[number], (typeof GIVES)[number]> {
  const speeches = new Map<ResponseId, CheckedSpeech>();
  const checks = new Map<string, Check>();
  let now = options.cast.first;
  let current: CheckedSpeech | null = null;
  let asked = 0;
  let stops = 0;
  let ended = false;
  let next: Instead | null = null;

  function begin({ responseId, requestId }: FrameOf<'response.started'>): readonly Given[] {
    const rails = speaking(options.cast, now).guardrails;
    current = null;
    if (rails.length === 0 || ended) return NOTHING;
    current = new CheckedSpeech(responseId, requestId, now, rails);
    speeches.set(responseId, current);
    const oldest = [...speeches.values()][0];
    return speeches.size > SPEECHES_MAX && oldest !== undefined ? letGo(oldest) : NOTHING;
  }

  /** Starts whatever check is due. */
  function look(speech: CheckedSpeech): Given[] {
    const given = speech.due().flatMap((guardrail) => start(speech, guardrail));
    if (speech.settled) speeches.delete(speech.responseId);
    return given;
  }

  function start(speech: CheckedSpeech, guardrail: RunnableGuardrail): Given[] {
    asked += 1;
    const name = `check-${asked}`;
    const text = speech.take(guardrail);
    checks.set(name, { speech, guardrail });
    return [
      {
        kind: 'task.start',
        name,
        run: async (signal) => guardrail.check(text, { ...options.context, ...speech.speaker, signal }),
      },
      { kind: 'timer.start', name, afterMs: guardrail.timeMsMax },
    ];
  }

  function settle(name: string): Check | null {
    const check = checks.get(name) ?? null;
    checks.delete(name);
    check?.speech.answered(check.guardrail);
    return check;
  }

  function judge({ speech, guardrail }: Check, verdict: unknown): Given[] {
    if (!isVerdict(verdict)) return failed({ speech, guardrail }, 'no-verdict');
    if (verdict.pass) return look(speech);
    return stop(speech, guardrail, 'verdict', verdict.reason ?? '', verdict.instead ?? guardrail.instead);
  }

  function failed({ speech, guardrail }: Check, cause: FrameOf<'guardrail.failed'>['cause']): Given[] {
    const told: Given = { kind: 'guardrail.failed', guardrail: guardrail.name, cause };
    if (guardrail.onFault === 'pass') return [told, ...look(speech)];
    return [told, ...stop(speech, guardrail, 'fault', '', guardrail.instead)];
  }

  function stop(
    speech: CheckedSpeech,
    { name }: RunnableGuardrail,
    cause: 'verdict' | 'fault',
    why: string,
    instead: Instead | null,
  ): Given[] {
    const reason = why.slice(0, REASON_CHARS_MAX);
    const { allHeard: late } = speech;
    stops += 1;
    next = stops > STOPS_IN_A_ROW_MAX ? options.apology : (instead ?? anew(reason));
    const interrupt: Given[] = late ? [] : [{ kind: 'interruption.wanted', cause: 'guardrail' }];
    return [
      ...letGo(speech),
      { kind: 'guardrail.stopped', guardrail: name, cause, reason, late },
      ...interrupt,
      // At the same instant, but behind the interruption, which drops whatever was wanted before it.
      { kind: 'timer.start', name: 'remedy', afterMs: 0 },
    ];
  }

  function remedy(): Given[] {
    const instead = next;
    next = null;
    if (instead === null || ended) return [];
    asked += 1;
    const id = `guardrail-${asked}`;
    if (typeof instead !== 'string')
      return [{ kind: 'response.wanted', requestId: id, instructions: instead.instructions, tools: true }];
    const utteranceId = id as UtteranceId;
    return [{ kind: 'utterance.wanted', utteranceId, text: instead, protected: false, optional: false }];
  }

  /** Nothing more of it is checked. */
  function letGo(speech: CheckedSpeech): Given[] {
    speeches.delete(speech.responseId);
    if (current === speech) current = null;
    return [...checks].flatMap(([name, check]): Given[] => {
      if (check.speech !== speech) return [];
      checks.delete(name);
      return [
        { kind: 'task.stop', name },
        { kind: 'timer.stop', name },
      ];
    });
  }

  function heard(itemId: ItemId): void {
    for (const speech of speeches.values()) speech.heard(itemId);
  }

  return {
    takes: TAKES,
    gives: GIVES,
    handle(frame): Steps<(typeof GIVES)[number]> {
      switch (frame.kind) {
        case 'response.started':
          return begin(frame);
        case 'utterance.started':
          return current !== null && current.requestId === String(frame.utteranceId)
            ? letGo(current)
            : NOTHING;
        case 'agent.text':
          current?.write(frame.itemId, frame.delta);
          return current === null ? NOTHING : look(current);
        case 'item.heard':
          heard(frame.itemId);
          return NOTHING;
        case 'response.done': {
          const speech = speeches.get(frame.responseId);
          if (speech === undefined) return NOTHING;
          speech.end();
          if (current === speech) current = null;
          return look(speech);
        }
        case 'interruption':
          // Whoever else stopped the agent, there is nothing left to stop.
          return [...speeches.values()].flatMap(letGo);
        case 'caller.committed':
          stops = 0;
          return NOTHING;
        case 'speaker.changed':
          now = { agent: frame.agent, language: frame.language };
          return NOTHING;
        case 'conversation.ending':
          ended = true;
          return [...speeches.values()].flatMap(letGo);
      }
    },
    onTimer(name) {
      if (name === 'remedy') return remedy();
      const late = settle(name);
      return late === null ? NOTHING : [{ kind: 'task.stop', name }, ...failed(late, 'late')];
    },
    onTask(name, result: TaskResult) {
      const check = settle(name);
      if (check === null) return NOTHING;
      const stopTimer: Given = { kind: 'timer.stop', name };
      if (result.status === 'done') return [stopTimer, ...judge(check, result.value)];
      const { log } = options.context;
      log.warn('guardrail.failed', { guardrail: check.guardrail.name, ...toolFailure(result.error) });
      return [stopTimer, ...failed(check, 'threw')];
    },
  };
}

function anew(reason: string): Instead {
  const why = reason === '' ? '' : ` Why: ${reason}.`;
  return {
    instructions: `What you were just saying was stopped, because it breaks a rule of this business.${why} Do not say it again, and do not mention that you were stopped. Apologise in a few words, and answer anew without it.`,
  };
}

function isVerdict(value: unknown): value is GuardrailVerdict {
  if (typeof value !== 'object' || value === null || !('pass' in value)) return false;
  const { pass, reason, instead } = value as Partial<Record<keyof GuardrailVerdict, unknown>>;
  const says =
    instead === undefined ||
    typeof instead === 'string' ||
    (typeof instead === 'object' &&
      instead !== null &&
      'instructions' in instead &&
      typeof instead.instructions === 'string');
  return typeof pass === 'boolean' && (reason === undefined || typeof reason === 'string') && says;
}
