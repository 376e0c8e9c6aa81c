// Renewing bench: a renewing model on fake sessions, which a test tells, loses and reads like the graph would.
import type { FrameOf } from '../../frames/frame.ts';
import { silence } from '../../media/audio.ts';
import type { LastingModelEnd } from '../../call/ends.ts';
import { renewingModel } from '../../call/renewing-model.ts';
import { simulatedWorld, type SimulatedWorld } from '../world/simulated-world.ts';
import { fakeModel, type FakeModel } from './fake-model.ts';

type Given = FrameOf<LastingModelEnd['gives'][number]>;
type Taken = FrameOf<LastingModelEnd['takes'][number]>;

const TWENTY = silence('pcmu', 20);

/** A renewing model whose sessions are played by hand. */
export interface RenewingBench {
  readonly world: SimulatedWorld;
  readonly model: LastingModelEnd;
  /** The sessions that were dialled, in order. */
  readonly sessions: readonly FakeModel[];
  /** The last of them. */
  readonly session: FakeModel;
  /** What the graph was given and `kinds` has not taken. */
  readonly given: readonly Given[];
  tell(frame: Taken): void;
  /** The caller's sound between two instants of the carrier's clock. */
  speak(fromMs: number, toMs: number): void;
  /** Instants of the sound that the last session heard. */
  readonly heardAt: readonly number[];
  /** The last session's end, unexpected. */
  lose(code?: number): void;
  /** Takes what the graph was given, as kinds; faults with their code. */
  kinds(): readonly string[];
  /** The lines that the last session was told, `role: text`. */
  readonly lines: readonly string[];
}

/** Attached; the first session is not ready yet. */
export function renewingBench(options: { readonly sessionMsMax?: number } = {}): RenewingBench {
  const world = simulatedWorld();
  const sessions: FakeModel[] = [];
  const heard: number[][] = [];
  const given: Given[] = [];
  const open = (): FakeModel => {
    const session = fakeModel();
    const index = sessions.push(session) - 1;
    const accept = session.accept.bind(session);
    session.accept = (frame, at) => {
      if (frame.kind === 'caller.audio') (heard[index] ??= []).push(frame.atMs);
      accept(frame, at);
    };
    return session;
  };
  const model = renewingModel({ world, open, ...options });
  model.attach((frame) => void given.push(frame));
  const tell = (frame: Taken): void => model.accept(frame, world.clock.now());
  return {
    world,
    model,
    sessions,
    get session() {
      return sessions.at(-1) as FakeModel;
    },
    given,
    tell,
    speak(fromMs, toMs) {
      for (let atMs = fromMs; atMs < toMs; atMs += 20) tell({ kind: 'caller.audio', audio: TWENTY, atMs });
    },
    get heardAt() {
      return heard[sessions.length - 1] ?? [];
    },
    lose: (code = 1006) => sessions.at(-1)?.give({ kind: 'model.closed', code, detail: 'gone' }),
    kinds: () =>
      given
        .splice(0)
        .map((frame) => (frame.kind === 'model.fault' ? `${frame.kind} ${frame.code}` : frame.kind)),
    get lines() {
      const taken = sessions.at(-1)?.taken ?? [];
      return taken.flatMap((frame) => (frame.kind === 'context.add' ? [`${frame.role}: ${frame.text}`] : []));
    },
  };
}
