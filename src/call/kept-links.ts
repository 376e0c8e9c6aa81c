// Kept links: the rows of the conversation's graph along which goes what is measured, recorded and put into the journal.
import type { Link } from '../graph/graph.ts';
import type { Linked } from './line-links.ts';

/** What is kept of a conversation, and what is told only to measure it. */
export const KEPT_LINKS: readonly Link<Linked>[] = [
  ['earWatch', 'voice.ended', 'turnLatency'],
  ['playout', 'playout.heard', 'turnLatency'],
  ['scribe', 'journal.entry', 'owner'],
  ['transcript', 'journal.entry', 'owner'],
  ['turnLatency', 'journal.entry', 'owner'],
  ['steering', 'journal.entry', 'owner'],
  ['recorder', 'journal.entry', 'owner'],
  ['playout', 'journal.entry', 'owner'],
  ['gapFiller', 'journal.entry', 'owner'],
  ['recorder', 'recording.chunk', 'owner'],
];
