// Steering: an operator's change to the live call: who speaks and instructions at once, a voice between responses, words in turn.
import type { ResponseId, UtteranceId } from '../base/brand.ts';
import type { FrameOf } from '../frames/frame.ts';
import { NOTHING, type Node } from '../graph/node.ts';

const TAKES = ['steer', 'speaker.changed', 'response.started', 'response.done'] as const;
const GIVES = [
  'handoff.wanted',
  'language.wanted',
  'session.update',
  'utterance.wanted',
  'journal.entry',
] as const;

type Given = FrameOf<(typeof GIVES)[number]>;

/** What the model can change while it is in a call. */
export interface SteeringOptions {
  /** False: the model keeps its voice for the whole call, and a wish for another is not passed on. */
  readonly changesVoice: boolean;
  /** With which the conversation begins. Default: any other is new. */
  readonly voice?: string;
}

/** Passes each wish of an operator on in its own time: instructions at once, a voice when no response is under way. */
export function steering(options: SteeringOptions): Node<(typeof TAKES)[number], (typeof GIVES)[number]> {
  const active = new Set<ResponseId>();
  let voice: string | null = null;
  let said = 0;
  /** Of who speaks; an operator's wish stands before it until the next one speaks. */
  let own = options.voice;

  function steer(frame: FrameOf<'steer'>): Given[] {
    const given: Given[] = [
      {
        kind: 'journal.entry',
        event: {
          kind: 'steered',
          instructions: frame.instructions !== undefined,
          voice: frame.voice !== undefined,
          say: frame.say !== undefined,
          ...(frame.agent === undefined ? {} : { agent: true }),
          ...(frame.language === undefined ? {} : { language: true }),
        },
      },
    ];
    // First who speaks: what else is wished holds for that one.
    if (frame.agent !== undefined) given.push({ kind: 'handoff.wanted', agent: frame.agent, by: 'operator' });
    if (frame.language !== undefined)
      given.push({ kind: 'language.wanted', language: frame.language, by: 'operator' });
    if (frame.instructions !== undefined)
      given.push({ kind: 'session.update', instructions: frame.instructions });
    if (frame.voice !== undefined && options.changesVoice) voice = frame.voice;
    if (frame.say !== undefined) {
      said += 1;
      const utteranceId = `steer-${said}` as UtteranceId;
      given.push({
        kind: 'utterance.wanted',
        utteranceId,
        text: frame.say,
        protected: false,
        optional: false,
      });
    }
    return [...given, ...changeVoice()];
  }

  function changeVoice(): Given[] {
    if (voice === null || active.size > 0) return [];
    const update: Given = { kind: 'session.update', voice };
    voice = null;
    return [update];
  }

  return {
    takes: TAKES,
    gives: GIVES,
    handle(frame) {
      switch (frame.kind) {
        case 'steer':
          return steer(frame);
        case 'speaker.changed':
          if (frame.voice === own || !options.changesVoice) return NOTHING;
          own = frame.voice;
          voice = frame.voice;
          return changeVoice();
        case 'response.started':
          active.add(frame.responseId);
          return NOTHING;
        case 'response.done':
          active.delete(frame.responseId);
          return changeVoice();
      }
    },
  };
}
