// The cache's bound.
import { equal, ok } from 'node:assert/strict';
import { test } from 'node:test';
import { soundCache } from './sound-cache.ts';

test('the longest unused sound is given up when the cache is full', () => {
  const cache = soundCache(250);
  const sound = (length: number) => new Uint8Array(length);
  cache.keep('a', sound(100));
  cache.keep('b', sound(100));
  ok(cache.find('a') !== undefined);
  cache.keep('c', sound(100));
  equal(cache.find('b'), undefined);
  ok(cache.find('a') !== undefined && cache.find('c') !== undefined);
});

test('a sound larger than the cache is not kept, and one kept twice counts once', () => {
  const cache = soundCache(250);
  cache.keep('a', new Uint8Array(200));
  cache.keep('a', new Uint8Array(240));
  ok(cache.find('a') !== undefined);
  equal(cache.keep('b', new Uint8Array(300)).length, 300);
  equal(cache.find('b'), undefined);
});
