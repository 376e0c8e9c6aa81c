// Conference rooms: calls of one account that are brought together, so that each hears the others. A room ends when one
// leaves, or, where it lasts, when it is ended.
import { plusMs } from '../../base/time.ts';
import type { Timer, World } from '../../base/world.ts';
import type { CallSound } from './call-sound.ts';
import { FRAME_MS, type CallerVoice } from './caller-voice.ts';

/** A call in a room. */
export interface Participant {
  readonly voice: CallerVoice;
  readonly sound: CallSound;
}

interface Seat {
  readonly participant: Participant;
  /** Somebody else is, or was, in the room with this one. */
  shared: boolean;
  end(): void;
}

/** The rooms of one account, by name. A room is there while somebody is in it. */
export class ConferenceRooms {
  readonly #world: Pick<World, 'clock' | 'timers'>;
  readonly #rooms = new Map<string, { readonly seats: Set<Seat>; tick: Timer | null }>();

  constructor(world: Pick<World, 'clock' | 'timers'>) {
    this.#world = world;
  }

  /**
   * Until somebody leaves: this one, by `signal`, or another one, unless the room `lasts`. Resolves to whether anybody
   * else was there.
   */
  async sit(name: string, participant: Participant, signal: AbortSignal, lasts = false): Promise<boolean> {
    const room = this.#rooms.get(name) ?? { seats: new Set<Seat>(), tick: null };
    this.#rooms.set(name, room);
    const { promise: over, resolve: end } = Promise.withResolvers<void>();
    const seat: Seat = { participant, shared: false, end };
    room.seats.add(seat);
    if (room.seats.size > 1) for (const one of room.seats) one.shared = true;
    signal.addEventListener('abort', () => this.#leave(name, seat, lasts));
    this.#arm(name);
    await over;
    return seat.shared;
  }

  /** Everybody leaves. False: there is no such room. */
  end(name: string): boolean {
    const room = this.#rooms.get(name);
    if (room === undefined) return false;
    room.tick?.stop();
    this.#rooms.delete(name);
    for (const one of room.seats) one.end();
    return true;
  }

  #leave(name: string, seat: Seat, lasts: boolean): void {
    seat.end();
    const room = this.#rooms.get(name);
    if (room === undefined || !room.seats.delete(seat)) return;
    if (!lasts || room.seats.size === 0) this.end(name);
  }

  #arm(name: string): void {
    const room = this.#rooms.get(name);
    if (room === undefined) return;
    room.tick?.stop();
    room.tick = this.#world.timers.after(FRAME_MS, () => {
      this.#mix([...room.seats]);
      this.#arm(name);
    });
  }

  /** What each has said in the last 20 ms, the others have heard. */
  #mix(seats: readonly Seat[]): void {
    const at = plusMs(this.#world.clock.now(), -FRAME_MS);
    for (const { participant } of seats) {
      const frame = participant.voice.next();
      if (frame === null) continue;
      participant.sound.spoken.add(at, frame);
      for (const other of seats)
        if (other.participant !== participant) other.participant.sound.hear(at, frame);
    }
  }
}
