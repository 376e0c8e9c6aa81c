// Server messages: what Gemini's Live API tells us, as a closed union. One message on the wire may hold several of them.
import type { Usage } from '../../frames/model-frames.ts';
import { isBase64 } from '../../media/audio.ts';
import { fieldsOf, parseFields, textAt, type Fields } from '../wire-fields.ts';

/** https://ai.google.dev/api/live */
export type ServerMessage =
  | { readonly kind: 'setup-complete' }
  | { readonly kind: 'sound'; readonly base64: string; readonly rateHz: number }
  /** PII, both. */
  | { readonly kind: 'agent-text'; readonly text: string }
  | { readonly kind: 'caller-text'; readonly text: string; readonly done: boolean }
  | { readonly kind: 'interrupted' }
  /** All of an answer was made; it may be far from played. */
  | { readonly kind: 'generated' }
  | { readonly kind: 'turn-over' }
  | { readonly kind: 'calls'; readonly calls: readonly WireCall[] }
  | { readonly kind: 'calls-cancelled'; readonly ids: readonly string[] }
  | { readonly kind: 'go-away'; readonly leftMs: number }
  /** Null: the session cannot be resumed at this point. */
  | { readonly kind: 'handle'; readonly handle: string | null }
  | { readonly kind: 'usage'; readonly usage: Usage };

/** One function call. `argumentsJson` is PII. */
export interface WireCall {
  readonly id: string;
  readonly name: string;
  readonly argumentsJson: string;
}

/** Without a rate the sound is at this one. */
const RATE_HZ = 24_000;

/** Reads one message, text or the bytes of it. Null when it is not the protocol; empty when it holds nothing we use. */
export function readServerMessage(text: string): readonly ServerMessage[] | null {
  const fields = parseFields(text);
  if (fields === null) return null;
  const content = fieldsOf(fields['serverContent']);
  return [
    ...(fields['setupComplete'] === undefined ? [] : [{ kind: 'setup-complete' } as const]),
    ...usageOf(fieldsOf(fields['usageMetadata'])),
    ...contentOf(content),
    ...callsOf(fieldsOf(fields['toolCall'])),
    ...cancelledOf(fieldsOf(fields['toolCallCancellation'])),
    ...handleOf(fieldsOf(fields['sessionResumptionUpdate'])),
    ...goAwayOf(fieldsOf(fields['goAway'])),
  ];
}

function contentOf(content: Fields | null): readonly ServerMessage[] {
  if (content === null) return [];
  const caller = fieldsOf(content['inputTranscription']);
  const agent = textAt(fieldsOf(content['outputTranscription']), 'text') ?? '';
  const said = textAt(caller, 'text') ?? '';
  const done = caller?.['finished'] === true;
  return [
    ...(said !== '' || done ? [{ kind: 'caller-text', text: said, done } as const] : []),
    ...(content['interrupted'] === true ? [{ kind: 'interrupted' } as const] : []),
    ...(agent === '' ? [] : [{ kind: 'agent-text', text: agent } as const]),
    ...listAt(fieldsOf(content['modelTurn']), 'parts').flatMap(soundOf),
    ...(content['generationComplete'] === true ? [{ kind: 'generated' } as const] : []),
    ...(content['turnComplete'] === true ? [{ kind: 'turn-over' } as const] : []),
  ];
}

/** Parts that are no sound are thoughts, or a text that the transcription tells again. */
function soundOf(part: unknown): readonly ServerMessage[] {
  const inline = fieldsOf(fieldsOf(part)?.['inlineData']);
  const base64 = textAt(inline, 'data') ?? '';
  const mime = textAt(inline, 'mimeType') ?? '';
  if (!mime.startsWith('audio/pcm') || !isBase64(base64)) return [];
  return [{ kind: 'sound', base64, rateHz: Number(/rate=(\d{4,6})/.exec(mime)?.[1] ?? RATE_HZ) }];
}

function callsOf(toolCall: Fields | null): readonly ServerMessage[] {
  const calls = listAt(toolCall, 'functionCalls').flatMap((each): readonly WireCall[] => {
    const call = fieldsOf(each);
    const [id, name] = [textAt(call, 'id') ?? '', textAt(call, 'name') ?? ''];
    return id === '' || name === ''
      ? []
      : [{ id, name, argumentsJson: JSON.stringify(call?.['args'] ?? {}) }];
  });
  return calls.length === 0 ? [] : [{ kind: 'calls', calls }];
}

function cancelledOf(cancellation: Fields | null): readonly ServerMessage[] {
  const ids = listAt(cancellation, 'ids').filter((id) => typeof id === 'string');
  return ids.length === 0 ? [] : [{ kind: 'calls-cancelled', ids }];
}

function handleOf(update: Fields | null): readonly ServerMessage[] {
  if (update === null) return [];
  const handle = textAt(update, 'newHandle') ?? '';
  return [{ kind: 'handle', handle: handle === '' || update['resumable'] === false ? null : handle }];
}

/** A duration as protobuf writes it: `9.5s`. */
function goAwayOf(goAway: Fields | null): readonly ServerMessage[] {
  if (goAway === null) return [];
  const seconds = Number(/^(\d+(?:\.\d+)?)s$/.exec(textAt(goAway, 'timeLeft') ?? '')?.[1] ?? 0);
  return [{ kind: 'go-away', leftMs: Math.min(seconds, 3600) * 1000 }];
}

function usageOf(usage: Fields | null): readonly ServerMessage[] {
  if (usage === null) return [];
  const input = byModality(usage, 'promptTokenCount', 'promptTokensDetails');
  const output = byModality(usage, 'responseTokenCount', 'responseTokensDetails');
  const cached = byModality(usage, 'cachedContentTokenCount', 'cacheTokensDetails');
  return [
    {
      kind: 'usage',
      usage: {
        inputTextTokens: input.text,
        inputAudioTokens: input.audio,
        cachedTextTokens: cached.text,
        cachedAudioTokens: cached.audio,
        outputTextTokens: output.text,
        outputAudioTokens: output.audio,
      },
    },
  ];
}

/** What is not told by kind counts as text. */
function byModality(
  usage: Fields,
  totalKey: string,
  key: string,
): { readonly text: number; readonly audio: number } {
  let audio = 0;
  for (const each of listAt(usage, key)) {
    const detail = fieldsOf(each);
    if (textAt(detail, 'modality') === 'AUDIO') audio += countOf(detail?.['tokenCount']);
  }
  return { text: Math.max(0, countOf(usage[totalKey]) - audio), audio };
}

function countOf(value: unknown): number {
  return typeof value === 'number' && Number.isFinite(value) && value >= 0 ? value : 0;
}

function listAt(fields: Fields | null, key: string): readonly unknown[] {
  const value = fields?.[key];
  return Array.isArray(value) ? (value as readonly unknown[]) : [];
}
