// Client messages: what we tell Gemini's Live API, as the text of one message each. Pure.
import type { ContextAdd } from '../../frames/model-frames.ts';
import type { Sensitivity, SessionSettings } from '../model.ts';

/** What a connection is set up with beside the session's settings. */
export interface Setup {
  readonly model: string;
  /** Of the session that goes on here; null for a new one. */
  readonly handle: string | null;
  /** What was said before is told first, and nothing is answered until it was. */
  readonly withHistory: boolean;
}

/** One line of what was said. */
export type Said = Pick<ContextAdd, 'role' | 'text'>;

/** Quiet that ends a turn, and sound kept from before one. */
const SILENCE_MS = 500;
const PREFIX_MS = 100;

const START: Readonly<Record<Sensitivity, string>> = {
  low: 'START_SENSITIVITY_LOW',
  medium: 'START_SENSITIVITY_HIGH',
  high: 'START_SENSITIVITY_HIGH',
};

/** `setup`, the first message. https://ai.google.dev/api/live#bidigeneratecontentsetup */
export function encodeSetup(settings: SessionSettings, { model, handle, withHistory }: Setup): string {
  const { instructions, voice, tools, sensitivity, interruptible } = settings;
  return JSON.stringify({
    setup: {
      model: model.startsWith('models/') ? model : `models/${model}`,
      generationConfig: {
        responseModalities: ['AUDIO'],
        speechConfig: { voiceConfig: { prebuiltVoiceConfig: { voiceName: voice } } },
      },
      systemInstruction: { parts: [{ text: instructions }] },
      ...(tools.length === 0
        ? {}
        : {
            tools: [
              {
                functionDeclarations: tools.map(({ name, description, parameters }) => ({
                  name,
                  description,
                  parametersJsonSchema: parameters,
                })),
              },
            ],
          }),
      realtimeInputConfig: {
        automaticActivityDetection: {
          startOfSpeechSensitivity: START[sensitivity],
          endOfSpeechSensitivity: sensitivity === 'high' ? 'END_SENSITIVITY_HIGH' : 'END_SENSITIVITY_LOW',
          prefixPaddingMs: PREFIX_MS,
          silenceDurationMs: SILENCE_MS,
        },
        activityHandling: interruptible ? 'START_OF_ACTIVITY_INTERRUPTS' : 'NO_INTERRUPTION',
      },
      inputAudioTranscription: {},
      outputAudioTranscription: {},
      sessionResumption: handle === null ? {} : { handle },
      contextWindowCompression: { slidingWindow: {} },
      ...(withHistory ? { historyConfig: { initialHistoryInClientContent: true } } : {}),
    },
  });
}

/** The caller's sound. Base64 has nothing in it that JSON would escape. */
export function encodeSound(base64: string, rateHz: number): string {
  return `{"realtimeInput":{"audio":{"data":"${base64}","mimeType":"audio/pcm;rate=${rateHz}"}}}`;
}

/** A text that is answered. */
export function encodeText(text: string): string {
  return JSON.stringify({ realtimeInput: { text } });
}

/** What was said, in order; there are two roles. `whole`: the history is told, and what follows is new. */
export function encodeHistory(lines: readonly Said[], whole: boolean): string {
  const turns = lines.map(({ role, text }) => ({
    role: role === 'agent' ? 'model' : 'user',
    parts: [{ text: role === 'system' ? `[${text}]` : text }],
  }));
  return JSON.stringify({ clientContent: { turns, turnComplete: whole } });
}

/** Results of function calls, in one message. */
export function encodeResults(
  results: readonly { readonly id: string; readonly name: string; readonly outputJson: string }[],
): string {
  return JSON.stringify({
    toolResponse: {
      functionResponses: results.map(({ id, name, outputJson }) => ({
        id,
        name,
        response: { output: valueOf(outputJson) },
      })),
    },
  });
}

function valueOf(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return json;
  }
}
