// History: what was said so far, told to a model that joins a call under way.
import type { FrameOf } from '../frames/frame.ts';
import type { TranscriptLine } from './call-view.ts';

/** Lines that a new session is told of; the oldest are left out beyond it. */
export const HISTORY_LINES_MAX = 200;

/** The conversation as the caller knows it: of the agent's words those that were heard. */
export function history(transcript: readonly TranscriptLine[]): readonly FrameOf<'context.add'>[] {
  return transcript.slice(-HISTORY_LINES_MAX).flatMap((line) => {
    const text = line.role === 'agent' ? (line.heard ?? line.text) : line.text;
    return text === '' ? [] : [{ kind: 'context.add', itemId: null, role: line.role, text } as const];
  });
}
