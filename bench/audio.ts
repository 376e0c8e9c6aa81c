// The sound path's figures: `npm run bench:audio`. Quality first, which is the same on every machine, then what it costs here.
import { conversionCosts } from './audio-cost.ts';
import { cutDifferences, g711Equal, polyphase, straightLines, wayFigures, WAYS } from './audio-quality.ts';

const BATCHES = 40;
const CUT_RUNS = 50;

const decibels = (value: number | null): string =>
  value === null ? '' : value.toFixed(value > -1 ? 2 : 0).replace(/^-0\.00$/, '0.00');
const line = (cells: readonly string[], widths: readonly number[]): void =>
  console.log(
    cells
      .map((cell, at) => cell.padEnd(widths[at] ?? 0))
      .join('')
      .trimEnd(),
  );

console.log(
  'Resampling, in dB: half a second of a tone, looked at in a single bin of the Fourier transform (Hann)',
);
const WAY = [22, 22, 20, 20];
line(['', 'gain to 3.4 kHz', 'alias of 5 kHz on', 'image to 3.4 kHz'], WAY);
for (const [name, resample] of [
  ['', polyphase],
  [' straight', straightLines],
] as const)
  for (const [from, to] of WAYS) {
    const { gainDb, aliasDb, imageDb } = wayFigures(resample, from, to);
    line(
      [`${from / 1000} → ${to / 1000} kHz${name}`, decibels(gainDb), decibels(aliasDb), decibels(imageDb)],
      WAY,
    );
  }
console.log(
  '"straight": straight lines between samples, to show that the measure tells. Between 16 and 24 kHz',
);
console.log('the same shares of 16 kHz are looked at: 6.8 kHz and 10 kHz.\n');

const { differing, compared } = cutDifferences(CUT_RUNS);
console.log(`Cut anywhere: ${differing} of ${compared} samples of noise differ from the uncut stream\n`);

console.log("G.711 against Sun's reference, every input");
for (const [table, equal, of] of g711Equal()) line([table, `${equal} of ${of} equal`], [22]);

console.log('\n20 ms of sound from one format to another, base64 to base64: µs, and how many times a plain');
console.log('decoding and encoding of the same base64 that ran in turns with it (medians)');
const COST = [20, 12, 12, 10];
line(['', 'µs', 'plain µs', 'times'], COST);
for (const { from, to, micros, copyMicros } of conversionCosts(BATCHES))
  line([`${from} → ${to}`, micros.toFixed(1), copyMicros.toFixed(2), (micros / copyMicros).toFixed(1)], COST);
