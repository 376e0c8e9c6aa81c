// Taped end: a carrier's stream or a model's session, with all that it gives and takes on tape.
import { crc32 } from 'node:zlib';
import type { Frame } from '../frames/frame.ts';
import type { CarrierEnd, HeardForUs, ModelEnd } from '../call/ends.ts';
import type { TapePrivacy } from './tape-privacy.ts';
import type { Audio } from '../media/audio.ts';
import type { Came } from './tape-line.ts';
import type { Tape } from './tape.ts';

/** The same end, on tape by `name`. */
export function tapedCarrier(end: CarrierEnd, name: string, tape: Tape, privacy: TapePrivacy): CarrierEnd {
  const { sendsDigits, speaks } = end;
  return {
    ...tapedEnd(end, name, tape),
    takes: end.takes,
    gives: end.gives,
    ...(sendsDigits === undefined ? {} : { sendsDigits }),
    ...(speaks === undefined ? {} : { speaks }),
    attach: (push) =>
      tape.went({ out: 'attach', end: name }, () =>
        end.attach((frame) => came(tape, name, frame, () => privacy.shown(frame, tape), push)),
      ),
  };
}

/** The same session, on tape by `name`. */
export function tapedModel(end: ModelEnd, name: string, tape: Tape): ModelEnd {
  const hear = end.hear?.bind(end);
  return {
    ...tapedEnd(end, name, tape),
    takes: end.takes,
    gives: end.gives,
    ...(hear === undefined
      ? {}
      : {
          hear: (frame: HeardForUs) => tape.went({ out: 'heard', end: name, frame }, () => hear(frame)),
        }),
    attach: (push) =>
      tape.went({ out: 'attach', end: name }, () =>
        end.attach((frame) => came(tape, name, frame, null, push)),
      ),
  };
}

interface Taking<Taken extends Frame> {
  accept(frame: Taken, at: Parameters<CarrierEnd['accept']>[1]): void;
  close(): void;
}

function tapedEnd<Taken extends Frame>(end: Taking<Taken>, name: string, tape: Tape): Taking<Taken> {
  return {
    accept: (frame, at) =>
      tape.went({ out: 'frame', end: name, frame: shown(frame, tape) }, () => end.accept(frame, at)),
    close: () => tape.went({ out: 'close', end: name }, () => end.close()),
  };
}

/** Sound that goes out is mostly what came in; else its checksum tells whether it is the same. */
function shown(frame: Frame, { sound }: Tape): object {
  if (!('audio' in frame) || Array.isArray(frame.audio) || !('base64' in frame.audio)) return frame;
  if (frame.audio === sound) return { ...frame, audio: 'as it came' };
  const { base64, ...format } = frame.audio;
  return { ...frame, audio: { ...format, crc: crc32(base64), chars: base64.length } };
}

/** What comes in from an end; its sound goes out again, as a rule. `written`: how it may stand on the tape; null: as it is. */
function came<Given extends Frame>(
  tape: Tape,
  name: string,
  frame: Given,
  written: (() => Frame) | null,
  push: (frame: Given) => void,
): void {
  const line: Came | (() => Came) =
    written === null
      ? { in: 'frame', end: name, frame }
      : () => ({ in: 'frame', end: name, frame: written() });
  tape.came(line, () => {
    tape.sound = 'audio' in frame && !Array.isArray(frame.audio) ? (frame.audio as Audio) : null;
    push(frame);
  });
}
