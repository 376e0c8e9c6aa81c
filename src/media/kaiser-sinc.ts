// Kaiser sinc: the weights of a low-pass filter, a sinc under Kaiser's window.

/** A low pass, in any unit of time: `cutoff` where it lets half through, in cycles a unit; `reach` to each side. */
export interface LowPass {
  readonly cutoff: number;
  readonly reach: number;
  /** Kaiser's parameter: 6.8 for a stop band 70 dB down, 7.9 for 80 dB. */
  readonly beta: number;
}

/** What a sample weighs that stands `distance` from the middle; not normalised, 1 in the middle. */
export function kaiserSinc({ cutoff, reach, beta }: LowPass, distance: number): number {
  return kaiser(distance / reach, beta) * sinc(2 * cutoff * distance);
}

function sinc(x: number): number {
  return x === 0 ? 1 : Math.sin(Math.PI * x) / (Math.PI * x);
}

function kaiser(x: number, beta: number): number {
  return Math.abs(x) > 1 ? 0 : bessel(beta * Math.sqrt(1 - x * x)) / bessel(beta);
}

/** The modified Bessel function of order 0, by its series. */
function bessel(x: number): number {
  let sum = 1;
  let term = 1;
  for (let k = 1; k < 40; k += 1) {
    term *= (x / (2 * k)) ** 2;
    sum += term;
  }
  return sum;
}
