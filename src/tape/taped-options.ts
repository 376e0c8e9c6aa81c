// Taped options: all that a call is given by its process, on its tape.
import { crc32 } from 'node:zlib';
import type { Consultation } from '../call/consulting.ts';
import type { JournalSink } from '../call/journal.ts';
import type { LiveCallOptions } from '../call/live-call-options.ts';
import type { Speaker } from '../nodes/cast.ts';
import { tapedModel } from './taped-end.ts';
import type { Tape } from './tape.ts';

/** What a session is opened with, known before it is. */
export type SettingsOf = (speaker: Speaker) => object;

/** A sink that puts each record on the tape before it takes it. */
export function tapedJournal(sink: JournalSink, tape: Tape): JournalSink {
  return {
    append: (record) => {
      const { sequence, atMs, event } = record;
      tape.went({ out: 'journal', sequence, atMs, event }, () => sink.append(record));
    },
    settled: () => sink.settled(),
  };
}

/** The same options on tape, but for the journal, which is taped by its sink; they are not called but by the call. */
export function tapedOptions(options: LiveCallOptions, settingsOf: SettingsOf, tape: Tape): LiveCallOptions {
  const { recordings, consult, outbound } = options;
  let sessions = 0;
  return {
    ...options,
    world: tape.world(options.world),
    openModel: (speaker) => {
      sessions += 1;
      const end = `model ${sessions}`;
      const line = { out: 'open', end, speaker, settings: settingsOf(speaker) } as const;
      return tape.went(line, () => tapedModel(options.openModel(speaker), end, tape));
    },
    findPhrase: (text, voice) =>
      tape.get(`phrase ${JSON.stringify(text)} ${voice ?? ''}`.trim(), () => options.findPhrase(text, voice)),
    keepPhrase: (text, audio, voice) => {
      const crc = audio.reduce((sum, { base64 }) => crc32(base64, sum), 0);
      tape.went({ out: 'phrase', text, voice, crc }, () => options.keepPhrase(text, audio, voice));
    },
    recordings: {
      open(callId) {
        const sink = recordings.open(callId);
        return {
          write: (stereo) =>
            tape.went({ out: 'recording', bytes: stereo.length, crc: crc32(stereo) }, () =>
              sink.write(stereo),
            ),
          close: () => tape.ask('recording', () => sink.close()),
        };
      },
    },
    dialOut: (to) => tape.ask('dial', () => options.dialOut(to), to),
    ...(options.recall === undefined
      ? {}
      : { recall: () => tape.ask('recall', async () => (await options.recall?.()) ?? false) }),
    ...(consult === undefined
      ? {}
      : {
          consult: (wish, listener) => {
            const of = tape.number();
            const word = <Value>(name: string, value: Value, act: () => void): void =>
              tape.came({ in: 'consultation', of, word: name, value }, act);
            tape.went({ out: 'consult', of, wish }, () =>
              consult(wish, {
                opened: (consultation) => {
                  const { callId, room } = consultation;
                  const taped: Consultation = {
                    callId,
                    room,
                    release: () => tape.went({ out: 'release', of }, () => consultation.release()),
                  };
                  word('opened', { callId, room }, () => listener.opened(taped));
                },
                over: (outcome) => word('over', outcome, () => listener.over(outcome)),
                left: () => word('left', null, () => listener.left()),
              }),
            );
          },
        }),
    ...(outbound === undefined
      ? {}
      : { outbound: { ...outbound, hangUp: () => tape.went({ out: 'hang-up' }, () => outbound.hangUp()) } }),
    ended: () => tape.went({ out: 'ended' }, () => options.ended()),
    beginTask: tape.beginTask,
  };
}
