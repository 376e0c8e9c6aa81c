// Of a pipeline that does not fit the part is named that was meant, not only the forms that there are.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { defineAgent } from './define-agent.ts';

const WRONG: readonly (readonly [pipeline: unknown, said: RegExp])[] = [
  ['waterfall', /pipeline: must be 'realtime', 'cascading', 'managed'/],
  [{ kind: 'waterfall' }, /pipeline\.kind: must be 'realtime', 'cascading', 'managed'/],
  [{ kind: 'realtime', vendor: 'azure' }, /pipeline\.model: must be the deployment's name/],
  [{ kind: 'realtime', vendor: 'self-hosted' }, /pipeline\.model: must be the name of a model/],
  [{ kind: 'realtime', vendor: 'acme' }, /pipeline\.vendor: must be .*'openai'.* 'self-hosted'/],
  [{ kind: 'realtime', vendor: 'xai', rateHz: 8000 }, /pipeline\.rateHz: Unrecognized key/],
  [
    { kind: 'realtime', vendor: 'self-hosted', model: 'm', rateHz: 44_100 },
    /pipeline\.rateHz: must be 8000, 16000 or 24000/,
  ],
  [{ kind: 'cascading', stt: { vendor: 'whisper' } }, /pipeline\.stt\.vendor: must be .*'deepgram-flux'/],
  [{ kind: 'cascading', tts: { vendor: 'cartesia' } }, /pipeline\.tts\.voice: must be the id of one of the/],
  [{ kind: 'cascading', llm: { vendor: 'openai' } }, /pipeline\.llm\.model: must be the name of a model/],
  [
    { kind: 'cascading', stt: { vendor: 'deepgram-flux', eagerEndOfTurn: 5 } },
    /eagerEndOfTurn: must be a n.* 5/,
  ],
  [{ kind: 'managed', tts: { vendor: 'cartesia' } }, /pipeline\.tts\.vendor: must be .*'elevenlabs'/],
  [
    { kind: 'managed', stt: { vendor: 'deepgram', model: 'nova' } },
    /pipeline\.stt: must be .*nova-3-general/,
  ],
];

for (const [pipeline, said] of WRONG) {
  test(`of ${JSON.stringify(pipeline)} the wrong part is named`, () => {
    const options = { name: 'desk', instructions: 'Be kind.', pipeline } as Parameters<typeof defineAgent>[0];
    assert.throws(() => defineAgent(options), said);
  });
}
