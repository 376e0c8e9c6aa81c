// Tests of what is kept of a call that is redacted, record by record.
import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import type { CallId, ItemId, ToolCallId } from '../../base/brand.ts';
import type { EpochMs } from '../../base/time.ts';
import type { JournalEvent } from '../../frames/journal-event.ts';
import { REDACTABLES, type Redactable } from '../../frames/redactable.ts';
import { callRedactor, KEYS_SHOWN_MAX } from './call-redactor.ts';

/** A redactor to which events are told one by one; each says what is kept, and what is written again. */
function bench(kinds: readonly Redactable[] = REDACTABLES) {
  const redactor = callRedactor({ kinds, languages: ['en-US'] });
  let sequence = 0;
  return (event: JournalEvent, atMs = sequence * 1000) => {
    sequence += 1;
    const record = { callId: 'call_a' as CallId, sequence, atMs, wall: 0 as EpochMs, event };
    return { kept: redactor.take(record).event, again: redactor.again() };
  };
}

let items = 0;
const said = (text: string) =>
  ({ kind: 'caller.said', itemId: `item_${(items += 1)}` as ItemId, text, startedMs: 0 }) as const;
const answered = (text: string, heard = text) =>
  ({
    kind: 'agent.said',
    itemId: `item_${(items += 1)}` as ItemId,
    said: text,
    heard,
    heardMs: 1,
    producedMs: 1,
    startedMs: 0,
  }) as const;

void suite('the redactor of a call', () => {
  test('takes a number out of a line, and says what stood there', () => {
    const tell = bench();
    const line = said('It is 4111 1111 1111 1111.');
    assert.deepEqual(tell(line), {
      kept: { ...line, text: 'It is [card].', redacted: ['card'] },
      again: [],
    });
  });

  test('hands on what has nothing to take out as the very same record', () => {
    const tell = bench();
    for (const event of [said('Hello there.'), answered('Hi.'), { kind: 'recording.started' } as const])
      assert.equal(tell(event).kept, event);
  });

  test('hides a number that the caller spreads over several lines, and writes the earlier ones again', () => {
    const tell = bench();
    const lines = [said('My card is 4111 1111.'), said('1111'), said('and 1111, that is all')];
    const [first, second] = lines;
    assert.equal(tell(lines[0] as JournalEvent).kept, first);
    tell(answered('Go on.'));
    assert.equal(tell(lines[1] as JournalEvent).kept, second);
    const { kept, again } = tell(lines[2] as JournalEvent);
    assert.deepEqual(kept, { ...lines[2], text: '[card], that is all', redacted: ['card'] });
    assert.deepEqual(again, [
      { ...first, text: 'My card is [card]', redacted: ['card'] },
      { ...second, text: '[card]', redacted: ['card'] },
    ]);
    for (const event of again) assert.equal(tell(event).kept, event);
  });

  test('does not join what the caller says elsewhere between', () => {
    const tell = bench();
    tell(said('It is 4111 1111'));
    tell(said('No, wait.'));
    const line = said('1111 1111');
    assert.deepEqual(tell(line), { kept: line, again: [] });
  });

  test('hides a piece of a number that was said whole before, and leaves its last four digits', () => {
    const tell = bench();
    tell(said('4111 1111 1111 1111'));
    const { kept } = tell(answered('I have 4111 1111, ending in 1111.'));
    assert.deepEqual('said' in kept && kept.said, 'I have [card], ending in 1111.');
  });

  test('hides what was heard of a number of which the caller heard a part', () => {
    const { kept } = bench()(answered('Your phone is 415 555 0123, right?', 'Your phone is 415 55'));
    assert.ok(kept.kind === 'agent.said');
    assert.deepEqual([kept.said, kept.heard], ['Your phone is [phone], right?', 'Your phone is [phone]']);
  });

  test('takes numbers out of what tools are called with and answer', () => {
    const tell = bench();
    const toolCallId = 'tool_1' as ToolCallId;
    const called = { kind: 'tool.called', toolCallId, name: 'pay' } as const;
    const settled = { kind: 'tool.settled', toolCallId, name: 'pay', status: 'ok', tookMs: 1 } as const;
    assert.deepEqual(tell({ ...called, argumentsJson: '{"card":"4111111111111111","cents":1250}' }).kept, {
      ...called,
      argumentsJson: '{"card":"[card]","cents":1250}',
    });
    assert.deepEqual(tell({ ...settled, outputJson: '{"mail":"ann@example.com"}' }).kept, {
      ...settled,
      outputJson: '{"mail":"[email]"}',
    });
  });

  test('shows the first keys of a number alone, and the keys of a menu', () => {
    const tell = bench();
    const keys = (typed: string, everyMs: number, from: number) =>
      Array.from(typed, (digit, index) => {
        const { kept } = tell({ kind: 'caller.digit', digit }, from + index * everyMs);
        return kept.kind === 'caller.digit' ? kept.digit : '';
      }).join('');
    assert.equal(keys('4111#', 300, 0), `${'411'.slice(0, KEYS_SHOWN_MAX)}x#`);
    assert.equal(keys('1212', 20_000, 60_000), '1212');
    assert.deepEqual(tell({ kind: 'digits.sent', digits: '4111w1111w1111w1111#', status: 'sent' }).kept, {
      kind: 'digits.sent',
      digits: 'x'.repeat(16),
      status: 'sent',
    });
  });

  test('leaves the numbers of the call itself, and what the business has given it', () => {
    const opened: JournalEvent = {
      kind: 'call.opened',
      carrier: 'twilio',
      carrierCallId: 'CA1',
      direction: 'inbound',
      from: '+14155550123',
      to: '+14155550199',
      agent: 'desk',
      model: 'm',
      variables: { mail: 'ann@example.com' },
      redact: ['phone', 'email'],
    };
    assert.equal(bench()(opened).kept, opened);
  });

  test('takes out of what a human is told what the caller said', () => {
    const briefing = { caller: 'Ann, 415-555-0123', reason: 'card 4111111111111111', tried: '' };
    const { kept } = bench()({ kind: 'briefing.wanted', callId: 'call_b' as CallId, briefing });
    assert.ok(kept.kind === 'briefing.wanted');
    assert.deepEqual(kept.briefing, { caller: 'Ann, [phone]', reason: 'card [card]', tried: '' });
  });
});
