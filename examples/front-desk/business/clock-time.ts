// Clock time: times of the day as callers say them, as the API writes them, and as the agent says them.

/** `HH:MM` of what was said: `10:00`, `10`, `3 pm`, `3:30 p.m.`, `noon`; null when it is no time. */
export function clockTime(words: string): string | null {
  const text = words.toLowerCase().replaceAll('.', '').replace(/^at /, '').trim();
  if (text === 'noon') return '12:00';
  const match = /^(?<hour>\d{1,2})(?::(?<minute>[0-5]\d))?(?::00)?\s*(?:o'clock)?\s*(?<half>am|pm)?$/.exec(
    text,
  );
  if (match?.groups === undefined) return null;
  const { hour = '', minute = '00', half } = match.groups;
  let hours = Number(hour);
  if (half !== undefined) {
    if (hours < 1 || hours > 12) return null;
    hours = (hours % 12) + (half === 'pm' ? 12 : 0);
  }
  return hours > 23 ? null : `${String(hours).padStart(2, '0')}:${minute}`;
}

/** Minutes of `HH:MM` since midnight. */
export function minutesOf(time: string): number {
  const [hours = 0, minutes = 0] = time.split(':').map(Number);
  return hours * 60 + minutes;
}

/** `10 AM` for `10:00`, `3:30 PM` for `15:30`. */
export function spokenTime(time: string): string {
  const minutes = minutesOf(time);
  const hour = Math.floor(minutes / 60);
  const minute = minutes % 60 === 0 ? '' : `:${String(minutes % 60).padStart(2, '0')}`;
  return `${hour % 12 === 0 ? 12 : hour % 12}${minute} ${hour < 12 ? 'AM' : 'PM'}`;
}
