// Make parts: the nodes of one conversation, each with what the call's plan says of it.
import type { Micros } from '../base/time.ts';
import { answering } from '../nodes/answering.ts';
import { bargeIn } from '../nodes/barge-in.ts';
import { briefing } from '../nodes/briefing.ts';
import type { SoundFormats } from '../nodes/codec.ts';
import { digitEntry } from '../nodes/digit-entry.ts';
import { dormancy } from '../nodes/dormancy.ts';
import { durationLimit } from '../nodes/duration-limit.ts';
import { earWatch } from '../nodes/ear-watch.ts';
import { ending } from '../nodes/ending.ts';
import { gapFiller } from '../nodes/gap-filler.ts';
import { guardrails } from '../nodes/guardrails.ts';
import { heardContext } from '../nodes/heard-context.ts';
import { hold } from '../nodes/hold.ts';
import { hush } from '../nodes/hush.ts';
import { intake } from '../nodes/intake.ts';
import { journalScribe } from '../nodes/journal-scribe.ts';
import { keypad } from '../nodes/keypad.ts';
import { languageDetection } from '../nodes/language-detection.ts';
import { modelWatch } from '../nodes/model-watch.ts';
import { opening } from '../nodes/opening.ts';
import { playout } from '../nodes/playout.ts';
import { recorder } from '../nodes/recorder.ts';
import { responses } from '../nodes/responses.ts';
import { speaker } from '../nodes/speaker.ts';
import { steering } from '../nodes/steering.ts';
import { tones } from '../nodes/tones.ts';
import { toolCalls } from '../nodes/tool-calls.ts';
import { transcript } from '../nodes/transcript.ts';
import { turnLatency } from '../nodes/turn-latency.ts';
import { utterances } from '../nodes/utterances.ts';
import { planOf } from '../nodes/cast.ts';
import { answeringOptions } from './answering-options.ts';
import { brokenPrivateEntry } from './broken-entry.ts';
import { castOf, fillerOf } from './cast-of.ts';
import type { ConversationOptions } from './conversation.ts';
import type { ConversationParts } from './conversation-parts.ts';
import type { OwnerEnd } from './ends.ts';

/** Every part of a conversation; `owner`: the call itself. */
export function makeParts(
  options: ConversationOptions,
  owner: OwnerEnd,
  formats: SoundFormats,
): ConversationParts {
  const { plan, carrier, model, journal } = options;
  const { bargeIn: policy, recording } = plan;
  const cast = castOf(plan, options.speaker);
  const { changesVoice } = options;
  const filler = fillerOf(plan);
  const callMs = (at: Micros): number => journal.msAt(at);
  const carrierSpeaks = carrier.speaks === true;
  return {
    carrier,
    model,
    owner,
    scribe: journalScribe({ resumed: options.resumed, dialledAt: options.dialledAt, callMs }),
    hush: hush(),
    gapFiller: gapFiller(formats.caller),
    intake: intake(),
    bargeIn: bargeIn(carrierSpeaks ? { ...policy, speech: false } : policy),
    playout: playout(),
    heardContext: heardContext(),
    responses: responses({ interruptible: policy.speech }),
    utterances: utterances({
      find: (text, voice) => options.findPhrase(text, voice),
      cast,
      changesVoice,
      interruptible: policy.speech,
      carrierSpeaks,
    }),
    toolCalls: toolCalls({
      tools: plan.tools,
      cast,
      ...(filler === null ? {} : { filler: { texts: filler.texts, afterMs: filler.toolAfterMs } }),
      context: options.tools,
      transferTo: plan.transferTo,
      transferKind: plan.transferKind,
      transferring: plan.phrases.transferring,
      recorded: () => journal.settled(),
    }),
    digitEntry: digitEntry({ brokenPrivate: brokenPrivateEntry(journal.records) }),
    tones: tones({ native: carrier.sendsDigits === true }),
    keypad: keypad({ ignore: policy.digit ? policy.interruptDigit : null, on: plan.briefing === null }),
    opening: opening(options.lines),
    steering: steering({ changesVoice, voice: planOf(cast, cast.first).voice }),
    speaker: speaker(cast),
    languageDetection: languageDetection(cast),
    guardrails: guardrails({ cast, context: options.tools, apology: plan.phrases.apology }),
    dormancy: dormancy(plan.dormancy),
    durationLimit: durationLimit({
      durationMsMax: options.durationMsMax,
      farewell: plan.phrases.timeUp,
    }),
    earWatch: earWatch(),
    modelWatch: modelWatch({
      oneMoment: plan.phrases.oneMoment,
      ...(filler === null ? {} : { filler: { texts: filler.texts, afterMs: filler.answerAfterMs } }),
      apology: plan.phrases.apology,
      transferTo: plan.transferTo,
    }),
    transcript: transcript({
      callMs,
      ...(plan.handoffs.length === 0 ? {} : { agent: cast.first.agent }),
    }),
    turnLatency: turnLatency({ callMs }),
    recorder: recorder({ on: recording.on, startAfter: options.recordAfter, basis: recording.basis }),
    answering: answering(answeringOptions(plan, options.resumed)),
    hold: hold({
      holding: plan.phrases.holding,
      transferring: plan.phrases.transferring,
      carrierPlays: carrierSpeaks,
    }),
    briefing: briefing(plan.briefing),
    ending: ending(),
  };
}
