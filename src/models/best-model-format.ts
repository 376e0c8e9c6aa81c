// Best model format: in which format a model hears and speaks on a carrier's line.
import { PCMU, rateHzOf, sameFormat, type AudioFormat } from '../media/audio.ts';

/**
 * The carrier's own format where the model takes it: then sound passes as it is. A wide line (16 or 24 kHz) gets the
 * widest that the model takes. Everything else is a phone line and gets µ-law, for a model cannot hear what a phone
 * did not carry; or the model's first, where it takes no µ-law.
 */
export function bestModelFormat(carrierFormat: AudioFormat, formats: readonly AudioFormat[]): AudioFormat {
  const same = formats.find((format) => sameFormat(format, carrierFormat));
  if (same !== undefined) return same;
  if (rateHzOf(carrierFormat) > 8000) {
    const wide = formats.filter((format) => rateHzOf(format) > 8000);
    const widest = wide.toSorted((one, other) => rateHzOf(other) - rateHzOf(one))[0];
    if (widest !== undefined) return widest;
  }
  return formats.find((format) => sameFormat(format, PCMU)) ?? formats[0] ?? PCMU;
}
