// What a call has used, by its journal: streams, sessions, legs, tokens and characters, up to any moment.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { CallId } from '../base/brand.ts';
import type { EpochMs } from '../base/time.ts';
import type { JournalEvent } from '../frames/journal-event.ts';
import type { Usage } from '../frames/model-frames.ts';
import { callUse } from './call-use.ts';

const PARTS = { model: null, stt: 'deepgram/nova-3', llm: 'gpt-6-luna', tts: 'deepgram/aura' };

const opened: JournalEvent = {
  kind: 'call.opened',
  carrier: 'twilio',
  carrierCallId: 'CA1',
  direction: 'inbound',
  from: '+14155550100',
  to: '+14155550199',
  agent: 'front-desk',
  model: 'deepgram/nova-3 + gpt-6-luna + deepgram/aura',
  parts: PARTS,
  variables: {},
};

const usage = (changes: Partial<Usage>): Usage => ({
  inputTextTokens: 100,
  inputAudioTokens: 0,
  cachedTextTokens: 0,
  cachedAudioTokens: 0,
  outputTextTokens: 10,
  outputAudioTokens: 0,
  ...changes,
});

const done = (told: Usage | null): JournalEvent => ({
  kind: 'response.done',
  status: 'completed',
  reason: null,
  usage: told,
});

const stream = (resumed: boolean): JournalEvent => ({ kind: 'stream.started', streamId: 'MZ1', resumed });

/** A use that has taken in these, each with its instant. */
function useOf(...events: readonly (readonly [number, JournalEvent])[]) {
  const use = callUse();
  for (const [index, [atMs, event]] of events.entries())
    use.take({
      callId: 'call_1' as CallId,
      sequence: index + 1,
      atMs,
      wall: (Date.UTC(2026, 10, 21) + atMs) as EpochMs,
      event,
    });
  return use;
}

test('a live call has used its stream up to now, and an ended one no more than up to its end', () => {
  const talking = useOf([0, opened], [2000, stream(false)]);
  assert.equal(talking.at(62_000)?.answeredMs, 60_000);
  assert.equal(talking.at(62_000)?.streamMs, 60_000);
  assert.equal(talking.at(62_000)?.sessionMs, 62_000);
  const ended = useOf(
    [0, opened],
    [2000, stream(false)],
    [12_000, { kind: 'call.ended', reason: 'caller-hangup', detail: '' }],
  );
  assert.equal(ended.at(99_000)?.answeredMs, 10_000);
  assert.equal(ended.at(99_000)?.sessionMs, 12_000);
});

test('a call that was never answered has used nothing of its carrier', () => {
  const use = useOf([0, opened], [30_000, { kind: 'call.ended', reason: 'no-answer', detail: '' }]);
  assert.equal(use.at(30_000)?.answeredMs, 0);
  assert.equal(use.at(30_000)?.streamMs, 0);
});

test('while the caller is with a human the carrier and its second leg go on, and the model does not', () => {
  const use = useOf(
    [0, opened],
    [0, stream(false)],
    [10_000, { kind: 'transfer.started', to: '+12125550177' }],
    [40_000, { kind: 'transfer.ended', status: 'no-answer' }],
    [41_000, stream(true)],
    [51_000, { kind: 'call.ended', reason: 'caller-hangup', detail: '' }],
  ).at(60_000);
  assert.equal(use?.answeredMs, 51_000);
  assert.equal(use.streamMs, 20_000);
  assert.equal(use.sessionMs, 20_000);
  assert.deepEqual(use.legs, [{ to: '+12125550177', ms: 30_000 }]);
});

test('a human in a conference has a call of their own, which is not counted here as well', () => {
  const use = useOf(
    [0, opened],
    [0, stream(false)],
    [10_000, { kind: 'transfer.started', to: '+12125550177' }],
    [10_100, { kind: 'conference.sent' }],
  );
  assert.deepEqual(use.at(60_000)?.legs, []);
});

test('tokens, characters and sound written down add up, and answers that tell nothing are counted', () => {
  const use = useOf(
    [0, opened],
    [0, stream(false)],
    [1000, done(usage({ spokenCharacters: 40, transcribedMs: 1500 }))],
    [2000, done(usage({ untold: true, spokenCharacters: 2, transcribedMs: 500 }))],
    [3000, done(null)],
  ).at(3000);
  assert.equal(use?.tokens.inputText, 200);
  assert.equal(use.characters, 42);
  assert.equal(use.transcribedMs, 2000);
  assert.equal(use.untold, 2);
});

test('what its conclusion took is told apart, for it may be another model', () => {
  const use = useOf(
    [0, opened],
    [
      9000,
      {
        kind: 'call.concluded',
        disposition: 'completed',
        summary: null,
        fields: null,
        by: 'model',
        note: null,
        model: 'gpt-6-nova',
        usage: usage({}),
      },
    ],
  ).at(9000);
  assert.equal(use?.conclusion?.model, 'gpt-6-nova');
  assert.equal(use.conclusion.tokens.inputText, 100);
  assert.equal(use.tokens.inputText, 0);
});

test('before a call has opened nothing is known of it', () => {
  assert.equal(callUse().at(0), null);
});
