// Answerer: what Telnyx's answering-machine detections say, in the words that all carriers share. Pure.
// https://developers.telnyx.com/docs/voice/programmable-voice/answering-machine-detection
import type { Answerer } from '../../frames/dialling.ts';

/** Who picked up; as in a door's news `answered-by`. */
export interface TelnyxAnsweredBy {
  readonly by: Answerer;
  readonly greetingOver: boolean;
  readonly beep: boolean;
  /** As Telnyx names it, e.g. `human_residence`. */
  readonly detail: string;
}

/** Reads a result of a commanded call; null for an event that says nothing of who picked up. */
export function answererOfEvent(type: string, result: string): TelnyxAnsweredBy | null {
  const told = (by: Answerer, greetingOver = false, beep = false): TelnyxAnsweredBy => ({
    by,
    greetingOver,
    beep,
    detail: result,
  });
  switch (type) {
    case 'call.machine.detection.ended':
    case 'call.machine.premium.detection.ended':
      return told(byResult(result));
    case 'call.machine.premium.call_screening.detected':
      return told('screening');
    case 'call.machine.greeting.ended':
    case 'call.machine.premium.greeting.ended':
      if (result === 'beep_detected') return told('machine', true, true);
      // Of the premium detection's `prompt_ended` and `no_beep_detected` nobody knows whether more is said.
      return result === 'ended' ? told('machine', true) : null;
    default:
      return null;
  }
}

/** Reads `AnsweredBy` of a TeXML call. */
export function answererOfTexml(answeredBy: string): TelnyxAnsweredBy {
  const by: Answerer = answeredBy.startsWith('machine')
    ? 'machine'
    : /screening/i.test(answeredBy)
      ? 'screening'
      : byResult(answeredBy);
  return {
    by,
    greetingOver: answeredBy.startsWith('machine_end'),
    beep: answeredBy === 'machine_end_beep',
    detail: answeredBy,
  };
}

function byResult(result: string): Answerer {
  switch (result) {
    case 'human':
    case 'human_residence':
    case 'human_business':
      return 'human';
    case 'machine':
      return 'machine';
    case 'fax':
    case 'fax_detected':
      return 'fax';
    default:
      return 'unknown';
  }
}
