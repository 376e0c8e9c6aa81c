// Call target: which server is called and how its webhook is signed, from options and settings.
import { localToken } from '../../server/local-token.ts';
import type { Settings } from '../../server/settings.ts';
import { dialByHandset } from '../../testing/handset/handset-call.ts';
import { handsetSocket } from '../../testing/live/rehearsal-telephone.ts';
import type { DialledHuman } from '../../testing/telephone/dialled-human.ts';
import { CALL_CARRIERS, type CallCarrier, type CallCarrierName } from './call-carriers.ts';
import { AGENT_NUMBER } from '../rehearsal/phones.ts';
import { rehearsesTelephone, telephoneAddress } from '../rehearsal/telephone-address.ts';
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

/** A number that belongs to nobody: https://en.wikipedia.org/wiki/555_(telephone_number) */
export const SOME_CALLER = '+14155550123';

/** What a human can do who is dialled in a call. */
export const HUMANS = {
  answers: { status: 'answered', afterMs: 2000, talkMs: 4000 },
  busy: { status: 'busy', afterMs: 1500 },
  'no-answer': { status: 'no-answer', afterMs: 6000 },
} as const satisfies Readonly<Record<string, DialledHuman>>;

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
  // The server's own telephone has the call at both ends where it can: then what the server does to a live call reaches it.
  const telephoneUrl =
    carrier === CALL_CARRIERS.twilio && rehearsesTelephone(settings) && (url === undefined || isHere(origin))
      ? telephoneAddress(dataDir, origin)
      : null;
  const telephone = telephoneUrl === null ? null : handsetSocket(telephoneUrl, authToken);
  return {
    ok: true,
    target: {
      origin,
      publicUrl: signedUrl,
      path,
      tokenVariable: carrier.tokenVariable,
      async dial(world, order) {
        const held = telephone === null ? null : await dialByHandset(world, telephone, order);
        if (held !== null) return held;
        const { human = HUMANS.answers, ...call } = order;
        const emulator = await carrier.emulator(
          world,
          settings,
          authToken,
          signedUrl === null ? null : origin,
        );
        return emulator.call({ ...call, human: () => human });
      },
      apiKey,
      from,
      to: options.to ?? twilio.phoneNumber ?? AGENT_NUMBER,
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
