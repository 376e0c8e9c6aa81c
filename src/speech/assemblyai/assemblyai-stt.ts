// AssemblyAI stt: Universal-Streaming, which ends turns itself.
import { Buffer } from 'node:buffer';
import { bytesPerMs, type AudioFormat } from '../../media/audio.ts';
import type { Stt, SttSettings } from '../stt.ts';
import { socketUrl } from '../vendor-line.ts';
import { fieldsOf, numberOf, textOf } from '../wire-fields.ts';
import { openWireStt, type SttReading, type SttWire } from '../wire-stt.ts';

/** What it is opened with. */
export interface AssemblyaiOptions {
  /** Secret. */
  readonly apiKey: string;
  /** Default `https://streaming.assemblyai.com`. */
  readonly baseUrl?: string;
  /** Default `universal-3-6-pro`. */
  readonly model?: string;
  /** Words that it might not know, names above all. */
  readonly keyterms?: readonly string[];
}

/** AssemblyAI's own address. */
export const ASSEMBLYAI_BASE_URL = 'https://streaming.assemblyai.com';

/** Sound is sent in pieces of at least so much: shorter ones than 50 ms are said to be refused. */
const PIECE_MS_MIN = 60;

const FORMATS: readonly AudioFormat[] = [
  { encoding: 'pcmu' },
  { encoding: 'pcm16', rateHz: 8000 },
  { encoding: 'pcm16', rateHz: 16_000 },
  { encoding: 'pcm16', rateHz: 24_000 },
];

/** https://www.assemblyai.com/docs/speech-to-text/universal-streaming */
export function assemblyaiStt(options: AssemblyaiOptions): Stt {
  const model = options.model ?? 'universal-3-6-pro';
  return {
    name: `assemblyai/${model}`,
    formats: FORMATS,
    endsTurns: true,
    open: (world, settings) => openWireStt(world, assemblyaiWire(options, model, settings)),
  };
}

function assemblyaiWire(options: AssemblyaiOptions, model: string, { format }: SttSettings): SttWire {
  const pieceBytes = PIECE_MS_MIN * bytesPerMs(format);
  let piece: Buffer[] = [];
  let held = 0;
  /** The last turn that was told to be over: with its marks set it comes once more. */
  let toldOver = -1;

  function reading(message: string): SttReading | null {
    const fields = fieldsOf(message);
    if (fields === null) return null;
    switch (fields['type']) {
      case 'Begin':
        return [{ kind: 'ready' }];
      case 'SpeechStarted':
        return [{ kind: 'speech-started' }];
      case 'Turn': {
        const order = numberOf(fields['turn_order']) ?? 0;
        const text = textOf(fields['transcript']).trim();
        if (order <= toldOver) return [];
        if (fields['end_of_turn'] !== true) return text === '' ? [] : [{ kind: 'text', text }];
        // The answer can begin: the same words with their marks follow in a moment.
        if (fields['turn_is_formatted'] !== true) return [{ kind: 'turn-eager', text }];
        toldOver = order;
        return [{ kind: 'turn-ended', text }];
      }
      case 'Error': {
        const detail = textOf(fields['error']);
        return [
          {
            kind: 'fault',
            code: numberOf(fields['error_code'])?.toString() ?? 'error',
            detail,
            fatal: false,
          },
        ];
      }
      default:
        return typeof fields['type'] === 'string' ? [] : null;
    }
  }

  return {
    address: {
      url: socketUrl(options.baseUrl ?? ASSEMBLYAI_BASE_URL, '/v3/ws', {
        speech_model: model,
        encoding: format.encoding === 'pcm16' ? 'pcm_s16le' : 'pcm_mulaw',
        sample_rate: format.encoding === 'pcm16' ? format.rateHz : 8000,
        format_turns: true,
        keyterms_prompt: options.keyterms === undefined ? undefined : JSON.stringify(options.keyterms),
      }),
      headers: { Authorization: options.apiKey },
      keepAlive: null,
    },
    hello: [],
    readyOnOpen: false,
    encode({ base64 }) {
      const bytes = Buffer.from(base64, 'base64');
      piece.push(bytes);
      held += bytes.length;
      if (held < pieceBytes) return null;
      const whole = Buffer.concat(piece, held);
      piece = [];
      held = 0;
      return whole;
    },
    read: reading,
    settle: () => ({ send: ['{"type":"ForceEndpoint"}'], events: [] }),
    goodbye: '{"type":"Terminate"}',
  };
}
