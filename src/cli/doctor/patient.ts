// Patient: what the doctor examines, and the means to do it.
import type { AgentPaths } from '../../agent/agent-options.ts';
import type { ReadyAgent } from '../../agent/agent.ts';
import { HttpFault, type HttpAnswer, type HttpRequest, type World } from '../../base/world.ts';
import type { Settings } from '../../server/settings.ts';
import type { Store } from '../../store/store.ts';

/** How long each question over the network may take. */
export const ASK_MS_MAX = 8000;

/** This machine, as far as the doctor needs to touch it. */
export interface Machine {
  /** E.g. `24.1.0`. */
  readonly nodeVersion: string;
  /** Why no file can be written in this directory; null: one can. A directory that is missing is made. */
  unwritable(directory: string): Promise<string | null>;
  /** Null: not to be known. */
  freeBytes(directory: string): Promise<number | null>;
  /** Whether a server could listen there; `address`: the host's name means nothing here. */
  listens(host: string, port: number): Promise<'free' | 'taken' | 'refused' | 'address'>;
  /** Whether a program of this name is on the path. */
  installed(program: string): Promise<boolean>;
  /** Opens what keeps the calls. */
  openStore(): Promise<Pick<Store, 'kind' | 'calls'> & AsyncDisposable>;
  /** The token with which rehearsed calls are signed. */
  localToken(): string;
}

/** What is examined, and with what. */
export interface Patient {
  readonly world: World;
  readonly machine: Machine;
  readonly settings: Settings;
  /** Null: there is none, or it cannot be loaded. */
  readonly agent: ReadyAgent | null;
  readonly paths: AgentPaths;
  /** Where the server is reached on this machine. */
  readonly localOrigin: string;
  /** How far this machine's clock is ahead of others', in milliseconds; each answer with a date adds one. */
  readonly clockOffsetsMs: number[];
}

/** What came of one HTTP request. */
export type Asked =
  | ({ readonly kind: 'answer' } & HttpAnswer)
  /** No answer came. */
  | { readonly kind: 'fault'; readonly detail: string };

/** One HTTP question. `tellsTime`: the other end has a clock of its own. Never rejects. */
export async function ask(
  { world, clockOffsetsMs }: Pick<Patient, 'world' | 'clockOffsetsMs'>,
  request: Omit<HttpRequest, 'timeMsMax'>,
  tellsTime = false,
): Promise<Asked> {
  const askedAt = world.clock.wall();
  try {
    const answer = await world.http({ ...request, timeMsMax: ASK_MS_MAX });
    const date = Date.parse(answer.headers['date'] ?? '');
    // The header has whole seconds, so on average it is half a second old when it leaves.
    if (tellsTime && !Number.isNaN(date))
      clockOffsetsMs.push((askedAt + world.clock.wall()) / 2 - (date + 500));
    return { kind: 'answer', ...answer };
  } catch (error) {
    if (!(error instanceof HttpFault)) throw error;
    return { kind: 'fault', detail: error.message };
  }
}

/** A member of a JSON object in an answer's body; undefined where it is none. */
export function member(body: string, name: string): unknown {
  try {
    const json: unknown = JSON.parse(body);
    return typeof json === 'object' && json !== null
      ? (json as Readonly<Record<string, unknown>>)[name]
      : undefined;
  } catch {
    return undefined;
  }
}
