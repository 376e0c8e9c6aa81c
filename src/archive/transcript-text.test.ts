// Transcripts as text: in time with the recording, only what was heard, and nothing that a player could misread.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import type { TranscriptLine } from '../call/call-view.ts';
import type { JournalEvent } from '../frames/journal-event.ts';
import { record } from '../testing/contracts/store-samples.ts';
import { recordingTime, transcriptPlain, transcriptVtt } from './transcript-text.ts';

const LINES: readonly TranscriptLine[] = [
  { role: 'agent', text: 'Hello, front desk. How can I help?', heard: 'Hello, front desk.', atMs: 1000 },
  { role: 'caller', text: 'Tables & <chairs> -->\n\nplease', atMs: 2500 },
  { role: 'agent', text: 'Never heard.', heard: '', atMs: 3000 },
  { role: 'agent', text: 'At nine.', heard: 'At nine.', atMs: 3_661_500 },
];

test('WebVTT has a cue for each line that was heard, with who speaks', () => {
  assert.equal(
    transcriptVtt(LINES, (atMs) => atMs),
    `WEBVTT

00:00:01.000 --> 00:00:02.116
<v Agent>Hello, front desk.

00:00:02.500 --> 00:00:04.298
<v Caller>Tables &amp; &lt;chairs&gt; --&gt; please

01:01:01.500 --> 01:01:02.000
<v Agent>At nine.
`,
  );
});

test('whatever was said, WebVTT has as many cues, none of negative length', () => {
  const line = fc.record({
    role: fc.constantFrom('caller' as const, 'agent' as const),
    text: fc.string({ unit: 'grapheme' }),
    atMs: fc.double({ min: 0, max: 1e8, noNaN: true }),
  });
  fc.assert(
    fc.property(fc.array(line, { maxLength: 20 }), (lines) => {
      const sorted = lines.toSorted((a, b) => a.atMs - b.atMs);
      const vtt = transcriptVtt(sorted, (atMs) => atMs);
      const cues = vtt.split('\n').filter((text) => text.includes('-->'));
      assert.equal(cues.length, sorted.filter(({ text }) => text.trim() !== '').length);
      for (const cue of cues) {
        const [from = '', to = ''] = cue.split(' --> ');
        assert.ok(from < to && /^\d{2,}:\d\d:\d\d\.\d{3}$/.test(from), cue);
      }
    }),
  );
});

test('plain text says what the caller did not hear', () => {
  assert.equal(
    transcriptPlain(LINES),
    `[00:00:01] Agent: Hello, front desk. [not heard: How can I help?]
[00:00:02] Caller: Tables & <chairs> --> please
[00:00:03] Agent: [not heard: Never heard.]
[01:01:01] Agent: At nine.
`,
  );
});

test('an instant of a call that came back stands behind what was recorded before', () => {
  const at = (atMs: number, event: JournalEvent) => ({ ...record('call_a', 1, event), atMs });
  const time = recordingTime([
    at(1000, { kind: 'recording.started' }),
    at(5000, { kind: 'stream.stopped', cause: 'lost', detail: '' }),
    at(20_000, { kind: 'recording.started' }),
    at(30_000, { kind: 'stream.stopped', cause: 'stop', detail: '' }),
  ]);
  assert.deepEqual([500, 1500, 9000, 21_000].map(time), [0, 500, 4000, 5000]);
  assert.equal(recordingTime([])(700), 700);
});
