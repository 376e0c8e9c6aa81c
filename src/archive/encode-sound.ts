// Encode sound: a recording as FLAC or Opus, by an encoder that is installed on this machine.
import { spawn } from 'node:child_process';
import { createReadStream } from 'node:fs';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { mulawToPcm16 } from '../media/g711.ts';
import { WAV_HEADER_BYTES } from '../media/wav.ts';

/** How sound is archived. `wav`: as it was recorded. */
export const SOUND_FORMATS = ['wav', 'flac', 'opus'] as const;

/** One of them. */
export type SoundFormat = (typeof SOUND_FORMATS)[number];

/** The type of each on the wire; Opus comes in Ogg (RFC 7845). */
export const SOUND_TYPES: Readonly<Record<SoundFormat, string>> = {
  wav: 'audio/wav',
  flac: 'audio/flac',
  opus: 'audio/ogg',
};

/** Writes the stereo µ-law WAV at `from` to `to`, in another form. Rejects with an `Error` that says how it came out; then `to` may hold anything. */
export type EncodeSound = (from: string, to: string, signal: AbortSignal) => Promise<void>;

interface Encoder {
  readonly command: string;
  /** Prints its version, to see whether it is there. */
  readonly asks: string;
  /** Reads 16-bit samples, little-endian, stereo, 8 kHz, from its standard input. */
  readonly args: (to: string) => readonly string[];
}

const FFMPEG_INPUT = ['-loglevel', 'error', '-y', '-f', 's16le', '-ar', '8000', '-ac', '2', '-i', 'pipe:0'];

const ENCODERS: Readonly<Record<Exclude<SoundFormat, 'wav'>, readonly Encoder[]>> = {
  flac: [
    {
      command: 'flac',
      asks: '--version',
      args: (to) => [
        '--silent',
        '--force',
        '--force-raw-format',
        '--endian=little',
        '--sign=signed',
        '--channels=2',
        '--bps=16',
        '--sample-rate=8000',
        `--output-name=${to}`,
        '-',
      ],
    },
    {
      command: 'ffmpeg',
      asks: '-version',
      args: (to) => [...FFMPEG_INPUT, '-c:a', 'flac', '-f', 'flac', to],
    },
  ],
  opus: [
    {
      command: 'opusenc',
      asks: '--version',
      args: (to) => [
        '--quiet',
        '--raw',
        '--raw-rate',
        '8000',
        '--raw-chan',
        '2',
        '--raw-bits',
        '16',
        '-',
        to,
      ],
    },
    {
      command: 'ffmpeg',
      asks: '-version',
      args: (to) => [...FFMPEG_INPUT, '-c:a', 'libopus', '-f', 'ogg', to],
    },
  ],
};

/** The first encoder of `format` that is installed; null: none is. */
export async function findEncoder(format: Exclude<SoundFormat, 'wav'>): Promise<EncodeSound | null> {
  for (const encoder of ENCODERS[format]) if (await isInstalled(encoder)) return encodeBy(encoder);
  return null;
}

/** Whose presence is asked for, for people. */
export function encodersOf(format: Exclude<SoundFormat, 'wav'>): string {
  return ENCODERS[format].map(({ command }) => command).join(' nor ');
}

function encodeBy(encoder: Encoder): EncodeSound {
  return async (from, to, signal) => {
    const child = spawn(encoder.command, [...encoder.args(to)], {
      stdio: ['pipe', 'ignore', 'ignore'],
      killSignal: 'SIGKILL',
      signal,
    });
    const ended = Promise.withResolvers<number | null>();
    child.on('error', () => ended.resolve(null));
    child.on('close', (code) => ended.resolve(code));
    const sound = createReadStream(from, { start: WAV_HEADER_BYTES });
    // An encoder that stops early breaks the pipe; its exit code tells.
    const fed = pipeline(Readable.from(linear(sound)), child.stdin).catch(() => {});
    const code = await ended.promise;
    await fed;
    if (code !== 0) throw new Error(`${encoder.command} ended with ${code ?? 'no'} code`);
  };
}

/** Samples as 16 bits, little-endian; half a stereo sample at the end is left out. */
async function* linear(sound: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  let odd: Uint8Array = new Uint8Array();
  for await (const chunk of sound) {
    const bytes = Buffer.concat([odd, chunk]);
    const whole = bytes.length - (bytes.length % 2);
    odd = bytes.subarray(whole);
    const samples = mulawToPcm16(bytes.subarray(0, whole));
    const out = Buffer.alloc(samples.length * 2);
    for (const [index, sample] of samples.entries()) out.writeInt16LE(sample, index * 2);
    yield out;
  }
}

function isInstalled({ command, asks }: Encoder): Promise<boolean> {
  const installed = Promise.withResolvers<boolean>();
  const child = spawn(command, [asks], { stdio: 'ignore' });
  child.on('error', () => installed.resolve(false));
  child.on('close', (code) => installed.resolve(code === 0));
  return installed.promise;
}
