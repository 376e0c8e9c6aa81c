// Bandwidth's door: whose requests get in, what they mean, and each next step as BXML.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { CallId } from '../../base/brand.ts';
import type { NextStep } from '../../call/next-step.ts';
import { basicHeader } from '../envelope/credentials.ts';
import type { CarrierNews } from '../carrier-door.ts';
import type { ControlResult } from '../carrier.ts';
import type { BandwidthControl } from './control.ts';
import { BANDWIDTH_PATHS, bandwidthDoor } from './door.ts';

const ORIGIN = 'https://voice.example.com';
const CALL = { callId: 'c-1', from: '+14155550100', to: '+14155550199' } as const;

function doorOf(ways: { secrets?: readonly string[]; number?: string | null } = {}) {
  const { secrets = ['a-secret'], number = null } = ways;
  const ended: string[] = [];
  const done = (): Promise<ControlResult> => Promise.resolve({ done: true });
  const control: BandwidthControl = {
    hangUp: done,
    dial: done,
    endConference: (id) => (ended.push(id), done()),
  };
  const door = bandwidthDoor({ secrets, control, number });
  const read = (target: string, body: string, authorization: string | undefined) =>
    door.webhooks
      .find(({ path }) => path === target.split('?')[0])
      ?.read({ method: 'POST', origins: [ORIGIN], target, headers: { authorization }, body });
  const news = (target: string, fields: object): CarrierNews | null => {
    const reading = read(target, JSON.stringify({ ...CALL, ...fields }), basicHeader('a-secret'));
    return reading?.ok === true ? reading.news : null;
  };
  const bxml = (step: NextStep): string =>
    door.answer(step, ORIGIN, '', 'c-1').body.replace('<?xml version="1.0" encoding="UTF-8"?>', '');
  return { door, read, news, bxml, ended };
}

test('a webhook is let in by either password, and turned away without one', () => {
  const { read } = doorOf({ secrets: ['new', 'old'] });
  const body = JSON.stringify(CALL);
  for (const secret of ['new', 'old'])
    assert.equal(read(BANDWIDTH_PATHS.incoming, body, basicHeader(secret))?.ok, true);
  const because = (authorization: string | undefined) => {
    const reading = read(BANDWIDTH_PATHS.incoming, body, authorization);
    return reading?.ok === false ? [reading.cause, reading.reason] : null;
  };
  assert.deepEqual(because(undefined), ['forged', 'credentials-missing']);
  assert.deepEqual(because(basicHeader('guess')), ['forged', 'credentials-mismatch']);
  const nothing = read(BANDWIDTH_PATHS.incoming, '[]', basicHeader('new'));
  assert.deepEqual(nothing, { ok: false, cause: 'unreadable', reason: 'no-call' });
});

test('what Bandwidth tells of a call is news', () => {
  const { news } = doorOf();
  assert.deepEqual(news(BANDWIDTH_PATHS.incoming, { eventType: 'initiate' }), {
    kind: 'incoming',
    call: { carrierCallId: 'c-1', from: CALL.from, to: CALL.to, fromState: null },
  });
  assert.deepEqual(news(BANDWIDTH_PATHS.afterStream, { eventType: 'redirect' }), {
    kind: 'stream-over',
    carrierCallId: 'c-1',
    from: CALL.from,
    over: false,
  });
  assert.deepEqual(news(`${BANDWIDTH_PATHS.answered}?call=call_7`, { eventType: 'answer' }), {
    kind: 'answered',
    callId: 'call_7',
    carrierCallId: 'c-1',
    from: CALL.from,
  });
  assert.equal(news(BANDWIDTH_PATHS.answered, { eventType: 'answer' }), null);
});

test('how a transfer came out is told by its cause', () => {
  const { news } = doorOf();
  const statusOf = (cause: string) => {
    const told = news(BANDWIDTH_PATHS.afterDial, { eventType: 'transferComplete', cause });
    return told?.kind === 'dial-over' ? told.status : null;
  };
  assert.deepEqual(
    ['hangup', 'busy', 'timeout', 'rejected', 'error', 'something new'].map((cause) => statusOf(cause)),
    ['answered', 'busy', 'no-answer', 'no-answer', 'failed', 'failed'],
  );
});

test('how a call ended is told by its cause, and what went wrong by the word for it', () => {
  const { news } = doorOf();
  const endOf = (fields: object) => {
    const told = news(`${BANDWIDTH_PATHS.status}?call=call_7`, { eventType: 'disconnect', ...fields });
    return told?.kind === 'status' ? [told.over, told.progress, told.code ?? null] : null;
  };
  assert.deepEqual(endOf({ cause: 'hangup' }), [true, 'completed', null]);
  assert.deepEqual(endOf({ cause: 'busy' }), [true, 'busy', 'busy']);
  assert.deepEqual(endOf({ cause: 'timeout' }), [true, 'no-answer', 'timeout']);
  assert.deepEqual(endOf({ cause: 'cancel' }), [true, 'canceled', 'cancel']);
  assert.deepEqual(endOf({ cause: 'rejected' }), [true, 'failed', 'rejected']);
  const answerTime = '2026-01-01T00:00:00Z';
  assert.deepEqual(endOf({ cause: 'invalid-bxml', answerTime }), [true, 'completed', 'invalid-bxml']);
  assert.deepEqual(news(BANDWIDTH_PATHS.status, { eventType: 'answer' }), { kind: 'nothing' });
});

test('who picked up is told, of a machine with the end of its greeting only where that was waited for', () => {
  const { news } = doorOf();
  const verdict = (value: string, query = '') => {
    const machineDetectionResult = { value, duration: 'PT4S' };
    const told = news(`${BANDWIDTH_PATHS.answeredBy}?call=call_7${query}`, { machineDetectionResult });
    return told?.kind === 'answered-by' ? [told.by, told.greetingOver, told.beep] : null;
  };
  assert.deepEqual(verdict('human'), ['human', false, false]);
  assert.deepEqual(verdict('answering-machine'), ['machine', false, false]);
  assert.deepEqual(verdict('answering-machine', '&spoken=1'), ['machine', true, false]);
  assert.deepEqual(verdict('tone-detected'), ['machine', true, true]);
  assert.deepEqual(verdict('silence', '&spoken=1'), ['unknown', false, false]);
  assert.equal(verdict(''), null);
});

test('a stream that is refused or breaks is trouble, one that ends is not', () => {
  const { news } = doorOf();
  const mediaStream = { id: 's-1' };
  const of = (eventType: string, cause: string) =>
    news(BANDWIDTH_PATHS.streamStatus, { eventType, cause, mediaStream });
  assert.deepEqual(of('mediaStreamRejected', 'duplicate'), {
    kind: 'stream-trouble',
    carrierCallId: 'c-1',
    streamId: 's-1',
    detail: 'mediaStreamRejected: duplicate',
  });
  assert.equal(of('mediaStreamStopped', 'connection-error')?.kind, 'stream-trouble');
  assert.deepEqual(of('mediaStreamStopped', 'closed'), { kind: 'nothing' });
  assert.deepEqual(of('mediaStreamStarted', ''), { kind: 'nothing' });
});

test('a conference that somebody leaves is ended for whoever is left', async () => {
  const { news, ended } = doorOf();
  const left = news(BANDWIDTH_PATHS.conference, {
    eventType: 'conferenceMemberExit',
    conferenceId: 'conf-1',
  });
  assert.equal(left?.kind, 'command-through');
  if (left?.kind === 'command-through') assert.deepEqual(await left.carryOn(), { kind: 'nothing' });
  assert.deepEqual(ended, ['conf-1']);
  const joined = { eventType: 'conferenceMemberJoin', conferenceId: 'conf-1' };
  assert.deepEqual(news(BANDWIDTH_PATHS.conference, joined), { kind: 'nothing' });
});

test('a key is a key, and anything else is none', () => {
  const { news } = doorOf();
  assert.equal(news(BANDWIDTH_PATHS.key, { eventType: 'dtmf', digit: '#' })?.kind, 'command-through');
  assert.equal(news(BANDWIDTH_PATHS.key, { eventType: 'dtmf', digit: '12' }), null);
});

const callId = 'call_1' as CallId;
const CREDENTIALS = 'username="offhook" password="a-secret"';

test('a stream begins with its keys, is waited for, and the call comes back behind it', () => {
  const { bxml } = doorOf();
  assert.equal(
    bxml({ kind: 'connect', callId, token: 't-1' }),
    `<Response><StartGather dtmfUrl="${ORIGIN}/bandwidth/key" dtmfMethod="POST" ${CREDENTIALS}/>` +
      '<StartStream name="agent" mode="bidirectional" tracks="inbound" destination="wss://voice.example.com/bandwidth/media" ' +
      `streamEventUrl="${ORIGIN}/bandwidth/stream-status" streamEventMethod="POST" ${CREDENTIALS}>` +
      '<StreamParam name="token" value="t-1"/></StartStream><StopStream name="agent" wait="true"/>' +
      `<Redirect redirectUrl="${ORIGIN}/bandwidth/after-stream" redirectMethod="POST" ${CREDENTIALS}/></Response>`,
  );
});

test('a transfer first ends the stream and its keys, and shows the number of the account where there is one', () => {
  const transfer = (number: string | null, to: string) =>
    doorOf({ number }).bxml({ kind: 'dial', callId, to });
  const asked = `callTimeout="25" transferCompleteUrl="${ORIGIN}/bandwidth/after-dial" transferCompleteMethod="POST" ${CREDENTIALS}`;
  assert.equal(
    transfer('+14155550199', '+14155550123'),
    '<Response><StopStream name="agent"/><StopGather/>' +
      `<Transfer transferCallerId="+14155550199" ${asked}><PhoneNumber>+14155550123</PhoneNumber></Transfer></Response>`,
  );
  assert.equal(
    transfer(null, 'sip:desk@pbx.example.com'),
    '<Response><StopStream name="agent"/><StopGather/>' +
      `<Transfer ${asked}><SipUri>sip:desk@pbx.example.com</SipUri></Transfer></Response>`,
  );
});

test('a REFER comes back to an address that was given out for this call alone', () => {
  const { bxml, read } = doorOf({ secrets: ['a-secret', 'old'] });
  const document = bxml({ kind: 'dial', callId, to: 'sip:desk@pbx.example.com', refer: true });
  const url = /referCompleteUrl="([^"]+)"/.exec(document)?.[1] ?? '';
  const target = url.replace(ORIGIN, '');
  const told = (id: string, at = target) =>
    read(
      at,
      JSON.stringify({ ...CALL, callId: id, eventType: 'referComplete', referCallStatus: 'success' }),
      undefined,
    );
  assert.deepEqual(told('c-1'), {
    ok: true,
    origin: ORIGIN,
    news: { kind: 'dial-over', carrierCallId: 'c-1', from: CALL.from, status: 'answered', over: true },
  });
  for (const forged of [told('c-2'), told('c-1', BANDWIDTH_PATHS.afterRefer), told('c-1', `${target}x`)])
    assert.deepEqual(forged, { ok: false, cause: 'forged', reason: 'mismatch' });
});

test('a REFER that failed is told by what its target answered, or that it was not taken', () => {
  const { bxml, read } = doorOf();
  const document = bxml({ kind: 'dial', callId, to: 'sip:desk@pbx.example.com', refer: true });
  const target = (/referCompleteUrl="([^"]+)"/.exec(document)?.[1] ?? '').replace(ORIGIN, '');
  const statusOf = (fields: object) => {
    const event = { ...CALL, eventType: 'referComplete', referCallStatus: 'failure', ...fields };
    const reading = read(target, JSON.stringify(event), undefined);
    return reading?.ok === true && reading.news.kind === 'dial-over' ? reading.news.status : null;
  };
  assert.equal(statusOf({ referSipResponseCode: 202, notifySipResponseCode: 486 }), 'busy');
  assert.equal(statusOf({ referSipResponseCode: 405 }), 'failed');
});

test('a text is said in the nearest voice, and what stands in it is no markup', () => {
  const { bxml } = doorOf();
  const said = (language: string) =>
    /locale="([^"]+)"/.exec(bxml({ kind: 'say', text: 'x', language, next: 'hang-up' }))?.[1];
  assert.deepEqual(
    ['en-US', 'en-GB', 'en', 'es-MX', 'es-AR', 'de-DE', 'fr-CA', 'sv-SE'].map((language) => said(language)),
    ['en_US', 'en_UK', 'en_US', 'es_MX', 'es', 'de', 'fr_CA', 'en_US'],
  );
  assert.match(
    bxml({ kind: 'say', text: 'a <b> & c', language: 'en', next: { dial: '+14155550123' } }),
    /<SpeakSentence locale="en_US">a &lt;b&gt; &amp; c<\/SpeakSentence><Transfer /,
  );
});

test('a conference tells who leaves it, and is followed by a question', () => {
  const { bxml } = doorOf();
  assert.equal(
    bxml({ kind: 'conference', callId, room: 'room-1' }),
    '<Response><StopStream name="agent"/><StopGather/>' +
      `<Conference conferenceEventUrl="${ORIGIN}/bandwidth/conference" conferenceEventMethod="POST" ${CREDENTIALS}>room-1</Conference>` +
      `<Redirect redirectUrl="${ORIGIN}/bandwidth/after-dial" redirectMethod="POST" ${CREDENTIALS}/></Response>`,
  );
});
