// Conversation graph: which parts a conversation has, and where each kind of frame goes. Read it as a map:
// one line is one link, and on each line the order is the order in which the parts see the frame.
import { graph, type Graph, type Link } from '../graph/graph.ts';
import type { answering } from '../nodes/answering.ts';
import type { bargeIn } from '../nodes/barge-in.ts';
import type { codec } from '../nodes/codec.ts';
import type { digitEntry } from '../nodes/digit-entry.ts';
import type { dormancy } from '../nodes/dormancy.ts';
import type { durationLimit } from '../nodes/duration-limit.ts';
import type { ending } from '../nodes/ending.ts';
import type { gapFiller } from '../nodes/gap-filler.ts';
import type { heardContext } from '../nodes/heard-context.ts';
import type { hush } from '../nodes/hush.ts';
import type { intake } from '../nodes/intake.ts';
import type { journalScribe } from '../nodes/journal-scribe.ts';
import type { keypad } from '../nodes/keypad.ts';
import type { modelWatch } from '../nodes/model-watch.ts';
import type { opening } from '../nodes/opening.ts';
import type { playout } from '../nodes/playout.ts';
import type { recorder } from '../nodes/recorder.ts';
import type { responses } from '../nodes/responses.ts';
import type { steering } from '../nodes/steering.ts';
import type { tones } from '../nodes/tones.ts';
import type { toolCalls } from '../nodes/tool-calls.ts';
import type { transcript } from '../nodes/transcript.ts';
import type { turnLatency } from '../nodes/turn-latency.ts';
import type { utterances } from '../nodes/utterances.ts';
import type { CarrierEnd, ModelEnd, OwnerEnd } from './ends.ts';

/** Every part of a conversation, by the name it has in traces and faults. */
export interface ConversationParts {
  readonly carrier: CarrierEnd;
  readonly model: ModelEnd;
  /** The call that this conversation belongs to. */
  readonly owner: OwnerEnd;
  readonly scribe: ReturnType<typeof journalScribe>;
  readonly hush: ReturnType<typeof hush>;
  readonly gapFiller: ReturnType<typeof gapFiller>;
  readonly intake: ReturnType<typeof intake>;
  readonly bargeIn: ReturnType<typeof bargeIn>;
  readonly playout: ReturnType<typeof playout>;
  readonly heardContext: ReturnType<typeof heardContext>;
  readonly responses: ReturnType<typeof responses>;
  readonly utterances: ReturnType<typeof utterances>;
  readonly toolCalls: ReturnType<typeof toolCalls>;
  readonly digitEntry: ReturnType<typeof digitEntry>;
  readonly tones: ReturnType<typeof tones>;
  readonly keypad: ReturnType<typeof keypad>;
  readonly opening: ReturnType<typeof opening>;
  readonly steering: ReturnType<typeof steering>;
  readonly dormancy: ReturnType<typeof dormancy>;
  readonly durationLimit: ReturnType<typeof durationLimit>;
  readonly modelWatch: ReturnType<typeof modelWatch>;
  readonly transcript: ReturnType<typeof transcript>;
  readonly turnLatency: ReturnType<typeof turnLatency>;
  readonly recorder: ReturnType<typeof recorder>;
  readonly answering: ReturnType<typeof answering>;
  readonly ending: ReturnType<typeof ending>;
}

/** Between the line's formats and the model's; null where all is µ-law, and nothing stands in sound's way. */
export type Codec = ReturnType<typeof codec>;

/** The parts as a graph takes them: a type and not an interface, which could still grow. */
type Linked = { readonly [Name in keyof ConversationParts]: ConversationParts[Name] };
type LinkedByCodec = Linked & { readonly codec: Codec };

/** The parts, linked. */
export function conversationGraph(parts: ConversationParts, between: Codec | null = null): Graph {
  return between === null
    ? graph({ ...parts }, [...LINKS, ...STRAIGHT_LINKS])
    : graph<LinkedByCodec>({ ...parts, codec: between }, [...LINKS, ...CODEC_LINKS]);
}

/** How sound, marks and clears go between playout and the line, and what is heard to the intake. */
const STRAIGHT_LINKS: readonly Link<Linked>[] = [
  ['gapFiller', 'caller.audio', 'intake'],
  ['playout', 'playout.audio', 'carrier', 'recorder'],
  ['playout', 'playout.mark', 'carrier'],
  ['playout', 'playout.clear', 'carrier', 'recorder'],
];

/** The same by way of the codec. */
const CODEC_LINKS: readonly Link<LinkedByCodec>[] = [
  ['gapFiller', 'caller.audio', 'codec'],
  ['codec', 'caller.audio', 'intake'],
  ['playout', 'playout.audio', 'codec', 'recorder'],
  ['codec', 'playout.audio', 'carrier'],
  ['playout', 'playout.mark', 'codec'],
  ['codec', 'playout.mark', 'carrier'],
  ['playout', 'playout.clear', 'codec', 'recorder'],
  ['codec', 'playout.clear', 'carrier'],
];

const LINKS: readonly Link<Linked>[] = [
  // The caller's side.
  [
    'carrier',
    'carrier.started',
    'scribe',
    'playout',
    'opening',
    'digitEntry',
    'gapFiller',
    'recorder',
    'turnLatency',
    'durationLimit',
    'dormancy',
    'modelWatch',
    'answering',
  ],
  ['carrier', 'caller.audio', 'hush'],
  ['hush', 'caller.audio', 'gapFiller', 'recorder'],
  ['intake', 'caller.audio', 'model'],
  ['carrier', 'caller.digit', 'digitEntry'],
  ['digitEntry', 'caller.digit', 'scribe', 'bargeIn', 'keypad', 'dormancy'],
  ['carrier', 'playout.marked', 'playout'],
  [
    'carrier',
    'carrier.stopped',
    'scribe',
    'gapFiller',
    'answering',
    'playout',
    'utterances',
    'digitEntry',
    'tones',
    'recorder',
    'ending',
  ],

  // What the model hears, thinks and says.
  ['model', 'model.ready', 'scribe', 'intake', 'responses', 'modelWatch'],
  [
    'model',
    'speech.started',
    'bargeIn',
    'gapFiller',
    'responses',
    'transcript',
    'dormancy',
    'modelWatch',
    'turnLatency',
    'answering',
  ],
  ['model', 'speech.stopped', 'gapFiller', 'responses', 'dormancy', 'modelWatch', 'turnLatency', 'answering'],
  ['model', 'caller.committed', 'transcript', 'modelWatch'],
  ['model', 'caller.text', 'transcript', 'answering'],
  [
    'model',
    'response.started',
    'playout',
    'bargeIn',
    'utterances',
    'tones',
    'toolCalls',
    'steering',
    'modelWatch',
    'turnLatency',
    'ending',
    'responses',
    'answering',
  ],
  ['model', 'agent.audio', 'playout', 'utterances', 'toolCalls', 'modelWatch'],
  ['model', 'agent.text', 'transcript', 'utterances'],
  ['model', 'agent.item-done', 'playout'],
  [
    'model',
    'response.done',
    'scribe',
    'playout',
    'bargeIn',
    'toolCalls',
    'utterances',
    'tones',
    'steering',
    'modelWatch',
    'ending',
    'responses',
  ],
  ['model', 'response.refused', 'responses'],
  ['model', 'tool.called', 'scribe', 'toolCalls', 'modelWatch'],
  ['model', 'model.fault', 'scribe', 'modelWatch'],
  ['model', 'model.closed', 'scribe', 'intake', 'modelWatch'],

  // Stopping the agent, and what the caller heard of it.
  ['bargeIn', 'interruption', 'playout', 'scribe', 'modelWatch', 'responses'],
  [
    'playout',
    'playout.started',
    'scribe',
    'bargeIn',
    'heardContext',
    'transcript',
    'digitEntry',
    'tones',
    'keypad',
    'dormancy',
    'turnLatency',
    'ending',
  ],
  ['playout', 'playout.drained', 'scribe', 'bargeIn', 'digitEntry', 'tones', 'keypad', 'dormancy', 'ending'],
  ['playout', 'item.heard', 'heardContext', 'transcript', 'utterances', 'tones'],
  ['heardContext', 'context.truncate', 'model'],
  ['heardContext', 'context.remove', 'model'],
  ['heardContext', 'context.add', 'model'],

  // Making the agent speak.
  ['responses', 'response.create', 'model'],
  ['responses', 'response.cancel', 'playout', 'model'],
  ['responses', 'response.missed', 'utterances', 'ending'],
  ['opening', 'utterance.wanted', 'utterances'],
  ['utterances', 'utterance.started', 'bargeIn', 'answering'],
  ['utterances', 'utterance.done', 'bargeIn', 'digitEntry', 'recorder', 'dormancy', 'answering', 'ending'],
  ['utterances', 'agent.audio', 'playout'],
  ['utterances', 'agent.text', 'transcript', 'heardContext'],
  ['utterances', 'agent.item-done', 'playout'],
  ['utterances', 'context.add', 'model'],
  ['utterances', 'response.wanted', 'ending', 'responses'],
  ['utterances', 'session.update', 'model'],
  ['utterances', 'phrase.rendered', 'owner'],

  // Tools and keys.
  ['toolCalls', 'tool.settled', 'scribe'],
  ['toolCalls', 'tools.busy', 'dormancy', 'modelWatch'],
  ['toolCalls', 'context.tool-result', 'model'],
  ['toolCalls', 'response.wanted', 'ending', 'modelWatch', 'responses'],
  ['toolCalls', 'utterance.wanted', 'utterances'],
  ['toolCalls', 'end.wanted', 'scribe', 'modelWatch', 'ending'],
  ['toolCalls', 'entry.wanted', 'digitEntry'],
  ['toolCalls', 'entry.unwanted', 'digitEntry'],
  ['toolCalls', 'digits.wanted', 'tones'],
  // Only a tool is told which keys an entry had; whoever else must know of a key is told that there was one.
  ['digitEntry', 'privacy', 'hush'],
  ['digitEntry', 'entry.started', 'scribe', 'keypad'],
  ['digitEntry', 'entry.key', 'scribe', 'bargeIn', 'dormancy'],
  ['digitEntry', 'entry.done', 'scribe', 'toolCalls'],
  ['digitEntry', 'utterance.wanted', 'utterances'],
  ['tones', 'agent.audio', 'playout'],
  ['tones', 'agent.item-done', 'playout'],
  ['tones', 'carrier.digits', 'carrier'],
  ['tones', 'utterance.started', 'bargeIn'],
  ['tones', 'utterance.done', 'bargeIn'],
  ['tones', 'digits.sent', 'scribe', 'toolCalls'],
  ['keypad', 'context.add', 'model'],
  ['keypad', 'response.wanted', 'ending', 'modelWatch', 'responses'],

  // Operators and code.
  ['owner', 'answered-by', 'answering'],
  ['owner', 'steer', 'steering'],
  ['owner', 'interruption.wanted', 'bargeIn'],
  ['owner', 'end.wanted', 'scribe', 'modelWatch', 'ending'],
  ['steering', 'session.update', 'model'],
  ['steering', 'utterance.wanted', 'utterances'],

  // Who picked up an outgoing call.
  ['answering', 'interruption.wanted', 'bargeIn'],
  ['answering', 'response.cancel', 'modelWatch', 'playout', 'model'],
  ['answering', 'context.add', 'model'],
  ['answering', 'utterance.wanted', 'utterances'],
  ['answering', 'response.wanted', 'ending', 'modelWatch', 'responses'],
  ['answering', 'screening', 'dormancy'],
  ['answering', 'end.wanted', 'scribe', 'modelWatch', 'ending'],
  ['answering', 'journal.entry', 'owner'],

  // Limits, and the way out.
  ['dormancy', 'utterance.wanted', 'utterances'],
  ['dormancy', 'end.wanted', 'scribe', 'modelWatch', 'ending'],
  ['durationLimit', 'end.wanted', 'scribe', 'modelWatch', 'ending'],
  ['modelWatch', 'response.wanted', 'ending', 'responses'],
  [
    'modelWatch',
    'model.gone',
    'playout',
    'bargeIn',
    'utterances',
    'tones',
    'toolCalls',
    'responses',
    'ending',
  ],
  ['modelWatch', 'model.close', 'model'],
  ['modelWatch', 'end.wanted', 'scribe', 'ending'],
  ['ending', 'interruption.wanted', 'bargeIn'],
  ['ending', 'utterance.wanted', 'utterances'],
  ['ending', 'model.close', 'model'],
  ['ending', 'carrier.close', 'carrier'],
  ['ending', 'conversation.ending', 'modelWatch', 'playout', 'digitEntry', 'tones'],
  ['ending', 'conversation.ended', 'toolCalls', 'transcript', 'recorder', 'owner'],

  // What is kept.
  ['scribe', 'journal.entry', 'owner'],
  ['transcript', 'journal.entry', 'owner'],
  ['turnLatency', 'journal.entry', 'owner'],
  ['steering', 'journal.entry', 'owner'],
  ['recorder', 'journal.entry', 'owner'],
  ['recorder', 'recording.chunk', 'owner'],
];
