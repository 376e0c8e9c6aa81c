// Control of a Bandwidth call over REST: placed, hung up, sent elsewhere, and a conference ended.
// https://dev.bandwidth.com/apis/voice
import type { HttpAnswer } from '../../base/world.ts';
import type { CallControl, ControlResult, PlaceRequest, PlaceResult } from '../carrier.ts';
import { controlResult, placeResult, type RestWorld } from '../carrier-rest.ts';
import { CREDENTIALS_USER } from '../envelope/credentials.ts';
import { bandwidthRest, type BandwidthAccount, type BandwidthAttempt } from './rest.ts';

/** What Bandwidth is told beside a wish. */
export interface BandwidthControlOptions {
  /** Which places calls; null: none are placed. */
  readonly applicationId: string | null;
  /** Of our webhooks, which Bandwidth proves itself with. */
  readonly webhookSecret: string;
  /** Path, on the origin of a dial's action, where Bandwidth asks what comes next: there the server has it dial. */
  readonly nextStepPath: string;
}

/** Stands in the address of a detection that tells of a machine once that has spoken. */
export const SPOKEN_FIELD = 'spoken';

/** Calls, and the conferences that they are in. */
export interface BandwidthControl extends CallControl {
  /** Takes everybody out of a conference: each call goes on behind it. */
  endConference(conferenceId: string): Promise<ControlResult>;
}

/**
 * Bandwidth's call control. Without an account and its credential each wish comes back as `unconfigured`. A call is sent
 * elsewhere by an address, not by a document: Bandwidth asks there at once, so that the number stands in no URL.
 */
export function bandwidthControl(
  world: RestWorld,
  account: BandwidthAccount,
  { applicationId, webhookSecret, nextStepPath }: BandwidthControlOptions,
): BandwidthControl {
  const rest = bandwidthRest(world, account);
  const { accountId, clientId, clientSecret } = account;
  const credentials = { username: CREDENTIALS_USER, password: webhookSecret };
  const callPath = (carrierCallId: string): string => `calls/${encodeURIComponent(carrierCallId)}`;
  const recall = async (carrierCallId: string, redirectUrl: string): Promise<ControlResult> =>
    wished(
      await rest({
        path: callPath(carrierCallId),
        json: { state: 'active', redirectUrl, redirectMethod: 'POST', ...credentials },
      }),
    );
  return {
    placesCalls: [accountId, clientId, clientSecret, applicationId].every((one) => one !== null),
    async hangUp(carrierCallId) {
      const result = wished(await rest({ path: callPath(carrierCallId), json: { state: 'completed' } }));
      return !result.done && result.cause === 'gone' ? { done: true } : result;
    },
    dial: (carrierCallId, _to, actionUrl) =>
      recall(carrierCallId, `${new URL(actionUrl).origin}${nextStepPath}`),
    recall,
    async endConference(conferenceId) {
      const path = `conferences/${encodeURIComponent(conferenceId)}`;
      return wished(await rest({ path, json: { status: 'completed' } }));
    },
    async place(wanted): Promise<PlaceResult> {
      if (applicationId === null) return unconfigured('there is no application');
      const json = { applicationId, ...placeFields(wanted), ...credentials };
      const attempt = await rest({ path: 'calls', json, once: true });
      switch (attempt.status) {
        case 'unconfigured':
          return unconfigured(attempt.detail);
        case 'no-token':
          return {
            placed: false,
            cause: attempt.later ? 'rate-limited' : 'refused',
            code: null,
            detail: attempt.detail,
          };
        case 'unreachable':
          return placeResult(world, attempt, null, null);
        default:
          return placed(world, attempt);
      }
    },
  };
}

/** Bandwidth lets nobody ring for longer. */
const RING_S_MAX = 300;

/** https://dev.bandwidth.com/apis/voice#tag/Calls/operation/createCall */
function placeFields({ to, from, ringS, urls, detect }: PlaceRequest): Readonly<Record<string, unknown>> {
  return {
    to,
    from,
    answerUrl: urls.answered,
    answerMethod: 'POST',
    disconnectUrl: urls.status,
    disconnectMethod: 'POST',
    callTimeout: Math.min(ringS, RING_S_MAX),
    ...(detect === 'none'
      ? {}
      : {
          machineDetection: {
            mode: 'async',
            callbackUrl: detect === 'message-end' ? `${urls.answeredBy}&${SPOKEN_FIELD}=1` : urls.answeredBy,
            callbackMethod: 'POST',
            delayResult: detect === 'message-end',
          },
        }),
  };
}

function placed(world: RestWorld, attempt: HttpAnswer): PlaceResult {
  const told = member(attempt.body, 'callId');
  const result = placeResult(world, attempt, told === '' ? null : told, null);
  if (result.placed) return result;
  const why = member(attempt.body, 'type') || member(attempt.body, 'description');
  return why === '' ? result : { ...result, detail: `${result.detail}: ${withoutNumbers(why)}` };
}

function wished(attempt: BandwidthAttempt): ControlResult {
  switch (attempt.status) {
    case 'unconfigured':
      return { done: false, cause: 'unconfigured', detail: attempt.detail };
    case 'no-token':
      return { done: false, cause: attempt.later ? 'unreachable' : 'refused', detail: attempt.detail };
    default:
      return controlResult(attempt);
  }
}

function unconfigured(detail: string): PlaceResult {
  return { placed: false, cause: 'unconfigured', code: null, detail };
}

const DETAIL_CHARACTERS_MAX = 200;

/** The numbers in what Bandwidth says are personal data. */
function withoutNumbers(detail: string): string {
  return detail.slice(0, DETAIL_CHARACTERS_MAX).replace(/\+?\d{5,}/g, '…');
}

/** A text of a JSON object; empty where there is none. */
function member(body: string, name: string): string {
  try {
    const json: unknown = JSON.parse(body);
    const value: unknown =
      typeof json === 'object' && json !== null ? (json as Readonly<Record<string, unknown>>)[name] : '';
    return typeof value === 'string' ? value : '';
  } catch {
    return '';
  }
}
