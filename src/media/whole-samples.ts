// Whole samples: linear sound that a peer cut anywhere, cut anew between samples.
import { Buffer } from 'node:buffer';

/**
 * Makes each piece of 16-bit sound begin and end at a sample: half a sample at the end of one waits for the next.
 * Without it one odd piece turns all that follows into noise. Whole pieces come back as they are, undecoded.
 */
export class WholeSamples {
  #half: number | null = null;

  /** The next piece, base64; empty when it was half a sample and nothing else. */
  take(base64: string): string {
    if (this.#half === null && !isOdd(base64)) return base64;
    const piece = Buffer.from(base64, 'base64');
    const joined = this.#half === null ? piece : Buffer.concat([Buffer.of(this.#half), piece]);
    this.#half = joined.length % 2 === 0 ? null : (joined.at(-1) ?? 0);
    return joined.toString('base64', 0, joined.length - (joined.length % 2));
  }

  /** Forgets the half: what comes next is another sound. */
  reset(): void {
    this.#half = null;
  }
}

function isOdd(base64: string): boolean {
  const padding = base64.endsWith('==') ? 2 : base64.endsWith('=') ? 1 : 0;
  return ((base64.length / 4) * 3 - padding) % 2 === 1;
}
