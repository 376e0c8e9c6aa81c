// The ear on bad lines, and on everything that it must not take for a line.
import { equal, ok } from 'node:assert/strict';
import { test } from 'node:test';
import { MULAW_SAMPLES, pcm16ToMulaw } from '../../../media/g711.ts';
import { DTMF_KEYS, dtmfTone, sineTone } from '../../../media/tone.ts';
import { espeak } from '../../live/espeak.ts';
import { skipUnless } from '../../skip.ts';
import { seededRandom } from '../../world/seeded-random.ts';
import { RECORDED_LINES } from '../caller-lines.ts';
import { bank } from '../voice/bank.ts';
import { callerLine } from '../voice/caller-line.ts';
import { joined, pause } from '../voice/compose.ts';
import { rehearsalEar } from './rehearsal-ear.ts';

const ear = rehearsalEar();
const random = seededRandom(7);
const hasEspeak = (await espeak('agent')('Hello.')) !== null;

interface Line {
  readonly snrDb?: number;
  readonly loss?: number;
  /** What the other side does about a lost frame. */
  readonly lost?: 'filled' | 'left-out';
  readonly gainDb?: number;
  readonly leadMs?: number;
  readonly tailMs?: number;
}

const LINES: readonly Line[] = [
  {},
  { leadMs: 313, tailMs: 500 },
  { leadMs: 5, tailMs: 5 },
  { gainDb: 6, leadMs: 291 },
  { gainDb: -6, leadMs: 307 },
  { snrDb: 20 },
  { loss: 0.05 },
  { loss: 0.05, lost: 'left-out' },
  { snrDb: 20, loss: 0.05, gainDb: -6, leadMs: 313 },
  { snrDb: 20, loss: 0.05, lost: 'left-out', gainDb: 6, leadMs: 297 },
];

for (const line of LINES)
  test(`each line is understood ${JSON.stringify(line)}`, async () => {
    for (const { id, text } of RECORDED_LINES)
      equal(await ear.understand(over(line, callerLine(id) ?? new Uint8Array(0))), text);
  });

test("the agent's own voice is none of the lines", async () => {
  const { keys, find } = bank('voice');
  // All sentences and pieces, and of the many single words some.
  const some = keys.filter((key, at) => key.includes(' ') || at % 8 === 0);
  for (const key of some) equal(await ear.understand(over({}, find(key) ?? new Uint8Array(0))), null, key);
});

test('tones, keys, noise and silence are none of the lines', async () => {
  for (const hz of [200, 440, 1000, 2500])
    for (const ms of [300, 700, 1500])
      equal(await ear.understand(over({}, sineTone(hz, ms))), null, `${hz} Hz`);
  for (const key of DTMF_KEYS) equal(await ear.understand(over({}, dtmfTone(key, 300))), null, key);
  for (const ms of [300, 500, 1000, 2000]) equal(await ear.understand(noise(ms)), null);
  equal(await ear.understand(pause(1000)), null);
  equal(await ear.understand(new Uint8Array(0)), null);
  equal(await ear.understand(new Uint8Array(100)), null);
});

test('half a line, a line backwards and two lines in one turn are none of the lines', async () => {
  for (const { id } of RECORDED_LINES.filter(({ id }) => !['hello', 'yes', 'no'].includes(id))) {
    const sound = callerLine(id) ?? new Uint8Array(0);
    equal(await ear.understand(over({}, sound.subarray(0, sound.length / 2))), null, `half of ${id}`);
    equal(await ear.understand(over({}, sound.toReversed())), null, `${id} backwards`);
  }
  const two = joined([
    callerLine('book-appointment') ?? pause(0),
    pause(200),
    callerLine('my-name') ?? pause(0),
  ]);
  equal(await ear.understand(two), null);
});

test(
  'other sentences of the same and of other voices are none of the lines',
  skipUnless(hasEspeak, 'espeak-ng is not installed'),
  async () => {
    const sentences = [
      'Are you open on Sunday?',
      'I want to cancel my appointment.',
      'Tomorrow at nine in the evening.',
      'My name is Charles Babbage.',
      'Where are you located?',
      'The weather is fine today.',
      'Could you repeat that?',
      'Well',
      'Thanks',
      'Yellow',
    ];
    for (const role of ['caller', 'agent'] as const)
      for (const sentence of sentences) {
        const sound = await espeak(role)(sentence);
        ok(sound !== null);
        equal(await ear.understand(over({ snrDb: 25 }, sound)), null, `${role}: ${sentence}`);
      }
  },
);

test('a turn that is none of the lines goes to the recogniser, and its failure is no understanding', async () => {
  let asked = 0;
  const listening = rehearsalEar({
    recognise: (mulaw) => {
      asked += 1;
      return mulaw.length > 8000 ? Promise.reject(new Error('too long')) : Promise.resolve('cancel');
    },
  });
  equal(await listening.understand(sineTone(440, 500)), 'cancel');
  equal(await listening.understand(sineTone(440, 1500)), null);
  equal(await listening.understand(over({}, callerLine('yes') ?? pause(0))), 'Yes.');
  equal(asked, 2);
});

test('a turn beyond all lines is not even listened to', async () => {
  equal(await ear.understand(noise(60_000)), null);
});

/** `sound` as it arrives over a bad line. */
function over(line: Line, sound: Uint8Array): Uint8Array {
  const { leadMs = 300, tailMs = 400, gainDb = 0, snrDb = Infinity, loss = 0 } = line;
  const power =
    sound.reduce((sum, byte) => sum + (MULAW_SAMPLES[byte] ?? 0) ** 2, 0) / Math.max(sound.length, 1);
  const hiss = Math.sqrt(power) * 10 ** (-snrDb / 20);
  const gain = 10 ** (gainDb / 20);
  const clean = joined([pause(leadMs), sound, pause(tailMs)]);
  const samples = Int16Array.from(clean, (byte) =>
    clipped(gain * ((MULAW_SAMPLES[byte] ?? 0) + hiss * gauss())),
  );
  const sent = pcm16ToMulaw(samples);
  const frames = Array.from({ length: Math.ceil(sent.length / 160) }, (_, at) =>
    sent.subarray(at * 160, at * 160 + 160),
  );
  return joined(
    frames.flatMap((frame) => {
      if (random.fraction() >= loss) return [frame];
      return line.lost === 'left-out' ? [] : [pause(20)];
    }),
  );
}

function noise(ms: number): Uint8Array {
  return pcm16ToMulaw(Int16Array.from({ length: ms * 8 }, () => clipped(3000 * gauss())));
}

function clipped(sample: number): number {
  return Math.max(-32_768, Math.min(32_767, Math.round(sample)));
}

function gauss(): number {
  return Math.sqrt(-2 * Math.log(random.fraction() + 1e-12)) * Math.cos(2 * Math.PI * random.fraction());
}
