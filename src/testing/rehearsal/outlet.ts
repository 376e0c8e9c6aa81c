// Outlet: the one way by which events leave a session.
import { CLOSE, type Socket } from '../../base/socket.ts';
import type { World } from '../../base/world.ts';
import type { Refusal } from './refusal.ts';

/** A client that leaves more than this unread is let go. */
export const UNSENT_BYTES_MAX = 16 * 1024 * 1024;

/** Where a session's events go. */
export interface Outlet {
  /** Sends an event of this type; does nothing once the session is over. */
  emit(type: string, fields: Readonly<Record<string, unknown>>): void;
  /** Sends an `error` event. `eventId` is that of the client's event at fault. */
  refuse(why: Refusal, eventId: string | null): void;
  /** A fresh id, e.g. `item_4f0…`. */
  readonly newId: (prefix: string) => string;
}

/** Sends events to this socket, each with an id of its own. */
export function outlet(world: World, socket: Socket): Outlet {
  const newId = (prefix: string): string => `${prefix}_${world.random.token(20)}`;
  const emit = (type: string, fields: Readonly<Record<string, unknown>>): void => {
    if (socket.unsentBytes > UNSENT_BYTES_MAX) socket.close(CLOSE.policy, 'the client reads too slowly');
    else socket.send(JSON.stringify({ type, event_id: newId('event'), ...fields }));
  };
  return {
    emit,
    newId,
    refuse({ code, message, param }, eventId) {
      const type = code === 'server_error' ? 'server_error' : 'invalid_request_error';
      emit('error', { error: { type, code, message, param, event_id: eventId } });
    },
  };
}
