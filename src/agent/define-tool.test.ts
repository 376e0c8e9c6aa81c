// A tool is told to the model as JSON Schema, checks what the model sends, and runs with typed arguments.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { z } from 'zod';
import { OffhookError } from '../base/errors.ts';
import { simulatedToolContext } from '../testing/simulated-tool-context.ts';
import { defineTool, type ToolOptions } from './define-tool.ts';
import type { Duration } from './duration.ts';

const book = defineTool({
  name: 'book',
  description: 'Books a table.',
  parameters: z.object({
    name: z.string().min(1).describe('Who comes.'),
    guests: z.int().min(1).max(12),
    day: z.enum(['today', 'tomorrow']).optional(),
    on: z.iso.date().optional(),
  }),
  run: (args) => ({ booked: `${args.name} ${args.guests}` }),
});

function options(change: Record<string, unknown>): ToolOptions<z.ZodObject, unknown> {
  const fitting = { name: 'book', description: 'Books.', parameters: z.object({}), run: () => null };
  return { ...fitting, ...change };
}

test('a model is told an object with properties and required, and nothing only validators need', () => {
  assert.deepEqual(book.parameters, {
    type: 'object',
    properties: {
      name: { type: 'string', minLength: 1, description: 'Who comes.' },
      guests: { type: 'integer', minimum: 1, maximum: 12 },
      day: { type: 'string', enum: ['today', 'tomorrow'] },
      on: { type: 'string', format: 'date' },
    },
    required: ['name', 'guests'],
  });
  assert.deepEqual(defineTool(options({})).parameters, { type: 'object', properties: {}, required: [] });
});

test('properties called like keywords of JSON Schema stay', () => {
  const parameters = z.object({ pattern: z.string(), format: z.string(), minimum: z.int() });
  const { properties } = defineTool(options({ parameters })).parameters;
  assert.deepEqual(properties, {
    pattern: { type: 'string' },
    format: { type: 'string' },
    minimum: { type: 'integer' },
  });
});

test('arguments that fit are given as their types', () => {
  assert.deepEqual(book.check('{"name":"Ada","guests":2}'), { ok: true, value: { name: 'Ada', guests: 2 } });
});

test('a null for what is optional counts as left out', () => {
  assert.deepEqual(book.check('{"name":"Ada","guests":2,"day":null}'), {
    ok: true,
    value: { name: 'Ada', guests: 2 },
  });
});

test('no text at all is a call without arguments', () => {
  assert.deepEqual(defineTool(options({})).check(''), { ok: true, value: {} });
});

test('what is wrong is said field by field, in words that a model can act on', () => {
  const check = book.check('{"guests":40,"day":"monday"}');
  assert.ok(!check.ok);
  assert.match(check.problem, /name: is missing, expected string/);
  assert.match(check.problem, /guests: .*12.*, not 40/);
  assert.match(check.problem, /day: .*today.*tomorrow.*, not "monday"/);
  assert.match(check.problem, /Ask the caller/);
});

test('arguments that are no JSON, or no object, are a problem and not an exception', () => {
  for (const text of ['{', 'null', '[]', '"x"', '{"name":']) {
    const check = book.check(text);
    assert.ok(!check.ok, text);
    assert.notEqual(check.problem, '');
  }
});

test('time limits are milliseconds, 3 s and no filler unless the tool says otherwise', () => {
  assert.deepEqual([book.timeMsMax, book.filler, book.fillerAfterMs], [3000, null, 1000]);
  const slow = defineTool(options({ timeout: '1m', filler: 'One moment.', fillerAfter: '500ms' }));
  assert.deepEqual([slow.timeMsMax, slow.filler, slow.fillerAfterMs], [60_000, 'One moment.', 500]);
});

test('a tool that no model could call is refused, with its name and how to mend it', () => {
  const refused: readonly [Record<string, unknown>, RegExp][] = [
    [{ name: 'book a table' }, /"book a table": must be 1 to 64 letters/],
    [{ name: 'x'.repeat(65) }, /1 to 64/],
    [{ name: undefined }, /1 to 64/],
    [{ description: ' ' }, /book: description/],
    [{ parameters: z.string() }, /book: parameters: must be a z\.object/],
    [{ parameters: { name: 'string' } }, /book: parameters: must be a z\.object/],
    [{ parameters: z.object({ on: z.date() }) }, /book: parameters: Date cannot/],
    [{ timeout: '3' }, /book: timeout: must be 100ms to 60s/],
    [{ timeout: '2m' }, /book: timeout/],
    [{ filler: '' }, /book: filler/],
    [{ run: undefined }, /book: run/],
  ];
  for (const [change, message] of refused) {
    assert.throws(
      () => defineTool(options(change)),
      (error) =>
        error instanceof OffhookError && error.code === 'TOOL_INVALID' && message.test(error.message),
      String(message),
    );
  }
});

test('arguments and result are typed from the parameters and from what run returns', async () => {
  const context = simulatedToolContext();
  const result = await book.run({ name: 'Ada', guests: 2 }, context);
  const booked: string = result.booked;
  assert.equal(booked, 'Ada 2');
  // The lines below are checked by the compiler and never run.
  const never = () => {
    // @ts-expect-error: guests is a number.
    void book.run({ name: 'Ada', guests: '2' }, context);
    // @ts-expect-error: name is missing.
    void book.run({ guests: 2 }, context);
    // @ts-expect-error: the result has no such field.
    void book.run({ name: 'Ada', guests: 2 }, context).then(({ refused }) => refused);
    defineTool({
      name: 'typed',
      description: 'Typed.',
      parameters: z.object({ when: z.enum(['am', 'pm']).default('am') }),
      // @ts-expect-error: there is no argument of this name.
      run: ({ where }) => where,
    });
    defineTool({
      name: 'typed',
      description: 'Typed.',
      // @ts-expect-error: parameters are an object.
      parameters: z.string(),
      run: () => null,
    });
    // @ts-expect-error: a duration has a unit.
    const noUnit: Duration = '3';
    assert.notEqual(noUnit, null);
  };
  assert.equal(typeof never, 'function');
});

test('what run throws is a rejection, not an exception', async () => {
  const fails = defineTool(
    options({
      run: () => {
        throw new Error('no');
      },
    }),
  );
  const running = fails.run({}, simulatedToolContext());
  await assert.rejects(running, /no/);
});
