// The clock: certificates, signatures and "tomorrow" depend on it.
import { broken, ok, open, type Finding } from './finding.ts';
import type { Patient } from './patient.ts';

const OFFSET_MS_MAX = 30_000;

/** Compares with the dates of answers that other checks have got. */
export function checkClock({ clockOffsetsMs }: Pick<Patient, 'clockOffsetsMs'>): Finding {
  const name = 'Clock';
  if (clockOffsetsMs.length === 0) return open(name, 'no other machine has told its time');
  const most = clockOffsetsMs.reduce((one, other) => (Math.abs(other) > Math.abs(one) ? other : one));
  const seconds = Math.abs(most / 1000);
  const way = most > 0 ? 'ahead' : 'behind';
  if (Math.abs(most) <= OFFSET_MS_MAX)
    return ok(name, seconds < 2 ? 'right' : `${seconds.toFixed(0)} s ${way}`);
  return broken(
    name,
    `It is ${seconds.toFixed(0)} s ${way}.`,
    'Let the system set its time from the network (NTP).',
  );
}
