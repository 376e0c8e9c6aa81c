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
  status: '/jambonz/status',
} as const;

/** Of the sound both ways: a phone's. */
const RATE_HZ = 8000;

/** What jambonz is known by. */
export interface JambonzDoorOptions {
  /** The passwords of the application's webhooks, the current one first; any proves a request. Secret. */
  readonly secrets: readonly string[];
  readonly control: CallControl;
  /** Default `dial`. */
  readonly transfer?: JambonzTransfer;
  /** What differs between versions. */
  readonly stream?: Pick<JambonzOptions, 'marksBy'>;
}

/** https://docs.jambonz.org/verbs/verbs/listen */
export function jambonzDoor(options: JambonzDoorOptions): CarrierDoor {
  const { secrets, control, transfer = 'dial', stream = {} } = options;
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
      webhook(JAMBONZ_PATHS.incoming, ({ carrierCallId, from, to }) => ({
        kind: 'incoming',
        call: { carrierCallId, from, to, fromState: null },
      })),
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
      webhook(JAMBONZ_PATHS.status, ({ carrierCallId, status, sipStatus }) =>
        statusNews(carrierCallId, status, sipStatus || null),
      ),
    ],
    answer: (step, origin) => ({
      contentType: 'application/json; charset=utf-8',
      body: JSON.stringify(
        verbsOf(step, {
          media: `${socketOrigin(origin)}${JAMBONZ_PATHS.media}`,
          afterStream: `${origin}${JAMBONZ_PATHS.afterStream}`,
          afterDial: `${origin}${JAMBONZ_PATHS.afterDial}`,
          secret: secrets[0] ?? '',
          rateHz: RATE_HZ,
          transfer,
        }),
      ),
    }),
    afterDialUrl: (origin) => `${origin}${JAMBONZ_PATHS.afterDial}`,
  });
}
