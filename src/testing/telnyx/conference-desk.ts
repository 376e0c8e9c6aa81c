// Conference desk: the conferences of an emulated account whose calls take commands.
// https://developers.telnyx.com/api-reference/conference-commands/create-conference
import type { Random } from '../../base/world.ts';
import type { CommandDesk, CommandResult } from './command-desk.ts';
import { text, type Json } from './command-document.ts';
import { uuid } from './telnyx-dialect.ts';

/** What came of a request. `gone`: there is no such conference, or nobody is in it any more. */
export type ConferenceResult = CommandResult | 'gone';

/** A conference is there while somebody is in it. */
export class ConferenceDesk {
  readonly #random: Random;
  readonly #desks: ReadonlyMap<string, CommandDesk>;
  /** By the conference: who was brought into it. */
  readonly #legs = new Map<string, Set<string>>();
  readonly #made = new Map<string, string>();

  constructor(random: Random, desks: ReadonlyMap<string, CommandDesk>) {
    this.#random = random;
    this.#desks = desks;
  }

  /** Opens one around a leg; the same command twice opens it once. */
  create(json: Json): { readonly id: string } | { readonly refusal: Exclude<ConferenceResult, 'ok'> } {
    const commandId = text(json['command_id']);
    const made = this.#made.get(commandId);
    if (made !== undefined) return { id: made };
    if (text(json['name']) === '') return { refusal: 'no-destination' };
    const id = uuid(this.#random);
    const result = this.#enter(id, json, false);
    if (result !== 'ok') return { refusal: result };
    if (commandId !== '') this.#made.set(commandId, id);
    return { id };
  }

  command(id: string, action: string, json: Json): ConferenceResult {
    const inside = this.#inside(id);
    if (inside.length === 0) return 'gone';
    switch (action) {
      case 'join':
        return this.#enter(id, json, json['end_conference_on_exit'] === true);
      case 'leave': {
        const leg = inside.find(({ callControlId }) => callControlId === json['call_control_id']);
        leg?.leaveConference();
        return leg === undefined ? 'gone' : 'ok';
      }
      case 'end':
        for (const leg of inside) leg.command('hangup', {});
        return 'ok';
      default:
        return 'unknown';
    }
  }

  #enter(id: string, json: Json, endsIt: boolean): ConferenceResult {
    const leg = text(json['call_control_id']);
    const desk = this.#desks.get(leg);
    if (desk === undefined) return 'gone';
    const result = desk.enterConference(id, endsIt);
    if (result !== 'ok') return result;
    const legs = this.#legs.get(id) ?? new Set();
    this.#legs.set(id, legs.add(leg));
    return 'ok';
  }

  #inside(id: string): readonly CommandDesk[] {
    return [...(this.#legs.get(id) ?? [])].flatMap((leg) => {
      const desk = this.#desks.get(leg);
      return desk?.conferenceId === id ? [desk] : [];
    });
  }
}
