// Gemini client message: what a client of the Gemini rehearsal says, read at the border. Pure.
import { Buffer } from 'node:buffer';
import { audioIn, isBase64, type Audio, type SampleRateHz } from '../../media/audio.ts';
import { fieldsOf, parseFields, textAt, type Fields } from '../../models/wire-fields.ts';

/** A function as the rehearsal model takes it; `parameters` is JSON Schema. */
export interface GeminiFunction {
  readonly name: string | null;
  readonly description?: string;
  readonly parameters?: unknown;
}

/** The first message. What it leaves out is as Google documents. */
export interface GeminiSetup {
  readonly kind: 'setup';
  readonly instructions: string;
  readonly functions: readonly GeminiFunction[];
  /** The caller's voice stops the answer. */
  readonly interrupts: boolean;
  /** Quiet that ends a turn. */
  readonly silenceMs: number;
  readonly transcribesCaller: boolean;
  readonly transcribesAgent: boolean;
  /** The first content that is complete is history, and not answered. */
  readonly awaitsHistory: boolean;
}

/** https://ai.google.dev/api/live#client-messages. Texts and results are PII. */
export type GeminiClientMessage =
  | GeminiSetup
  /** `complete`: it is to be answered. */
  | {
      readonly kind: 'content';
      readonly lines: readonly { readonly role: 'user' | 'model'; readonly text: string }[];
      readonly complete: boolean;
    }
  | {
      readonly kind: 'results';
      readonly results: readonly { readonly id: string; readonly outputJson: string }[];
    }
  /** `ended`: no sound follows for now. */
  | {
      readonly kind: 'input';
      readonly sounds: readonly Audio[];
      readonly text: string | null;
      readonly ended: boolean;
    }
  /** `detail` holds nothing of the message. */
  | { readonly kind: 'refused'; readonly detail: string };

/** What Gemini hears by, where a sound does not name a rate; and the rates that the rehearsal hears. */
const RATE_HZ = 16_000;
const RATES_HZ: readonly SampleRateHz[] = [8000, 16_000, 24_000];

/** Where the setup does not say how much quiet ends a turn; and the most that the rehearsal model waits. */
const SILENCE_MS = 500;
const SILENCE_MS_MAX = 10_000;

/** Deepest message that is read, as of protobuf's JSON, which Google reads by. */
const NESTING_MAX = 100;

/** Reads one message. Whatever the text, the answer is a value. */
export function readGeminiClientMessage(text: string): GeminiClientMessage {
  const message = parseFields(text);
  if (message === null) return refused('Invalid JSON payload received.');
  if (isDeeper(message, NESTING_MAX)) return refused(`A message nests ${NESTING_MAX} deep at most.`);
  const setup = fieldsOf(message['setup']);
  if (setup !== null) return setupOf(setup);
  const content = fieldsOf(message['clientContent']);
  if (content !== null)
    return { kind: 'content', lines: linesOf(content), complete: content['turnComplete'] === true };
  const results = fieldsOf(message['toolResponse']);
  if (results !== null) return resultsOf(results);
  const input = fieldsOf(message['realtimeInput']);
  return input === null
    ? refused('A message holds setup, clientContent, realtimeInput or toolResponse.')
    : inputOf(input);
}

function isDeeper(value: unknown, levels: number): boolean {
  if (typeof value !== 'object' || value === null) return false;
  return levels === 0 || Object.values(value).some((each) => isDeeper(each, levels - 1));
}

function setupOf(setup: Fields): GeminiClientMessage {
  const input = fieldsOf(setup['realtimeInputConfig']);
  const detection = fieldsOf(input?.['automaticActivityDetection']);
  if (detection?.['disabled'] === true)
    return refused('The rehearsal finds by itself where speech begins and ends.');
  const silenceMs = detection?.['silenceDurationMs'];
  return {
    kind: 'setup',
    instructions: textsOf(setup['systemInstruction']).join('\n'),
    functions: listAt(setup, 'tools').flatMap((tool) =>
      listAt(fieldsOf(tool), 'functionDeclarations').map(functionOf),
    ),
    interrupts: input?.['activityHandling'] !== 'NO_INTERRUPTION',
    silenceMs:
      typeof silenceMs === 'number' && silenceMs > 0
        ? Math.min(Math.round(silenceMs), SILENCE_MS_MAX)
        : SILENCE_MS,
    transcribesCaller: fieldsOf(setup['inputAudioTranscription']) !== null,
    transcribesAgent: fieldsOf(setup['outputAudioTranscription']) !== null,
    awaitsHistory: fieldsOf(setup['historyConfig'])?.['initialHistoryInClientContent'] === true,
  };
}

/** Parameters come as JSON Schema, or as Google's own schema, whose types are written in capitals. */
function functionOf(given: unknown): GeminiFunction {
  const declared = fieldsOf(given);
  const description = textAt(declared, 'description');
  const parameters = declared?.['parametersJsonSchema'] ?? inLowerCase(declared?.['parameters']);
  return {
    name: textAt(declared, 'name'),
    ...(description === null ? {} : { description }),
    ...(parameters === undefined ? {} : { parameters }),
  };
}

function inLowerCase(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(inLowerCase);
  const fields = fieldsOf(schema);
  if (fields === null) return schema;
  const entries = Object.entries(fields).map(([key, value]) => [
    key,
    key === 'type' && typeof value === 'string' ? value.toLowerCase() : inLowerCase(value),
  ]);
  return Object.fromEntries(entries) as Fields;
}

function linesOf(content: Fields): Extract<GeminiClientMessage, { kind: 'content' }>['lines'] {
  return listAt(content, 'turns').flatMap((turn) => {
    const role = textAt(fieldsOf(turn), 'role') === 'model' ? 'model' : 'user';
    return textsOf(turn).map((text) => ({ role, text }) as const);
  });
}

/** `response` is what the function gave, unless that stands in its `output` or `error`. */
function resultsOf(response: Fields): GeminiClientMessage {
  const results = listAt(response, 'functionResponses').map((each) => {
    const given = fieldsOf(each);
    const whole = fieldsOf(given?.['response']) ?? {};
    return {
      id: textAt(given, 'id') ?? '',
      outputJson: JSON.stringify(whole['output'] ?? whole['error'] ?? whole),
    };
  });
  if (results.some(({ id }) => id === ''))
    return refused('Each of functionResponses needs the id of its call.');
  return { kind: 'results', results };
}

/** Sound is in `audio`, or, as older clients send it, among `mediaChunks`; images are not looked at. */
function inputOf(input: Fields): GeminiClientMessage {
  const sounds: Audio[] = [];
  const chunks = listAt(input, 'mediaChunks').filter((each) =>
    textAt(fieldsOf(each), 'mimeType')?.startsWith('audio/'),
  );
  for (const each of [input['audio'] ?? [], chunks].flat()) {
    const sound = soundOf(fieldsOf(each));
    if (sound === null)
      return refused('The rehearsal hears audio/pcm at 8000, 16000 or 24000 Hz, in base64.');
    sounds.push(sound);
  }
  return {
    kind: 'input',
    sounds,
    text: textAt(input, 'text'),
    ended: input['audioStreamEnd'] === true,
  };
}

function soundOf(blob: Fields | null): Audio | null {
  const base64 = textAt(blob, 'data') ?? '';
  const [, rate = RATE_HZ] = /^audio\/pcm(?:;\s*rate=(\d{4,6}))?$/.exec(textAt(blob, 'mimeType') ?? '') ?? [
    '',
    0,
  ];
  const rateHz = RATES_HZ.find((each) => each === Number(rate));
  const isWhole = base64 === '' || (isBase64(base64) && Buffer.byteLength(base64, 'base64') % 2 === 0);
  if (rateHz === undefined || !isWhole) return null;
  return audioIn({ encoding: 'pcm16', rateHz }, base64);
}

function textsOf(content: unknown): readonly string[] {
  return listAt(fieldsOf(content), 'parts').flatMap((part) => textAt(fieldsOf(part), 'text') ?? []);
}

function listAt(fields: Fields | null, key: string): readonly unknown[] {
  const value = fields?.[key];
  return Array.isArray(value) ? (value as readonly unknown[]) : [];
}

function refused(detail: string): GeminiClientMessage {
  return { kind: 'refused', detail };
}
