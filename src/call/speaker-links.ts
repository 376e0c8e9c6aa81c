// Speaker links: the rows of the conversation's graph around who speaks for the business, and what it may not say.
import type { Link } from '../graph/graph.ts';
import type { Linked } from './line-links.ts';

/** How another agent or language comes to speak, and how what may not be said is stopped. */
export const SPEAKER_LINKS: readonly Link<Linked>[] = [
  ['toolCalls', 'handoff.wanted', 'speaker'],
  ['toolCalls', 'language.wanted', 'speaker'],
  ['steering', 'handoff.wanted', 'speaker'],
  ['steering', 'language.wanted', 'speaker'],
  ['languageDetection', 'language.wanted', 'speaker'],
  [
    'speaker',
    'speaker.changed',
    'transcript',
    'utterances',
    'toolCalls',
    'guardrails',
    'steering',
    'languageDetection',
    'carrier',
  ],
  ['speaker', 'session.update', 'model'],
  ['speaker', 'response.wanted', 'ending', 'modelWatch', 'responses'],
  ['speaker', 'journal.entry', 'owner'],
  ['guardrails', 'guardrail.stopped', 'scribe'],
  ['guardrails', 'guardrail.failed', 'scribe'],
  ['guardrails', 'interruption.wanted', 'bargeIn'],
  ['guardrails', 'utterance.wanted', 'utterances'],
  ['guardrails', 'response.wanted', 'ending', 'modelWatch', 'responses'],
];
