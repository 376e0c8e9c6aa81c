// Response spans: what the model did for one answer, and, where the model is several vendors, what each of them did.
import type { Span, SpanAttributes } from '../call/span.ts';
import type { StepTimes } from '../frames/journal-event.ts';
import type { Usage } from '../frames/model-frames.ts';
import type { EventOf, Moment } from './call-facts.ts';
import { ATTRIBUTES, SPANS, chatSpan, providerOf } from './names.ts';
import type { MakeSpan } from './span-maker.ts';

/** Who thinks and speaks, by the call's opening. */
export interface Thinkers {
  readonly model: string;
  /** Of a model that is several vendors, and who they are. */
  readonly parts: { readonly llm: string; readonly tts: string | null } | null;
}

/** When a response began: a vendor may have been asked before it was wanted. */
export function responseStartMs({ event, atMs }: Moment<EventOf<'response.done'>>): number {
  return Math.min(event.startedMs ?? atMs, ...(event.steps ?? []).map(({ startedMs }) => startedMs));
}

/** The spans of one response below `parent`; `index` tells it from those without an id. */
export function responseSpans(
  make: MakeSpan,
  parent: Span,
  response: Moment<EventOf<'response.done'>>,
  index: number,
  { model, parts }: Thinkers,
): readonly Span[] {
  const { event, atMs } = response;
  const id = event.responseId ?? index;
  const failed = event.status === 'failed' ? (event.reason ?? 'failed') : null;
  const answer: SpanAttributes = {
    ...(event.responseId === undefined ? {} : { [ATTRIBUTES.responseId]: event.responseId }),
    [ATTRIBUTES.finishReasons]: [event.reason ?? event.status],
  };
  const startMs = responseStartMs(response);
  const base = { id: ['response', id], parent, startMs, endMs: atMs, error: failed } as const;
  const own =
    parts === null
      ? make({
          ...base,
          name: chatSpan(model),
          kind: 'client',
          attributes: { ...answer, ...chat(model, 'speech'), ...tokens(event.usage) },
        })
      : make({ ...base, name: SPANS.response, attributes: answer });
  const spans = [own];
  const { firstAudioMs = null } = event;
  if (firstAudioMs !== null)
    spans.push(
      make({ id: ['first-audio', id], parent: own, name: SPANS.firstAudio, startMs, endMs: firstAudioMs }),
    );
  for (const step of event.steps ?? []) {
    const times = { parent: own, startMs: step.startedMs, endMs: step.endedMs, kind: 'client' } as const;
    if (step.part === 'llm') {
      const llm = parts?.llm ?? model;
      const attributes = { ...chat(llm, 'text'), ...first(step), ...tokens(event.usage) };
      spans.push(make({ ...times, id: ['llm', id], name: chatSpan(llm), attributes }));
    } else {
      const attributes = { [ATTRIBUTES.part]: parts?.tts ?? model, ...first(step) };
      spans.push(make({ ...times, id: ['tts', id], name: SPANS.tts, attributes }));
    }
  }
  return spans;
}

function chat(model: string, output: 'speech' | 'text'): SpanAttributes {
  return {
    [ATTRIBUTES.operation]: 'chat',
    [ATTRIBUTES.provider]: providerOf(model),
    [ATTRIBUTES.model]: model,
    [ATTRIBUTES.outputType]: output,
  };
}

function first({ startedMs, firstMs }: StepTimes): SpanAttributes {
  return firstMs === null ? {} : { [ATTRIBUTES.firstMs]: firstMs - startedMs };
}

function tokens(usage: Usage | null): SpanAttributes {
  if (usage === null) return {};
  return {
    [ATTRIBUTES.inputTokens]: usage.inputTextTokens + usage.inputAudioTokens,
    [ATTRIBUTES.outputTokens]: usage.outputTextTokens + usage.outputAudioTokens,
    [ATTRIBUTES.cachedTokens]: usage.cachedTextTokens + usage.cachedAudioTokens,
  };
}
