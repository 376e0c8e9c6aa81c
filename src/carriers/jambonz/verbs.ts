// jambonz verbs: what jambonz is told to do with a call. https://docs.jambonz.org/verbs/overview
import type { NextStep } from '../../call/next-step.ts';
import { CREDENTIALS_USER } from '../envelope/credentials.ts';

/** One verb, as JSON. */
export type JambonzVerb = Readonly<Record<string, unknown>> & { readonly verb: string };

/** How a call is sent to a human: kept on jambonz, or handed to the caller's own side. */
export type JambonzTransfer = 'dial' | 'refer';

/** Where the verbs lead, and what the streams they open prove themselves with. Addresses are absolute. */
export interface VerbAddresses {
  /** `wss:`. */
  readonly media: string;
  readonly afterStream: string;
  readonly afterDial: string;
  readonly afterConference: string;
  /** Of the upgrade. Secret. */
  readonly secret: string;
  /** Of the sound, both ways. */
  readonly rateHz: number;
  readonly transfer: JambonzTransfer;
  /** Shown to whoever a call is transferred to; null: the caller's own number. */
  readonly callerId: string | null;
}

/** How long a transfer's target may ring, in seconds. */
export const JAMBONZ_RING_S = 25;

/** The verbs of a next step. What `say` says is spoken in the voice of the jambonz application. */
export function verbsOf(step: NextStep, addresses: VerbAddresses): readonly JambonzVerb[] {
  switch (step.kind) {
    case 'connect':
      return connect(step.token, addresses);
    case 'dial':
      return [dial(step.to, step.refer === true ? { ...addresses, transfer: 'refer' } : addresses)];
    case 'say': {
      const { text, next } = step;
      return [{ verb: 'say', text }, next === 'hang-up' ? HANG_UP : dial(next.dial, addresses)];
    }
    case 'conference':
      return [conference(step.room, addresses)];
    case 'hang-up':
      return [HANG_UP];
  }
}

const HANG_UP: JambonzVerb = { verb: 'hangup' };

/** https://docs.jambonz.org/verbs/verbs/listen */
function connect(token: string, addresses: VerbAddresses): readonly JambonzVerb[] {
  const { media, afterStream, secret, rateHz } = addresses;
  return [
    {
      verb: 'listen',
      url: media,
      actionHook: afterStream,
      sampleRate: rateHz,
      mixType: 'mono',
      passDtmf: true,
      // Without `streaming` what we say would be ignored.
      bidirectionalAudio: { enabled: true, streaming: true, sampleRate: rateHz },
      metadata: { token },
      wsAuth: { username: CREDENTIALS_USER, password: secret },
    },
    // The call comes back to us even where the hook was not asked.
    { verb: 'redirect', actionHook: afterStream },
  ];
}

/**
 * A conference of two, which ends when either leaves; who is first hears nothing. Names are the account's.
 * https://docs.jambonz.org/verbs/verbs/conference
 */
function conference(room: string, { afterConference }: VerbAddresses): JambonzVerb {
  return {
    verb: 'conference',
    name: room,
    beep: false,
    startConferenceOnEnter: true,
    endConferenceOnExit: true,
    maxParticipants: 2,
    actionHook: afterConference,
  };
}

/** https://docs.jambonz.org/verbs/verbs/dial, https://docs.jambonz.org/verbs/verbs/sip-refer */
function dial(to: string, { afterDial, transfer, callerId }: VerbAddresses): JambonzVerb {
  if (transfer === 'refer') return { verb: 'sip:refer', referTo: to, actionHook: afterDial };
  const target = /^sips?:/i.test(to) ? { type: 'sip', sipUri: to } : { type: 'phone', number: to };
  return {
    verb: 'dial',
    target: [target],
    timeout: JAMBONZ_RING_S,
    actionHook: afterDial,
    ...(callerId === null ? {} : { callerId }),
  };
}
