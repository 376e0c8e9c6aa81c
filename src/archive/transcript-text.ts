// Transcript text: a call's transcript as WebVTT, in time with its recording, and as plain text.
import type { TranscriptLine } from '../call/call-view.ts';
import type { JournalRecord } from '../call/journal.ts';
import { speakingMs } from '../media/speaking-time.ts';

/** Shortest time that a cue is shown. */
const CUE_MS_MIN = 500;

/** Where an instant of the call, in milliseconds since it opened, stands in its recording. */
export type RecordingTime = (atMs: number) => number;

/**
 * A recording holds the stretches of its call one behind the other: each begins when recording does, and ends with its
 * stream. Without any recording instants stay as they are.
 */
export function recordingTime(records: readonly JournalRecord[]): RecordingTime {
  const stretches = recordedStretches(records);
  if (stretches.length === 0) return (atMs) => atMs;
  return (atMs) => {
    const stretch = stretches.findLast(({ from }) => from <= atMs);
    return stretch === undefined ? 0 : stretch.before + Math.min(atMs, stretch.to) - stretch.from;
  };
}

/** The other way round: when in the call an instant of its recording was, in milliseconds since it opened. */
export function callTime(records: readonly JournalRecord[]): (recordedMs: number) => number {
  const stretches = recordedStretches(records);
  return (recordedMs) => {
    const stretch = stretches.findLast(({ before }) => before <= recordedMs);
    return stretch === undefined ? recordedMs : stretch.from + recordedMs - stretch.before;
  };
}

/** In milliseconds since the call opened; `before` is what of the recording comes before. */
function recordedStretches(
  records: readonly JournalRecord[],
): readonly { readonly from: number; readonly before: number; readonly to: number }[] {
  const stretches: { readonly from: number; readonly before: number; to: number }[] = [];
  for (const { event, atMs } of records) {
    const last = stretches.at(-1);
    if (event.kind === 'recording.started')
      stretches.push({
        from: atMs,
        before: last === undefined ? 0 : last.before + Math.min(last.to, atMs) - last.from,
        to: Infinity,
      });
    else if ((event.kind === 'stream.stopped' || event.kind === 'call.ended') && last?.to === Infinity)
      last.to = atMs;
  }
  return stretches;
}

/** WebVTT (https://www.w3.org/TR/webvtt1/), a cue a line, with who speaks; of the agent only what was heard. How long a line sounds is estimated. */
export function transcriptVtt(lines: readonly TranscriptLine[], time: RecordingTime): string {
  const heard = lines
    .map(({ role, text, heard, atMs }) => ({ role, text: (heard ?? text).trim(), atMs: time(atMs) }))
    .filter(({ text }) => text !== '');
  const cues = heard.map(({ role, text, atMs }, index) => {
    const next = heard.slice(index + 1).find((line) => line.role === role)?.atMs ?? Infinity;
    const end = Math.max(atMs + CUE_MS_MIN, Math.min(atMs + speakingMs(text), next));
    const voice = role === 'caller' ? 'Caller' : 'Agent';
    return `${timestamp(atMs)} --> ${timestamp(end)}\n<v ${voice}>${escaped(text)}\n`;
  });
  return ['WEBVTT\n', ...cues].join('\n');
}

/** One line of speech a line; what the agent said and the caller did not hear stands in brackets. */
export function transcriptPlain(lines: readonly TranscriptLine[]): string {
  return lines
    .map(({ role, text, heard, atMs }) => {
      const who = role === 'caller' ? 'Caller' : 'Agent';
      return `[${timestamp(atMs).slice(0, -4)}] ${who}: ${oneLine(spoken(text, heard))}\n`;
    })
    .join('');
}

function spoken(text: string, heard: string | undefined): string {
  if (heard === undefined || heard === text) return text;
  const unheard = text.startsWith(heard) ? text.slice(heard.length) : text;
  return `${heard.trimEnd()} [not heard: ${unheard.trim()}]`.trimStart();
}

function timestamp(ms: number): string {
  const whole = Math.max(0, Math.round(ms));
  const pad = (value: number, length: number): string => String(Math.floor(value)).padStart(length, '0');
  return `${pad(whole / 3_600_000, 2)}:${pad((whole / 60_000) % 60, 2)}:${pad((whole / 1000) % 60, 2)}.${pad(whole % 1000, 3)}`;
}

/** A cue's text ends at an empty line, and `-->` has no place in it. */
function escaped(text: string): string {
  return oneLine(text).replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

function oneLine(text: string): string {
  return text.replaceAll(/\s+/g, ' ');
}
