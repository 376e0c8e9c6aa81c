// The shipped specs: each fits, with each of its options, and a spec that does not is one clear error.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { OffhookError } from '../../../base/errors.ts';
import { defineEnvelope } from '../define-envelope.ts';
import type { EnvelopeSpec } from '../envelope-spec.ts';
import { asteriskSpec } from './asterisk.ts';
import { bandwidthSpec } from './bandwidth.ts';
import { exotelSpec } from './exotel.ts';
import { jambonzSpec } from './jambonz.ts';
import { signalwireSpec } from './signalwire.ts';
import { sipBridgeSpec } from './sip-bridge.ts';
import { twilioSpec } from './twilio.ts';
import { vonageSpec } from './vonage.ts';

test('every shipped spec fits, with each of its options', () => {
  const specs: readonly EnvelopeSpec[] = [
    twilioSpec(),
    bandwidthSpec(),
    bandwidthSpec({ sends: 24_000, upgrade: 'basic' }),
    signalwireSpec(),
    signalwireSpec({ byteOrder: 'big', upgrade: 'bearer' }),
    exotelSpec({ byteOrder: 'big', marksOnClear: 'echoed' }),
    vonageSpec({ byteOrder: 'big', marksOnClear: 'dropped' }),
    asteriskSpec({ answers: true }),
    jambonzSpec({ marksBy: 'clock', sendsRateHz: 24_000 }),
    sipBridgeSpec(),
    sipBridgeSpec({ sound: 'base64' }),
  ];
  for (const spec of specs) assert.equal(defineEnvelope(spec).spec, spec);
});

function faultsOf(spec: unknown): string {
  try {
    defineEnvelope(spec as EnvelopeSpec);
  } catch (error) {
    assert.ok(error instanceof OffhookError);
    assert.equal(error.code, 'ENVELOPE_INVALID');
    return error.message;
  }
  return '';
}

test('a wrong spec is one error that names each field by its path, and what it must be', () => {
  const spec = sipBridgeSpec();
  const wrong = {
    ...spec,
    name: 'My Bridge',
    transport: { ...spec.transport, text: 'yaml' },
    events: [...spec.events, { when: [{ at: 'type', like: 'x' }], as: 'media' }],
    inbound: { ...spec.inbound, rateHz: 11_025 },
    outbound: { ...spec.outbound, framing: { rule: 'some' }, speed: 2 },
    clear: { ...spec.clear, send: { type: '$nothing' } },
    close: undefined,
  };
  const message = faultsOf(wrong);
  for (const line of [
    /^The envelope spec 'My Bridge' does not fit:/,
    /^ {2}name: must be kebab-case, such as 'my-bridge', not "My Bridge"$/m,
    /^ {2}transport\.text: must be one of 'json', 'reject', 'ignore', not "yaml"$/m,
    /^ {2}events\[9\]\.when\[0\]/m,
    /^ {2}inbound\.rateHz: must be one of 8000, 16000, 24000/m,
    /^ {2}outbound\.framing.*must have rule: 'any', 'multiple' or 'exact'/m,
    /^ {2}outbound\.speed: is no field of this; known are media, codec/m,
    /^ {2}clear\.send: type \$nothing is no place; known are \$streamId/m,
    /^ {2}close: must be an object of ours, send, hangUp$/m,
  ])
    assert.match(message, line);
});

test('what contradicts something else is named with how to mend it', () => {
  const spec = sipBridgeSpec();
  const cases: readonly [Partial<EnvelopeSpec>, RegExp][] = [
    [{ events: [] }, /events: no rule is as: 'start', so no stream can begin/],
    [{ transport: { binary: 'reject', text: 'json' } }, /transport\.binary: must be 'audio'/],
    [{ inbound: { ...spec.inbound, payload: { at: 'a' } } }, /inbound\.payload: must be 'binary'/],
    [{ inbound: { ...spec.inbound, codec: 'pcmu', rateHz: 16_000 } }, /inbound\.rateHz: must be 8000/],
    [
      { outbound: { ...spec.outbound, codec: 'pcmu', rateHz: 'as-inbound' } },
      /outbound\.rateHz: must be 8000/,
    ],
    [{ outbound: { ...spec.outbound, messageBytesMax: 400 } }, /outbound\.framing\.unit: must not be longer/],
    [
      { outbound: { ...spec.outbound, media: { text: { a: 'b' } } } },
      /outbound\.media\.text: has no \$audio/,
    ],
    [{ marks: { by: 'carrier', send: {}, nameAt: 'n', whenIdle: 'never' } }, /marks\.send: has no \$mark/],
    [{ events: spec.events.filter(({ as }) => as !== 'mark') }, /no rule is as: 'mark'/],
    [{ dtmf: {} }, /dtmf\.digitAt: is missing/],
    [
      { replies: [{ on: 'cleared', send: {} }], events: spec.events.filter(({ as }) => as !== 'cleared') },
      /replies\[0\]\.on: no rule/,
    ],
    [
      { replies: [{ on: 'ping', send: { a: '$peerSeq' } }] },
      /peerSeq: is missing, and replies\[0\]\.send has \$peerSeq/,
    ],
    [{ start: { ...spec.start, by: 'socket' } }, /start\.callId\[0\]: must be \{ query \}/],
  ];
  for (const [change, expected] of cases) assert.match(faultsOf({ ...spec, ...change }), expected);
});
