// Consultation views: the humans who were asked to take a call, as its journal tells of them.
import type { JournalEvent } from '../frames/journal-event.ts';
import type { ConsultationOutcome } from '../frames/transfer-frames.ts';
import type { ConsultationView } from './call-view.ts';

type Consulting = Extract<JournalEvent, { readonly kind: 'transfer.consulting' }>;

/** One after another. */
export interface ConsultationViews {
  begun(event: Consulting, atMs: number): void;
  /** Of the last one. One who has accepted may still be gone before the caller is there. */
  over(outcome: ConsultationOutcome): void;
  all(): readonly ConsultationView[];
}

/** None yet. */
export function consultations(): ConsultationViews {
  let views: readonly ConsultationView[] = [];
  return {
    begun({ callId, to }, atMs) {
      views = [...views, { callId, to, outcome: null, atMs }];
    },
    over(outcome) {
      const last = views.at(-1);
      const open = last?.outcome === null || (last?.outcome === 'accepted' && outcome === 'gone');
      if (last !== undefined && open) views = [...views.slice(0, -1), { ...last, outcome }];
    },
    all: () => views,
  };
}
