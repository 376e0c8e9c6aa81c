// People links: the rows of the conversation's graph around others than the caller: who picked up, and who is asked to take a call.
import type { Link } from '../graph/graph.ts';
import type { Linked } from './line-links.ts';

/** Who picked up an outgoing call; a human who is asked, on the caller's side and on the human's. */
export const PEOPLE_LINKS: readonly Link<Linked>[] = [
  // Who picked up an outgoing call.
  ['answering', 'interruption.wanted', 'bargeIn'],
  ['answering', 'response.cancel', 'modelWatch', 'playout', 'model'],
  ['answering', 'context.add', 'model'],
  ['answering', 'utterance.wanted', 'utterances'],
  ['answering', 'response.wanted', 'ending', 'modelWatch', 'responses'],
  ['answering', 'screening', 'dormancy', 'recorder'],
  ['answering', 'end.wanted', 'scribe', 'modelWatch', 'hold', 'ending'],
  ['answering', 'journal.entry', 'owner'],

  // A human who is asked to take the call: the caller's side, and the human's.
  ['toolCalls', 'consultation.wanted', 'hold'],
  ['owner', 'consultation.wanted', 'hold'],
  ['owner', 'consultation.over', 'hold'],
  ['hold', 'hold', 'hush', 'keypad', 'dormancy'],
  ['hold', 'consultation.begun', 'owner'],
  ['hold', 'consultation.unwanted', 'owner'],
  ['hold', 'utterance.wanted', 'utterances'],
  ['hold', 'utterance.started', 'bargeIn', 'playout'],
  ['hold', 'utterance.done', 'bargeIn', 'playout'],
  ['hold', 'agent.audio', 'playout'],
  ['hold', 'agent.item-done', 'playout'],
  ['hold', 'response.cancel', 'modelWatch', 'playout', 'model'],
  ['hold', 'context.add', 'model'],
  ['hold', 'response.wanted', 'ending', 'modelWatch', 'responses'],
  ['hold', 'end.wanted', 'scribe', 'modelWatch', 'ending'],
  ['owner', 'briefing.off', 'briefing'],
  ['briefing', 'utterance.wanted', 'utterances'],
  ['briefing', 'interruption.wanted', 'bargeIn'],
  ['briefing', 'response.cancel', 'modelWatch', 'playout', 'model'],
  ['briefing', 'end.wanted', 'scribe', 'modelWatch', 'ending'],
  ['briefing', 'journal.entry', 'owner'],
];
