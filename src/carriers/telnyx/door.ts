// Telnyx's door: webhooks of TeXML and of Call Control, verified and read; TeXML or commands for an answer; media sockets.
import { formFields, type FormFields } from '../../base/form-fields.ts';
import type { World } from '../../base/world.ts';
import type { NextStep } from '../../call/next-step.ts';
import type {
  CarrierDoor,
  CarrierNews,
  CarrierRequest,
  CarrierWebhook,
  CarryOut,
  Reading,
} from '../carrier-door.ts';
import { dialStatusOf } from '../dial-report.ts';
import { parseCallEvent } from './call-event.ts';
import { Conferences } from './conferences.ts';
import { carryOut, follow, type CarryOutOptions, type CommandedLeg } from './carry-out.ts';
import { telnyxControl } from './control.ts';
import { telnyxEnvelope } from './envelope.ts';
import { CONFERENCE_LEFT, eventMeaning } from './event-meaning.ts';
import { telnyxPlace, type TelnyxOutbound } from './place.ts';
import { Recent, REMEMBERED_MAX } from './recent.ts';
import { telnyxRest, type TelnyxAccount } from './rest.ts';
import { signatureChecker } from './signature.ts';
import { streamUrl, upgradeFault, type CallWay } from './stream-address.ts';
import { lineOf, PHONE_SOUND, type StreamSound } from './stream-sound.ts';
import { acceptTelnyxStream } from './accept-stream.ts';
import { texmlOf } from './texml-step.ts';
import { parseTexmlAnswerer, parseTexmlCall, parseTexmlStream, type TexmlCall } from './texml-webhook.ts';

/** Where Telnyx's requests come in, below the origin. */
export interface TelnyxPaths {
  /** Calls of numbers on a TeXML application. */
  readonly incoming: string;
  /** All events of numbers on a Call Control application. */
  readonly callControl: string;
  readonly media: string;
  readonly afterStream: string;
  readonly afterDial: string;
  readonly status: string;
  readonly streamStatus: string;
  /** Of TeXML calls that we placed. */
  readonly answered: string;
  readonly answeredBy: string;
}

/** The addresses that go into Telnyx's portal, and those that go into TeXML. */
export const TELNYX_PATHS: TelnyxPaths = {
  incoming: '/telnyx/incoming',
  callControl: '/telnyx/call-control',
  media: '/telnyx/media',
  afterStream: '/telnyx/after-stream',
  afterDial: '/telnyx/after-dial',
  status: '/telnyx/status',
  streamStatus: '/telnyx/stream-status',
  answered: '/telnyx/answered',
  answeredBy: '/telnyx/answered-by',
};

/** What Telnyx is known by. */
export interface TelnyxDoorOptions {
  readonly world: Pick<World, 'clock' | 'http' | 'timers' | 'log'>;
  /** Base64; any of them may have signed. Without one, nothing is let in. */
  readonly publicKeys: readonly string[];
  readonly account: TelnyxAccount;
  /** Default `TELNYX_PATHS`. */
  readonly paths?: TelnyxPaths;
  /** Default: µ-law both ways. */
  readonly sound?: StreamSound;
  /** Shown by outgoing calls unless they name another, and to whoever a call is transferred to; E.164. Default: none. */
  readonly number?: string | null;
  /** Default: no call can be placed. */
  readonly outbound?: TelnyxOutbound;
}

/** By this our id of an outgoing call comes back in each address that Telnyx is given about it. */
const CALL_FIELD = 'call';

const NO_OUTBOUND: TelnyxOutbound = {
  connectionId: null,
  application: 'call-control',
  detection: 'premium',
};

/** https://developers.telnyx.com/docs/voice/programmable-voice/media-streaming */
export function telnyxDoor(options: TelnyxDoorOptions): CarrierDoor {
  const { world, publicKeys, account, paths = TELNYX_PATHS, sound = PHONE_SOUND } = options;
  const { number = null, outbound = NO_OUTBOUND } = options;
  const check = signatureChecker(publicKeys);
  const envelope = telnyxEnvelope(sound);
  const rest = telnyxRest(world, account);
  const conferences = new Conferences(world, account);
  const line = lineOf(sound);
  /** Whose account a TeXML call is of; a call that is not here is one of Call Control. */
  const texmlAccounts = new Recent<string>(REMEMBERED_MAX);
  const events = new Recent<true>(REMEMBERED_MAX);
  const streams = new Recent<true>(REMEMBERED_MAX);

  const urlOf = (origin: string, call: string, token: string, way: CallWay): string =>
    streamUrl(origin, paths.media, { call, token, way });
  const carryOutOptions = (origin: string): CarryOutOptions => ({
    rest,
    conferences,
    log: world.log,
    callerId: number,
    stream: (call, token) => ({ url: urlOf(origin, call, token, 'commands'), token, sound }),
  });
  const carriedOut = (leg: CommandedLeg, origin: string) => (step: NextStep) =>
    carryOut(step, leg, carryOutOptions(origin));

  const signed = (request: CarrierRequest, read: (origin: string) => Reading | null): Reading => {
    const { headers, body } = request;
    const [origin] = request.origins;
    const [signature, timestamp] = [headers['telnyx-signature-ed25519'], headers['telnyx-timestamp']];
    const checked = check({ signature, timestamp, body }, world.clock.wall());
    if (!checked.ok) return { ok: false, cause: 'forged', reason: checked.reason };
    // A signature covers no address: the request has to name one that we can be reached at.
    if (origin === undefined) return { ok: false, cause: 'forged', reason: 'no-host' };
    return read(origin) ?? { ok: false, cause: 'unreadable', reason: 'no-call' };
  };

  const texml = (
    path: string,
    newsOf: (call: TexmlCall, form: FormFields, callId: string | null) => CarrierNews | null,
  ): CarrierWebhook => ({
    path,
    read: (request) =>
      signed(request, (origin) => {
        const form = formFields(request.body);
        const call = parseTexmlCall(form);
        if (call === null) return null;
        if (call.accountSid !== '') texmlAccounts.set(call.carrierCallId, call.accountSid);
        const news = newsOf(call, form, calledFrom(request.target));
        return news === null ? null : { ok: true, origin, news };
      }),
  });

  const callControl: CarrierWebhook = {
    path: paths.callControl,
    read: (request) =>
      signed(request, (origin) => {
        const event = parseCallEvent(request.body);
        if (event === null) return null;
        const nothing: CarrierNews = { kind: 'nothing' };
        const done = () => Promise.resolve(nothing);
        // Telnyx sends an event again when it did not see our answer.
        if (event.eventId !== '' && !events.set(event.eventId, true))
          return { ok: true, origin, news: nothing, carryOut: done };
        const callId = calledFrom(request.target);
        const meaning = eventMeaning(event, callId, (streamId) => streams.get(streamId) !== null);
        const { callControlId, eventId: cause } = event;
        if (meaning.kind === 'follow') {
          const leg = { callControlId, answered: true, cause };
          const carryOn = () => follow(meaning.next, leg, carryOutOptions(origin));
          return { ok: true, origin, news: { kind: 'command-through', carryOn }, carryOut: done };
        }
        const { news } = meaning;
        // Who is with a human, or gone, is left alone.
        const left = event.type === CONFERENCE_LEFT;
        const settled = !left && news.kind === 'dial-over' && (news.over || news.status === 'answered');
        const id = news.kind === 'dial-over' ? news.carrierCallId : callControlId;
        const leg = { callControlId: id, answered: news.kind !== 'incoming', cause };
        const step = settled ? done : carriedOut(leg, origin);
        if (!left) return { ok: true, origin, news, carryOut: step };
        const together: CarryOut = async (next) => {
          const others = conferences.left(callControlId, event.conferenceId);
          const told = await step(next);
          await others;
          return told;
        };
        return { ok: true, origin, news, carryOut: together };
      }),
  };

  return {
    name: 'telnyx',
    mediaPath: paths.media,
    control: telnyxControl({
      rest,
      texmlAccountOf: (carrierCallId) => texmlAccounts.get(carrierCallId),
      callerId: number,
      place: telnyxPlace(world, account, outbound),
      placesCalls: account.apiKey !== null && outbound.connectionId !== null,
      conferences,
      application: outbound.application,
    }),
    webhooks: [
      texml(paths.incoming, ({ carrierCallId, from, to }) => ({
        kind: 'incoming',
        call: { carrierCallId, from, to, fromState: null },
      })),
      texml(paths.afterStream, ({ carrierCallId, from, over }) => ({
        kind: 'stream-over',
        carrierCallId,
        from,
        over,
      })),
      texml(paths.afterDial, ({ carrierCallId, from, over }, form) => ({
        kind: 'dial-over',
        carrierCallId,
        from,
        status: dialStatusOf(form),
        over,
      })),
      texml(paths.answered, ({ carrierCallId, from }, _, callId) =>
        callId === null ? null : { kind: 'answered', callId, carrierCallId, from },
      ),
      texml(paths.answeredBy, ({ carrierCallId }, form, callId) =>
        callId === null ? null : { kind: 'answered-by', callId, carrierCallId, ...parseTexmlAnswerer(form) },
      ),
      texml(paths.status, ({ carrierCallId, over, progress, code }, _, callId) => {
        if (over) texmlAccounts.delete(carrierCallId);
        return {
          kind: 'status',
          carrierCallId,
          over,
          ...(callId === null ? {} : { callId }),
          ...(progress === null ? {} : { progress }),
          ...(code === null ? {} : { code }),
        };
      }),
      texml(paths.streamStatus, ({ carrierCallId }, form) => {
        const status = parseTexmlStream(form);
        if (status === null || !status.failed) return { kind: 'nothing' };
        const { streamId, error } = status;
        return { kind: 'stream-trouble', carrierCallId, streamId, detail: error };
      }),
      callControl,
    ],
    upgradeFault,
    ...(line === null ? {} : { line }),
    acceptStream: (world, socket, entrance, request) =>
      acceptTelnyxStream({
        world,
        socket,
        entrance,
        request,
        envelope,
        opened: (streamId) => void streams.set(streamId, true),
        carriedOut,
      }),
    answer: (step, origin, _, carrierCallId) => ({
      contentType: 'text/xml; charset=utf-8',
      body: texmlOf(step, origin, { paths, sound, callerId: number }, (token) =>
        urlOf(origin, carrierCallId, token, 'texml'),
      ),
    }),
    afterDialUrl: (origin) => `${origin}${paths.afterDial}`,
    afterStreamUrl: (origin) => `${origin}${paths.afterStream}`,
    outbound: {
      number,
      urls(origin, callId) {
        const url = (path: string): string => `${origin}${path}?${CALL_FIELD}=${encodeURIComponent(callId)}`;
        const { callControl } = paths;
        // By commands there is one address for all that happens.
        return outbound.application === 'call-control'
          ? { answered: url(callControl), status: url(callControl), answeredBy: url(callControl) }
          : { answered: url(paths.answered), status: url(paths.status), answeredBy: url(paths.answeredBy) };
      },
    },
  };
}

/** Our id of a call, from the query of an address that we gave; null for none. */
function calledFrom(target: string): string | null {
  return new URLSearchParams(target.split('?', 2)[1] ?? '').get(CALL_FIELD);
}
