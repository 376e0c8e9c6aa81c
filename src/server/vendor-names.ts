// Vendor names: whether models and voices of a cascade are called as their vendors call theirs, which is known before anybody is asked.
import type { LlmChoice, Pipeline, SttChoice, TtsChoice } from '../agent/pipeline-options.ts';
import { OffhookError } from '../base/errors.ts';
import type { Settings } from './settings.ts';

/** A name that stands in a pipeline, and what such a name looks like. */
interface Named {
  /** In the pipeline. */
  readonly field: string;
  readonly name: string | undefined;
  readonly known: RegExp;
  /** Whose it would be, with an example. */
  readonly of: string;
  /** Null: the vendor is where it always is. */
  readonly baseUrl: string | null;
  readonly variable: string;
}

const UUID = '[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}';

/**
 * Throws `CONFIG_INVALID` for the first name that is none of its vendor's. Who names another server knows what it serves.
 * That a name which looks right is there only its vendor can say: `offhook doctor` asks.
 */
export function checkVendorNames(pipeline: Pipeline, settings: Settings): void {
  for (const { field, name, known, of, baseUrl, variable } of namesOf(pipeline, settings)) {
    if (name === undefined || baseUrl !== null || known.test(name)) continue;
    throw new OffhookError(
      'CONFIG_INVALID',
      `pipeline.${field}: ${JSON.stringify(name)} is none of ${of}. Correct it, choose another vendor, or set ${variable}, whose server may serve any name.`,
    );
  }
}

function namesOf(pipeline: Pipeline, settings: Settings): readonly Named[] {
  if (pipeline.kind === 'managed') return llmNames(pipeline.llm, settings);
  if (pipeline.kind === 'cascading')
    return [
      ...sttNames(pipeline.stt, settings),
      ...llmNames(pipeline.llm, settings),
      ...ttsNames(pipeline.tts, settings),
    ];
  return 'llm' in pipeline && pipeline.llm !== undefined ? llmNames(pipeline.llm, settings) : [];
}

function llmNames(choice: LlmChoice, { speech, openai }: Settings): readonly Named[] {
  if (choice.vendor === 'ai-sdk') return [];
  return [
    {
      field: 'llm.model',
      name: choice.model,
      known: /^(?:gpt-|o\d|chatgpt-|ft:)/,
      of: "OpenAI's language models, such as gpt-6-luna",
      baseUrl: speech.llm.baseUrl ?? openai.baseUrl,
      variable: 'LLM_BASE_URL',
    },
  ];
}

function sttNames({ vendor, model: name }: SttChoice, { speech, openai }: Settings): readonly Named[] {
  const field = 'stt.model';
  const deepgram = { field, name, baseUrl: speech.deepgram.baseUrl, variable: 'DEEPGRAM_BASE_URL' };
  switch (vendor) {
    case 'deepgram-flux':
      return [{ ...deepgram, known: /^flux-/, of: "Deepgram's Flux models, such as flux-general-en" }];
    case 'deepgram':
      return [
        {
          ...deepgram,
          // A model of one's own is known by its id.
          known: new RegExp(`^(?:nova|enhanced|base|whisper)\\b|^${UUID}$`),
          of: "Deepgram's models, such as nova-3; Flux is the vendor 'deepgram-flux'",
        },
      ];
    case 'assemblyai':
      return [
        {
          field,
          name,
          known: /^(?:universal|u\d|whisper)/,
          of: "AssemblyAI's streaming models, such as universal-3-6-pro",
          baseUrl: speech.assemblyai.baseUrl,
          variable: 'ASSEMBLYAI_BASE_URL',
        },
      ];
    case 'openai':
      return [
        {
          field,
          name,
          known: /transcribe|whisper/,
          of: "OpenAI's transcribers, such as gpt-realtime-whisper",
          baseUrl: openai.baseUrl,
          variable: 'OPENAI_BASE_URL',
        },
      ];
  }
}

function ttsNames(choice: TtsChoice, { speech, openai }: Settings): readonly Named[] {
  const voice = { field: 'tts.voice', name: choice.voice };
  const model = { field: 'tts.model', name: 'model' in choice ? choice.model : undefined };
  switch (choice.vendor) {
    case 'deepgram': {
      const at = { baseUrl: speech.deepgram.baseUrl, variable: 'DEEPGRAM_BASE_URL' };
      return [{ ...voice, ...at, known: /^aura-/, of: "Deepgram's voices, such as aura-2-thalia-en" }];
    }
    case 'cartesia': {
      const at = { baseUrl: speech.cartesia.baseUrl, variable: 'CARTESIA_BASE_URL' };
      return [
        {
          ...voice,
          ...at,
          known: new RegExp(`^${UUID}$`, 'i'),
          of: "Cartesia's voices, which have ids of 36 characters",
        },
        { ...model, ...at, known: /^sonic/, of: "Cartesia's models, such as sonic-3.5" },
      ];
    }
    case 'elevenlabs': {
      const at = { baseUrl: speech.elevenlabs.baseUrl, variable: 'ELEVENLABS_BASE_URL' };
      return [
        {
          ...voice,
          ...at,
          known: /^[A-Za-z0-9]{20}$/,
          of: "ElevenLabs' voices, which have ids of 20 characters",
        },
        { ...model, ...at, known: /^eleven_/, of: "ElevenLabs' models, such as eleven_flash_v2_5" },
      ];
    }
    case 'openai': {
      const at = { baseUrl: openai.baseUrl, variable: 'OPENAI_BASE_URL' };
      return [{ ...model, ...at, known: /tts/, of: "OpenAI's voice models, such as gpt-4o-mini-tts" }];
    }
  }
}
