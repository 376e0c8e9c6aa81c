// Line links: the rows of the conversation's graph that depend on whether a codec stands between us and the line.
import type { Link } from '../graph/graph.ts';
import type { Codec, ConversationParts } from './conversation-parts.ts';

/** The parts as a graph takes them: a type and not an interface, which could still grow. */
export type Linked = { readonly [Name in keyof ConversationParts]: ConversationParts[Name] };

/** The same with a codec among them. */
export type LinkedByCodec = Linked & { readonly codec: Codec };

/** How words go in place of sound, where the carrier hears and speaks for us. */
export const WORDS_LINKS: readonly Link<Linked>[] = [
  ['carrier', 'caller.words', 'hush'],
  ['carrier', 'caller.speaking', 'hush'],
  ['hush', 'caller.words', 'model'],
  ['hush', 'caller.speaking', 'model'],
  ['carrier', 'playout.cut', 'playout', 'model', 'bargeIn'],
  ['model', 'agent.words', 'playout', 'utterances', 'toolCalls', 'modelWatch'],
  ['utterances', 'agent.words', 'playout'],
  ['playout', 'playout.words', 'carrier'],
  ['hold', 'carrier.music', 'carrier'],
];

/** How sound, marks and clears go between playout and the line, and what is heard to the intake. */
export const STRAIGHT_LINKS: readonly Link<Linked>[] = [
  ['gapFiller', 'caller.audio', 'intake'],
  ['playout', 'playout.audio', 'carrier', 'recorder'],
  ['playout', 'playout.mark', 'carrier'],
  ['playout', 'playout.clear', 'carrier', 'recorder'],
];

/** The same by way of the codec. */
export const CODEC_LINKS: readonly Link<LinkedByCodec>[] = [
  ['gapFiller', 'caller.audio', 'codec'],
  ['codec', 'caller.audio', 'intake'],
  ['playout', 'playout.audio', 'codec', 'recorder'],
  ['codec', 'playout.audio', 'carrier'],
  ['playout', 'playout.mark', 'codec'],
  ['codec', 'playout.mark', 'carrier'],
  ['playout', 'playout.clear', 'codec', 'recorder'],
  ['codec', 'playout.clear', 'carrier'],
];
