// Speech is told from what only sounds: by its level above the line's noise, its gaps and its unevenness.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { REHEARSAL_LINES } from '../testing/rehearsal/caller-lines.ts';
import { noise, quiet } from '../testing/rehearsal/doubles.ts';
import { callerLine } from '../testing/rehearsal/voice/caller-line.ts';
import { audioBytes, audioOf, BYTES_PER_MS, type AudioFormat } from './audio.ts';
import { mulawToPcm16, pcm16ToMulaw } from './g711.ts';
import { holdMusic } from './hold-music.ts';
import { sineTone } from './tone.ts';
import { transcoderTo } from './transcode.ts';
import { VoiceMeter, type VoiceRun } from './voice-meter.ts';

const MULAW: AudioFormat = { encoding: 'pcmu' };

const joined = (...parts: readonly Uint8Array[]): Uint8Array => Buffer.concat(parts);

function line(id: string): Uint8Array {
  const sound = callerLine(id);
  assert.ok(sound !== null, id);
  return joined(quiet(1000), sound, quiet(500));
}

/** What is taken for voice when it comes in frames of `frameMs`. */
function runs(mulaw: Uint8Array, frameMs = 20, format: AudioFormat = MULAW): readonly VoiceRun[] {
  const meter = new VoiceMeter();
  const coder = transcoderTo(format);
  const found: VoiceRun[] = [];
  const size = frameMs * BYTES_PER_MS;
  for (let from = 0; from < mulaw.length; from += size) {
    const frame = audioOf('pcmu', mulaw.subarray(from, from + size));
    found.push(...meter.hear(format === MULAW ? frame : coder.convert(frame)));
  }
  return found;
}

const voiceMs = (found: readonly VoiceRun[]): number => found.reduce((sum, { ms }) => sum + ms, 0);

/** Every sample by `factor`, with `over` added. */
function mixed(mulaw: Uint8Array, factor: number, over?: Uint8Array): Uint8Array {
  const added = over === undefined ? null : mulawToPcm16(over);
  return pcm16ToMulaw(
    mulawToPcm16(mulaw).map((sample, at) => Math.round(sample * factor) + (added?.[at] ?? 0)),
  );
}

test('a third of each spoken line and more is voice, whatever the frames and the format', () => {
  for (const { id } of REHEARSAL_LINES) {
    const sound = line(id);
    const spokenMs = sound.length / BYTES_PER_MS - 1500;
    const ms = voiceMs(runs(sound));
    assert.ok(ms > spokenMs / 3 && ms <= spokenMs, `${id}: ${ms} of ${spokenMs}`);
  }
  const hours = line('opening-hours');
  const [plain = 0, ...others] = [
    runs(hours),
    runs(hours, 200),
    runs(hours, 30),
    runs(hours, 20, { encoding: 'pcma' }),
    runs(hours, 20, { encoding: 'pcm16', rateHz: 8000 }),
    runs(hours, 20, { encoding: 'pcm16', rateHz: 16_000 }),
    runs(hours, 20, { encoding: 'pcm16', rateHz: 24_000 }),
  ].map(voiceMs);
  for (const other of others) assert.ok(Math.abs(other - plain) <= 200, `${other} for ${plain}`);
});

test('the level of a run is that of the voice', () => {
  const mean = (found: readonly VoiceRun[]): number =>
    found.reduce((sum, { levelDbfs, ms }) => sum + levelDbfs * ms, 0) / voiceMs(found);
  const loud = mean(runs(line('human')));
  assert.ok(loud > -30 && loud < -15, `${loud}`);
  const less = mean(runs(mixed(line('human'), 0.5)));
  assert.ok(loud - less > 4 && loud - less < 8, `${loud} and ${less}`);
});

test('silence, steady noise however loud, tones, ringing and music are no voice', () => {
  const ringing = joined(
    ...Array.from({ length: 5 }, () => [
      sineTone(440, 400),
      quiet(200),
      sineTone(440, 400),
      quiet(2000),
    ]).flat(),
  );
  const sounds: Readonly<Record<string, Uint8Array>> = {
    silence: quiet(5000),
    'a poor line': noise(10_000, 400),
    'a street': joined(quiet(2000), noise(10_000, 3000), quiet(2000)),
    'a tone': joined(quiet(2000), sineTone(440, 6000), quiet(1000)),
    'a phone that rings': ringing,
    'an engaged line': joined(...Array.from({ length: 10 }, () => [sineTone(480, 500), quiet(500)]).flat()),
    'music on hold': joined(quiet(1000), ...[...holdMusic(), ...holdMusic()].map(audioBytes), quiet(1000)),
    clicks: joined(...Array.from({ length: 20 }, () => [noise(40, 9000), quiet(400)]).flat()),
  };
  for (const [name, sound] of Object.entries(sounds)) assert.equal(voiceMs(runs(sound)), 0, name);
});

test('voices in the background are hardly any', () => {
  const story = line('long-story');
  const far = mixed(story, 0.1, noise(story.length / BYTES_PER_MS, 100));
  assert.ok(voiceMs(runs(far)) < 1000, `${voiceMs(runs(far))}`);
});
