// What a function returns becomes small JSON, whatever it is.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { TOOL_OUTPUT_CHARS_MAX, toolOutput } from './tool-output.ts';

test('JSON is handed on as it is, and nothing is null', () => {
  assert.equal(toolOutput({ open: true }), '{"open":true}');
  assert.equal(toolOutput(undefined), 'null');
});

test('what is no JSON is said to be none', () => {
  const circle: { self?: unknown } = {};
  circle.self = circle;
  for (const value of [1n, circle, () => 1, Symbol('x')]) assert.match(toolOutput(value), /is no JSON/);
});

test('what is too long keeps its beginning and says how long it was', () => {
  const cut = JSON.parse(toolOutput('x'.repeat(20_000)));
  assert.equal(cut.truncated, true);
  assert.equal(cut.charactersInAll, 20_002);
  assert.match(cut.beginning, /^"x{3999}$/);
});

test('every output is JSON within the bound, also when a text is all quotes', () => {
  const text = fc.oneof(fc.string({ maxLength: 30 }), fc.constantFrom('"', '\\', '\n', '\u0001', '😀'));
  fc.assert(
    fc.property(text, fc.nat(12_000), (piece, times) => {
      const json = toolOutput({ text: piece.repeat(times) });
      assert.ok(json.length <= TOOL_OUTPUT_CHARS_MAX, `${json.length}`);
      JSON.parse(json);
    }),
    { numRuns: 60 },
  );
});
