// Stream options: what one conversation of a call is made of, when a stream of it begins.
import { PCMU } from '../media/audio.ts';
import { speakerNow } from './cast-of.ts';
import type { RingingSession } from './call-stage.ts';
import type { ConversationOptions } from './conversation.ts';
import type { CarrierEnd, LineFormats } from './ends.ts';
import { noticeHeard } from './journal-facts.ts';
import type { LiveCallOptions } from './live-call-options.ts';
import { NOTICE, openingLines, type StreamOccasion } from './opening-lines.ts';

/** The shortest conversation, however late its stream begins. */
const TALK_MS_MIN = 1000;

/** What holds for this stream alone. */
export interface StreamFacts {
  readonly carrier: CarrierEnd;
  readonly line: LineFormats;
  readonly session: RingingSession;
  readonly occasion: StreamOccasion;
  /** The call had a stream before this one. */
  readonly resumed: boolean;
  /** How long the phone rang: a call's time is that of its talk. */
  readonly rangMs: number;
}

/** How old the call is now. */
export function callMs({ journal, world }: Pick<LiveCallOptions, 'journal' | 'world'>): number {
  return journal.msAt(world.clock.now());
}

/** The options of the conversation that a stream carries. */
export function streamOptions(
  { plan, journal, tools, taps, beginTask, modelFormat = PCMU, ...options }: LiveCallOptions,
  { carrier, line, session, occasion, resumed, rangMs }: StreamFacts,
): ConversationOptions {
  const { from, to } = options.view();
  const noticed = noticeHeard(journal.records);
  const leftMs = plan.durationMsMax - callMs({ journal, world: options.world }) + rangMs;
  return {
    world: options.world,
    plan,
    journal,
    carrier,
    model: session.model,
    dialledAt: session.dialledAt,
    changesVoice: options.changesVoice,
    resumed,
    lines: openingLines(plan, occasion, noticed),
    recordAfter: plan.recording.notice !== null && !noticed ? NOTICE : null,
    durationMsMax: Math.max(TALK_MS_MIN, leftMs),
    tools: { ...tools, callId: journal.callId, from, to, variables: plan.variables },
    findPhrase: (text, voice) => options.findPhrase(text, voice),
    speaker: speakerNow(plan, journal.records),
    formats: { ...line, model: modelFormat },
    ...(taps === undefined ? {} : { taps }),
    ...(beginTask === undefined ? {} : { beginTask }),
  };
}
