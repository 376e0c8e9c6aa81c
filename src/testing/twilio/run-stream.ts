// Runs the media stream of a `<Connect>` from its noun to its end, and writes it into the call's record.
import type { World } from '../../base/world.ts';
import { signTwilio } from '../../carriers/twilio/signature.ts';
import type { WrittenRecord, StreamRecord } from './call-record.ts';
import type { CallSetup } from './call-setup.ts';
import type { CallSound } from './call-sound.ts';
import type { CallerVoice } from './caller-voice.ts';
import { realUrl } from './carrier-request.ts';
import { EmulatedStream, type StreamListener } from './emulated-stream.ts';
import type { TwimlElement } from './read-twiml.ts';
import { sid } from './sid.ts';
import { readStreamNoun } from './stream-noun.ts';

/** The call that a stream belongs to. */
export interface StreamOwner {
  readonly world: World;
  readonly setup: CallSetup;
  readonly callSid: string;
  readonly voice: CallerVoice;
  readonly sound: CallSound;
  readonly record: WrittenRecord;
  nowMs(): number;
  /** The stream that is being run; null when it is over. */
  stream(stream: EmulatedStream | null): void;
  /** The id of the stream that is open; null when none is. */
  open(streamSid: string | null): void;
  tell(url: string, fields: Readonly<Record<string, string>>): void;
  refuse(code: number, detail: string): void;
  changed(): void;
}

/** Resolves when the stream is over, however it ended, or was refused. */
export function runStream(owner: StreamOwner, noun: TwimlElement, documentUrl: string): Promise<void> {
  const { world, setup, callSid } = owner;
  const asked = readStreamNoun(noun, documentUrl, setup.allowsPlainSockets);
  if (!asked.ok) {
    owner.refuse(asked.code, asked.detail);
    return Promise.resolve();
  }
  const { url, parameters, name, statusUrl } = asked;
  const streamSid = sid(world.random, 'MZ');
  const record = begunRecord(streamSid, parameters);
  owner.record.streams.push(record);
  const report = (event: string, error = ''): void => {
    if (statusUrl === null) return;
    owner.tell(statusUrl, {
      StreamSid: streamSid,
      StreamName: name,
      StreamEvent: event,
      StreamError: error,
    });
  };
  return new Promise((over) => {
    const listener: StreamListener = {
      ...soundListener(owner, streamSid),
      started() {
        record.startedMs = owner.nowMs();
        owner.open(streamSid);
        report('stream-started');
        owner.changed();
      },
      ended(by, detail) {
        Object.assign(record, { endedMs: owner.nowMs(), endedBy: by, detail });
        owner.stream(null);
        owner.open(null);
        if (by === 'refused' || by === 'lost') report('stream-error', detail);
        else report('stream-stopped');
        owner.changed();
        over();
      },
    };
    const parts = {
      url: realUrl(url, setup.baseUrl),
      signature: signTwilio(setup.authToken, url),
      streamSid,
      callSid,
      accountSid: setup.accountSid,
      parameters,
      sendsSilence: setup.sendsSilence,
      faults: setup.faults,
    };
    owner.stream(new EmulatedStream(world, parts, owner.voice, listener));
  });
}

function begunRecord(streamSid: string, parameters: Readonly<Record<string, string>>): StreamRecord {
  return { streamSid, parameters, startedMs: null, endedMs: null, endedBy: null, detail: '' };
}

function soundListener(owner: StreamOwner, streamSid: string): Omit<StreamListener, 'started' | 'ended'> {
  const { record, sound } = owner;
  return {
    spoke: (at, bytes) => void sound.spoken.add(at, bytes),
    heard: (at, bytes) => sound.hear(at, bytes),
    marked(name, cause, heardBytes) {
      record.marks.push({ name, cause, heardBytes, streamSid, atMs: owner.nowMs() });
      owner.changed();
    },
    cleared() {
      record.clears.push(owner.nowMs());
      owner.changed();
    },
    refused: (code, detail) => owner.refuse(code, detail),
    ticked: () => owner.changed(),
  };
}
