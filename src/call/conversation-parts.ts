// Conversation parts: what a conversation is made of, each by the name that it has in traces and faults.
import type { answering } from '../nodes/answering.ts';
import type { bargeIn } from '../nodes/barge-in.ts';
import type { briefing } from '../nodes/briefing.ts';
import type { codec } from '../nodes/codec.ts';
import type { digitEntry } from '../nodes/digit-entry.ts';
import type { dormancy } from '../nodes/dormancy.ts';
import type { durationLimit } from '../nodes/duration-limit.ts';
import type { earWatch } from '../nodes/ear-watch.ts';
import type { ending } from '../nodes/ending.ts';
import type { gapFiller } from '../nodes/gap-filler.ts';
import type { heardContext } from '../nodes/heard-context.ts';
import type { guardrails } from '../nodes/guardrails.ts';
import type { hold } from '../nodes/hold.ts';
import type { hush } from '../nodes/hush.ts';
import type { intake } from '../nodes/intake.ts';
import type { journalScribe } from '../nodes/journal-scribe.ts';
import type { keypad } from '../nodes/keypad.ts';
import type { languageDetection } from '../nodes/language-detection.ts';
import type { modelWatch } from '../nodes/model-watch.ts';
import type { opening } from '../nodes/opening.ts';
import type { playout } from '../nodes/playout.ts';
import type { recorder } from '../nodes/recorder.ts';
import type { responses } from '../nodes/responses.ts';
import type { speaker } from '../nodes/speaker.ts';
import type { steering } from '../nodes/steering.ts';
import type { tones } from '../nodes/tones.ts';
import type { toolCalls } from '../nodes/tool-calls.ts';
import type { transcript } from '../nodes/transcript.ts';
import type { turnLatency } from '../nodes/turn-latency.ts';
import type { utterances } from '../nodes/utterances.ts';
import type { CarrierEnd, LastingModelEnd, OwnerEnd } from './ends.ts';

/** Every part of a conversation, by the name it has in traces and faults. */
export interface ConversationParts {
  readonly carrier: CarrierEnd;
  readonly model: LastingModelEnd;
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
  readonly speaker: ReturnType<typeof speaker>;
  readonly languageDetection: ReturnType<typeof languageDetection>;
  readonly guardrails: ReturnType<typeof guardrails>;
  readonly digitEntry: ReturnType<typeof digitEntry>;
  readonly tones: ReturnType<typeof tones>;
  readonly keypad: ReturnType<typeof keypad>;
  readonly opening: ReturnType<typeof opening>;
  readonly steering: ReturnType<typeof steering>;
  readonly dormancy: ReturnType<typeof dormancy>;
  readonly durationLimit: ReturnType<typeof durationLimit>;
  readonly earWatch: ReturnType<typeof earWatch>;
  readonly modelWatch: ReturnType<typeof modelWatch>;
  readonly transcript: ReturnType<typeof transcript>;
  readonly turnLatency: ReturnType<typeof turnLatency>;
  readonly recorder: ReturnType<typeof recorder>;
  readonly answering: ReturnType<typeof answering>;
  readonly hold: ReturnType<typeof hold>;
  readonly briefing: ReturnType<typeof briefing>;
  readonly ending: ReturnType<typeof ending>;
}

/** Between the line's formats and the model's; null where all is µ-law, and nothing stands in sound's way. */
export type Codec = ReturnType<typeof codec>;
