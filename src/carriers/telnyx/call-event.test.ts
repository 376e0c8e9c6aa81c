// Events of Call Control: what is read of them, what each means, and that nothing that comes makes a reader throw.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { parseCallEvent } from './call-event.ts';
import { eventMeaning, type EventMeaning } from './event-meaning.ts';
import { legNote, readLegNote, type Following, type LegNote } from './leg-note.ts';

function body(type: string, payload: object = {}, note: LegNote | null = null): string {
  return JSON.stringify({
    data: {
      event_type: type,
      id: 'evt_1',
      occurred_at: '2026-01-01T00:00:00.000Z',
      record_type: 'event',
      payload: {
        call_control_id: 'v3:A',
        call_session_id: 's',
        client_state: note === null ? null : legNote(note),
        from: '+14155550100',
        to: '+14155550199',
        ...payload,
      },
    },
  });
}

function meaning(text: string, ours: readonly string[] = [], callId: string | null = null): EventMeaning {
  const event = parseCallEvent(text);
  assert.ok(event !== null);
  return eventMeaning(event, callId, (streamId) => ours.includes(streamId));
}

/** Of a call that we placed. */
const placed = (text: string): EventMeaning => meaning(text, [], 'call_1');

const NOTHING: EventMeaning = { kind: 'news', news: { kind: 'nothing' } };
const PLACED: LegNote = { leg: 'placed' };
const HUMAN: LegNote = { leg: 'human', of: 'v3:A' };

test('an event is read with its leg, its numbers and our note', () => {
  const event = parseCallEvent(body('call.initiated', { direction: 'incoming', state: 'parked' }));
  assert.deepEqual(event, {
    eventId: 'evt_1',
    type: 'call.initiated',
    callControlId: 'v3:A',
    from: '+14155550100',
    to: '+14155550199',
    incoming: true,
    note: null,
    streamId: '',
    conferenceId: '',
    failure: '',
    hangUpCause: '',
    sipCause: '',
    notified: '',
    result: '',
  });
});

test('a REFER is told by what its target answered, on the leg that was referred', () => {
  const refer = (type: string, answer: object, note: LegNote | null = { leg: 'referring' }) =>
    meaning(body(`call.refer.${type}`, answer, note));
  const over = (status: string): EventMeaning =>
    ({
      kind: 'news',
      news: { kind: 'dial-over', carrierCallId: 'v3:A', from: '', status, over: false },
    }) as EventMeaning;
  assert.deepEqual(refer('started', {}), NOTHING);
  assert.deepEqual(refer('completed', { sip_notify_response: 200 }), over('answered'));
  assert.deepEqual(refer('completed', {}), over('answered'));
  assert.deepEqual(refer('failed', { sip_notify_response: 486 }), over('busy'));
  assert.deepEqual(refer('failed', {}), over('failed'));
  assert.deepEqual(refer('failed', { sip_notify_response: 486 }, { leg: 'talking' }), NOTHING);
});

test('a call that we placed is told from its order to who picked up, by our id', () => {
  const call = { callId: 'call_1', carrierCallId: 'v3:A' };
  const out = { direction: 'outgoing' };
  assert.deepEqual(placed(body('call.initiated', out, PLACED)), {
    kind: 'news',
    news: { kind: 'status', ...call, over: false, progress: 'queued' },
  });
  assert.deepEqual(placed(body('call.answered', out, PLACED)), {
    kind: 'news',
    news: { kind: 'answered', ...call, from: '+14155550100' },
  });
  assert.deepEqual(
    placed(body('call.machine.premium.detection.ended', { result: 'human_business' }, { leg: 'talking' })),
    {
      kind: 'news',
      news: {
        kind: 'answered-by',
        ...call,
        by: 'human',
        greetingOver: false,
        beep: false,
        detail: 'human_business',
      },
    },
  );
  // A leg to a human goes out as well, and its events come to the same address.
  for (const type of ['call.initiated', 'call.answered'])
    assert.deepEqual(placed(body(type, out, HUMAN)), NOTHING);
  assert.deepEqual(meaning(body('call.answered', out, PLACED)), NOTHING);
  assert.deepEqual(meaning(body('call.machine.detection.ended', { result: 'machine' }, PLACED)), NOTHING);
});

test('a call that nobody answered ends by its cause, with the code of SIP; one that was talked on is through', () => {
  const end = (note: LegNote | null, hangUpCause: string, sipCause = 'unspecified') => {
    const told = placed(body('call.hangup', { hangup_cause: hangUpCause, sip_hangup_cause: sipCause }, note));
    assert.ok(told.kind === 'news' && told.news.kind === 'status' && told.news.over);
    return [told.news.progress, told.news.code];
  };
  assert.deepEqual(end(PLACED, 'user_busy', '486'), ['busy', '486']);
  assert.deepEqual(end(PLACED, 'call_rejected', '603'), ['busy', '603']);
  assert.deepEqual(end(PLACED, 'timeout'), ['no-answer', 'timeout']);
  assert.deepEqual(end(PLACED, 'no_answer', '480'), ['no-answer', '480']);
  assert.deepEqual(end(PLACED, 'originator_cancel', '487'), ['canceled', '487']);
  assert.deepEqual(end(PLACED, 'not_found', '404'), ['failed', '404']);
  assert.deepEqual(end(PLACED, 'unspecified'), ['failed', 'unspecified']);
  assert.deepEqual(end(PLACED, 'normal_clearing', '200'), ['completed', undefined]);
  assert.deepEqual(end({ leg: 'talking' }, 'unspecified', '500'), ['completed', undefined]);
});

test('a body that names no leg is none', () => {
  for (const text of ['', '{', 'null', '[]', '{"data":{}}', '{"data":{"event_type":"x","payload":{}}}'])
    assert.equal(parseCallEvent(text), null);
});

test('a call that comes in is announced; a leg that we dialled is not', () => {
  assert.deepEqual(meaning(body('call.initiated', { direction: 'incoming' })), {
    kind: 'news',
    news: {
      kind: 'incoming',
      call: { carrierCallId: 'v3:A', from: '+14155550100', to: '+14155550199', fromState: null },
    },
  });
  assert.deepEqual(meaning(body('call.initiated', { direction: 'outgoing' }, HUMAN)), NOTHING);
});

test('what was settled before follows when its command is through', () => {
  const next: Following = { kind: 'say', text: 'Bye', language: 'en-US', dial: null };
  for (const type of ['call.answered', 'call.speak.ended'])
    assert.deepEqual(meaning(body(type, {}, { leg: 'caller', next })), { kind: 'follow', next });
  assert.deepEqual(meaning(body('call.answered', {}, { leg: 'talking' })), NOTHING);
  assert.deepEqual(meaning(body('call.answered')), NOTHING);
});

test('the human’s leg tells how a transfer went, and of which call', () => {
  const over = (type: string, payload: object = {}) => {
    const told = meaning(body(type, { call_control_id: 'v3:B', ...payload }, HUMAN));
    return told.kind === 'news' && told.news.kind === 'dial-over' ? told.news : null;
  };
  const news = { kind: 'dial-over', carrierCallId: 'v3:A', from: '', over: false };
  assert.deepEqual(over('call.bridged'), { ...news, status: 'answered' });
  for (const [cause, status] of [
    ['user_busy', 'busy'],
    ['call_rejected', 'busy'],
    ['timeout', 'no-answer'],
    ['no_answer', 'no-answer'],
    ['normal_clearing', 'no-answer'],
    ['not_found', 'failed'],
    ['unspecified', 'failed'],
  ])
    assert.deepEqual(over('call.hangup', { hangup_cause: cause }), { ...news, status });
  assert.deepEqual(over('call.hangup', { hangup_cause: 'originator_cancel' }), {
    ...news,
    status: 'no-answer',
    over: true,
  });
  assert.equal(over('call.answered'), null);
});

test('the caller’s end is the end of the call, and of a transfer that nobody has answered', () => {
  assert.deepEqual(meaning(body('call.hangup', { hangup_cause: 'normal_clearing' })), {
    kind: 'news',
    news: { kind: 'status', carrierCallId: 'v3:A', over: true, progress: 'completed' },
  });
  const gone = { hangup_cause: 'originator_cancel', sip_hangup_cause: '487' };
  assert.deepEqual(meaning(body('call.hangup', gone)), {
    kind: 'news',
    news: { kind: 'status', carrierCallId: 'v3:A', over: true, progress: 'canceled', code: '487' },
  });
  assert.deepEqual(meaning(body('call.hangup', gone, { leg: 'talking' })), {
    kind: 'news',
    news: { kind: 'status', carrierCallId: 'v3:A', over: true, progress: 'completed' },
  });
  assert.deepEqual(meaning(body('call.hangup', {}, { leg: 'dialling' })), {
    kind: 'news',
    news: { kind: 'dial-over', carrierCallId: 'v3:A', from: '', status: 'no-answer', over: true },
  });
});

test('a stream’s end counts where its socket was not with us, and the call is with nobody else', () => {
  const over = {
    kind: 'news',
    news: { kind: 'stream-over', carrierCallId: 'v3:A', from: '+14155550100', over: false },
  };
  for (const type of ['streaming.stopped', 'streaming.failed']) {
    const stream = { stream_id: 's1', failure_reason: 'connection_failed' };
    assert.deepEqual(meaning(body(type, stream, { leg: 'talking' })), over);
    assert.deepEqual(meaning(body(type, stream), ['s1']), NOTHING);
    assert.deepEqual(meaning(body(type, stream, { leg: 'dialling' })), NOTHING);
  }
  for (const type of ['streaming.started', 'call.dtmf.received', 'call.weather'])
    assert.deepEqual(meaning(body(type, { stream_id: 's1' })), NOTHING);
});

test('a note comes back as it was written, whatever was to be said', () => {
  const following: fc.Arbitrary<Following> = fc.oneof(
    fc.record({
      kind: fc.constant('say' as const),
      text: fc.string({ minLength: 1, unit: 'grapheme' }),
      language: fc.constant('en-US'),
      dial: fc.option(fc.string({ minLength: 1 })),
    }),
    fc.record({ kind: fc.constant('dial' as const), to: fc.string({ minLength: 1 }) }),
    fc.constant({ kind: 'hang-up' as const }),
  );
  const note: fc.Arbitrary<LegNote> = fc.oneof(
    fc.constant({ leg: 'talking' as const }),
    fc.constant({ leg: 'dialling' as const }),
    fc.record({ leg: fc.constant('human' as const), of: fc.string({ minLength: 1 }) }),
    fc.record({ leg: fc.constant('caller' as const), next: following }),
  );
  fc.assert(fc.property(note, (one) => assert.deepEqual(readLegNote(legNote(one)), structuredClone(one))));
});

test('a note that is none of ours is none, and no body makes a reader throw', () => {
  for (const state of [
    '',
    'aGF2ZSBhIG5pY2UgZGF5ID1d',
    '%%%',
    btoa('{"leg":"human"}'),
    btoa('{"leg":"caller"}'),
  ])
    assert.equal(readLegNote(state), null);
  assert.equal(readLegNote(btoa('{"leg":"caller","next":{"kind":"dial"}}')), null);
  assert.equal(readLegNote(btoa('{"leg":"caller","next":{"kind":"say","text":"a","language":"en"}}')), null);
  fc.assert(fc.property(fc.string(), (text) => void readLegNote(text)));
  fc.assert(fc.property(fc.oneof(fc.string(), fc.json()), (text) => void parseCallEvent(text)));
  fc.assert(
    fc.property(fc.jsonValue(), (payload) => {
      const data = { event_type: 'call.hangup', id: 'e', payload };
      const event = parseCallEvent(JSON.stringify({ data }));
      if (event !== null) eventMeaning(event, 'call_1', () => false);
    }),
  );
});
