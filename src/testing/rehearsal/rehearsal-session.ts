// Rehearsal session: serves one connection as OpenAI's Realtime API (GA) would, over any Socket, in any World.
import { unreachable } from '../../base/assert.ts';
import { CLOSE, type Socket } from '../../base/socket.ts';
import type { World } from '../../base/world.ts';
import { Answering } from './answering.ts';
import type { Brain } from './brain.ts';
import { parseClientEvent, type ClientEvent } from './client-events.ts';
import { Conversation } from './conversation.ts';
import type { Ear } from './ear.ts';
import { Hearing } from './hearing.ts';
import { itemOf, wireItem } from './items.ts';
import { outlet } from './outlet.ts';
import { refusal, type Refusal } from './refusal.ts';
import { initialConfig, updatedConfig } from './session-config.ts';
import { REHEARSAL_TIMING, type RehearsalTiming } from './timing.ts';
import type { VadFactory } from './vad.ts';
import type { Voice } from './voice.ts';

/** What a rehearsal model is made of. */
export interface RehearsalParts {
  readonly voice: Voice;
  readonly ear: Ear;
  readonly brain: Brain;
  /** From `loadVad()`. */
  readonly vad: VadFactory;
  readonly timing?: Partial<RehearsalTiming>;
  /** The name that `session.created` shows. Default `rehearsal`. */
  readonly model?: string;
}

const EXPIRED = 'Your session hit the maximum duration of 60 minutes.';

/**
 * Serves the accepted `socket` until it closes. Whatever the client sends is answered by an event, `error` among them;
 * nothing throws. Times are the World's.
 */
export function rehearsalSession(world: World, socket: Socket, parts: RehearsalParts): void {
  const timing = { ...REHEARSAL_TIMING, ...parts.timing };
  const out = outlet(world, socket);
  const conversation = new Conversation();
  const conversationId = out.newId('conv');
  const expiresAt = Math.floor((world.clock.wall() + timing.sessionMsMax) / 1000);
  let config = initialConfig(out.newId('sess'), parts.model ?? 'rehearsal', expiresAt);

  const shared = { world, timing, outlet: out, conversation, config: () => config };
  const hearing = new Hearing({
    ...shared,
    ear: parts.ear,
    vad: parts.vad(),
    speechStarted() {
      if (config.audio.input.turn_detection?.interrupt_response === true) answering.interrupt();
    },
    turnEnded() {
      if (config.audio.input.turn_detection?.create_response !== true) return;
      // As OpenAI documents: this fails while another response runs that may not be interrupted.
      const refused = answering.create({});
      if (refused !== null) out.refuse(refused, null);
    },
  });
  const answering = new Answering({
    ...shared,
    conversationId,
    voice: parts.voice,
    brain: parts.brain,
    understood: () => hearing.understood(),
  });
  const expiry = world.timers.after(timing.sessionMsMax, () => {
    out.refuse(refusal('session_expired', EXPIRED), null);
    socket.close(CLOSE.goingAway, EXPIRED);
  });

  /** Does what `event` asks; a refusal says why not. */
  function obey(event: ClientEvent): Refusal | null {
    switch (event.type) {
      case 'session.update': {
        const updated = updatedConfig(config, event.session, hasSpoken(conversation));
        if ('code' in updated) return updated;
        config = updated;
        out.emit('session.updated', { session: config });
        return null;
      }
      case 'input_audio_buffer.append':
        return hearing.append(event.audio);
      case 'input_audio_buffer.commit':
        return hearing.commit();
      case 'input_audio_buffer.clear':
        hearing.clear();
        return null;
      case 'conversation.item.create': {
        const item = itemOf(event.item, out.newId);
        if (item.kind === 'refusal') return item;
        const inserted = conversation.insert(item, event.previous_item_id);
        if ('code' in inserted) return inserted;
        const fields = { previous_item_id: inserted.previousId, item: wireItem(item) };
        out.emit('conversation.item.added', fields);
        out.emit('conversation.item.done', fields);
        return null;
      }
      case 'conversation.item.retrieve': {
        const item = conversation.retrieve(event.item_id);
        if (item.kind === 'refusal') return item;
        out.emit('conversation.item.retrieved', { item: wireItem(item) });
        return null;
      }
      case 'conversation.item.delete': {
        const refused = conversation.delete(event.item_id);
        if (refused === null) out.emit('conversation.item.deleted', { item_id: event.item_id });
        return refused;
      }
      case 'conversation.item.truncate': {
        const { item_id, content_index, audio_end_ms } = event;
        const refused = conversation.truncate(item_id, content_index, audio_end_ms);
        if (refused === null)
          out.emit('conversation.item.truncated', { item_id, content_index, audio_end_ms });
        return refused;
      }
      case 'response.create':
        return answering.create(event.response ?? {});
      case 'response.cancel':
        return answering.cancel(event.response_id);
      default:
        return unreachable(event);
    }
  }

  out.emit('session.created', { session: config });
  out.emit('conversation.created', { conversation: { id: conversationId, object: 'realtime.conversation' } });
  socket.listen({
    text(message) {
      const parsed = parseClientEvent(message);
      const refused = parsed.kind === 'refused' ? parsed.refusal : obey(parsed.event);
      if (refused === null) return;
      world.log.debug('rehearsal.refused', { code: refused.code });
      out.refuse(refused, parsed.eventId);
    },
    binary() {
      out.refuse(refusal('invalid_event', 'Events are JSON in text messages.'), null);
    },
    closed() {
      expiry.stop();
      hearing.close();
      answering.close();
    },
  });
}

function hasSpoken(conversation: Conversation): boolean {
  return conversation.items.some(
    (item) => item.kind === 'message' && item.role === 'assistant' && item.audioMs > 0,
  );
}
