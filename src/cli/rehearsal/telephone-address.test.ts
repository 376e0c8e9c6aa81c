// Whether a server rehearses its telephone, and whether that is found.
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { readSettings, type Settings } from '../../server/settings.ts';
import { ENVIRONMENT } from '../../server/settings-schema.ts';
import { variableDocs } from '../../server/variable.ts';
import { keepTelephoneAddress, rehearsesTelephone, telephoneAddress } from './telephone-address.ts';

/** Groups of settings that are no carrier's. */
const NO_CARRIER = ['Server', 'Model', 'Speech', 'Business', 'Data', 'Archive', 'Webhooks'];

/** A public key, which is no secret, takes its own form. */
const VALUES: Readonly<Record<string, string>> = {
  TELNYX_PUBLIC_KEY: 'A6EHv/POEL4dcN0Y50vAmWfk1jCbpQ1fHdyGZBJVMbg=',
  TWILIO_BASE_URL: 'http://twilio.test',
};

/** A business that is told of its calls has no carrier by that. */
const WEBHOOKS = { WEBHOOK_URL: 'https://example.com/hooks', WEBHOOK_SECRET: `whsec_${'QUJD'.repeat(9)}` };

/** The settings with this variable alone; null where it must not stand alone. */
function settingsWith(name: string): Settings | null {
  try {
    return readSettings({ [name]: VALUES[name] ?? 'secret' });
  } catch {
    return null;
  }
}

test('a server without any carrier rehearses its telephone, whichever model answers', () => {
  assert.equal(rehearsesTelephone(readSettings({})), true);
  assert.equal(rehearsesTelephone(readSettings({ OPENAI_API_KEY: 'sk-1', PORT: '5051' })), true);
  assert.equal(rehearsesTelephone(readSettings({ XAI_API_KEY: 'xai-1' })), true);
  assert.equal(rehearsesTelephone(readSettings(WEBHOOKS)), true);
  assert.equal(rehearsesTelephone(readSettings({ TWILIO_PHONE_NUMBER: '+14155550100' })), true);
});

test('a server that has a secret of any carrier does not: its callers are real', () => {
  const secrets = Object.entries(ENVIRONMENT.shape).flatMap(([name, schema]) => {
    const doc = variableDocs.get(schema);
    const carriers = doc !== undefined && !NO_CARRIER.includes(doc.group);
    return carriers && (doc.secret === true || name === 'TELNYX_PUBLIC_KEY') ? [name] : [];
  });
  const alone = [...secrets, 'TWILIO_BASE_URL'].filter((name) => settingsWith(name) !== null);
  for (const name of ['TWILIO_AUTH_TOKEN', 'PLIVO_AUTH_TOKEN', 'TELNYX_PUBLIC_KEY'])
    assert.ok(alone.includes(name), name);
  for (const name of alone) {
    const settings = settingsWith(name);
    assert.ok(settings !== null && !rehearsesTelephone(settings), name);
  }
});

test('the telephone of a server is found by its port, and not any more when it was forgotten', (context) => {
  const dataDir = mkdtempSync(join(tmpdir(), 'offhook-telephone-'));
  context.after(() => rmSync(dataDir, { recursive: true }));
  assert.equal(telephoneAddress(dataDir, 'http://127.0.0.1:5050'), null);
  const forget = keepTelephoneAddress(dataDir, 'http://127.0.0.1:5050', 'http://127.0.0.1:40001');
  keepTelephoneAddress(dataDir, 'http://127.0.0.1:5051', 'http://127.0.0.1:40002');
  assert.equal(telephoneAddress(dataDir, 'http://localhost:5050'), 'http://127.0.0.1:40001');
  assert.equal(telephoneAddress(dataDir, 'http://127.0.0.1:5051'), 'http://127.0.0.1:40002');
  assert.equal(statSync(join(dataDir, 'rehearsal-telephone-5050')).mode & 0o077, 0);
  forget();
  assert.equal(telephoneAddress(dataDir, 'http://127.0.0.1:5050'), null);
});

test('a file that holds no address on this machine is none', (context) => {
  const dataDir = mkdtempSync(join(tmpdir(), 'offhook-telephone-'));
  context.after(() => rmSync(dataDir, { recursive: true }));
  for (const text of ['', 'http://elsewhere.test:80', 'http://127.0.0.1:1\nhttp://x.test']) {
    writeFileSync(join(dataDir, 'rehearsal-telephone-5050'), text);
    assert.equal(telephoneAddress(dataDir, 'http://127.0.0.1:5050'), null);
  }
});
