// Reading a start: ids with their fallbacks, parameters in each of their forms, codecs and rates from where they stand.
import assert from 'node:assert/strict';
import { Buffer } from 'node:buffer';
import { test } from 'node:test';
import type { EnvelopeSpec, ParametersSpec } from './envelope-spec.ts';
import { readStart } from './read-start.ts';
import { asteriskSpec } from './specs/asterisk.ts';
import { sipBridgeSpec } from './specs/sip-bridge.ts';
import { vonageSpec } from './specs/vonage.ts';

function start(spec: EnvelopeSpec, json: unknown, url = '/media') {
  return readStart(spec, json, url, 'start');
}

function parameters(parameters: readonly ParametersSpec[], json: object, url?: string) {
  const spec = sipBridgeSpec();
  const read = start({ ...spec, start: { ...spec.start, parameters } }, { callId: 'c', ...json }, url);
  return 'field' in read ? read : read.parameters;
}

test('parameters are read in each of their forms, and only texts among them', () => {
  const expected = { token: 't=1', tenant: 'acme' };
  const json = { given: { ...expected, count: 3, __proto__: null } };
  assert.deepEqual(parameters([{ as: 'object', at: 'given' }], json), expected);
  assert.deepEqual(
    parameters([{ as: 'kv-string', at: 'given', between: ';', equals: '=' }], {
      given: 'token=t=1; tenant=acme;=x;y',
    }),
    expected,
  );
  const base64 = Buffer.from(JSON.stringify(expected)).toString('base64');
  assert.deepEqual(parameters([{ as: 'base64-json', at: 'given' }], { given: base64 }), expected);
  assert.deepEqual(
    parameters([{ as: 'flat-rest', except: ['callId', 'event'] }], { event: 'x', ...expected }),
    expected,
  );
  assert.deepEqual(parameters([{ as: 'url-query' }], {}, 'wss://h/p?token=t%3D1&tenant=acme'), expected);
});

test('of two parameters with one name the later source counts, and what is missing or broken is none', () => {
  const sources: readonly ParametersSpec[] = [{ as: 'url-query' }, { as: 'object', at: 'given' }];
  assert.deepEqual(parameters(sources, { given: { a: '2' } }, '/p?a=1&b=1'), { a: '2', b: '1' });
  for (const given of [null, 7, [], 'no base64 of json'])
    for (const as of ['object', 'base64-json'] as const)
      assert.deepEqual(parameters([{ as, at: 'given' }], { given }), {});
});

test('parameters have a bound in number and length', () => {
  const given = Object.fromEntries(Array.from({ length: 500 }, (_, index) => [`k${index}`, 'v']));
  assert.equal(Object.keys(parameters([{ as: 'object', at: 'given' }], { given })).length, 100);
  assert.deepEqual(parameters([{ as: 'object', at: 'given' }], { given: { a: 'x'.repeat(5000) } }), {});
});

test('the id of the call is looked for in order, and a start without one is refused', () => {
  const spec = vonageSpec();
  const read = (json: object, url?: string) => {
    const found = start(spec, { event: 'websocket:connected', ...json }, url);
    return 'field' in found ? found.field : found.callId;
  };
  assert.equal(read({ callId: 'a', call_uuid: 'b' }), 'a');
  assert.equal(read({ callId: '', call_uuid: 'b' }), 'b');
  assert.equal(read({}, '/vonage?callId=c'), 'c');
  assert.equal(read({}), 'start.callId');
});

test('codec and rate come from where they stand, and what is not known is refused', () => {
  const of = (spec: EnvelopeSpec, json: object) => {
    const read = start(spec, { callId: 'c', channel_id: 'c', connection_id: 's', ...json });
    return 'field' in read ? read.field : read.inbound;
  };
  assert.deepEqual(of(asteriskSpec(), { format: 'ulaw' }), { encoding: 'pcmu' });
  assert.deepEqual(of(asteriskSpec(), { format: 'slin16' }), { encoding: 'pcm16', rateHz: 16_000 });
  assert.equal(of(asteriskSpec(), { format: 'opus' }), 'inbound.codec');
  assert.equal(of(asteriskSpec(), { format: 'constructor' }), 'inbound.codec');
  assert.deepEqual(of(vonageSpec(), { 'content-type': 'audio/l16;rate=24000' }), {
    encoding: 'pcm16',
    rateHz: 24_000,
  });
  assert.deepEqual(of(vonageSpec(), {}), { encoding: 'pcm16', rateHz: 16_000 });
  assert.equal(of(vonageSpec(), { 'content-type': 'audio/l16;rate=44100' }), 'inbound.rateHz');
  assert.equal(of(sipBridgeSpec(), { encoding: 'pcmu', rateHz: 16_000 }), 'inbound.rateHz');
  assert.deepEqual(of(sipBridgeSpec(), { encoding: 'pcm16', rateHz: '24000' }), {
    encoding: 'pcm16',
    rateHz: 24_000,
  });
});
