// Fake stt: a transcriber without a wire, which a test plays by hand.
import type { Timers, World } from '../../base/world.ts';
import { PCMU, type Audio } from '../../media/audio.ts';
import type { Stt, SttEvent, SttSession } from '../../speech/stt.ts';

/** How a fake transcriber is. */
export interface FakeSttOptions {
  /** Whether it ends turns itself. Default true. */
  readonly endsTurns?: boolean;
  /** From dialling to `ready`. Default 5 ms. */
  readonly readyMs?: number;
}

/** A transcriber that hears what a test makes it hear. */
export interface FakeStt extends Stt {
  /** The caller's sound that its sessions took, in order. */
  readonly sound: readonly Audio[];
  /** How often a session was told that the turn is over. */
  readonly settles: number;
  /** Says something through the newest session, now. Where there is none that is open, nothing happens. */
  give(...events: readonly SttEvent[]): void;
  /** A whole turn, at once. */
  turn(text: string): void;
  /** Sessions from now on are closed before they are ready. */
  refuse(): void;
}

/** A transcriber for tests; takes µ-law. */
export function fakeStt(options: FakeSttOptions = {}): FakeStt {
  const sound: Audio[] = [];
  let settles = 0;
  let refuses = false;
  let newest: ((event: SttEvent) => void) | null = null;

  function open(timers: Timers): SttSession {
    let hear: (event: SttEvent) => void = () => {};
    let over = false;
    let ready = false;
    const give = (event: SttEvent): void => {
      if (over) return;
      over = event.kind === 'closed';
      ready ||= event.kind === 'ready';
      hear(event);
    };
    newest = give;
    const refused: SttEvent = { kind: 'closed', code: 1006, detail: 'connection refused' };
    const timer = timers.after(options.readyMs ?? 5, () => give(refuses ? refused : { kind: 'ready' }));
    return {
      listen: (to) => void (hear = to),
      hear(audio) {
        if (ready && !over) sound.push(audio);
      },
      settle: () => void (settles += 1),
      close() {
        timer.stop();
        give({ kind: 'closed', code: 1000, detail: 'closed by us' });
      },
    };
  }

  const give: FakeStt['give'] = (...events) => {
    for (const event of events) newest?.(event);
  };
  return {
    name: 'fake-stt',
    formats: [PCMU],
    endsTurns: options.endsTurns ?? true,
    open: (world: World) => open(world.timers),
    sound,
    get settles() {
      return settles;
    },
    give,
    turn: (text) => give({ kind: 'speech-started' }, { kind: 'text', text }, { kind: 'turn-ended', text }),
    refuse: () => void (refuses = true),
  };
}
