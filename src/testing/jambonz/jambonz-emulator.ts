// A jambonz of one's own: dials a server as an application's webhooks do, and has the REST API that changes live calls.
import type { HttpAnswer, HttpRequest, World } from '../../base/world.ts';
import { carrierEmulator, type CallOptions, type CarrierEmulator } from '../telephone/carrier-emulator.ts';
import type { EmulatedCall } from '../telephone/emulated-call.ts';
import { jambonzDialect, type JambonzWays } from './jambonz-dialect.ts';

/** Which account and server the emulator plays for. */
export interface JambonzEmulatorOptions extends Partial<Omit<JambonzWays, 'secret'>> {
  /** The password of its webhooks. */
  readonly secret: string;
  /** Opens the REST API. */
  readonly apiKey: string;
  /** Origin where requests really go. Default: where they say. */
  readonly baseUrl?: string;
  /** For every call that does not say otherwise. */
  readonly call?: CallOptions;
}

const SOME_ACCOUNT = '9351f46a-678c-43f5-b8a6-d4eb58d131af';

/** An emulated jambonz account. `World.http` and `World.dial` are its only ways to the outside. */
export function jambonzEmulator(world: World, options: JambonzEmulatorOptions): CarrierEmulator {
  const { secret, apiKey, baseUrl, call, accountSid = SOME_ACCOUNT } = options;
  const { refers = false, version = {} } = options;
  return carrierEmulator(world, {
    dialect: jambonzDialect({ secret, accountSid, refers, version }, world.random),
    ...(baseUrl === undefined ? {} : { baseUrl }),
    ...(call === undefined ? {} : { call }),
    rest: (calls, request) => restAnswer({ accountSid, apiKey }, calls, request),
  });
}

const PATH = /\/v1\/Accounts\/([^/?]+)\/Calls\/([^/?]+)$/;

/** https://docs.jambonz.org/reference/rest-platform-management/calls/update-call */
function restAnswer(
  { accountSid, apiKey }: { readonly accountSid: string; readonly apiKey: string },
  calls: ReadonlyMap<string, EmulatedCall>,
  request: HttpRequest,
): HttpAnswer {
  const [, account = '', callSid = ''] = PATH.exec(request.url) ?? [];
  if (request.headers?.['authorization'] !== `Bearer ${apiKey}`) return answer(401);
  const call = calls.get(decodeURIComponent(callSid));
  if (decodeURIComponent(account) !== accountSid || call === undefined || call.ending !== null)
    return answer(404);
  if (request.method !== 'PUT') return answer(405);
  const { call_status: status, call_hook: hook } = JSON.parse(request.body ?? '{}') as {
    readonly call_status?: string;
    readonly call_hook?: { readonly url?: string; readonly method?: string };
  };
  if (status === 'completed') call.update('complete');
  else if (hook?.url !== undefined && URL.canParse(hook.url))
    call.update({
      kind: 'fetch',
      method: hook.method === 'GET' ? 'GET' : 'POST',
      url: hook.url,
      fields: {},
    });
  else return answer(400);
  return answer(202);
}

function answer(status: number): HttpAnswer {
  return { status, headers: {}, body: '' };
}
