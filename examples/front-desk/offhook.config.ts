// The front desk of a dental clinic: what the agent is. Where it runs stands in the environment.
import { defineAgent, z } from 'offhook';
import { bookAppointment } from './tools/book-appointment.ts';
import { lookupHours } from './tools/lookup-hours.ts';
import { transferToHuman } from './tools/transfer-to-human.ts';

export default defineAgent({
  name: 'front-desk',
  instructions: { file: 'prompts/system.md' },
  greeting: 'Thank you for calling the dental clinic. This is the front desk. How can I help you today?',
  voice: 'marin',
  language: 'en-US',
  timeZone: 'America/New_York',
  tools: [lookupHours, bookAppointment, transferToHuman],
  bargeIn: 'any',
  maxCallDuration: '30m',
  recording: { consent: 'by-state' },
  conclusion: {
    dispositions: ['answered', 'booked', 'transferred', 'unhelped'],
    byTool: { book_appointment: 'booked' },
    fields: z.object({
      appointment: z.string().nullable().describe('Date and time of the appointment that was made'),
      reason: z.string().describe('Why the caller called, in a few words'),
    }),
  },
});
