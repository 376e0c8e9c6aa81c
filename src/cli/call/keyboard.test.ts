// Typing while the call is told: nothing typed is lost, and what is told does not run into it.
import assert from 'node:assert/strict';
import { PassThrough } from 'node:stream';
import { test } from 'node:test';
import { keyboard } from './keyboard.ts';

/** A keyboard on a screen that remembers, and the rows that a person would see. */
function stage(isScreen = true) {
  const input = new PassThrough();
  const output = new PassThrough();
  const keys = keyboard({ input, output, isScreen });
  const type = (text: string): Promise<void> =>
    new Promise((resolve) => {
      input.write(text);
      setImmediate(resolve);
    });
  const seen = (): string => String((output.read() as Buffer | null) ?? '');
  return { keys, type, seen, lines: keys.lines[Symbol.asyncIterator]() };
}

test('a line that is typed before anybody listens is kept', async () => {
  const { keys, type } = stage();
  await type('hello\r');
  const lines = keys.lines[Symbol.asyncIterator]();
  assert.deepEqual(await lines.next(), { done: false, value: 'hello' });
  keys.close();
  assert.equal((await lines.next()).done, true);
});

test('what is told stands above a line that is half typed, which is shown again whole', async () => {
  const { keys, type, seen } = stage();
  await type('I would li');
  seen();
  keys.print('agent: Good morning.');
  const shown = seen();
  const wiped = '\u001B[1G\u001B[2K';
  assert.ok(shown.startsWith(`${wiped}agent: Good morning.\n`), JSON.stringify(shown));
  assert.match(shown, /› I would li/);
  keys.close();
});

test('Ctrl-C and Ctrl-D end the lines', async () => {
  for (const key of ['\u0003', '\u0004']) {
    const { lines, type } = stage();
    await type(key);
    assert.equal((await lines.next()).done, true);
  }
});

test('after the end, and where there is no screen, what is told is plain', async () => {
  const closed = stage();
  closed.keys.close();
  closed.keys.close();
  closed.seen();
  closed.keys.print('over');
  assert.equal(closed.seen(), 'over\n');
  const file = stage(false);
  await file.type('12#\n');
  file.keys.print('told');
  assert.equal(file.seen(), 'told\n');
  assert.equal((await file.lines.next()).value, '12#');
});
