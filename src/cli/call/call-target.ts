// Call target: which server is called and how its webhook is signed, from options and settings.
import { localToken } from '../../server/local-token.ts';
import type { Settings } from '../../server/settings.ts';
import type { World } from '../../base/world.ts';
import { CALL_CARRIERS, type CallCarrier, type CallCarrierName } from './call-carriers.ts';
import type { CallTarget } from './run-call.ts';

/** What the user may say of it. */
export interface TargetOptions {
  /** Default Twilio. */
  readonly carrier?: CallCarrierName;
  readonly url?: string;
  /** Default the carrier's. */
  readonly path?: string;
  readonly from: string;
  readonly to?: string;
  readonly state?: string;
}

/** Numbers that belong to nobody: https://en.wikipedia.org/wiki/555_(telephone_number) */
export const SOME_CALLER = '+14155550123';
const SOME_NUMBER = '+14155550100';

/** Whom to call, or why nobody can be. */
export type TargetRead =
  | { readonly ok: true; readonly target: CallTarget }
  | { readonly ok: false; readonly problem: string };

/** The target; reads, or makes, the local token where no real one is set. */
export function callTarget(options: TargetOptions, settings: Settings): TargetRead {
  const { url, from, state } = options;
  const carrier: CallCarrier = CALL_CARRIERS[options.carrier ?? 'twilio'];
  const path = options.path ?? carrier.path;
  const { twilio, publicUrl, dataDir, apiKey } = settings;
  if (url !== undefined && !/^https?:\/\/[^/?#]+\/?$/i.test(url))
    return refused(
      `--url ${url}: give an origin, such as http://127.0.0.1:5050 or https://voice.example.com`,
    );
  if (!/^(\/[\w.~-]+)+$/.test(path))
    return refused(`--path ${path}: give an absolute path, such as ${carrier.path}`);
  if (state !== undefined && !/^[A-Za-z]{2}$/.test(state))
    return refused(`--state ${state}: give two letters, such as CA`);
  if (url === undefined && settings.port === 0)
    return refused('PORT is 0, so the server took any free port: name it with --url http://127.0.0.1:<port>');
  const problem = carrier.problem?.(settings) ?? null;
  if (problem !== null) return refused(problem);
  const origin = new URL(url ?? `http://${hostOf(settings.host)}:${settings.port}`).origin;
  const signedUrl = publicUrl !== null && publicUrl !== origin && isHere(origin) ? publicUrl : null;
  const authToken = carrier.tokens(settings)[0] ?? localToken(dataDir);
  return {
    ok: true,
    target: {
      origin,
      publicUrl: signedUrl,
      path,
      tokenVariable: carrier.tokenVariable,
      emulator: (world: World) =>
        carrier.emulator(world, settings, authToken, signedUrl === null ? null : origin),
      apiKey,
      from,
      to: options.to ?? twilio.phoneNumber ?? SOME_NUMBER,
      state: state?.toUpperCase() ?? null,
    },
  };
}

/** Where a server that listens on `host` is reached from its own machine. */
export function hostOf(host: string): string {
  if (host === '0.0.0.0' || host === '::' || host === 'localhost') return '127.0.0.1';
  return host.includes(':') ? `[${host}]` : host;
}

/** True when the server is called on this machine, past whatever stands before its public origin. */
function isHere(origin: string): boolean {
  return /^(127\.\d+\.\d+\.\d+|localhost|\[::1\])$/.test(new URL(origin).hostname);
}

function refused(problem: string): TargetRead {
  return { ok: false, problem };
}
