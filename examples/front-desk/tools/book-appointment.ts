// book_appointment: a time at the clinic for the caller.
import { defineTool, z } from 'offhook';
import { businessOf } from '../business/business-of.ts';
import { calendarDay, spokenDay } from '../business/calendar-day.ts';
import { clockTime, spokenTime } from '../business/clock-time.ts';

export const bookAppointment = defineTool({
  name: 'book_appointment',
  description:
    'Books an appointment. Call it once you know the name, the day and the time, and the caller has agreed to them.',
  parameters: z.object({
    name: z.string().trim().min(1).max(100).describe("The caller's name."),
    date: z
      .string()
      .max(40)
      .describe('The day: YYYY-MM-DD, or "today", "tomorrow", or a weekday for the next one.'),
    time: z.string().max(20).describe('The time of the day, such as "10:00" or "3:30 PM".'),
    reason: z.string().max(200).optional().describe('What it is about, when the caller has said so.'),
  }),
  filler: 'One moment, please.',
  async run({ name, date, time, reason }, context) {
    const today = context.variables['date'] ?? '';
    const day = calendarDay(date, today);
    const at = clockTime(time);
    if (day === null) return refused('That is no day I know. Ask for the date.', []);
    if (at === null) return refused('That is no time I know. Ask for the time of the day.', []);
    if (day < today) return refused('That day is in the past. Ask for another.', []);
    const booking = await businessOf(context).book(
      { name, date: day, time: at, reason: reason ?? null },
      context.toolCallId,
    );
    if (booking.status === 'refused') return refused(booking.problem, booking.free);
    // Sign by sign: that is how a caller writes it down.
    const digits = booking.reference
      .replaceAll(/[^\dA-Za-z]/g, '')
      .split('')
      .join(' ');
    return {
      booked: true,
      date: day,
      time: at,
      reference: booking.reference,
      say: `You are booked for ${spokenDay(day)} at ${spokenTime(at)}. Your reference is ${digits}.`,
    };
  },
});

function refused(problem: string, free: readonly string[]) {
  return {
    booked: false,
    problem,
    free: free.map(spokenTime),
    say: 'I am sorry, that time is not free. When else would you like to come?',
  };
}
