// Encode: our messages by a carrier's spec, with its places filled and its counters counted. Pure but for the counters.
import { Buffer } from 'node:buffer';
import type { EnvelopeSpec, EventRole } from './envelope-spec.ts';
import { jsonPath, textAt } from './json-path.ts';
import type { EnvelopeStart } from './read-start.ts';
import type { Template } from './spec-parts.ts';
import { compileTemplate, type CompiledTemplate, type Filling } from './template.ts';

/** One message as it goes out. */
export type WireMessage = string | Uint8Array;

/** A reply, and whether the socket is closed behind it. */
export interface Reply {
  readonly message: string;
  readonly thenClose: boolean;
}

/** Stands for the sound; no base64, and no part of an id. */
const CUT = '\u0000';

/** Writes the messages of one stream. */
export class EnvelopeEncoder {
  readonly #spec: EnvelopeSpec;
  readonly #stream: Filling;
  readonly #media: CompiledTemplate | null;
  /** What stands around the sound, where nothing else in the message changes. */
  readonly #around: readonly [string, string] | null;
  readonly #mark: CompiledTemplate | null;
  readonly #replies: readonly {
    readonly on: EventRole;
    readonly send: CompiledTemplate;
    readonly thenClose: boolean;
  }[];
  readonly #peerSeqAt: readonly string[] | null;
  #seq = 0;
  #peerSeq = '0';
  #sentMs = 0;

  constructor(spec: EnvelopeSpec, { streamId, callId }: Pick<EnvelopeStart, 'streamId' | 'callId'>) {
    this.#spec = spec;
    this.#stream = { streamId, callId };
    const { media } = spec.outbound;
    this.#media = media === 'binary' ? null : compileTemplate(media.text);
    this.#around = this.#media === null ? null : around(this.#media, this.#stream);
    this.#mark = spec.marks.by === 'carrier' ? compileTemplate(spec.marks.send) : null;
    this.#replies = (spec.replies ?? []).map(({ on, send, thenClose = false }) => ({
      on,
      send: compileTemplate(send),
      thenClose,
    }));
    this.#peerSeqAt = spec.peerSeq === undefined ? null : jsonPath(spec.peerSeq);
  }

  /** A message of the peer came: its counter is kept for ours. */
  heard(json: unknown): void {
    if (this.#peerSeqAt !== null) this.#peerSeq = textAt(json, this.#peerSeqAt) ?? this.#peerSeq;
  }

  /** Sound, base64 or bytes, in the form of the wire. */
  sound(sound: string | Uint8Array, ms: number): WireMessage {
    const message = this.#sound(sound);
    this.#sentMs += ms;
    return message;
  }

  mark(name: string): string | null {
    return this.#mark === null ? null : this.#fill(this.#mark, { mark: name });
  }

  /** The messages that empty the carrier's buffer, in order. */
  clear(): readonly string[] {
    const { before, send } = this.#spec.clear;
    return [before, send].flatMap((template) => this.#plain(template));
  }

  digit(digit: string): string | null {
    const template = this.#spec.dtmf?.send;
    return template === undefined ? null : this.#fill(compileTemplate(template), { digit });
  }

  /** What is sent on an event, in the order of the spec. */
  replies(on: EventRole, message: unknown): readonly Reply[] {
    const wanted = this.#replies.filter((reply) => reply.on === on);
    return wanted.map(({ send, thenClose }) => ({ message: this.#fill(send, { message }), thenClose }));
  }

  keepalive(): readonly string[] {
    return this.#plain(this.#spec.keepalive?.send);
  }

  /** What goes before our close. */
  goodbye(): readonly string[] {
    return this.#plain(this.#spec.close.send);
  }

  /** What ends the call; none where that cannot be said on the socket. */
  hangUp(): readonly string[] {
    return this.#plain(this.#spec.close.hangUp);
  }

  #sound(sound: string | Uint8Array): WireMessage {
    if (this.#media === null) return typeof sound === 'string' ? Buffer.from(sound, 'base64') : sound;
    const audio = typeof sound === 'string' ? sound : base64Of(sound);
    if (this.#around !== null) return this.#around[0] + audio + this.#around[1];
    return this.#fill(this.#media, { audio });
  }

  #plain(template: Template | null | undefined): readonly string[] {
    return template === null || template === undefined ? [] : [this.#fill(compileTemplate(template), {})];
  }

  #fill(template: CompiledTemplate, filling: { -readonly [Key in keyof Filling]: Filling[Key] }): string {
    if (template.places.has('seq') || template.places.has('seqText')) this.#seq += 1;
    return template.write(
      Object.assign(filling, this.#stream, {
        seq: this.#seq,
        seqText: String(this.#seq),
        peerSeq: this.#peerSeq,
        sentMs: Math.round(this.#sentMs),
      }),
    );
  }
}

function around(media: CompiledTemplate, stream: Filling): readonly [string, string] | null {
  const changes = [...media.places].some((place) => !['audio', 'streamId', 'callId'].includes(place));
  const [before, after, ...more] = media.write({ ...stream, audio: CUT }).split(CUT);
  return changes || before === undefined || after === undefined || more.length > 0 ? null : [before, after];
}

function base64Of(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('base64');
}
