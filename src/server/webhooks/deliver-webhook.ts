// Deliver a webhook: tells the business of one record of a call, with what the journal said of the call by then.
import type { CallId } from '../../base/brand.ts';
import { HttpFault, type HttpAnswer, type World } from '../../base/world.ts';
import type { CallView } from '../../call/call-view.ts';
import { viewOf, type PriceOf } from '../../call/view-of.ts';
import type { JournalEvent } from '../../frames/journal-event.ts';
import type { ArchivedFile } from '../../store/archived-files.ts';
import type { NewJob } from '../../store/jobs.ts';
import type { Store } from '../../store/store.ts';
import type { EpochMs } from '../../base/time.ts';
import { JobFault } from '../jobs/job-fault.ts';
import type { SloChange } from '../slo/slo-watch.ts';
import { signWebhook } from './sign-webhook.ts';
import { webhookTypeOf, type WebhookType } from './webhook-type.ts';

/** To whom, and what they want to know. */
export interface WebhookSettings {
  readonly url: string;
  /** The bytes of each secret; every one signs. */
  readonly secrets: readonly Uint8Array[];
  readonly types: readonly WebhookType[];
}

/** What is POSTed, as JSON. */
export type WebhookBody = {
  readonly type: WebhookType;
  /** When it happened; ISO 8601. */
  readonly timestamp: string;
  readonly data:
    | { readonly call: CallView; readonly event: JournalEvent }
    | { readonly call: CallView; readonly files: readonly ArchivedFile[] }
    | { readonly slo: SloChange };
};

/** What a job of this kind is about; a sequence of null: that the call was archived. */
export interface CallWebhook {
  readonly callId: CallId;
  readonly sequence: number | null;
}

/** What a job is about that tells of an objective. */
export interface SloWebhook {
  readonly slo: SloChange;
  readonly at: EpochMs;
}

/** What a job of this kind is about. */
export type WebhookPayload = CallWebhook | SloWebhook;

/** How long the business may take to answer. */
const ANSWER_MS_MAX = 15_000;

/** "Gone": Standard Webhooks has it that who answers so wants no more. */
const GONE = 410;

/** From where a webhook takes what it tells. */
export interface DeliverWebhookOptions {
  readonly world: World;
  readonly store: Pick<Store, 'journal' | 'archived'>;
  readonly price: PriceOf;
  readonly webhooks: WebhookSettings;
}

/** The job of a webhook. */
export function webhookJob({ callId, sequence }: CallWebhook, dueAt: NewJob['dueAt']): NewJob {
  const id = `webhook:${callId}:${sequence ?? 'archived'}`;
  return { id, kind: 'webhook', place: null, payload: { callId, sequence }, dueAt };
}

/** The job that tells of an objective. */
export function sloWebhookJob(slo: SloChange, at: EpochMs): NewJob {
  const id = `webhook:${sloTypeOf(slo)}:${slo.name}:${at}`;
  return { id, kind: 'webhook', place: null, payload: { slo, at } satisfies SloWebhook, dueAt: at };
}

/** As what it is told. */
export function sloTypeOf({ burning }: SloChange): WebhookType {
  return burning ? 'slo.burning' : 'slo.recovered';
}

/** Delivers it once. A call that is not there any more is told to nobody. Rejects with `JobFault` unless it was taken, by any status of 2xx. */
export async function deliverWebhook(
  options: DeliverWebhookOptions,
  id: string,
  payload: WebhookPayload,
  signal: AbortSignal,
): Promise<void> {
  const { world, webhooks } = options;
  const told = await bodyOf(options, payload);
  if (told === null) return;
  const body = JSON.stringify(told);
  const timestamp = Math.floor(world.clock.wall() / 1000);
  const headers = {
    'content-type': 'application/json',
    'user-agent': 'Offhook',
    ...signWebhook(webhooks.secrets, id, timestamp, body),
  };
  const request = {
    method: 'POST',
    url: webhooks.url,
    headers,
    body,
    timeMsMax: ANSWER_MS_MAX,
    signal,
  } as const;
  const { status } = await answered(world, request);
  if (status < 200 || status > 299) throw new JobFault(`HTTP ${status}`, status === GONE);
}

async function answered(world: World, request: Parameters<World['http']>[0]): Promise<HttpAnswer> {
  try {
    return await world.http(request);
  } catch (error) {
    throw error instanceof HttpFault ? new JobFault(error.message) : error;
  }
}

async function bodyOf(
  { store, price }: DeliverWebhookOptions,
  payload: WebhookPayload,
): Promise<WebhookBody | null> {
  if ('slo' in payload) {
    const { slo, at } = payload;
    return { type: sloTypeOf(slo), timestamp: new Date(at).toISOString(), data: { slo } };
  }
  const { callId, sequence } = payload;
  const records = await store.journal(callId);
  if (sequence === null) {
    const files = await store.archived.of(callId);
    const [file] = files;
    if (records.length === 0 || file === undefined) return null;
    return {
      type: 'call.archived',
      timestamp: file.archivedAt,
      data: { call: viewOf(records, price), files },
    };
  }
  const record = records.find((one) => one.sequence === sequence);
  const type = record === undefined ? null : webhookTypeOf(record.event);
  if (record === undefined || type === null) return null;
  const call = viewOf(
    records.filter((one) => one.sequence <= sequence),
    price,
  );
  return { type, timestamp: new Date(record.wall).toISOString(), data: { call, event: record.event } };
}
