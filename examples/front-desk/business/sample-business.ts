// Sample business: a clinic that exists only on the store's shelf, so that the example runs without any service.
import { z, type ToolShelf } from 'offhook';
import { minutesOf } from './clock-time.ts';
import {
  WEEKDAYS,
  type Appointment,
  type Booking,
  type Business,
  type DayHours,
  type Weekday,
} from './business.ts';
import { weekdayOf } from './calendar-day.ts';

const HOURS = 'front-desk.hours';
const APPOINTMENTS = 'front-desk.appointments';
const SLOT_MINUTES = 30;
const OFFERED_MAX = 3;

const storedHours = z.object({
  day: z.enum(WEEKDAYS),
  opens: z.string().nullable(),
  closes: z.string().nullable(),
});
const storedAppointment = z.object({
  name: z.string(),
  idempotencyKey: z.string(),
  reference: z.string(),
});

/** Open every day, so that a rehearsal on any day can book tomorrow. What stands on the shelf goes before this. */
function sampleHours(day: Weekday): DayHours {
  const weekend = day === 'saturday' || day === 'sunday';
  return weekend ? { day, opens: '10:00', closes: '14:00' } : { day, opens: '08:00', closes: '17:00' };
}

/** The clinic on `shelf`, in slots of half an hour, one caller each. */
export function sampleBusiness(shelf: ToolShelf): Business {
  async function hoursOf(day: Weekday): Promise<DayHours> {
    await shelf.add(HOURS, day, sampleHours(day));
    return storedHours.parse(await shelf.get(HOURS, day));
  }

  async function freeNear(date: string, time: string, slots: readonly string[]): Promise<readonly string[]> {
    const taken = new Set((await shelf.list(APPOINTMENTS)).map(({ key }) => key));
    const distance = (slot: string) => Math.abs(minutesOf(slot) - minutesOf(time));
    return slots
      .filter((slot) => !taken.has(`${date} ${slot}`))
      .toSorted((one, other) => distance(one) - distance(other))
      .slice(0, OFFERED_MAX);
  }

  return {
    hours: (day) => Promise.all((day === null ? WEEKDAYS : [day]).map(hoursOf)),
    async book(appointment, idempotencyKey): Promise<Booking> {
      const { date, time, name } = appointment;
      const slots = slotsOf(await hoursOf(weekdayOf(date)));
      if (!slots.includes(time)) {
        const problem =
          slots.length === 0 ? 'The clinic is closed on that day.' : 'There is no appointment at that time.';
        return { status: 'refused', problem, free: await freeNear(date, time, slots) };
      }
      const key = `${date} ${time}`;
      const entry = { ...appointment, idempotencyKey, reference: referenceOf(appointment) };
      if (await shelf.add(APPOINTMENTS, key, entry)) return { status: 'booked', reference: entry.reference };
      const there = storedAppointment.parse(await shelf.get(APPOINTMENTS, key));
      // Whoever has the time already is told so again: a repeated call, or the same caller once more.
      if (there.idempotencyKey === idempotencyKey || there.name.toLowerCase() === name.toLowerCase()) {
        return { status: 'booked', reference: there.reference };
      }
      return { status: 'refused', problem: 'That time is taken.', free: await freeNear(date, time, slots) };
    },
  };
}

/** Beginnings of the slots that end before closing time. */
function slotsOf({ opens, closes }: DayHours): readonly string[] {
  if (opens === null || closes === null) return [];
  const slots: string[] = [];
  for (let at = minutesOf(opens); at + SLOT_MINUTES <= minutesOf(closes); at += SLOT_MINUTES) {
    slots.push(`${String(Math.floor(at / 60)).padStart(2, '0')}:${String(at % 60).padStart(2, '0')}`);
  }
  return slots;
}

/** Five digits, one value per slot of a year: short enough to be said and written down. */
function referenceOf({ date, time }: Appointment): string {
  const [, month = 0, day = 0] = date.split('-').map(Number);
  return String(10_000 + (month * 31 + day) * 48 + Math.floor(minutesOf(time) / SLOT_MINUTES));
}
