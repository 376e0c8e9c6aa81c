// Control of a Telnyx call over REST: of TeXML calls by new TeXML, of all others by commands.
// https://developers.telnyx.com/api-reference/texml-rest-commands/update-call
import type { CallControl, ControlResult } from '../carrier.ts';
import type { Conferences } from './conferences.ts';
import { legCommands, TRANSFER_RING_S } from './commands.ts';
import type { TelnyxOutbound } from './place.ts';
import type { TelnyxRest } from './rest.ts';
import { dialTexml } from './texml.ts';

/** Tells whose TeXML call this is, by its account; null: it is none. */
export type TexmlAccountOf = (carrierCallId: string) => string | null;

/** What the control of an account's calls is made of. */
export interface TelnyxControlParts {
  readonly rest: TelnyxRest;
  readonly texmlAccountOf: TexmlAccountOf;
  /** Shown to whoever a call is transferred to; null: the caller's own number. */
  readonly callerId: string | null;
  readonly place: NonNullable<CallControl['place']>;
  readonly placesCalls: boolean;
  /** Of calls that take commands. */
  readonly conferences: Pick<Conferences, 'takeOut'>;
  /** The kind of the calls that are placed. */
  readonly application: TelnyxOutbound['application'];
}

/**
 * Telnyx's call control. A Call Control call is not dialled from here: it would leave its stream running, and could be
 * told to dial again when that ends. It says so, the stream is closed, and the next step dials.
 */
export function telnyxControl({
  rest,
  texmlAccountOf,
  callerId,
  place,
  placesCalls,
  conferences,
  application,
}: TelnyxControlParts): CallControl {
  const update = (
    account: string,
    carrierCallId: string,
    form: Readonly<Record<string, string>>,
  ): Promise<ControlResult> => {
    const path = `/texml/Accounts/${encodeURIComponent(account)}/Calls/${encodeURIComponent(carrierCallId)}`;
    return rest(path, { kind: 'form', form });
  };
  const recall: NonNullable<CallControl['recall']> = (carrierCallId, nextStepUrl) => {
    const account = texmlAccountOf(carrierCallId);
    if (account !== null) return update(account, carrierCallId, { Url: nextStepUrl, Method: 'POST' });
    return conferences.takeOut(carrierCallId);
  };
  return {
    placesCalls,
    place,
    recall,
    // A conference of TeXML is known by its name, and one of commands by its id.
    confers: (carrierCallId) => (texmlAccountOf(carrierCallId) !== null) === (application === 'texml'),
    async hangUp(carrierCallId) {
      const account = texmlAccountOf(carrierCallId);
      const result = await (account === null
        ? legCommands(rest, carrierCallId, 'wanted').hangUp()
        : update(account, carrierCallId, { Status: 'completed' }));
      return !result.done && result.cause === 'gone' ? { done: true } : result;
    },
    dial(carrierCallId, to, actionUrl) {
      const account = texmlAccountOf(carrierCallId);
      if (account === null)
        return Promise.resolve({
          done: false,
          cause: 'refused',
          detail: 'a Call Control call dials when its stream is over',
        });
      const texml = dialTexml({
        to,
        actionUrl,
        timeoutS: TRANSFER_RING_S,
        ...(callerId === null ? {} : { callerId }),
      });
      return update(account, carrierCallId, { Texml: texml });
    },
  };
}
