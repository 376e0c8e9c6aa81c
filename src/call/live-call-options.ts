// Live call options: what one call is given by the process that holds it.
import type { World } from '../base/world.ts';
import type { BeginTask, Tap } from '../graph/run.ts';
import type { Audio, AudioFormat } from '../media/audio.ts';
import type { Speaker } from '../nodes/cast.ts';
import type { ToolSurroundings } from '../nodes/run-tool.ts';
import type { CallView } from './call-view.ts';
import type { Consult } from './consulting.ts';
import type { ModelEnd } from './ends.ts';
import type { Journal } from './journal.ts';
import type { OutboundLegOptions } from './outbound-leg.ts';
import type { CallPlan } from './plan.ts';
import type { Recordings } from './recording.ts';

/** All that one call needs of the process that holds it. */
export interface LiveCallOptions {
  readonly world: World;
  readonly plan: CallPlan;
  readonly journal: Journal;
  /** The journal's view, read when it is needed. */
  view(): CallView;
  /** Dials a session with the model, for who speaks then. Asked again when one ends before the call does. */
  openModel(speaker: Speaker): ModelEnd;
  /** In which the sessions that `openModel` dials hear and speak. Default µ-law. */
  readonly modelFormat?: AudioFormat;
  /** The age at which a session is relieved. Default 55 minutes. */
  readonly sessionMsMax?: number;
  readonly changesVoice: boolean;
  /** `voice` null: the plan's. */
  findPhrase(text: string, voice: string | null): readonly Audio[] | null;
  keepPhrase(text: string, audio: readonly Audio[], voice: string | null): void;
  readonly recordings: Recordings;
  readonly tools: Pick<ToolSurroundings, 'http' | 'log' | 'shelf' | 'settings' | 'traceparentOf'>;
  /** Asks the carrier, outside the stream, to dial; false when it will not: then the stream is closed, and it asks us. */
  dialOut(to: string): Promise<boolean>;
  /** Has a human asked whether they take the caller; absent: from here nobody can be. */
  readonly consult?: Consult;
  /** Has the carrier take the call out of a conference and ask what comes next; false when it will not, and has hung up. */
  recall?(): Promise<boolean>;
  /** Of a human who is asked: the conference into which one goes who accepts. */
  readonly room?: string;
  /** Of a call that we place. */
  readonly outbound?: OutboundLegOptions;
  /** Told once, after the last journal record. */
  ended(): void;
  /** Whoever is put in while the call is live sees what comes from then on. */
  readonly taps?: Tap[];
  /** How functions and checks are run. Default: at once. */
  readonly beginTask?: BeginTask;
}
