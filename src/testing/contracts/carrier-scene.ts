// Carrier scene: one stream between a carrier's emulated end and our adapter, as the carrier contract plays it.
import assert from 'node:assert/strict';
import { Buffer } from 'node:buffer';
import type { ItemId } from '../../base/brand.ts';
import type { Socket } from '../../base/socket.ts';
import type {
  CARRIER_GIVES,
  CARRIER_TAKES,
  CarrierStream,
  StreamEntrance,
  StreamStart,
} from '../../carriers/carrier.ts';
import type { FrameOf } from '../../frames/frame.ts';
import { audioOf, bytesPerMs, SILENCE, type Audio, type AudioFormat } from '../../media/audio.ts';
import type { SimulatedWorld } from '../world/simulated-world.ts';

/** The carrier's end of one stream, as far as the contract needs to see it and to make it do something. */
export interface CarrierPeer {
  /** What our side did that the carrier does not take. */
  readonly violations: readonly string[];
  /** Code with which the socket ended; null while it is open. */
  readonly closedWith: number | null;
  /** Dials; introduces itself unless `silent`; then the caller's silence flows in real time. */
  connect(silent?: boolean): void;
  /** The caller says this, in our form of `traits.caller`. */
  speak(bytes: Uint8Array): void;
  /** False: keys do not come on this wire. */
  press(digit: string): boolean;
  /** Sends a message as it is, right or not. */
  send(message: string | Uint8Array): void;
  /** A message of another stream. False: this wire names none. */
  speakForAnother(): boolean;
  /** The caller hangs up. */
  stop(): void;
  /** The connection breaks. */
  vanish(): void;
  /** The socket goes half-open. */
  freeze(): void;
  /** All that reached the caller's ear until now, in our form of `traits.agent`. */
  heardBytes(): Uint8Array;
}

/** What is promised of one carrier, where carriers differ. */
export interface CarrierTraits {
  readonly caller: AudioFormat;
  readonly agent: AudioFormat;
  /** How far what we say was heard may be from what was. */
  readonly heardErrorMsMax: number;
  /** How long after a clear has arrived the sound before it may still be heard. */
  readonly clearMsMax: number;
  /** Whether sound comes in binary messages; else one breaks the protocol. */
  readonly binary: boolean;
  /** A peer that is silent for so long is gone; null: it is believed to be there. */
  readonly idleMsMax: number | null;
}

/** An adapter and its carrier's end, on a simulated World, before anything was dialled. */
export interface CarrierStage {
  readonly world: SimulatedWorld;
  readonly peer: CarrierPeer;
  readonly traits: CarrierTraits;
  /** What the start must say. */
  readonly start: Pick<StreamStart, 'streamId' | 'carrierCallId' | 'parameters'>;
  /** The adapter: takes a socket that was accepted at `url`. */
  readonly accept: (socket: Socket, url: string, entrance: StreamEntrance) => void;
}

/** Where a stage's peer dials. */
export const STAGE_ORIGIN = 'wss://voice.example.com';

/** One-way delay of a stage's World, in milliseconds. */
export const STAGE_LATENCY_MS = 30;

/** Longer than anything takes to be over, in virtual time. */
export const STAGE_SETTLE_MS = 10_000;

/** An end takes no longer than this, once it is known. */
const ENDED_MS = 4 * STAGE_LATENCY_MS;

type Given = FrameOf<(typeof CARRIER_GIVES)[number]>;
type Taken = FrameOf<(typeof CARRIER_TAKES)[number]>;

const ITEM = 'item_1' as ItemId;

/** One stream on its stage. */
export class CarrierScene {
  readonly stage: CarrierStage;
  readonly starts: StreamStart[] = [];
  readonly refusals: string[] = [];
  readonly counts: string[] = [];
  /** What the stream gave, each with its time in milliseconds. */
  readonly given: { readonly atMs: number; readonly frame: Given }[] = [];
  /** Told of each frame as it comes. */
  onGiven: (frame: Given) => void = () => {};
  #stream: CarrierStream | null = null;

  constructor(stage: CarrierStage, options: { takes?: boolean; attaches?: boolean } = {}) {
    const { takes = true, attaches = true } = options;
    this.stage = stage;
    stage.world.listen(STAGE_ORIGIN, (socket, { url }) =>
      stage.accept(socket, url, {
        onStart: (start, stream) => {
          this.starts.push(start);
          this.#stream = stream;
          if (takes && attaches) this.attach();
          return takes;
        },
        onRefused: (cause) => void this.refusals.push(cause),
        count: (name) => void this.counts.push(name),
      }),
    );
  }

  get nowMs(): number {
    return this.stage.world.clock.now() / 1000;
  }

  get stream(): CarrierStream {
    assert.ok(this.#stream !== null, 'the stream has begun');
    return this.#stream;
  }

  attach(): void {
    this.stream.attach((frame) => {
      this.given.push({ atMs: this.nowMs, frame });
      this.onGiven(frame);
    });
  }

  /** Waits until the stream began, and a little longer: its first exchange is over then. */
  async started(): Promise<void> {
    this.stage.peer.connect();
    await this.stage.world.until(() => this.starts.length > 0, STAGE_SETTLE_MS);
    await this.stage.world.advance(200);
  }

  accept(...frames: readonly Taken[]): void {
    for (const frame of frames) this.stream.accept(frame, this.stage.world.clock.now());
  }

  /** Hands sound of `traits.agent` over in one piece. */
  play(bytes: Uint8Array): void {
    this.accept({ kind: 'playout.audio', itemId: ITEM, audio: this.audio(bytes) });
  }

  audio(bytes: Uint8Array): Audio {
    return audioOf(this.stage.traits.agent, bytes);
  }

  all<Kind extends Given['kind']>(kind: Kind): readonly FrameOf<Kind>[] {
    const frames: readonly Given[] = this.given.map(({ frame }) => frame);
    return frames.filter((frame): frame is FrameOf<Kind> & Given => frame.kind === kind);
  }

  /** Sound without silence and without a rhythm, so that a sample lost, doubled or moved is seen; `value` makes another. */
  sound(ms: number, value: number, format: AudioFormat = this.stage.traits.agent): Uint8Array {
    const bytes = Buffer.alloc(Math.round(ms * bytesPerMs(format)));
    const width = format.encoding === 'pcm16' ? 2 : 1;
    for (let at = 0; at + width <= bytes.length; at += width) {
      const noise = Math.imul(at + value * 0x10001, 0x9e3779b1) >>> 16;
      if (width === 2) bytes.writeInt16LE(1 + (noise % 0x7000), at);
      else bytes[at] = 1 + (noise % 200);
    }
    return bytes;
  }

  /** What was heard until now, without silence. */
  heard(): Buffer {
    return withoutSilence(this.stage.peer.heardBytes(), this.stage.traits.agent);
  }

  heardMs(): number {
    return this.heard().length / bytesPerMs(this.stage.traits.agent);
  }

  /** Ends the stream from here, and holds the scene to having left nothing behind and broken no rule of the carrier's. */
  async done(): Promise<void> {
    this.#stream?.close();
    await this.gone();
  }

  /** Holds the scene to being over: one `carrier.stopped`, the last frame; nothing open; no rule broken. */
  async gone(): Promise<void> {
    const { world, peer } = this.stage;
    await world.advance(ENDED_MS);
    assert.equal(world.timersPending, 0, 'nothing is waited for');
    await world.advance(STAGE_SETTLE_MS);
    if (this.given.length > 0) {
      assert.equal(this.all('carrier.stopped').length, 1);
      assert.equal(this.given.at(-1)?.frame.kind, 'carrier.stopped');
    }
    assert.deepEqual(peer.violations, []);
    assert.equal(world.socketsOpen, 0);
    assert.equal(world.timersPending, 0);
  }
}

/** The samples that are no silence. */
export function withoutSilence(bytes: Uint8Array, format: AudioFormat): Buffer {
  const width = format.encoding === 'pcm16' ? 2 : 1;
  const silence = SILENCE[format.encoding];
  const kept = Buffer.alloc(bytes.length);
  let length = 0;
  for (let at = 0; at < bytes.length; at += width) {
    if (bytes[at] === silence && (width === 1 || bytes[at + 1] === silence)) continue;
    for (let offset = 0; offset < width; offset += 1) kept[length + offset] = bytes[at + offset] ?? 0;
    length += width;
  }
  return kept.subarray(0, length);
}
