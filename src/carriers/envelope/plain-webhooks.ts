// Plain webhooks: what a carrier that has no webhooks of its own asks us, from a dialplan or a gateway's script, and is
// answered in JSON that such scripts can take apart. docs/reference/envelope.md tells it.
import { formFields } from '../../base/form-fields.ts';
import type { DialStatus, NextStep } from '../../call/next-step.ts';
import type {
  AnnouncedCall,
  CarrierNews,
  CarrierRequest,
  CarrierWebhook,
  WebhookAnswer,
} from '../carrier-door.ts';
import { statusNews } from '../call-progress.ts';
import { credentialFault } from './credentials.ts';
import { isObject } from './json-path.ts';

/** Where such a carrier's requests come in, below the origin. */
export interface PlainPaths {
  readonly media: string;
  readonly incoming: string;
  readonly afterStream: string;
  readonly afterDial: string;
  readonly status: string;
}

/** The paths of a carrier of this name. */
export function plainPaths(name: string): PlainPaths {
  return {
    media: `/${name}/media`,
    incoming: `/${name}/incoming`,
    afterStream: `/${name}/after-stream`,
    afterDial: `/${name}/after-dial`,
    status: `/${name}/status`,
  };
}

/** The fields of a request: a form's, or those of a JSON object that are text, numbers or flags. */
type Fields = ReadonlyMap<string, string>;

/** The webhooks, each proved by one of `secrets`, as Basic or Bearer. */
export function plainWebhooks(paths: PlainPaths, secrets: readonly string[]): readonly CarrierWebhook[] {
  const webhook = (path: string, newsOf: (fields: Fields, carrierCallId: string) => CarrierNews) => ({
    path,
    read: (request: CarrierRequest) => read(request, secrets, newsOf),
  });
  return [
    webhook(paths.incoming, (fields, id) => ({ kind: 'incoming', call: callOf(fields, id) })),
    webhook(paths.afterStream, (fields, carrierCallId) => {
      const { from } = callOf(fields, carrierCallId);
      return { kind: 'stream-over', carrierCallId, from, over: flag(fields, 'over') };
    }),
    webhook(paths.afterDial, (fields, carrierCallId) => {
      const { from } = callOf(fields, carrierCallId);
      const status = dialStatus(fields.get('status') ?? '');
      return { kind: 'dial-over', carrierCallId, from, status, over: flag(fields, 'over') };
    }),
    webhook(paths.status, (fields, carrierCallId) =>
      statusNews(carrierCallId, flag(fields, 'over') ? 'completed' : (fields.get('status') ?? '')),
    ),
  ];
}

/** A next step, flat, so that a dialplan finds each field by its name alone. */
export function plainAnswer(step: NextStep, mediaUrl: string): WebhookAnswer {
  return { contentType: 'application/json; charset=utf-8', body: JSON.stringify(plainStep(step, mediaUrl)) };
}

function plainStep(step: NextStep, url: string): Readonly<Record<string, string>> {
  switch (step.kind) {
    case 'connect':
      return { do: 'connect', url, token: step.token };
    case 'dial':
      return { do: 'dial', to: step.to };
    case 'say': {
      const { text, language, next } = step;
      const behind = next === 'hang-up' ? { next: 'hangUp' } : { next: 'dial', to: next.dial };
      return { do: 'say', text, language, ...behind };
    }
    default:
      // Rooms are for calls of carriers that place calls.
      return { do: 'hangUp' };
  }
}

function read(
  request: CarrierRequest,
  secrets: readonly string[],
  newsOf: (fields: Fields, carrierCallId: string) => CarrierNews,
) {
  const fault = credentialFault(request, secrets, 'any');
  if (fault !== null) return { ok: false, cause: 'forged', reason: fault } as const;
  const [origin] = request.origins;
  if (origin === undefined) return { ok: false, cause: 'forged', reason: 'no-host' } as const;
  const fields = fieldsOf(request);
  const id = fields.get('callId') ?? '';
  if (id === '') return { ok: false, cause: 'unreadable', reason: 'no-call' } as const;
  return { ok: true, origin, news: newsOf(fields, id) } as const;
}

function callOf(fields: Fields, carrierCallId: string): AnnouncedCall {
  const text = (name: string): string => fields.get(name) || 'unknown';
  return { carrierCallId, from: text('from'), to: text('to'), fromState: null };
}

function flag(fields: Fields, name: string): boolean {
  return /^(1|true|yes)$/i.test(fields.get(name) ?? '');
}

/** Asterisk's words of `DIALSTATUS` among them; a status of no known name counts as failed. */
export function dialStatus(text: string): DialStatus {
  switch (text.toLowerCase().replaceAll(/[^a-z]/g, '')) {
    case 'answer':
    case 'answered':
    case 'completed':
      return 'answered';
    case 'busy':
      return 'busy';
    case 'noanswer':
    case 'cancel':
    case 'timeout':
      return 'no-answer';
    default:
      return 'failed';
  }
}

function fieldsOf({ body, headers }: CarrierRequest): Fields {
  const entries = /json/i.test(headers['content-type'] ?? '')
    ? jsonEntries(body)
    : Object.entries(formFields(body));
  return new Map(
    entries.flatMap(([name, value]): [string, string][] => {
      const one = Array.isArray(value) ? (value as readonly unknown[])[0] : value;
      return ['string', 'number', 'boolean'].includes(typeof one) ? [[name, String(one)]] : [];
    }),
  );
}

function jsonEntries(body: string): readonly (readonly [string, unknown])[] {
  try {
    const json: unknown = JSON.parse(body);
    return isObject(json) ? Object.entries(json) : [];
  } catch {
    return [];
  }
}
