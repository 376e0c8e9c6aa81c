// Spec schema: the check of an envelope spec, field by field, with an answer to each mistake.
import { z } from 'zod';
import { SOCKET_MESSAGE_BYTES_MAX } from '../../base/socket.ts';
import { PATH } from './json-path.ts';
import { CODECS, RATES, type Template } from './spec-parts.ts';
import { templateFault } from './template.ts';

/** Longest wait that a spec may ask for, in milliseconds. */
const WAIT_MS_MAX = 120_000;

function fields<Shape extends z.ZodRawShape>(shape: Shape) {
  const known = Object.keys(shape).join(', ');
  return z.strictObject(shape, {
    error: (issue) =>
      issue.code === 'unrecognized_keys'
        ? `is no field of this; known are ${known}`
        : `must be an object of ${known}`,
  });
}

function oneOf<const Values extends readonly [string, ...string[]]>(...values: Values) {
  return z.enum(values, { error: `must be one of ${values.map((value) => `'${value}'`).join(', ')}` });
}

function whole(min: number, max: number) {
  const error = `must be a whole number from ${min} to ${max}`;
  return z.number({ error }).int(error).min(min, error).max(max, error);
}

const path = z
  .string({ error: 'must be a path' })
  .regex(PATH, "must be names joined by dots, such as 'media.payload' or 'tracks.0.name'");

const text = z.string({ error: 'must be text' }).min(1, 'must not be empty');

const values = z.record(z.string(), z.unknown()).superRefine((value, context) => {
  for (const fault of templateFaults(value, []))
    context.addIssue({ code: 'custom', message: fault.message, path: [...fault.path], input: value });
});

/** A template: a JSON object whose places are known. */
const template = z.custom<Template>((value) => values.safeParse(value).success, {
  error: (issue) => {
    const [first] = values.safeParse(issue.input).error?.issues ?? [];
    return first === undefined || first.path.length === 0
      ? 'must be an object: the message with its places, such as { event: "clear" }'
      : `${first.path.map(String).join('.')} ${first.message}`;
  },
});

function templateFaults(
  value: unknown,
  at: readonly string[],
): { path: readonly string[]; message: string }[] {
  if (typeof value === 'string') {
    const message = templateFault(value);
    return message === null ? [] : [{ path: at, message }];
  }
  if (typeof value === 'object' && value !== null)
    return Object.entries(value).flatMap(([key, one]) => templateFaults(one, [...at, key]));
  if (value === null || typeof value === 'boolean' || Number.isFinite(value)) return [];
  return [{ path: at, message: 'must be a JSON value' }];
}

const codec = z.enum(CODECS, { error: `must be one of ${CODECS.map((one) => `'${one}'`).join(', ')}` });
const rate = z.literal([...RATES], { error: `must be one of ${RATES.join(', ')}` });

const role = oneOf(
  'connected',
  'start',
  'media',
  'dtmf',
  'mark',
  'cleared',
  'stop',
  'error',
  'ping',
  'pause',
  'resume',
  'flow-off',
  'flow-on',
  'open-offer',
  'ignore',
);

const condition = z.union(
  [
    fields({ at: path, is: z.union([z.string(), z.array(z.string()).min(1)]) }),
    fields({ at: path, begins: text }),
    fields({ at: path, exists: z.boolean() }),
    fields({ frame: z.literal('first-text') }),
  ],
  {
    error:
      "must be { at, is }, { at, begins }, { at, exists } or { frame: 'first-text' }, with a path such as 'event' for at",
  },
);

const sources = z.array(
  z.union([fields({ at: path }), fields({ parameter: text }), fields({ query: text })], {
    error: 'must be one of { at: path }, { parameter: name }, { query: name }',
  }),
  { error: 'must be a list of sources' },
);

const parameters = z.discriminatedUnion(
  'as',
  [
    fields({ as: z.literal('object'), at: path }),
    fields({ as: z.literal('kv-string'), at: path, between: text, equals: text }),
    fields({ as: z.literal('base64-json'), at: path }),
    fields({ as: z.literal('flat-rest'), except: z.array(text) }),
    fields({ as: z.literal('url-query') }),
  ],
  { error: "must have as: 'object', 'kv-string', 'base64-json', 'flat-rest' or 'url-query'" },
);

const byteOrder = oneOf('little', 'big').optional();

const clock = z.union(
  [
    fields({ at: path, unit: z.enum(['ms-relative', 'ms-epoch', 'iso']) }),
    fields({ at: path, unit: z.literal('rtp-units'), perMs: whole(1, 192) }),
    fields({ at: path, unit: z.literal('chunks'), chunkMs: whole(1, 1000) }),
  ],
  {
    error:
      "must be { at, unit } with unit 'ms-relative', 'ms-epoch' or 'iso', { at, unit: 'rtp-units', perMs } or { at, unit: 'chunks', chunkMs }",
  },
);

const unit = z.union(
  [fields({ bytes: whole(1, SOCKET_MESSAGE_BYTES_MAX) }), fields({ ms: whole(1, 1000) })],
  { error: 'must be { bytes } or { ms }' },
);

const framing = z.discriminatedUnion(
  'rule',
  [
    fields({ rule: z.literal('any') }),
    fields({
      rule: z.literal('multiple'),
      unit,
      bytesMin: whole(1, SOCKET_MESSAGE_BYTES_MAX).optional(),
    }),
    fields({ rule: z.literal('exact'), unit }),
  ],
  { error: "must have rule: 'any', 'multiple' or 'exact'" },
);

const marks = z.discriminatedUnion(
  'by',
  [
    fields({ by: z.literal('clock') }),
    fields({ by: z.literal('carrier'), send: template, nameAt: path, whenIdle: oneOf('at-once', 'never') }),
  ],
  { error: "must have by: 'clock' or 'carrier'" },
);

const payload = z.union([z.literal('binary'), fields({ at: path })], {
  error: "must be 'binary', or { at } with the path of the base64",
});

/** What `defineEnvelope` takes, each field by itself. */
export const SPEC_SCHEMA = fields({
  name: z
    .string({ error: 'must be a name' })
    .regex(/^[a-z][a-z0-9-]{0,39}$/, "must be kebab-case, such as 'my-bridge'"),
  transport: fields({
    binary: oneOf('audio', 'reject', 'ignore'),
    text: oneOf('json', 'reject', 'ignore'),
    subprotocol: text.optional(),
  }),
  events: z.array(fields({ when: z.array(condition).min(1, 'must have a condition'), as: role }), {
    error: 'must be a list of rules',
  }),
  start: fields({
    by: oneOf('message', 'socket'),
    streamId: sources,
    callId: sources.min(1, 'must name where the id of the call stands'),
    from: sources.optional(),
    to: sources.optional(),
    parameters: z.array(parameters, { error: 'must be a list' }),
  }),
  streamIdAt: path.optional(),
  inbound: fields({
    payload,
    track: fields({ at: path, accept: z.array(text).min(1, 'must accept a track') }).optional(),
    codec: z.union(
      [codec, fields({ at: path, map: z.record(z.string(), codec), otherwise: codec.optional() })],
      {
        error: `must be one of ${CODECS.join(', ')}, or { at, map, otherwise }`,
      },
    ),
    rateHz: z.union(
      [
        rate,
        fields({
          at: path,
          map: z.record(z.string(), rate).optional(),
          after: text.optional(),
          otherwise: rate.optional(),
        }),
      ],
      {
        error: `must be one of ${RATES.join(', ')}, or { at, map, after, otherwise }`,
      },
    ),
    byteOrder,
    channels: fields({ count: z.literal(2), pick: z.literal([0, 1]) }).optional(),
    clock: clock.optional(),
  }),
  outbound: fields({
    media: z.union([z.literal('binary'), fields({ text: template })], {
      error: "must be 'binary', or { text } with a template that has $audio in it",
    }),
    codec: z.union([codec, z.literal('as-inbound')], {
      error: `must be one of ${CODECS.join(', ')}, as-inbound`,
    }),
    rateHz: z.union([rate, z.literal('as-inbound')], {
      error: `must be one of ${RATES.join(', ')}, as-inbound`,
    }),
    byteOrder,
    framing,
    messageBytesMax: whole(160, SOCKET_MESSAGE_BYTES_MAX),
    pacing: z.union([z.literal(['burst', 'realtime']), fields({ aheadMs: whole(20, 60_000) })], {
      error: "must be 'burst', 'realtime' or { aheadMs }",
    }),
  }),
  clear: fields({
    send: template.nullable(),
    before: template.optional(),
    marks: oneOf('echoed', 'dropped', 'flagged', 'unknown'),
    guardMs: whole(0, 1000).optional(),
  }),
  marks,
  dtmf: fields({ digitAt: path.optional(), send: template.optional() }).optional(),
  errors: fields({
    codeAt: path.optional(),
    fatal: z.union([z.literal(['all', 'none']), fields({ at: path, is: z.array(text).min(1) })], {
      error: "must be 'all', 'none' or { at, is }",
    }),
  }).optional(),
  replies: z.array(fields({ on: role, send: template, thenClose: z.boolean().optional() })).optional(),
  keepalive: fields({ everyMs: whole(1000, WAIT_MS_MAX), send: template }).optional(),
  peerSeq: path.optional(),
  close: fields({
    ours: oneOf('continues', 'ends', 'nothing'),
    send: template.optional(),
    hangUp: template.optional(),
  }),
  auth: fields({
    webhook: oneOf(
      'twilio-sha1',
      'plivo-v3',
      'telnyx-ed25519',
      'signalwire',
      'vonage-jwt',
      'basic',
      'bearer',
      'none',
    ),
    upgrade: oneOf('twilio-sha1', 'plivo-v3', 'vonage-jwt', 'basic', 'bearer', 'none'),
    tokenParameter: text,
  }),
  limits: fields({
    startMsMax: whole(100, WAIT_MS_MAX).optional(),
    messageBytesMax: whole(1024, SOCKET_MESSAGE_BYTES_MAX).optional(),
    idleMsMax: whole(1000, WAIT_MS_MAX).optional(),
  }).optional(),
});
