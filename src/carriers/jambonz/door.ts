// jambonz' door: the webhooks of an application, proved and read; verbs for an answer; media sockets by `listen`.
import { socketOrigin } from '../../base/socket-origin.ts';
import { statusNews } from '../call-progress.ts';
import type { CallControl } from '../carrier.ts';
import type { CarrierDoor, CarrierNews, CarrierWebhook } from '../carrier-door.ts';
import { credentialFault } from '../envelope/credentials.ts';
import { defineEnvelope } from '../envelope/define-envelope.ts';
import { envelopeDoor } from '../envelope/door.ts';
import { jambonzSpec, type JambonzOptions } from '../envelope/specs/jambonz.ts';
import { verbsOf, type JambonzTransfer } from './verbs.ts';
import {
  jambonzFields,
  parseAnsweredBy,
  parseCall,
  parseDialStatus,
  type JambonzCall,
  type JambonzFields,
} from './webhook.ts';

/** Where jambonz' requests come in, below the origin. */
export const JAMBONZ_PATHS = {
  incoming: '/jambonz/incoming',
  media: '/jambonz/media',
  afterStream: '/jambonz/after-stream',
  afterDial: '/jambonz/after-dial',
  afterConference: '/jambonz/after-conference',
  answeredBy: '/jambonz/answered-by',
  status: '/jambonz/status',
} as const;

/** Of the sound both ways: a phone's. */
const RATE_HZ = 8000;

/** What jambonz is known by. */
export interface JambonzDoorOptions {
  /** The passwords of the application's webhooks, the current one first; any proves a request. Secret. */
  readonly secrets: readonly string[];
  readonly control: CallControl;
  /** Shown by outgoing calls unless they name another, and to whoever a call is transferred to; E.164. Default: none. */
  readonly number?: string | null;
  /** Default `dial`. */
  readonly transfer?: JambonzTransfer;
  /** What differs between versions. */
  readonly stream?: Pick<JambonzOptions, 'marksBy'>;
}

/** https://docs.jambonz.org/verbs/verbs/listen */
export function jambonzDoor(options: JambonzDoorOptions): CarrierDoor {
  const { secrets, control, number = null, transfer = 'dial', stream = {} } = options;
  const webhook = (
    path: string,
    newsOf: (call: JambonzCall, fields: JambonzFields) => CarrierNews,
  ): CarrierWebhook => ({
    path,
    read(request) {
      const fault = credentialFault(request, secrets, 'basic');
      if (fault !== null) return { ok: false, cause: 'forged', reason: fault };
      const [origin] = request.origins;
      if (origin === undefined) return { ok: false, cause: 'forged', reason: 'no-host' };
      const fields = jambonzFields(request.body);
      const call = parseCall(fields);
      if (call === null) return { ok: false, cause: 'unreadable', reason: 'no-call' };
      return { ok: true, origin, news: newsOf(call, fields) };
    },
  });
  return envelopeDoor({
    envelope: defineEnvelope(jambonzSpec({ ...stream, sendsRateHz: RATE_HZ })),
    secrets,
    // An application of its own may open a stream to us without asking.
    straight: true,
    mediaPath: JAMBONZ_PATHS.media,
    line: { encoding: 'pcm16', rateHz: RATE_HZ },
    control,
    webhooks: [
      // Of a call that is placed by an application the same address is asked, once somebody has picked up.
      webhook(JAMBONZ_PATHS.incoming, ({ carrierCallId, callId, from, to }) =>
        callId === null
          ? { kind: 'incoming', call: { carrierCallId, from, to, fromState: null } }
          : { kind: 'answered', callId, carrierCallId, from },
      ),
      webhook(JAMBONZ_PATHS.afterStream, ({ carrierCallId, from, over }) => ({
        kind: 'stream-over',
        carrierCallId,
        from,
        over,
      })),
      webhook(JAMBONZ_PATHS.afterDial, ({ carrierCallId, from, over }, fields) => ({
        kind: 'dial-over',
        carrierCallId,
        from,
        status: parseDialStatus(fields),
        over,
      })),
      webhook(JAMBONZ_PATHS.afterConference, ({ carrierCallId, from, over }) => ({
        kind: 'dial-over',
        carrierCallId,
        from,
        status: 'answered',
        over,
      })),
      webhook(JAMBONZ_PATHS.answeredBy, ({ carrierCallId, callId }, fields) => {
        const report = parseAnsweredBy(fields);
        return report === null || callId === null
          ? { kind: 'nothing' }
          : { kind: 'answered-by', callId, carrierCallId, ...report };
      }),
      webhook(JAMBONZ_PATHS.status, ({ carrierCallId, callId, status, sipStatus }) => ({
        ...statusNews(carrierCallId, status, sipStatus || null),
        ...(callId === null ? {} : { callId }),
      })),
    ],
    answer: (step, origin) => ({
      contentType: 'application/json; charset=utf-8',
      body: JSON.stringify(
        verbsOf(step, {
          media: `${socketOrigin(origin)}${JAMBONZ_PATHS.media}`,
          afterStream: `${origin}${JAMBONZ_PATHS.afterStream}`,
          afterDial: `${origin}${JAMBONZ_PATHS.afterDial}`,
          afterConference: `${origin}${JAMBONZ_PATHS.afterConference}`,
          secret: secrets[0] ?? '',
          rateHz: RATE_HZ,
          transfer,
          callerId: number,
        }),
      ),
    }),
    afterDialUrl: (origin) => `${origin}${JAMBONZ_PATHS.afterDial}`,
    afterStreamUrl: (origin) => `${origin}${JAMBONZ_PATHS.afterStream}`,
    outbound: {
      number,
      // The first two stand in the application, too; our id of the call comes back in its tag.
      urls: (origin) => ({
        answered: `${origin}${JAMBONZ_PATHS.incoming}`,
        status: `${origin}${JAMBONZ_PATHS.status}`,
        answeredBy: `${origin}${JAMBONZ_PATHS.answeredBy}`,
      }),
    },
  });
}
