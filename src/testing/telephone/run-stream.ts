// Runs the media stream that a document asks for to its end, and writes it into the call's record.
import type { World } from '../../base/world.ts';
import type { WrittenRecord, StreamRecord } from './call-record.ts';
import type { CallSetup } from './call-setup.ts';
import type { CallSound } from './call-sound.ts';
import type { CallerVoice } from './caller-voice.ts';
import { realUrl } from './carrier-request.ts';
import type { StreamNews } from './dialect.ts';
import { EmulatedStream, type RunningStream, type StreamListener } from './emulated-stream.ts';
import type { VerbElement } from './read-document.ts';

/** The call that a stream belongs to. */
export interface StreamOwner {
  readonly world: World;
  readonly setup: CallSetup;
  readonly carrierCallId: string;
  readonly voice: CallerVoice;
  readonly sound: CallSound;
  readonly record: WrittenRecord;
  nowMs(): number;
  /** The stream that is being run; null when it is over. */
  stream(stream: RunningStream | null): void;
  /** The id of the stream that is open; null when none is. */
  open(streamId: string | null): void;
  tell(url: string, fields: Readonly<Record<string, string>>): void;
  refuse(code: number, detail: string): void;
  changed(): void;
}

/** Resolves when the stream is over, however it ended, or was refused. */
export function runStream(owner: StreamOwner, noun: VerbElement, documentUrl: string): Promise<void> {
  const { world, setup, carrierCallId } = owner;
  const { dialect } = setup;
  const asked = dialect.stream(noun, documentUrl, setup.allowsPlainSockets, {
    carrierCallId,
    from: setup.from,
    to: setup.to,
  });
  if (!asked.ok) {
    owner.refuse(asked.code, asked.detail);
    return Promise.resolve();
  }
  const { url, parameters, statusUrl } = asked;
  const streamId = dialect.streamId();
  const record = begunRecord(streamId, parameters);
  owner.record.streams.push(record);
  const report = (news: StreamNews, detail = ''): void => {
    const fields = asked.status(news, streamId, detail);
    if (statusUrl !== null && fields !== null) owner.tell(statusUrl, fields);
  };
  return new Promise((over) => {
    const listener: StreamListener = {
      ...soundListener(owner, streamId),
      pressed(digit) {
        const { keys } = asked;
        if (keys !== undefined) owner.tell(keys.url, keys.fields(digit));
        return keys !== undefined;
      },
      degraded: (percent) => report('degraded', `the queue of sound is ${percent} % full`),
      started() {
        record.startedMs = owner.nowMs();
        owner.open(streamId);
        report('started');
        owner.changed();
      },
      ended(by, detail) {
        Object.assign(record, { endedMs: owner.nowMs(), endedBy: by, detail });
        owner.stream(null);
        owner.open(null);
        if (by === 'refused' || by === 'lost') report('failed', detail);
        else report('stopped');
        owner.changed();
        over();
      },
    };
    const headers = {
      ...(asked.headers ?? dialect.signature({ method: 'GET', url, fields: {} })),
      'user-agent': dialect.userAgent,
    };
    if (asked.run !== undefined) {
      const ways = { url: realUrl(url, setup.baseUrl), headers, streamId };
      return owner.stream(asked.run(world, ways, owner.voice, listener));
    }
    const parts = {
      url: realUrl(url, setup.baseUrl),
      headers,
      ...(asked.subprotocol === undefined ? {} : { subprotocol: asked.subprotocol }),
      wire: asked.wire(streamId, carrierCallId),
      codes: dialect.codes,
      sendsSilence: setup.sendsSilence,
      faults: setup.faults,
    };
    owner.stream(new EmulatedStream(world, parts, owner.voice, listener));
  });
}

function begunRecord(streamId: string, parameters: Readonly<Record<string, string>>): StreamRecord {
  return { streamId, parameters, startedMs: null, endedMs: null, endedBy: null, detail: '' };
}

function soundListener(
  owner: StreamOwner,
  streamId: string,
): Omit<StreamListener, 'started' | 'ended' | 'degraded' | 'pressed'> {
  const { record, sound } = owner;
  return {
    spoke: (at, bytes) => void sound.spoken.add(at, bytes),
    heard: (at, bytes) => sound.hear(at, bytes),
    marked(name, cause, heardBytes) {
      record.marks.push({ name, cause, heardBytes, streamId, atMs: owner.nowMs() });
      owner.changed();
    },
    cleared() {
      record.clears.push(owner.nowMs());
      owner.changed();
    },
    dialled: (digits) => void record.sentDigits.push({ digits, atMs: owner.nowMs() }),
    refused: (code, detail) => owner.refuse(code, detail),
    ticked: () => owner.changed(),
  };
}
