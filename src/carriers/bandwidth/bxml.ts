// BXML: what Bandwidth is told to do with a call. https://dev.bandwidth.com/docs/voice/bxml
import { xmlElement, xmlResponse, xmlText } from '../carrier-xml.ts';
import { CREDENTIALS_USER } from '../envelope/credentials.ts';

/** By this a call's stream is named, of which there is one at a time. */
const STREAM = 'agent';

/** How long a transfer's target may ring, in seconds. */
export const BANDWIDTH_RING_S = 25;

/** What an address is asked with: `secret` as password. */
interface Proof {
  /** Of our webhooks, which Bandwidth proves itself with. */
  readonly secret: string;
}

/** A bidirectional stream, and where Bandwidth goes and reports meanwhile. Addresses are absolute. */
export interface StreamBxml extends Proof {
  /** `wss:`. */
  readonly url: string;
  /** Come back in the stream's start; 2048 characters each at most. */
  readonly parameters: Readonly<Record<string, string>>;
  /** Told of each key: on the socket there are none. */
  readonly keyUrl: string;
  readonly statusUrl: string;
  /** Asked what comes next when the stream has ended, whichever side ended it. */
  readonly redirectUrl: string;
}

/** Connects the call to a media stream. https://dev.bandwidth.com/docs/voice/programmable-voice/bxml/startStream */
export function streamBxml(stream: StreamBxml): string {
  const { url, parameters, keyUrl, statusUrl, redirectUrl } = stream;
  const credentials = credentialsOf(stream);
  return xmlResponse(
    xmlElement('StartGather', { dtmfUrl: keyUrl, dtmfMethod: 'POST', ...credentials }),
    xmlElement(
      'StartStream',
      {
        name: STREAM,
        mode: 'bidirectional',
        tracks: 'inbound',
        destination: url,
        streamEventUrl: statusUrl,
        streamEventMethod: 'POST',
        ...credentials,
      },
      ...Object.entries(parameters).map(([name, value]) => xmlElement('StreamParam', { name, value })),
    ),
    // Without it the document runs out while the stream begins, and the call ends with it.
    xmlElement('StopStream', { name: STREAM, wait: 'true' }),
    xmlElement('Redirect', { redirectUrl, redirectMethod: 'POST', ...credentials }),
  );
}

/** Somebody whom a call goes to. */
export interface BandwidthDial extends Proof {
  /** E.164 number or SIP URI. */
  readonly to: string;
  /** Asked what comes next, with what came of it. */
  readonly actionUrl: string;
  /** Shown to them; null: the caller's own number. */
  readonly callerId: string | null;
}

/** Sends the caller to somebody else. https://dev.bandwidth.com/docs/voice/bxml/transfer */
export function transferBxml(dial: BandwidthDial): string {
  return xmlResponse(...OFF_STREAM, transferElement(dial));
}

/** Has the other side of a SIP call call somebody itself. https://dev.bandwidth.com/docs/voice/programmable-voice/bxml/refer */
export function referBxml({ to, actionUrl }: Pick<BandwidthDial, 'to' | 'actionUrl'>): string {
  return xmlResponse(
    ...OFF_STREAM,
    xmlElement(
      'Refer',
      { referCompleteUrl: actionUrl, referCompleteMethod: 'POST' },
      xmlElement('SipUri', {}, xmlText(to)),
    ),
  );
}

/** Says a text in Bandwidth's own voice, then hangs up or dials. `language`: BCP-47. */
export function sayBxml(text: string, language: string, next: 'hang-up' | BandwidthDial): string {
  return xmlResponse(
    ...OFF_STREAM,
    xmlElement('SpeakSentence', { locale: localeOf(language) }, xmlText(text)),
    next === 'hang-up' ? HANG_UP : transferElement(next),
  );
}

/** A conference. */
export interface BandwidthConference extends Proof {
  /** Letters, digits, `-`, `_` and `.`, 100 at most. */
  readonly room: string;
  /** Told who joins and who leaves. */
  readonly eventUrl: string;
  /** Asked when the conference was ended. */
  readonly afterUrl: string;
}

/** Brings the call into a conference, which lasts until it is ended. https://dev.bandwidth.com/docs/voice/bxml/conference */
export function conferenceBxml(conference: BandwidthConference): string {
  const { room, eventUrl, afterUrl } = conference;
  const credentials = credentialsOf(conference);
  return xmlResponse(
    ...OFF_STREAM,
    xmlElement(
      'Conference',
      { conferenceEventUrl: eventUrl, conferenceEventMethod: 'POST', ...credentials },
      xmlText(room),
    ),
    xmlElement('Redirect', { redirectUrl: afterUrl, redirectMethod: 'POST', ...credentials }),
  );
}

/** Ends the call. */
export function hangUpBxml(): string {
  return xmlResponse(HANG_UP);
}

const HANG_UP = xmlElement('Hangup', {});

/** A call that was redirected has its stream until it is stopped, and tells keys until it is told not to. */
const OFF_STREAM = [xmlElement('StopStream', { name: STREAM }), xmlElement('StopGather', {})] as const;

function transferElement(dial: BandwidthDial): string {
  const { to, actionUrl, callerId } = dial;
  return xmlElement(
    'Transfer',
    {
      transferCallerId: callerId ?? undefined,
      callTimeout: String(BANDWIDTH_RING_S),
      transferCompleteUrl: actionUrl,
      transferCompleteMethod: 'POST',
      ...credentialsOf(dial),
    },
    xmlElement(/^sips?:/i.test(to) ? 'SipUri' : 'PhoneNumber', {}, xmlText(to)),
  );
}

function credentialsOf({ secret }: Proof): { readonly username: string; readonly password: string } {
  return { username: CREDENTIALS_USER, password: secret };
}

/** Voices by their locale. https://dev.bandwidth.com/docs/voice/bxml/speakSentence */
const LOCALES: ReadonlySet<string> = new Set([
  'en_US',
  'en_UK',
  'de',
  'es',
  'es_MX',
  'es_US',
  'fr',
  'fr_CA',
  'it',
  'ja',
  'ru',
]);

/** The voice that is nearest to a language; English, where there is none. */
function localeOf(language: string): string {
  const [name = '', region = ''] = language.split('-');
  const own = `${name.toLowerCase()}_${region.toUpperCase().replace('GB', 'UK')}`;
  if (LOCALES.has(own)) return own;
  return LOCALES.has(name.toLowerCase()) ? name.toLowerCase() : 'en_US';
}
