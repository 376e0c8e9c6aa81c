// One emulated phone call, as its caller and a script see it: speak, press, hang up, and what was heard.
import { assert } from '../../base/assert.ts';
import type { World } from '../../base/world.ts';
import { CallLife, type CallEnding, type EmulatedCallStatus } from './call-life.ts';
import type { CallRecord } from './call-record.ts';
import type { CallSetup } from './call-setup.ts';
import type { NextDocument } from './play-document.ts';
import { stereoRecording, type Sounded } from './sound-track.ts';

/** A call under way. Made by a carrier's emulator. */
export class EmulatedCall {
  /** The carrier's id of the call. */
  readonly carrierCallId: string;
  readonly from: string;
  readonly to: string;
  readonly record: CallRecord;
  /** Resolves when the call is over and its callbacks were answered. */
  readonly ended: Promise<CallEnding>;
  readonly #life: CallLife;

  constructor(world: World, setup: CallSetup) {
    const life = new CallLife(world, setup);
    this.#life = life;
    this.carrierCallId = life.carrierCallId;
    this.from = setup.from;
    this.to = setup.to;
    this.record = life.record;
    this.ended = life.ended;
  }

  get status(): EmulatedCallStatus {
    return this.#life.status;
  }

  /** Null while the call lives. */
  get ending(): CallEnding | null {
    return this.#life.ending;
  }

  /** The open stream; null between streams. */
  get streamId(): string | null {
    return this.#life.streamId;
  }

  /** Milliseconds since the call began to ring. */
  get nowMs(): number {
    return this.#life.nowMs;
  }

  /** True while the caller hears the agent. */
  get playing(): boolean {
    return this.#life.stream?.playing ?? false;
  }

  /** Bytes of the agent that the caller has heard, on all streams. */
  get heardBytes(): number {
    this.#life.stream?.flush();
    return this.#life.sound.heard.bytes;
  }

  /** How long the agent has been quiet; 0 while it is heard, and before it was heard for the first time. */
  get quietMs(): number {
    this.#life.stream?.flush();
    const { endMs } = this.#life.sound.heard;
    return this.playing || endMs === null ? 0 : Math.max(0, this.nowMs - endMs);
  }

  /** True while the caller has something to say. */
  get speaking(): boolean {
    return this.#life.voice.speaking;
  }

  /**
   * Says µ-law bytes, behind what is still to be said. Speech waits while no stream is open.
   * Resolves true when it was spoken out, false when the call ended or `hush` came first.
   */
  speak(bytes: Uint8Array): Promise<boolean> {
    return this.#life.voice.speak(bytes);
  }

  /** Drops what the caller was going to say. */
  hush(): void {
    this.#life.voice.hush();
  }

  /** Presses a key. False: no stream was open to tell it on. */
  press(digit: string): boolean {
    assert(/^[0-9*#A-D]$/.test(digit), 'a key is one of 0-9, *, #, A-D');
    const told = this.#life.stream?.press(digit) ?? false;
    if (told) this.#life.record.digits.push({ digit, atMs: this.nowMs });
    return told;
  }

  /** The caller hangs up: the stream stops, its socket closes, the status callback tells it. */
  hangUp(): void {
    this.#life.hangUp();
  }

  /** The stream's connection breaks without a stop. The call lives on: the carrier asks what comes next. */
  vanish(): void {
    this.#life.stream?.vanish();
  }

  /** The stream's socket goes half-open: nothing more comes or goes, and nobody says so. */
  freeze(): void {
    this.#life.stream?.freeze();
  }

  /** Every byte that the caller heard, in order. */
  heard(): Uint8Array {
    this.#life.stream?.flush();
    return this.#life.sound.heard.whole();
  }

  /** What the caller heard, stretch by stretch. */
  heardStretches(): readonly Sounded[] {
    this.#life.stream?.flush();
    return this.#life.sound.heard.stretches();
  }

  /** What the caller said, stretch by stretch. */
  spokenStretches(): readonly Sounded[] {
    return this.#life.sound.spoken.stretches();
  }

  /** Tells each piece of sound once the caller has heard it, at most 20 ms late. Returns the unsubscribe. */
  onHeard(listener: (sound: Sounded) => void): () => void {
    return this.#life.sound.listen(listener);
  }

  /** Interleaved stereo µ-law at 8 kHz, from the ring to now or the end: caller left, agent as heard right. */
  recording(): Uint8Array {
    this.#life.stream?.flush();
    return stereoRecording(this.#life.sound.spoken, this.#life.sound.heard, this.ending?.atMs ?? this.nowMs);
  }

  /** Resolves true once `check` holds (asked every 20 ms of a stream and at each event), false when the call ends first. */
  until(check: () => boolean): Promise<boolean> {
    return this.#life.until(check);
  }

  /** What the REST API does to the live call; it takes effect at once. */
  update(next: NextDocument | 'complete'): void {
    this.#life.update(next);
  }
}
