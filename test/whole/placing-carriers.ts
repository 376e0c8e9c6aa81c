// The carriers that place calls, on a whole stage, each with what it tells of a call and what it does not.
import { bandwidthCarrier } from './bandwidth-carrier.ts';
import { jambonzCarrier, signalwireCarrier } from './envelope-carriers.ts';
import { telnyxCarrier } from './telnyx-carrier.ts';
import { vonageCarrier } from './vonage-carrier.ts';
import { plivoCarrier, twilioCarrier, type StageCarrier } from './stage-carriers.ts';

/** One carrier, and what is known by its word alone. */
export interface PlacingCarrier {
  readonly name: string;
  readonly carrier: StageCarrier;
  /** The call's id comes with the answer to the order; else with the first webhook. */
  readonly idAtOnce: boolean;
  /** How far a call that is answered comes. */
  readonly progress: readonly string[];
  /** Its own codes of a busy line, of one that nobody answers (null: none) and of a number that does not exist. */
  readonly codes: { readonly busy: string | null; readonly noAnswer: string | null; readonly failed: string };
  /** Who picks up, as the journal has it, each with the carrier's word. */
  readonly tells: {
    readonly human: readonly (readonly [by: string, detail: string])[];
    readonly mailbox: readonly (readonly [by: string, detail: string])[];
    readonly screening: readonly string[];
  };
  /** As what a fax ends the call. */
  readonly fax: 'fax' | 'machine';
  /** What is said of a call from a number that is none, and of one without credentials. */
  readonly refusal: RegExp;
  readonly unconfigured: RegExp;
  /** The request that places a call. */
  readonly places: (url: string) => boolean;
}

/** All of them. */
export const PLACING_CARRIERS: readonly PlacingCarrier[] = [
  {
    name: 'Twilio',
    carrier: twilioCarrier,
    idAtOnce: true,
    progress: ['queued', 'ringing', 'answered'],
    codes: { busy: '486', noAnswer: null, failed: '404' },
    tells: {
      human: [['human', 'human']],
      mailbox: [['machine', 'machine_end_beep']],
      screening: ['machine', 'human'],
    },
    fax: 'fax',
    refusal: /21212/,
    unconfigured: /no account SID/,
    places: (url) => url.endsWith('/Calls.json'),
  },
  {
    name: 'Plivo',
    carrier: plivoCarrier(),
    idAtOnce: false,
    progress: ['ringing', 'answered'],
    codes: { busy: '3010', noAnswer: '6010', failed: '2010' },
    tells: {
      human: [],
      mailbox: [['machine', 'Machine=true']],
      screening: ['machine', 'human'],
    },
    fax: 'machine',
    refusal: /from parameter is invalid/,
    unconfigured: /no auth id/,
    places: (url) => url.endsWith('/Call/'),
  },
  {
    name: 'Telnyx, TeXML',
    carrier: telnyxCarrier({ application: 'texml' }),
    idAtOnce: false,
    progress: ['queued', 'ringing', 'answered'],
    codes: { busy: '486', noAnswer: null, failed: '404' },
    tells: {
      human: [['human', 'human']],
      mailbox: [['machine', 'machine_end_beep']],
      screening: ['machine', 'human'],
    },
    fax: 'fax',
    refusal: /code 10016/,
    unconfigured: /no API key/,
    places: (url) => url.includes('/v2/texml/calls/'),
  },
  {
    name: 'Telnyx, Call Control',
    carrier: telnyxCarrier({ application: 'call-control' }),
    idAtOnce: true,
    progress: ['queued', 'answered'],
    codes: { busy: '486', noAnswer: 'timeout', failed: '404' },
    tells: {
      human: [['human', 'human_residence']],
      mailbox: [
        ['machine', 'machine'],
        ['machine', 'beep_detected'],
      ],
      screening: ['machine', 'human'],
    },
    fax: 'fax',
    refusal: /code 10016/,
    unconfigured: /no API key/,
    places: (url) => url.endsWith('/v2/calls'),
  },
  {
    name: 'Bandwidth',
    carrier: bandwidthCarrier,
    idAtOnce: true,
    progress: ['answered'],
    codes: { busy: 'busy', noAnswer: 'timeout', failed: 'rejected' },
    tells: {
      human: [['human', 'human']],
      mailbox: [['machine', 'tone-detected']],
      screening: ['machine', 'human'],
    },
    fax: 'machine',
    refusal: /validation/,
    unconfigured: /no account id/,
    places: (url) => url.endsWith('/calls'),
  },
  {
    name: 'SignalWire',
    carrier: signalwireCarrier,
    idAtOnce: true,
    progress: ['queued', 'ringing', 'answered'],
    codes: { busy: '486', noAnswer: null, failed: '404' },
    tells: {
      human: [['human', 'human']],
      mailbox: [['machine', 'machine_end_beep']],
      screening: ['machine', 'human'],
    },
    fax: 'fax',
    refusal: /21212/,
    unconfigured: /no project id/,
    places: (url) => url.endsWith('/Calls.json'),
  },
  {
    name: 'jambonz',
    carrier: jambonzCarrier(),
    idAtOnce: true,
    progress: ['queued', 'ringing', 'answered'],
    codes: { busy: '486', noAnswer: '487', failed: '404' },
    tells: {
      human: [['human', 'amd_human_detected']],
      mailbox: [
        ['machine', 'amd_machine_detected'],
        ['machine', 'amd_tone_detected'],
      ],
      screening: ['machine', 'machine', 'human'],
    },
    fax: 'machine',
    refusal: /is no number/,
    unconfigured: /no account SID/,
    places: (url) => url.endsWith('/Calls'),
  },
  {
    name: 'Vonage',
    carrier: vonageCarrier(),
    idAtOnce: true,
    progress: ['queued', 'ringing', 'answered'],
    codes: { busy: null, noAnswer: null, failed: 'cannot_route' },
    tells: {
      human: [['human', 'human']],
      mailbox: [
        ['machine', 'machine'],
        ['machine', 'beep_start'],
      ],
      screening: ['machine', 'human'],
    },
    fax: 'machine',
    refusal: /from is not valid/,
    unconfigured: /no application id/,
    places: (url) => url.endsWith('/v1/calls'),
  },
];
