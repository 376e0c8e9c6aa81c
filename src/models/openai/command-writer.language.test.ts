// A session is told of other functions and of another language, each alone where it is all that changes.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openaiBench } from '../../testing/contracts/openai-peer.ts';

const TOOL = { name: 'look_up', description: 'Looks it up.', parameters: { type: 'object' } };

test('other functions and another language are sent as what they replace', async () => {
  const { peer, accept } = await openaiBench();
  await accept({ kind: 'session.update', tools: [TOOL] });
  await accept({ kind: 'session.update', language: 'es-US' });
  await accept({ kind: 'session.update', language: 'es-US' });
  const changes = peer.receivedOf('session.update').slice(1);
  assert.deepEqual(
    changes.map(({ session }) => session),
    [
      { type: 'realtime', tools: [{ type: 'function', ...TOOL }] },
      {
        type: 'realtime',
        audio: { input: { transcription: { model: 'gpt-transcribe', languages: ['es'] } } },
      },
    ],
  );
});

test('whoever writes the caller down is told of every language that may be spoken', async () => {
  const { peer } = await openaiBench({ settings: { otherLanguages: ['es-US', 'en-GB'] } });
  const sent = JSON.stringify(peer.receivedOf('session.update')[0]);
  assert.match(sent, /"transcription":\{"model":"gpt-transcribe","languages":\["en","es"\]\}/);
});
