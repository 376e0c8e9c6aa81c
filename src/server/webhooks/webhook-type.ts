// Webhook type: which records of a journal the business is told of, and as what.
import type { JournalEvent } from '../../frames/journal-event.ts';

/** What a webhook can be about. A type is never changed; new ones are added. */
export const WEBHOOK_TYPES = [
  'call.ringing',
  'call.started',
  'call.ended',
  'call.concluded',
  'call.archived',
  'transfer.started',
  'transfer.ended',
  'transfer.consulting',
  'transfer.consulted',
  'voicemail.left',
  'slo.burning',
  'slo.recovered',
] as const;

/** One of them. */
export type WebhookType = (typeof WEBHOOK_TYPES)[number];

/** As what a record is told; null: it is not. */
export function webhookTypeOf(event: JournalEvent): WebhookType | null {
  switch (event.kind) {
    case 'call.opened':
      return 'call.ringing';
    case 'stream.started':
      return event.resumed ? null : 'call.started';
    case 'call.ended':
    case 'call.concluded':
    case 'transfer.started':
    case 'transfer.ended':
    case 'transfer.consulting':
    case 'transfer.consulted':
    case 'voicemail.left':
      return event.kind;
    default:
      return null;
  }
}
