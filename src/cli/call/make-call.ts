// Make call: one call from this terminal, told as it goes on, and summed up behind it.
import { pinoLog } from '../../server/world/pino-log.ts';
import { realWorld } from '../../server/world/real-world.ts';
import { espeak } from '../../testing/live/espeak.ts';
import type { DialledHuman } from '../../testing/telephone/dialled-human.ts';
import { callSummary } from './call-summary.ts';
import { keepRecording, recordingPath } from './keep-recording.ts';
import { keyboard } from './keyboard.ts';
import { openLiveEvents } from './live-events.ts';
import { playSteps, type PlayableStep } from './play-steps.ts';
import { playTyped, TYPED_HELP } from './play-typed.ts';
import { runCall, type CallIo, type CallTarget } from './run-call.ts';

/** Whom to call, and what the caller does. */
export interface MadeCall {
  readonly target: CallTarget;
  /** Null: a person types. */
  readonly steps: readonly PlayableStep[] | null;
  /** Null: as their number has it. */
  readonly human: DialledHuman | null;
  readonly msMax: number;
  /** How long the caller stays on the phone behind the last step, in milliseconds. */
  readonly lingersMs: number;
  readonly dataDir: string;
  /** Where the recording goes; null: below `dataDir`. */
  readonly out: string | null;
}

/** Makes it. The process exits with 1 where it did not go as it should. */
export async function makeCall({
  target,
  steps,
  human,
  msMax,
  lingersMs,
  dataDir,
  out,
}: MadeCall): Promise<void> {
  const path = out ?? recordingPath(dataDir, new Date());
  if (steps === null) console.log(TYPED_HELP);
  console.log('');
  const screen = { input: process.stdin, output: process.stdout, isScreen: process.stdout.isTTY };
  const typed = steps === null ? keyboard(screen) : null;
  const hangUp = new AbortController();
  const io: CallIo = {
    world: realWorld(pinoLog('silent')),
    line: (text) => (typed === null ? console.log(text) : typed.print(text)),
    styled: process.stdout.isTTY && process.env['NO_COLOR'] === undefined,
    openEvents: openLiveEvents,
    keepRecording: (stereo) => keepRecording(path, stereo, out !== null),
    hangUp: hangUp.signal,
  };
  // Whoever speaks by hand hangs up by hand; a script that is cut off has failed.
  process.once('SIGINT', () => (typed === null ? hangUp.abort() : typed.close()));
  const report = await runCall(
    {
      target,
      human,
      msMax,
      async play(host, narrator) {
        if (steps === null && typed !== null) return playTyped(typed.lines, host, narrator, espeak('caller'));
        const fault = await playSteps(steps ?? [], host);
        if (fault === null && lingersMs > 0) await host.caller.pause(lingersMs);
        return fault;
      },
    },
    io,
  );
  typed?.close();
  for (const line of callSummary(report)) console.log(line);
  if (report.fault !== null) process.exitCode = 1;
}
