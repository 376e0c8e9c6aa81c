// Business: what the tools ask of the clinic, whoever answers.

/** Weekdays from Sunday on, as `Date.getUTCDay` counts them. */
export const WEEKDAYS = [
  'sunday',
  'monday',
  'tuesday',
  'wednesday',
  'thursday',
  'friday',
  'saturday',
] as const;

export type Weekday = (typeof WEEKDAYS)[number];

/** Opening hours of one weekday, `HH:MM`; both null on a day that is closed. */
export interface DayHours {
  readonly day: Weekday;
  readonly opens: string | null;
  readonly closes: string | null;
}

/** An appointment that a caller wants. */
export interface Appointment {
  /** PII. */
  readonly name: string;
  /** `YYYY-MM-DD`. */
  readonly date: string;
  /** `HH:MM`. */
  readonly time: string;
  /** PII. */
  readonly reason: string | null;
}

export type Booking =
  | { readonly status: 'booked'; readonly reference: string }
  /** `free`: times of that day that are still free, `HH:MM`, the nearest first. */
  | { readonly status: 'refused'; readonly problem: string; readonly free: readonly string[] };

/** The clinic. Methods reject when it does not answer, or not as it should. */
export interface Business {
  /** Of one weekday, or of all seven. */
  hours(day: Weekday | null): Promise<readonly DayHours[]>;
  /** Books once per `idempotencyKey`, however often it is asked. */
  book(appointment: Appointment, idempotencyKey: string): Promise<Booking>;
}
