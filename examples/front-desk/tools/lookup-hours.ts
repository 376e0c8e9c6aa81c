// lookup_hours: when the clinic is open.
import { defineTool, z } from 'offhook';
import { WEEKDAYS, type DayHours, type Weekday } from '../business/business.ts';
import { businessOf } from '../business/business-of.ts';
import { calendarDay, weekdayOf } from '../business/calendar-day.ts';
import { spokenTime } from '../business/clock-time.ts';

export const lookupHours = defineTool({
  name: 'lookup_hours',
  description: 'Gives the opening hours of the clinic, of one day or of the whole week.',
  parameters: z.object({
    day: z
      .enum([...WEEKDAYS, 'today', 'tomorrow'])
      .optional()
      .describe('The day that the caller asks about. Leave it out for the whole week.'),
  }),
  filler: 'One moment, please.',
  async run({ day }, context) {
    const date = day === undefined ? null : calendarDay(day, context.variables['date'] ?? '');
    // A weekday needs no calendar: it is the same whichever week was meant.
    const asked = WEEKDAYS.find((one) => one === day) ?? (date === null ? null : weekdayOf(date));
    const hours = await businessOf(context).hours(asked);
    return { hours, say: spokenHours(hours) };
  },
});

/** `We are open on Monday to Friday from 8 AM to 5 PM.`: days in a row with the same hours are told together. */
function spokenHours(hours: readonly DayHours[]): string {
  // People's week begins on Monday.
  const week = hours.toSorted((one, other) => fromMonday(one.day) - fromMonday(other.day));
  const groups: DayHours[][] = [];
  for (const day of week) {
    const last = groups.at(-1);
    const before = last?.at(-1);
    const same = before?.opens === day.opens && before.closes === day.closes;
    if (last !== undefined && same) last.push(day);
    else groups.push([day]);
  }
  return groups.map(spokenGroup).join(' ');
}

function spokenGroup(group: readonly DayHours[]): string {
  const [first, last] = [group[0], group.at(-1)];
  if (first === undefined || last === undefined) return '';
  const days = first === last ? name(first.day) : `${name(first.day)} to ${name(last.day)}`;
  if (first.opens === null || first.closes === null) return `We are closed on ${days}.`;
  return `We are open on ${days} from ${spokenTime(first.opens)} to ${spokenTime(first.closes)}.`;
}

function fromMonday(day: Weekday): number {
  return (WEEKDAYS.indexOf(day) + 6) % 7;
}

function name(day: Weekday): string {
  return day.slice(0, 1).toUpperCase() + day.slice(1);
}
