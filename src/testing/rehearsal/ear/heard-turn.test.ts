// From the recording through the rehearsal's own turn detection to the ear: each line is one turn, and is understood.
import { deepEqual } from 'node:assert/strict';
import { test } from 'node:test';
import { BYTES_PER_MS } from '../../../media/audio.ts';
import { RECORDED_LINES } from '../caller-lines.ts';
import { TurnDetector } from '../turn-detection.ts';
import { loadVad } from '../vad.ts';
import { callerLine } from '../voice/caller-line.ts';
import { joined, pause } from '../voice/compose.ts';
import { rehearsalEar } from './rehearsal-ear.ts';

const ear = rehearsalEar();

for (const { threshold, silenceMs } of [
  { threshold: 0.5, silenceMs: 200 },
  { threshold: 0.3, silenceMs: 500 },
  { threshold: 0.5, silenceMs: 500 },
  { threshold: 0.7, silenceMs: 500 },
])
  test(`each line is one turn at threshold ${threshold} with ${silenceMs} ms of silence`, async () => {
    const makeVad = await loadVad();
    for (const { id, text } of RECORDED_LINES) {
      const sound = joined([pause(1000), callerLine(id) ?? pause(0), pause(1500)]);
      const vad = makeVad();
      const turns = new TurnDetector(vad).hear(sound, {
        type: 'server_vad',
        threshold,
        prefix_padding_ms: 300,
        silence_duration_ms: silenceMs,
        idle_timeout_ms: null,
        create_response: true,
        interrupt_response: true,
      });
      vad.close();
      const understood: (string | null)[] = [];
      for (const turn of turns)
        if (turn.kind === 'stopped')
          understood.push(
            await ear.understand(
              sound.subarray(turn.audioStartMs * BYTES_PER_MS, turn.audioEndMs * BYTES_PER_MS),
            ),
          );
      deepEqual(understood, [text], id);
    }
  });
