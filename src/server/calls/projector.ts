// Projector: writes what the journal says of a call into the store's tables, at the points where people look.
import type { World } from '../../base/world.ts';
import type { CallView } from '../../call/call-view.ts';
import type { JournalRecord } from '../../call/journal.ts';
import type { JournalEventKind } from '../../frames/journal-event.ts';
import type { Store } from '../../store/store.ts';

/** Where one call's view comes from and goes to. */
export interface ProjectorOptions {
  readonly world: World;
  readonly store: Store;
  readonly view: () => CallView;
}

/** Follows one call's journal into the store's tables. */
export interface Projector {
  /** Told each record; writes behind those that change what a list of calls shows. */
  see(record: JournalRecord): void;
  /** Resolves when the ended call stands in the store, or every try has failed. Never rejects. */
  finish(): Promise<void>;
}

const POINTS: readonly JournalEventKind[] = [
  'call.opened',
  'call.placed',
  'stream.started',
  'transfer.started',
  'turn.measured',
];

/** Tries for the last write, which must not be lost. */
const TRIES_MAX = 5;
const RETRY_MS = 500;

/** A projector of one call. Its writes never overlap and never make the call wait. */
export function projector({ world, store, view }: ProjectorOptions): Projector {
  let last = Promise.resolve();
  /** One that has not begun will write what is known by then. */
  let waits = false;

  function write(triesMax: number): Promise<void> {
    last = last.then(async () => {
      for (let tries = 1; ; tries += 1) {
        waits = false;
        try {
          return await store.project(view());
        } catch {
          world.log.warn('call.project-failed', { callId: view().id, tries });
          if (tries >= triesMax) return;
          await new Promise<void>((resolve) => void world.timers.after(RETRY_MS * 2 ** tries, resolve));
        }
      }
    });
    return last;
  }

  return {
    see(record) {
      if (!POINTS.includes(record.event.kind) || waits) return;
      waits = true;
      void write(1);
    },
    finish: () => write(TRIES_MAX),
  };
}
