// Call files: what is archived of a call beside its sound, as files with a name and a text.
import type { CallView } from '../call/call-view.ts';
import type { JournalRecord } from '../call/journal.ts';
import type { Span } from '../call/span.ts';
import { recordingTime, transcriptPlain, transcriptVtt } from './transcript-text.ts';

/** A file of a call, in memory. */
export interface CallFile {
  readonly name: string;
  readonly contentType: string;
  readonly text: string;
}

/** The texts of an ended call: transcript in three forms, journal, spans, outcome. `records`: its whole journal. */
export function callFiles(
  view: CallView,
  records: readonly JournalRecord[],
  spans: readonly Span[],
): readonly CallFile[] {
  const { transcript, tools: _tools, interruptions: _interruptions, ...call } = view;
  return [
    { name: 'transcript.json', contentType: 'application/json', text: json(transcript) },
    {
      name: 'transcript.vtt',
      contentType: 'text/vtt; charset=utf-8',
      text: transcriptVtt(transcript, recordingTime(records)),
    },
    {
      name: 'transcript.txt',
      contentType: 'text/plain; charset=utf-8',
      text: transcriptPlain(transcript),
    },
    {
      name: 'journal.jsonl',
      contentType: 'application/jsonl',
      text: records.map((record) => `${JSON.stringify(record)}\n`).join(''),
    },
    { name: 'spans.json', contentType: 'application/json', text: json(spans) },
    { name: 'outcome.json', contentType: 'application/json', text: json(call) },
  ];
}

/** The folder of a call: by the day on which it rang, in UTC. */
export function callFolder({ id, startedAt }: Pick<CallView, 'id' | 'startedAt'>): string {
  return `${startedAt.slice(0, 10).replaceAll('-', '/')}/${id}`;
}

function json(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}
