// Bandwidth's door: webhooks proved by Basic credentials, and read; BXML for an answer; media sockets by `StartStream`.
import { socketOrigin } from '../../base/socket-origin.ts';
import type { NextStep } from '../../call/next-step.ts';
import type { CarrierDoor, CarrierNews, CarrierWebhook, Reading } from '../carrier-door.ts';
import { credentialFault } from '../envelope/credentials.ts';
import { defineEnvelope } from '../envelope/define-envelope.ts';
import { acceptEnvelopeStream } from '../envelope/entrance.ts';
import { bandwidthSpec } from '../envelope/specs/bandwidth.ts';
import { conferenceBxml, hangUpBxml, referBxml, sayBxml, streamBxml, transferBxml } from './bxml.ts';
import { SPOKEN_FIELD, type BandwidthControl } from './control.ts';
import { LiveStreams } from './live-streams.ts';
import { provedUrl, urlProofHolds } from './url-proof.ts';
import {
  bandwidthFields,
  parseAnsweredBy,
  parseCall,
  parseConferenceExit,
  parseDialStatus,
  parseEnd,
  parseKey,
  parseStreamTrouble,
  type BandwidthCall,
  type BandwidthFields,
} from './webhook.ts';

/** Where Bandwidth's requests come in, below the origin. */
export const BANDWIDTH_PATHS = {
  incoming: '/bandwidth/incoming',
  media: '/bandwidth/media',
  afterStream: '/bandwidth/after-stream',
  afterDial: '/bandwidth/after-dial',
  afterRefer: '/bandwidth/after-refer',
  status: '/bandwidth/status',
  streamStatus: '/bandwidth/stream-status',
  key: '/bandwidth/key',
  conference: '/bandwidth/conference',
  answered: '/bandwidth/answered',
  answeredBy: '/bandwidth/answered-by',
} as const;

/** What Bandwidth is known by. */
export interface BandwidthDoorOptions {
  /** The passwords of our webhooks, the current one first; any proves a request. Secret. */
  readonly secrets: readonly string[];
  readonly control: BandwidthControl;
  /** Shown by outgoing calls unless they name another, and to whoever a call is transferred to; E.164. Null: none. */
  readonly number: string | null;
}

/** By this our id of an outgoing call comes back in each address that Bandwidth is given about it. */
const CALL_FIELD = 'call';

/** https://dev.bandwidth.com/docs/voice/programmable-voice/bxml/startStream */
export function bandwidthDoor({ secrets, control, number }: BandwidthDoorOptions): CarrierDoor {
  const envelope = defineEnvelope(bandwidthSpec());
  const streams = new LiveStreams();
  const webhook = (
    path: string,
    newsOf: (call: BandwidthCall, fields: BandwidthFields, query: URLSearchParams) => CarrierNews | null,
    faultOf: (request: Parameters<CarrierWebhook['read']>[0]) => string | null = (request) =>
      credentialFault(request, secrets, 'basic'),
  ): CarrierWebhook => ({
    path,
    read(request): Reading {
      const fault = faultOf(request);
      if (fault !== null) return { ok: false, cause: 'forged', reason: fault };
      const [origin] = request.origins;
      if (origin === undefined) return { ok: false, cause: 'forged', reason: 'no-host' };
      const fields = bandwidthFields(request.body);
      const call = parseCall(fields);
      const news =
        call === null
          ? null
          : newsOf(call, fields, new URLSearchParams(request.target.split('?', 2)[1] ?? ''));
      if (news === null) return { ok: false, cause: 'unreadable', reason: 'no-call' };
      return { ok: true, origin, news, ...(news.kind === 'command-through' ? { carryOut: noStep } : {}) };
    },
  });
  const dialOver = ({ carrierCallId, from, over }: BandwidthCall, fields: BandwidthFields) =>
    ({ kind: 'dial-over', carrierCallId, from, status: parseDialStatus(fields), over }) as const;
  return {
    name: 'bandwidth',
    mediaPath: BANDWIDTH_PATHS.media,
    control,
    webhooks: [
      webhook(BANDWIDTH_PATHS.incoming, ({ carrierCallId, from, to }) => ({
        kind: 'incoming',
        call: { carrierCallId, from, to, fromState: null },
      })),
      webhook(BANDWIDTH_PATHS.afterStream, ({ carrierCallId, from, over }) => ({
        kind: 'stream-over',
        carrierCallId,
        from,
        over,
      })),
      webhook(BANDWIDTH_PATHS.afterDial, dialOver),
      // The one address that Bandwidth is given no credentials for.
      webhook(BANDWIDTH_PATHS.afterRefer, dialOver, ({ target, body }) =>
        urlProofHolds(target, parseCall(bandwidthFields(body))?.carrierCallId ?? '', secrets)
          ? null
          : 'mismatch',
      ),
      webhook(BANDWIDTH_PATHS.answered, ({ carrierCallId, from }, _, query) => {
        const callId = query.get(CALL_FIELD);
        return callId === null ? null : { kind: 'answered', callId, carrierCallId, from };
      }),
      webhook(BANDWIDTH_PATHS.answeredBy, ({ carrierCallId }, fields, query) => {
        const callId = query.get(CALL_FIELD);
        const report = parseAnsweredBy(fields, query.has(SPOKEN_FIELD));
        return report === null || callId === null
          ? null
          : { kind: 'answered-by', callId, carrierCallId, ...report };
      }),
      webhook(BANDWIDTH_PATHS.status, ({ carrierCallId }, fields, query) => {
        const callId = query.get(CALL_FIELD);
        const end = parseEnd(fields);
        if (end === null) return { kind: 'nothing' };
        streams.remove(carrierCallId);
        const { progress, code } = end;
        return {
          kind: 'status',
          carrierCallId,
          over: true,
          progress,
          ...(callId === null ? {} : { callId }),
          ...(code === null ? {} : { code }),
        };
      }),
      webhook(BANDWIDTH_PATHS.streamStatus, ({ carrierCallId }, fields) => {
        const trouble = parseStreamTrouble(fields);
        return trouble === null ? { kind: 'nothing' } : { kind: 'stream-trouble', carrierCallId, ...trouble };
      }),
      webhook(BANDWIDTH_PATHS.key, ({ carrierCallId }, fields) => {
        const digit = parseKey(fields);
        if (digit === null) return null;
        return after(() => streams.press(carrierCallId, digit));
      }),
      webhook(BANDWIDTH_PATHS.conference, (_, fields) => {
        const conferenceId = parseConferenceExit(fields);
        // A conference lasts on with whoever is left in it.
        return conferenceId === null ? { kind: 'nothing' } : after(() => control.endConference(conferenceId));
      }),
    ],
    upgradeFault: () => null,
    acceptStream: (world, socket, entrance, { target }) =>
      acceptEnvelopeStream(
        world,
        socket,
        envelope,
        { url: target },
        {
          ...entrance,
          onStart(start, stream) {
            const taken = entrance.onStart(start, stream);
            if (taken) streams.add(start.carrierCallId, stream);
            return taken;
          },
        },
      ),
    answer: (step, origin, _, carrierCallId) => ({
      contentType: 'application/xml; charset=utf-8',
      body: bxmlOf(step, { origin, carrierCallId, secret: secrets[0] ?? '', number }),
    }),
    afterDialUrl: (origin) => `${origin}${BANDWIDTH_PATHS.afterDial}`,
    afterStreamUrl: (origin) => `${origin}${BANDWIDTH_PATHS.afterStream}`,
    outbound: {
      number,
      urls(origin, callId) {
        const url = (path: string): string => `${origin}${path}?${CALL_FIELD}=${encodeURIComponent(callId)}`;
        return {
          answered: url(BANDWIDTH_PATHS.answered),
          status: url(BANDWIDTH_PATHS.status),
          answeredBy: url(BANDWIDTH_PATHS.answeredBy),
        };
      },
    },
  };
}

/** What follows a webhook that is acknowledged and asks nothing. */
function after(doIt: () => unknown): CarrierNews {
  return {
    kind: 'command-through',
    async carryOn() {
      await doIt();
      return { kind: 'nothing' };
    },
  };
}

const noStep = (): Promise<CarrierNews> => Promise.resolve({ kind: 'nothing' });

/** A next step as BXML; every address in it lies below `origin`. */
function bxmlOf(
  step: NextStep,
  {
    origin,
    carrierCallId,
    secret,
    number,
  }: {
    readonly origin: string;
    readonly carrierCallId: string;
    readonly secret: string;
    readonly number: string | null;
  },
): string {
  const actionUrl = `${origin}${BANDWIDTH_PATHS.afterDial}`;
  const dial = (to: string) => ({ to, actionUrl, callerId: number, secret });
  switch (step.kind) {
    case 'connect':
      return streamBxml({
        url: `${socketOrigin(origin)}${BANDWIDTH_PATHS.media}`,
        parameters: { token: step.token },
        keyUrl: `${origin}${BANDWIDTH_PATHS.key}`,
        statusUrl: `${origin}${BANDWIDTH_PATHS.streamStatus}`,
        redirectUrl: `${origin}${BANDWIDTH_PATHS.afterStream}`,
        secret,
      });
    case 'dial':
      return step.refer === true
        ? referBxml({
            to: step.to,
            actionUrl: provedUrl(`${origin}${BANDWIDTH_PATHS.afterRefer}`, carrierCallId, secret),
          })
        : transferBxml(dial(step.to));
    case 'conference':
      return conferenceBxml({
        room: step.room,
        eventUrl: `${origin}${BANDWIDTH_PATHS.conference}`,
        afterUrl: actionUrl,
        secret,
      });
    case 'say':
      return sayBxml(step.text, step.language, step.next === 'hang-up' ? step.next : dial(step.next.dial));
    case 'hang-up':
      return hangUpBxml();
  }
}
