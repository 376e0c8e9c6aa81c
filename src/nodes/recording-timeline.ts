// Recording timeline: what the caller said and what the caller heard, each sample at its place since the stream began.
import { audioBytes, BYTES_PER_MS, PCMU, SILENCE, sampleCount, type Audio } from '../media/audio.ts';
import { transcoderTo } from '../media/transcode.ts';
import { SampleRing } from './sample-ring.ts';

/** A stretch of the caller this far ahead of now has a clock that lies. */
const CALLER_AHEAD_SAMPLES_MAX = 2_000 * BYTES_PER_MS;

/** The agent's sound that the carrier may hold unplayed: beyond it, it is not recorded. */
const AGENT_AHEAD_SAMPLES_MAX = 300_000 * BYTES_PER_MS;
const AGENT_STRETCHES_MAX = 20_000;

/** Sound at a place: samples `from` to `to` (exclusive) since the stream began. µ-law, not decoded. */
interface Stretch {
  readonly from: number;
  to: number;
  readonly audio: Audio;
}

/**
 * Two tracks of µ-law: the caller's comes fifty times a second and is decoded into a ring, the agent's is a few
 * references, which only `stereo` decodes. Sound of other formats becomes µ-law as it comes:
 * brought to 8 kHz piece by piece it would click at each cut, so each track is one stream.
 */
export class RecordingTimeline {
  readonly #callerToMulaw = transcoderTo(PCMU);
  readonly #agentToMulaw = transcoderTo(PCMU);
  readonly #caller = new SampleRing();
  /** In order of playing, without overlap: a model of the carrier's buffer. */
  #agent: Stretch[] = [];
  #agentEnd = 0;

  /** The caller's sound that begins at sample `from` by the carrier's media clock. */
  addCaller(sound: Audio, from: number, now: number): void {
    if (from > now + CALLER_AHEAD_SAMPLES_MAX) return;
    this.#caller.put(this.#callerToMulaw.convert(sound), from);
  }

  /** Sound handed to the carrier: it plays now, or behind what is still playing. */
  addAgent(sound: Audio, now: number): void {
    const audio = this.#agentToMulaw.convert(sound);
    const from = Math.max(now, this.#agentEnd);
    this.#agentEnd = from + sampleCount(audio);
    if (this.#agentEnd - now > AGENT_AHEAD_SAMPLES_MAX || this.#agent.length === AGENT_STRETCHES_MAX) return;
    this.#agent.push({ from, to: this.#agentEnd, audio });
  }

  /** The carrier forgets what it has not played yet. */
  clearAgent(now: number): void {
    this.#agentToMulaw.reset();
    this.#agentEnd = Math.min(this.#agentEnd, now);
    for (let last = this.#agent.at(-1); last !== undefined && last.to > now; last = this.#agent.at(-1)) {
      if (last.from < now) {
        last.to = now;
        return;
      }
      this.#agent.pop();
    }
  }

  /** Lets go of everything that ended before sample `before`. */
  forget(before: number): void {
    this.#caller.forget(before);
    const kept = this.#agent.findIndex((stretch) => stretch.to > before);
    this.#agent.splice(0, kept === -1 ? this.#agent.length : kept);
  }

  /** Samples `from` to `to` as interleaved µ-law, caller left, agent right; what is missing is silence. */
  stereo(from: number, to: number): Uint8Array {
    const both = new Uint8Array(2 * (to - from)).fill(SILENCE.pcmu);
    this.#caller.left(both, from, to);
    for (const stretch of this.#agent) {
      if (stretch.from >= to) break;
      paintAgent(both, from, to, stretch);
    }
    return both;
  }
}

function paintAgent(both: Uint8Array, from: number, to: number, stretch: Stretch): void {
  const begin = Math.max(from, stretch.from);
  const end = Math.min(to, stretch.to);
  if (begin >= end) return;
  const bytes = audioBytes(stretch.audio);
  for (let at = begin; at < end; at += 1) {
    both[2 * (at - from) + 1] = bytes[at - stretch.from] ?? SILENCE.pcmu;
  }
}
