// Twilio's ids: two letters that say what it is, and 32 hex digits.
import type { Random } from '../../base/world.ts';

/** An id as Twilio writes it: the prefix and 32 hexadecimal digits. */
export function sid(random: Random, prefix: 'CA' | 'MZ' | 'VX'): string {
  return prefix + Array.from({ length: 32 }, () => Math.floor(random.fraction() * 16).toString(16)).join('');
}
