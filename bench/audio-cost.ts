// Audio cost: what each conversion takes for 20 ms of sound, against decoding and encoding the same base64 unchanged.
import { Buffer } from 'node:buffer';
import { rateHzOf, sameFormat, type Audio, type AudioFormat } from '../src/media/audio.ts';
import { audioOfSamples } from '../src/media/linear.ts';
import { transcoder } from '../src/media/transcode.ts';
import { pureTone } from '../test/fakes/pure-tones.ts';
import { median } from './statistics.ts';

const FORMATS: readonly (readonly [name: string, format: AudioFormat])[] = [
  ['µ-law', { encoding: 'pcmu' }],
  ['A-law', { encoding: 'pcma' }],
  ['PCM 8k', { encoding: 'pcm16', rateHz: 8000 }],
  ['PCM 16k', { encoding: 'pcm16', rateHz: 16_000 }],
  ['PCM 24k', { encoding: 'pcm16', rateHz: 24_000 }],
];

/** One conversion of 20 ms. */
export interface ConversionCost {
  readonly from: string;
  readonly to: string;
  readonly micros: number;
  /** Of the same base64, decoded into a buffer and encoded again: the least that any conversion takes. */
  readonly copyMicros: number;
}

const FRAMES = 200;
const WARM_UP_BATCHES = 10;

/** Measures every conversion; batches of it and of the copy take turns, and the medians count. */
export function conversionCosts(batches: number): readonly ConversionCost[] {
  return FORMATS.flatMap(([from, source]) =>
    FORMATS.filter(([, target]) => !sameFormat(source, target)).map(([to, target]) => {
      const frames = framesIn(source);
      const conversion = transcoder(source, target);
      const micros: number[] = [];
      const copyMicros: number[] = [];
      for (let batch = 0; batch < WARM_UP_BATCHES + batches; batch += 1) {
        const ours = microsFor(frames, (audio) => conversion.convert(audio).base64.length);
        const copy = microsFor(frames, (audio) => copied(audio).length);
        if (batch < WARM_UP_BATCHES) continue;
        micros.push(ours);
        copyMicros.push(copy);
      }
      return { from, to, micros: median(micros), copyMicros: median(copyMicros) };
    }),
  );
}

function copied({ base64 }: Audio): string {
  return Buffer.from(base64, 'base64').toString('base64');
}

function framesIn(format: AudioFormat): readonly Audio[] {
  const samples = pureTone(700, rateHzOf(format));
  const length = rateHzOf(format) / 50;
  return Array.from({ length: FRAMES }, (_, index) => {
    const from = (index % 25) * length;
    return audioOfSamples(format, samples.subarray(from, from + length));
  });
}

function microsFor(frames: readonly Audio[], take: (audio: Audio) => number): number {
  let made = 0;
  const since = process.hrtime.bigint();
  for (const audio of frames) made += take(audio);
  const micros = Number(process.hrtime.bigint() - since) / 1000 / frames.length;
  if (made === 0) throw new Error('a conversion made nothing');
  return micros;
}
