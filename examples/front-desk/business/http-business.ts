// HTTP business: the clinic's own API. The README says what it must answer.
import { z, type HttpRequest, type ToolContext } from 'offhook';
import { WEEKDAYS, type Booking, type Business, type DayHours } from './business.ts';

/** How long the API may take for one answer: less than the tools' own limit. */
const HTTP_MS_MAX = 2500;

const clockTime = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/);
const hoursAnswer = z.object({
  hours: z
    .array(z.object({ day: z.enum(WEEKDAYS), opens: clockTime.nullable(), closes: clockTime.nullable() }))
    .max(7),
});
const bookedAnswer = z.object({ reference: z.string().min(1).max(40) });
const refusedAnswer = z.object({
  problem: z.string().max(200).default('That time is not free.'),
  free: z.array(clockTime).max(48).default([]),
});

/** The business behind `base`, an origin with or without a path. */
export function httpBusiness(base: string, { http, signal }: Pick<ToolContext, 'http' | 'signal'>): Business {
  const root = base.replace(/\/+$/, '');

  async function ask(request: Pick<HttpRequest, 'method' | 'url' | 'headers' | 'body'>) {
    const answer = await http({ ...request, timeMsMax: HTTP_MS_MAX, signal });
    return { status: answer.status, body: parsed(answer.body) };
  }

  return {
    async hours(day): Promise<readonly DayHours[]> {
      const query = day === null ? '' : `?day=${day}`;
      const { status, body } = await ask({ method: 'GET', url: `${root}/hours${query}` });
      if (status !== 200) throw new Error(`GET /hours answered ${status}`);
      return hoursAnswer.parse(body).hours;
    },
    async book(appointment, idempotencyKey): Promise<Booking> {
      const { status, body } = await ask({
        method: 'POST',
        url: `${root}/appointments`,
        headers: { 'content-type': 'application/json', 'idempotency-key': idempotencyKey },
        body: JSON.stringify(appointment),
      });
      if (status === 200 || status === 201) return { status: 'booked', ...bookedAnswer.parse(body) };
      if (status === 409 || status === 422) return { status: 'refused', ...refusedAnswer.parse(body ?? {}) };
      throw new Error(`POST /appointments answered ${status}`);
    },
  };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
