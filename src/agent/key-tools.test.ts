// The built-in functions around keys: what the model may say, what it is told, and what it never is.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { simulatedToolContext } from '../testing/simulated-tool-context.ts';
import type { Entry } from '../nodes/tool-asks.ts';
import type { ToolContext } from '../nodes/tool.ts';
import type { Tool } from './define-tool.ts';
import {
  collectDigits,
  sendDigits,
  type CollectDigitsArguments,
  type PrivateDigitsResult,
} from './key-tools.ts';

test('collect_digits gives the model what was typed', async () => {
  const context = simulatedToolContext({ entries: ['4711'] });
  const tool = collectDigits();
  assert.equal(tool.name, 'collect_digits');
  assert.deepEqual(await tool.run({ length: 4 }, context), { status: 'entered', digits: '4711' });
  assert.deepEqual(context.asked, [
    {
      kind: 'collect-digits',
      wish: { length: 4, terminator: '#', timeoutMs: 10_000, private: false },
    },
  ]);
});

test('a length of the business’s own is not for the model to choose', async () => {
  const tool = collectDigits({
    length: 16,
    terminator: null,
    keyTimeout: '5s',
    prompt: 'Your card, please.',
  });
  assert.deepEqual(tool.parameters['properties'], {});
  const context = simulatedToolContext();
  await tool.run({}, context);
  assert.deepEqual(context.asked, [
    {
      kind: 'collect-digits',
      wish: { length: 16, prompt: 'Your card, please.', terminator: null, timeoutMs: 5_000, private: false },
    },
  ]);
});

test('private digits go to the business, and the model is told how many there were and what came of them', async () => {
  const charged: string[] = [];
  const tool = collectDigits({
    name: 'take_card',
    private: true,
    use: (digits, { callId }) => {
      charged.push(`${callId} ${digits}`);
      return { charged: true };
    },
  });
  const context = simulatedToolContext({ entries: ['4111111111111111'] });
  assert.deepEqual(await tool.run({}, context), {
    status: 'entered',
    length: 16,
    result: { charged: true },
  });
  assert.deepEqual(charged, ['call_test 4111111111111111']);
  assert.ok(context.asked[0]?.kind === 'collect-digits' && context.asked[0].wish.private === true);
});

test('private digits that are not whole are used by nobody, and not told', async () => {
  const tool = collectDigits({ private: true, use: () => assert.fail('used') });
  const context = simulatedToolContext({ entries: [{ status: 'timeout', digits: '4111' }] });
  assert.deepEqual(await tool.run({}, context), { status: 'timeout', length: 4 });
});

test('what could never work is refused where it is defined', () => {
  assert.throws(() => collectDigits({ length: 0 }), { code: 'DIGITS_INVALID' });
  assert.throws(() => collectDigits({ terminator: '##' }), { code: 'DIGITS_INVALID' });
  assert.throws(() => collectDigits({ keyTimeout: '5m' }), { code: 'DIGITS_INVALID' });
  assert.throws(() => collectDigits({ keyTimeout: 'soon' as '1s' }), { code: 'TOOL_INVALID' });
});

test('send_digits presses keys, and nothing else', async () => {
  const tool = sendDigits();
  const context = simulatedToolContext();
  assert.equal((await tool.run({ digits: '1w2#' }, context)).status, 'sent');
  assert.deepEqual(context.asked, [{ kind: 'send-digits', digits: '1w2#' }]);
  for (const digits of ['', 'w', 'one', '1'.repeat(65)]) {
    assert.equal(tool.check(JSON.stringify({ digits })).ok, false, digits);
  }
  assert.ok(tool.check('{"digits":"1w2W*#"}').ok);
});

// Types: what a use returns is what the model is told, and digits are no part of it.
const shown = collectDigits({ length: 4 }) satisfies Tool<CollectDigitsArguments, Entry>;
const hidden = collectDigits({ private: true, use: (digits) => digits.length }) satisfies Tool<
  CollectDigitsArguments,
  PrivateDigitsResult<number>
>;
void shown;
void (async (context: ToolContext) => {
  const result = await hidden.run({}, context);
  // @ts-expect-error -- there is no way from private digits to the model.
  void result.digits;
  // @ts-expect-error -- a private entry without anybody to use it is a mistake.
  collectDigits({ private: true });
  // @ts-expect-error -- how long to wait is never guessed.
  void context.collectDigits({ length: 4 });
  const entry = await context.collectDigits({ timeoutMs: 5_000 });
  const status: 'entered' | 'timeout' | 'hung-up' | 'cancelled' = entry.status;
  void status;
  const sending: { readonly status: 'sent' | 'cut' } = await context.sendDigits('1w2#');
  void sending;
});
