// Conferences: how two legs that take commands are brought together, and neither is left alone in there.
// https://developers.telnyx.com/api-reference/conference-commands/create-conference
import { askCarrier, type RestWorld } from '../carrier-rest.ts';
import type { ControlResult } from '../carrier.ts';
import { Recent, REMEMBERED_MAX } from './recent.ts';
import { member, parsedJson, restRequest, telnyxRest, type TelnyxAccount, type TelnyxRest } from './rest.ts';

interface Room {
  /** The conference's, as Telnyx has it; null: there is none. */
  readonly id: Promise<string | null>;
  /** Who is inside, or on the way. */
  readonly legs: Set<string>;
}

/** The conferences of an account. Nothing here rejects. */
export class Conferences {
  readonly #world: RestWorld;
  readonly #account: TelnyxAccount;
  readonly #rest: TelnyxRest;
  readonly #rooms = new Recent<Room>(REMEMBERED_MAX);
  /** By the leg. */
  readonly #roomOf = new Recent<Room>(REMEMBERED_MAX);

  constructor(world: RestWorld, account: TelnyxAccount) {
    this.#world = world;
    this.#account = account;
    this.#rest = telnyxRest(world, account);
  }

  /**
   * Brings an answered leg into a room: the first one opens it. Who comes second takes the first along when leaving; that
   * of the first is told to us, since whoever opens a conference can leave it without an end. `cause`: what this answers.
   */
  async enter(name: string, leg: string, cause: string): Promise<ControlResult> {
    const known = this.#rooms.get(name);
    const room = known ?? { id: this.#create(name, leg, cause), legs: new Set<string>() };
    this.#rooms.set(name, room);
    this.#roomOf.set(leg, room);
    room.legs.add(leg);
    const id = await room.id;
    if (id === null) return this.#failed(room, leg, 'there is no conference');
    if (known === null) return { done: true };
    const joined = await this.#command(id, 'join', {
      call_control_id: leg,
      beep_enabled: 'never',
      start_conference_on_enter: true,
      end_conference_on_exit: true,
      command_id: `join:${cause}`,
    });
    return joined.done ? joined : this.#failed(room, leg, joined.detail);
  }

  /** Takes a leg out of its room: Telnyx tells of it then. */
  async takeOut(leg: string): Promise<ControlResult> {
    const room = this.#roomOf.get(leg);
    const id = (await room?.id) ?? null;
    if (id === null) return { done: false, cause: 'refused', detail: 'the call is in no conference' };
    return this.#command(id, 'leave', { call_control_id: leg, beep_enabled: 'never' });
  }

  /**
   * A leg has left its conference: nobody stays there without it. One of another process, now gone, is ended, which hangs
   * up on whoever is left.
   */
  async left(leg: string, conferenceId: string): Promise<void> {
    const room = this.#roomOf.get(leg);
    if (room === null) {
      if (conferenceId !== '') await this.#command(conferenceId, 'end', {});
      return;
    }
    room.legs.delete(leg);
    await Promise.all(Array.from(room.legs, (other) => this.takeOut(other)));
  }

  async #create(name: string, leg: string, cause: string): Promise<string | null> {
    const request = restRequest(this.#account, '/conferences', {
      kind: 'json',
      json: {
        call_control_id: leg,
        name,
        beep_enabled: 'never',
        start_conference_on_create: true,
        command_id: `conference:${cause}`,
      },
    });
    if (request === null) return null;
    const attempt = await askCarrier(this.#world, request);
    if (attempt.status === 'unreachable' || attempt.status >= 300) return null;
    const id = member(member(parsedJson(attempt.body), 'data'), 'id');
    return typeof id === 'string' && id !== '' ? id : null;
  }

  #failed(room: Room, leg: string, detail: string): ControlResult {
    room.legs.delete(leg);
    return { done: false, cause: 'refused', detail };
  }

  #command(id: string, action: string, json: Readonly<Record<string, unknown>>): Promise<ControlResult> {
    return this.#rest(`/conferences/${encodeURIComponent(id)}/actions/${action}`, { kind: 'json', json });
  }
}
