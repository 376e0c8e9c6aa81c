// Dial wish: what the command line asks for, as the API takes it.
import { durationMs } from '../../agent/duration.ts';
import type { CallRequest } from '../../server/api.ts';
import { bareNumber } from './bare-number.ts';

/** The options of `offhook dial`, as commander gives them. */
export interface DialOptions {
  readonly from?: string;
  readonly carrier?: string;
  readonly var: readonly string[];
  readonly greeting?: string;
  readonly purpose?: string;
  readonly voicemail?: string;
  readonly machine?: 'hang-up' | 'go-on';
  readonly ring?: string;
  readonly max?: string;
  readonly key?: string;
}

/** The request, or what does not fit and how to mend it. */
export type DialWish =
  | { readonly ok: true; readonly request: CallRequest }
  | { readonly ok: false; readonly problem: string };

/** Reads the options; what they say of numbers and texts the server checks. */
export function dialWish(to: string, options: DialOptions): DialWish {
  const { from, carrier, greeting, purpose, voicemail, machine, key } = options;
  if (voicemail !== undefined && machine !== undefined)
    return refused('--voicemail and --machine: give one of them');
  const variables: Record<string, string> = {};
  for (const pair of options.var) {
    const [, name, value] = /^([A-Za-z_]\w*)=(.*)$/s.exec(pair) ?? [];
    if (name === undefined || value === undefined)
      return refused(`--var ${pair}: give a name and a value, such as name=Ada`);
    variables[name] = value;
  }
  const answerWithinS = secondsOf(options.ring);
  if (answerWithinS === null) return refused(`--ring ${options.ring}: give a duration, such as 30s`);
  const maxDurationS = secondsOf(options.max);
  if (maxDurationS === null) return refused(`--max ${options.max}: give a duration, such as 10m`);
  return {
    ok: true,
    request: {
      to: bareNumber(to),
      ...(from !== undefined && { from: bareNumber(from) }),
      ...(carrier !== undefined && { carrier }),
      ...(options.var.length > 0 && { variables }),
      ...(greeting !== undefined && { greeting }),
      ...(purpose !== undefined && { purpose }),
      ...(voicemail !== undefined && { voicemail: { action: 'message', message: voicemail } }),
      ...(machine !== undefined && { voicemail: { action: machine } }),
      ...(answerWithinS !== undefined && { answerWithinS }),
      ...(maxDurationS !== undefined && { maxDurationS }),
      ...(key !== undefined && { idempotencyKey: key }),
    },
  };
}

/** Whole seconds; undefined: not given. Null: no duration. */
function secondsOf(text: string | undefined): number | null | undefined {
  if (text === undefined) return undefined;
  const ms = durationMs(text);
  return ms === null ? null : Math.round(ms / 1000);
}

function refused(problem: string): DialWish {
  return { ok: false, problem };
}
