// Control of a live Telnyx call over REST: of TeXML calls by new TeXML, of all others by commands.
// https://developers.telnyx.com/api-reference/texml-rest-commands/update-call
import type { CallControl, ControlResult } from '../carrier.ts';
import { legCommands, TRANSFER_RING_S } from './commands.ts';
import type { TelnyxRest } from './rest.ts';
import { dialTexml } from './texml.ts';

/** Tells whose TeXML call this is, by its account; null: it is none. */
export type TexmlAccountOf = (carrierCallId: string) => string | null;

/**
 * Telnyx's call control. A Call Control call is not dialled from here: it would leave its stream running, and could be
 * told to dial again when that ends. It says so, the stream is closed, and the next step dials.
 */
export function telnyxControl(rest: TelnyxRest, texmlAccountOf: TexmlAccountOf): CallControl {
  const update = (
    account: string,
    carrierCallId: string,
    form: Readonly<Record<string, string>>,
  ): Promise<ControlResult> => {
    const path = `/texml/Accounts/${encodeURIComponent(account)}/Calls/${encodeURIComponent(carrierCallId)}`;
    return rest(path, { kind: 'form', form });
  };
  return {
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
      const texml = dialTexml({ to, actionUrl, timeoutS: TRANSFER_RING_S });
      return update(account, carrierCallId, { Texml: texml });
    },
  };
}
