// The verification that the guide to webhooks shows takes what we sign, and nothing else.
import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { signWebhook } from '../../src/server/webhooks/sign-webhook.ts';

type Verify = (headers: object, body: string, secret: string) => boolean;

test("the guide's example verifies our webhooks, by the old secret and the new one", async (context) => {
  const [, code = ''] = /```js\n([^]*?)```/.exec(readFileSync('docs/guide/webhooks.md', 'utf8')) ?? [];
  const folder = mkdtempSync(join(tmpdir(), 'offhook-verify-'));
  context.after(() => rmSync(folder, { recursive: true }));
  const file = join(folder, 'verify.mjs');
  writeFileSync(file, code);
  const { verify } = (await import(pathToFileURL(file).href)) as { verify: Verify };
  const [old, fresh, wrong] = [1, 2, 3].map((byte) => Buffer.alloc(32, byte));
  assert.ok(old !== undefined && fresh !== undefined && wrong !== undefined);
  const text = (secret: Buffer): string => `whsec_${secret.toString('base64')}`;
  const now = Math.floor(Date.now() / 1000);
  const headers = signWebhook([fresh, old], 'webhook:call_1:2', now, '{"type":"call.ended"}');
  assert.equal(verify(headers, '{"type":"call.ended"}', text(old)), true);
  assert.equal(verify(headers, '{"type":"call.ended"}', text(fresh)), true);
  assert.equal(verify(headers, '{"type":"call.ended"}', text(wrong)), false);
  assert.equal(verify(headers, '{"type":"call.started"}', text(old)), false);
  assert.equal(verify({ ...headers, 'webhook-id': 'another' }, '{"type":"call.ended"}', text(old)), false);
  const caught = signWebhook([old], 'webhook:call_1:2', now - 600, '{}');
  assert.equal(verify(caught, '{}', text(old)), false);
});
