// Tests of what `offhook erase` says, and of what it asks for.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { CallId } from '../../base/brand.ts';
import { HttpFault, type HttpRequest } from '../../base/world.ts';
import { erasureReport } from './erasure-report.ts';
import { askForgetting, pathOf, subjectOf } from './forgetting-api.ts';
import { serverAt } from './server-at.ts';

const id = (name: string): CallId => name as CallId;
const SERVER = { origin: 'http://127.0.0.1:5050', apiKey: 'key' };

test('what is gone is told with its counts, and ends well', () => {
  const erasure = { erased: 2, rows: { turns: 1, calls: 2 }, files: 7, held: [], waiting: [] };
  assert.deepEqual(erasureReport(erasure, false), {
    lines: ['Deleted 2 calls: 7 files; rows: calls 2, turns 1.'],
    exitCode: 0,
  });
  assert.match(erasureReport(erasure, true).lines[0] ?? '', /^Would delete 2 calls/);
});

test('what stays, or goes later, is named, and shows in the exit code', () => {
  const erasure = { erased: 0, rows: {}, files: 0, held: [id('call_a')], waiting: [id('call_b')] };
  const { lines, exitCode } = erasureReport(erasure, false);
  assert.equal(exitCode, 1);
  assert.deepEqual(lines.slice(0, 2), ['Deleted 0 calls.', 'Held, and left as they are: call_a.']);
  assert.match(lines[2] ?? '', /^Will be deleted once they have ended .*: call_b\.$/);
});

test('a call or a caller is to be named, and not both', () => {
  assert.equal(typeof subjectOf(undefined, undefined), 'string');
  assert.equal(typeof subjectOf('call_a', '+1'), 'string');
  assert.equal(pathOf({ kind: 'caller', number: '+1415' }), '/api/callers/%2B1415');
  assert.equal(pathOf({ kind: 'call', id: 'call_a' }), '/api/calls/call_a');
});

test('the server is asked with its key, and its refusal or silence is told in its words', async () => {
  const asked: HttpRequest[] = [];
  const answering = (status: number, body: string) => ({
    http(request: HttpRequest) {
      asked.push(request);
      return Promise.resolve({ status, headers: {}, body });
    },
  });
  assert.deepEqual(await askForgetting(answering(200, '{"a":1}'), SERVER, 'PUT', '/x', { reason: '' }), {
    ok: true,
    body: { a: 1 },
  });
  assert.deepEqual(
    [asked[0]?.url, asked[0]?.headers?.['authorization'], asked[0]?.body],
    ['http://127.0.0.1:5050/x', 'Bearer key', '{"reason":""}'],
  );
  const held = '{"error":{"code":"CALL_HELD","message":"call_a is held"}}';
  const refused = await askForgetting(answering(409, held), SERVER, 'DELETE', '/x');
  assert.deepEqual(refused, { ok: false, problem: 'call_a is held [CALL_HELD]' });
  const strange = await askForgetting(answering(502, '<html>'), SERVER, 'DELETE', '/x');
  assert.match(strange.ok ? '' : strange.problem, /HTTP 502/);
  const silent = { http: () => Promise.reject(new HttpFault('refused')) };
  const gone = await askForgetting(silent, SERVER, 'DELETE', '/x');
  assert.match(gone.ok ? '' : gone.problem, /gives no answer \(refused\)/);
});

test('a server is named by its origin', () => {
  const settings = { host: '0.0.0.0', port: 5050, apiKey: null };
  assert.deepEqual(serverAt(settings, 'https://voice.example.com/'), {
    origin: 'https://voice.example.com',
    apiKey: null,
  });
  const refused = serverAt(settings, 'voice.example.com');
  assert.match(typeof refused === 'string' ? refused : '', /give an origin/);
});
