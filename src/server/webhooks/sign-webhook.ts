// Sign a webhook as Standard Webhooks has it, so that any library for it can verify ours.
import { createHmac } from 'node:crypto';

/** The headers that prove who sends a webhook, and when: https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md */
export interface WebhookSignature {
  readonly 'webhook-id': string;
  /** Seconds since 1970. */
  readonly 'webhook-timestamp': string;
  /** One per secret, with a space between: `v1,` and base64 of HMAC-SHA-256 over id, timestamp and body, with dots between. */
  readonly 'webhook-signature': string;
}

/** Signs `body` with each of `secrets`. */
export function signWebhook(
  secrets: readonly Uint8Array[],
  id: string,
  timestamp: number,
  body: string,
): WebhookSignature {
  const signature = (secret: Uint8Array): string =>
    `v1,${createHmac('sha256', secret).update(`${id}.${timestamp}.${body}`).digest('base64')}`;
  return {
    'webhook-id': id,
    'webhook-timestamp': String(timestamp),
    'webhook-signature': secrets.map(signature).join(' '),
  };
}
