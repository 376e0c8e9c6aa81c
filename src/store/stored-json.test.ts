// Stored JSON comes back as it went in, but for what no database of ours can keep.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { fromStoredJson, storable, toStoredJson } from './stored-json.ts';

test('what a database can keep comes back as it went in', () => {
  fc.assert(
    fc.property(fc.jsonValue({ stringUnit: 'binary' }), (value) => {
      const cleaned = storable(value);
      assert.deepEqual(fromStoredJson(toStoredJson(value)), JSON.parse(JSON.stringify(cleaned)));
      assert.deepEqual(storable(cleaned), cleaned);
    }),
  );
});

test('no NUL and no half of a surrogate pair is in the text, whatever stands in strings and keys', () => {
  const text = fc
    .array(fc.constantFrom('\0', '\ud83d', '\ude00', 'a', '\\u0000', '😀'))
    .map((parts) => parts.join(''));
  fc.assert(
    fc.property(text, text, (key, value) => {
      const { [storable(key)]: kept } = fromStoredJson<Record<string, unknown>>(
        toStoredJson({ [key]: [value] }),
      );
      assert.deepEqual(kept, [storable(value)]);
      assert.ok(storable(value).isWellFormed() && !storable(value).includes('\0'));
    }),
  );
  assert.equal(storable('a\0b\ud83d😀'), 'a\uFFFDb\uFFFD😀');
});

test('what JSON has no word for becomes null', () => {
  assert.equal(fromStoredJson(toStoredJson(undefined)), null);
});
