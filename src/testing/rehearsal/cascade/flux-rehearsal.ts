// Flux rehearsal: serves one connection as Deepgram's /v2/listen would, with the rehearsal's ear, in any World.
import type { Socket } from '../../../base/socket.ts';
import type { World } from '../../../base/world.ts';
import type { Ear } from '../ear.ts';
import { InputAudio } from '../input-audio.ts';
import { within } from '../timing.ts';
import { TurnDetector, type TurnEvent } from '../turn-detection.ts';
import type { TurnDetection } from '../session-config.ts';
import type { VadFactory } from '../vad.ts';

/** Who hears. */
export interface FluxRehearsalParts {
  readonly ear: Ear;
  /** From `loadVad()`. */
  readonly vad: VadFactory;
}

/** What stands for words that were not understood: something was said, all the same. */
export const NOT_UNDERSTOOD = '(unintelligible)';

/** How long the ear may take over a turn. */
const EAR_MS_MAX = 4000;

/** Sound kept from before a turn. */
const PREFIX_MS = 300;

const DETECTION: TurnDetection = {
  type: 'server_vad',
  threshold: 0.5,
  prefix_padding_ms: PREFIX_MS,
  silence_duration_ms: 500,
  idle_timeout_ms: null,
  create_response: false,
  interrupt_response: false,
};

/** Takes µ-law. Words come at the end of a turn: this ear does not guess. */
export function fluxRehearsal(world: World, socket: Socket, { ear, vad }: FluxRehearsalParts): void {
  const detected = vad();
  const detector = new TurnDetector(detected);
  const sound = new InputAudio();
  let sequence = 0;
  let turn = 0;
  let closed = false;

  const send = (fields: object): void => {
    if (!closed) socket.send(JSON.stringify({ ...fields, request_id: 'rehearsal', sequence_id: sequence }));
    sequence += 1;
  };
  const info = (event: string, transcript: string, more: object = {}): void =>
    send({ type: 'TurnInfo', event, turn_index: turn, transcript, words: [], ...more });

  async function over(event: Extract<TurnEvent, { kind: 'stopped' }>, trigger: string): Promise<void> {
    const mulaw = sound.take(event.audioStartMs, event.audioEndMs);
    const heard = await within(world, ear.understand(mulaw), EAR_MS_MAX, null);
    const transcript = heard ?? NOT_UNDERSTOOD;
    info('Update', transcript, { end_of_turn_confidence: 0.4 });
    info('EndOfTurn', transcript, { end_of_turn_confidence: 0.9, trigger });
    turn += 1;
  }

  function hear(bytes: Uint8Array): void {
    sound.append(bytes);
    for (const event of detector.hear(bytes, DETECTION))
      if (event.kind === 'started') info('StartOfTurn', '', { end_of_turn_confidence: 0 });
      else over(event, 'model').catch(() => {});
    if (detector.speechStartMs === null) sound.keepLast(PREFIX_MS + 1000);
  }

  send({ type: 'Connected' });
  socket.listen({
    binary: hear,
    text(message) {
      if (!message.includes('"ForceEndTurn"')) return;
      const startMs = detector.speechStartMs;
      detector.reset();
      if (startMs === null) return info('EndOfTurn', '', { trigger: 'manual' });
      over({ kind: 'stopped', audioStartMs: startMs, audioEndMs: Infinity }, 'manual').catch(() => {});
    },
    closed() {
      closed = true;
      detected.close();
    },
  });
}
