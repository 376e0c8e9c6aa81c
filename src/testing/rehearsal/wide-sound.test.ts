// The rehearsal model in each format that OpenAI has: it hears the same caller and speaks the same sound.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { strengthDb } from '../../../test/fakes/pure-tones.ts';
import { audioIn, audioOf, rateHzOf, type AudioFormat } from '../../media/audio.ts';
import { samplesOf } from '../../media/linear.ts';
import { transcoder } from '../../media/transcode.ts';
import { quiet, scriptedEar, syntheticSpeech } from './doubles.ts';
import { scriptedBrain } from './scripted-brain.ts';
import { soundFormat } from './session-config.ts';
import { telephoneSession, testClient } from './test-client.ts';

const FORMATS = [
  { type: 'audio/pcm', rate: 24_000 },
  { type: 'audio/pcmu' },
  { type: 'audio/pcma' },
] as const;

/** A sine of −10 dBFS against a pure tone: 14,654 to 16,000. */
const HUM_DB = 20 * Math.log10((32_767 * 10 ** (-10 / 20) * Math.SQRT2) / 16_000);

/** A session in this format, in which the caller says something and is answered. */
async function conversationIn(format: (typeof FORMATS)[number]) {
  const ear = scriptedEar(['Hello.']);
  const client = await testClient({ ear, brain: scriptedBrain(['Hello there, caller.']) });
  const audio = { input: { format }, output: { format } };
  client.send({ type: 'session.update', session: { type: 'realtime', audio } });
  const own: AudioFormat = soundFormat(format);
  const fromMulaw = transcoder({ encoding: 'pcmu' }, own);
  const said = Buffer.concat([quiet(400), syntheticSpeech(800), quiet(3000)]);
  for (let at = 0; at < said.length; at += 160) {
    const { base64 } = fromMulaw.convert(audioOf('pcmu', said.subarray(at, at + 160)));
    client.send({ type: 'input_audio_buffer.append', audio: base64 });
    await client.world.advance(20);
  }
  await client.world.advance(3000);
  const deltas = client.all('response.output_audio.delta').map((event) => String(event.at('delta')));
  const spoken = Buffer.concat(deltas.map((delta) => Buffer.from(delta, 'base64')));
  return { client, spoken: samplesOf(audioIn(own, spoken.toString('base64'))), rateHz: rateHzOf(own) };
}

test('the caller is heard and answered in every format alike, at the same moments to a frame', async () => {
  const moments: number[][] = [];
  for (const format of FORMATS) {
    const { client, spoken, rateHz } = await conversationIn(format);
    assert.equal(client.all('error').length, 0);
    const done = client.last('response.done');
    assert.equal(done.at('response.status'), 'completed');
    assert.equal(done.at('response.audio.output.format.type'), format.type);
    assert.equal(spoken.length, ('Hello there, caller.'.length * 60 * rateHz) / 1000);
    // The voice hums at 440 Hz, −10 dBFS: at any rate as loud, and with no image of it above.
    assert.ok(Math.abs(strengthDb(spoken, 440, rateHz) - HUM_DB) < 0.3);
    for (const hz of [1200, 3400, ...(rateHz === 24_000 ? [7560, 8440] : [])])
      assert.ok(strengthDb(spoken, hz, rateHz) < HUM_DB - 40, `${hz} Hz of ${format.type}`);
    moments.push([
      Number(client.last('input_audio_buffer.speech_started').at('audio_start_ms')),
      Number(client.last('input_audio_buffer.speech_stopped').at('audio_end_ms')),
    ]);
  }
  for (const [at, side] of ['start', 'end'].entries()) {
    const each = moments.map((moment) => moment[at] ?? NaN);
    assert.ok(Math.max(...each) - Math.min(...each) <= 20, `${side}: ${each.join(', ')}`);
  }
});

test('linear sound may be cut within a sample', async () => {
  const ear = scriptedEar(['Hello.']);
  const client = await testClient({ ear });
  const format = { type: 'audio/pcm', rate: 24_000 };
  client.send({
    type: 'session.update',
    session: { ...telephoneSession(), audio: { input: { format, turn_detection: null } } },
  });
  const samples = Buffer.alloc(48 * 200);
  for (const [from, to] of [
    [0, 4801],
    [4801, 4802],
    [4802, 9600],
  ])
    client.send({
      type: 'input_audio_buffer.append',
      audio: samples.subarray(from, to).toString('base64'),
    });
  client.send({ type: 'input_audio_buffer.commit' });
  await client.world.advance(100);
  assert.equal(client.all('error').length, 0);
  assert.deepEqual(ear.heard[0], new Uint8Array(1600).fill(0xff));
});
