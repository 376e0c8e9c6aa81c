// Telnyx's door: webhooks of TeXML and of Call Control, verified and read; TeXML or commands for an answer; media sockets.
import { formFields, type FormFields } from '../../base/form-fields.ts';
import type { World } from '../../base/world.ts';
import type { NextStep } from '../../call/next-step.ts';
import type { CarrierDoor, CarrierNews, CarrierRequest, CarrierWebhook, Reading } from '../carrier-door.ts';
import { parseCallEvent } from './call-event.ts';
import { carryOut, follow, type CarryOutOptions, type CommandedLeg } from './carry-out.ts';
import { telnyxControl } from './control.ts';
import { telnyxEnvelope } from './envelope.ts';
import { eventMeaning } from './event-meaning.ts';
import { Recent } from './recent.ts';
import { telnyxRest, type TelnyxAccount } from './rest.ts';
import { signatureChecker } from './signature.ts';
import { streamUrl, upgradeFault, type CallWay } from './stream-address.ts';
import { lineOf, PHONE_SOUND, type StreamSound } from './stream-sound.ts';
import { acceptTelnyxStream } from './accept-stream.ts';
import { connectStreamTexml, dialTexml, hangUpTexml, sayTexml } from './texml.ts';
import { parseTexmlCall, parseTexmlDial, parseTexmlStream, type TexmlCall } from './texml-webhook.ts';

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
}

/** Events, streams and calls that are remembered at a time; what is older is over. */
const REMEMBERED_MAX = 10_000;

/** https://developers.telnyx.com/docs/voice/programmable-voice/media-streaming */
export function telnyxDoor(options: TelnyxDoorOptions): CarrierDoor {
  const { world, publicKeys, account, paths = TELNYX_PATHS, sound = PHONE_SOUND } = options;
  const check = signatureChecker(publicKeys);
  const envelope = telnyxEnvelope(sound);
  const rest = telnyxRest(world, account);
  const line = lineOf(sound);
  /** Whose account a TeXML call is of; a call that is not here is one of Call Control. */
  const texmlAccounts = new Recent<string>(REMEMBERED_MAX);
  const events = new Recent<true>(REMEMBERED_MAX);
  const streams = new Recent<true>(REMEMBERED_MAX);

  const urlOf = (origin: string, call: string, token: string, way: CallWay): string =>
    streamUrl(origin, paths.media, { call, token, way });
  const carryOutOptions = (origin: string): CarryOutOptions => ({
    rest,
    log: world.log,
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
    newsOf: (call: TexmlCall, form: FormFields) => CarrierNews,
  ): CarrierWebhook => ({
    path,
    read: (request) =>
      signed(request, (origin) => {
        const form = formFields(request.body);
        const call = parseTexmlCall(form);
        if (call === null) return null;
        if (call.accountSid !== '') texmlAccounts.set(call.carrierCallId, call.accountSid);
        return { ok: true, origin, news: newsOf(call, form) };
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
        const meaning = eventMeaning(event, (streamId) => streams.get(streamId) !== null);
        const { callControlId, eventId: cause } = event;
        if (meaning.kind === 'follow') {
          const leg = { callControlId, answered: true, cause };
          const carryOn = () => follow(meaning.next, leg, carryOutOptions(origin));
          return { ok: true, origin, news: { kind: 'command-through', carryOn }, carryOut: done };
        }
        const { news } = meaning;
        // Who is with a human, or gone, is left alone.
        const settled = news.kind === 'dial-over' && (news.over || news.status === 'answered');
        const id = news.kind === 'dial-over' ? news.carrierCallId : callControlId;
        const leg = { callControlId: id, answered: news.kind !== 'incoming', cause };
        return { ok: true, origin, news, carryOut: settled ? done : carriedOut(leg, origin) };
      }),
  };

  return {
    name: 'telnyx',
    mediaPath: paths.media,
    control: telnyxControl(rest, (carrierCallId) => texmlAccounts.get(carrierCallId)),
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
        status: parseTexmlDial(form),
        over,
      })),
      texml(paths.status, ({ carrierCallId, over }) => {
        if (over) texmlAccounts.delete(carrierCallId);
        return { kind: 'status', carrierCallId, over };
      }),
      texml(paths.streamStatus, (_, form) => {
        const status = parseTexmlStream(form);
        if (status === null || !status.failed) return { kind: 'nothing' };
        return { kind: 'stream-trouble', streamId: status.streamId, detail: status.error };
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
      body: texmlOf(step, origin, paths, sound, (token) => urlOf(origin, carrierCallId, token, 'texml')),
    }),
    afterDialUrl: (origin) => `${origin}${paths.afterDial}`,
  };
}

/** A next step as TeXML; every address in it lies below `origin`. */
function texmlOf(
  step: NextStep,
  origin: string,
  paths: TelnyxPaths,
  sound: StreamSound,
  streamUrlOf: (token: string) => string,
): string {
  const dial = (to: string) => ({ to, actionUrl: `${origin}${paths.afterDial}` });
  switch (step.kind) {
    case 'connect':
      return connectStreamTexml({
        url: streamUrlOf(step.token),
        receive: sound.receive,
        send: sound.send,
        redirectUrl: `${origin}${paths.afterStream}`,
        statusUrl: `${origin}${paths.streamStatus}`,
      });
    case 'dial':
      return dialTexml(dial(step.to));
    case 'say': {
      const next = step.next === 'hang-up' ? step.next : dial(step.next.dial);
      return sayTexml({ text: step.text, language: step.language, next });
    }
    case 'hang-up':
      return hangUpTexml();
  }
}
