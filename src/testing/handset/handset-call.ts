// Handset call: a phone's end of a call whose carrier is emulated in another process: speaks, presses, hears over a socket.
import { Buffer } from 'node:buffer';
import { assert } from '../../base/assert.ts';
import { CLOSE, type Socket } from '../../base/socket.ts';
import { msBetween, type Micros } from '../../base/time.ts';
import type { World } from '../../base/world.ts';
import { BYTES_PER_MS } from '../../media/audio.ts';
import type { CallEnding } from '../telephone/call-life.ts';
import type { OutgoingCall } from '../telephone/carrier-emulator.ts';
import type { DialledHuman } from '../telephone/dialled-human.ts';
import type { PhoneCall, PhoneRecord } from '../telephone/phone-call.ts';
import type { Sounded } from '../telephone/sound-track.ts';
import {
  payloadOf,
  piecesOf,
  readFromCarrier,
  soundOf,
  type FromCarrier,
  type FromPhone,
} from './handset-wire.ts';

/** How long the carrier's process may take to take the call on. */
const DIAL_MS_MAX = 5000;
/** How often a condition is asked: a stream's own beat. */
const BEAT_MS = 20;

type PhoneWorld = Pick<World, 'clock' | 'timers' | 'dial'>;

/** A call that is dialled from another process. */
export interface HandsetOrder extends Pick<
  OutgoingCall,
  'webhookUrl' | 'from' | 'to' | 'statusCallbackUrl' | 'fromState'
> {
  /** What a human does who is dialled in this call. Default: as the number has it. */
  readonly human?: DialledHuman;
}

/** Where the carrier's process listens, and what opens it. */
export interface HandsetSocket {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
}

/** Dials; null when nobody listens there, or nobody takes the call on. */
export function dialByHandset(
  world: PhoneWorld,
  socket: HandsetSocket,
  order: HandsetOrder,
): Promise<PhoneCall | null> {
  const dialled = Promise.withResolvers<PhoneCall | null>();
  const line = world.dial({ ...socket, openMsMax: DIAL_MS_MAX });
  let call: HandsetCall | null = null;
  const late = world.timers.after(DIAL_MS_MAX, () => line.close(CLOSE.policy, 'too late'));
  line.listen({
    open: () => line.send(JSON.stringify(dialMessage(order))),
    text(text) {
      const message = readFromCarrier(text);
      if (message?.event === 'dialled' && call === null) {
        late.stop();
        call = new HandsetCall(world, line, message.carrierCallId);
        dialled.resolve(call);
      } else if (message !== null) call?.take(message);
    },
    binary: (bytes) => call?.takeRecording(bytes),
    closed() {
      late.stop();
      call?.lost();
      dialled.resolve(null);
    },
  });
  return dialled.promise;
}

function dialMessage(order: HandsetOrder): FromPhone {
  const { webhookUrl, statusCallbackUrl = null, from, to, fromState = null, human = null } = order;
  return { event: 'dial', webhookUrl, statusUrl: statusCallbackUrl, from, to, fromState, human };
}

class HandsetCall implements PhoneCall {
  readonly carrierCallId: string;
  /** Whoever has it sees it grow, as that of a call in one's own process. */
  readonly record: PhoneRecord = { verbs: [], says: [], streams: [], dials: [], requests: [], refusals: [] };
  readonly #world: PhoneWorld;
  readonly #socket: Socket;
  readonly #beganAt: Micros;
  readonly #over = Promise.withResolvers<CallEnding>();
  readonly #listeners = new Set<(sound: Sounded) => void>();
  readonly #waiters = new Set<{ readonly check: () => boolean; readonly done: (held: boolean) => void }>();
  readonly #speaking = new Map<number, (whole: boolean) => void>();
  readonly #recording: Uint8Array[] = [];
  #state: Extract<FromCarrier, { event: 'state' }> | null = null;
  #ending: CallEnding | null = null;
  #heardEndMs: number | null = null;
  #pieces = 0;
  #beating = false;

  constructor(world: PhoneWorld, socket: Socket, carrierCallId: string) {
    this.#world = world;
    this.#socket = socket;
    this.carrierCallId = carrierCallId;
    this.#beganAt = world.clock.now();
  }

  get ended(): Promise<CallEnding> {
    return this.#over.promise;
  }

  get ending(): CallEnding | null {
    return this.#ending;
  }

  get streamId(): string | null {
    return this.#state?.streamId ?? null;
  }

  get nowMs(): number {
    return msBetween(this.#beganAt, this.#world.clock.now());
  }

  get playing(): boolean {
    return this.#state?.playing ?? false;
  }

  get quietMs(): number {
    const endMs = this.#heardEndMs;
    return this.playing || endMs === null ? 0 : Math.max(0, this.nowMs - endMs);
  }

  async speak(sound: Uint8Array): Promise<boolean> {
    if (this.#ending !== null) return false;
    const spoken = [...piecesOf(sound)].map((piece) => {
      const id = (this.#pieces += 1);
      this.#tell({ event: 'speak', id, payload: payloadOf(piece) });
      return new Promise<boolean>((done) => this.#speaking.set(id, done));
    });
    return (await Promise.all(spoken)).every(Boolean);
  }

  press(digit: string): boolean {
    assert(/^[0-9*#A-D]$/.test(digit), 'a key is one of 0-9, *, #, A-D');
    this.#tell({ event: 'press', digit });
    return this.streamId !== null;
  }

  hangUp(): void {
    this.#tell({ event: 'hang-up' });
  }

  onHeard(listener: (sound: Sounded) => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  /** Whole once the call is over. */
  recording(): Uint8Array {
    return new Uint8Array(Buffer.concat(this.#recording));
  }

  until(check: () => boolean): Promise<boolean> {
    if (check()) return Promise.resolve(true);
    if (this.#ending !== null) return Promise.resolve(false);
    return new Promise((done) => {
      this.#waiters.add({ check, done });
      this.#beat();
    });
  }

  /** What the carrier tells. */
  take(message: FromCarrier): void {
    switch (message.event) {
      case 'dialled':
        return;
      case 'state':
        this.#state = message;
        Object.assign(this.record, message.record);
        return this.#look();
      case 'heard': {
        const sound = { atMs: message.atMs, bytes: soundOf(message.payload) };
        this.#heardEndMs = sound.atMs + sound.bytes.length / BYTES_PER_MS;
        for (const listener of this.#listeners) listener(sound);
        return this.#look();
      }
      case 'spoken':
        this.#speaking.get(message.id)?.(message.whole);
        this.#speaking.delete(message.id);
        return;
      case 'ended':
        this.#end(message.ending);
    }
  }

  takeRecording(bytes: Uint8Array): void {
    this.#recording.push(bytes.slice());
  }

  /** The carrier's process is gone, and the call with it. */
  lost(): void {
    this.#end({ by: 'fault', status: 'failed', atMs: this.nowMs });
  }

  #tell(message: FromPhone): void {
    this.#socket.send(JSON.stringify(message));
  }

  #end(ending: CallEnding): void {
    if (this.#ending !== null) return;
    this.#ending = ending;
    for (const done of this.#speaking.values()) done(false);
    this.#speaking.clear();
    this.#look();
    for (const { done } of this.#waiters) done(false);
    this.#waiters.clear();
    this.#over.resolve(ending);
  }

  #look(): void {
    for (const waiter of this.#waiters) {
      if (!waiter.check()) continue;
      this.#waiters.delete(waiter);
      waiter.done(true);
    }
  }

  /** What holds only because time passes is asked for as well. */
  #beat(): void {
    if (this.#beating) return;
    this.#beating = true;
    this.#world.timers.after(BEAT_MS, () => {
      this.#beating = false;
      this.#look();
      if (this.#waiters.size > 0) this.#beat();
    });
  }
}
