// Client events: what we tell OpenAI's Live API, as the text of one message each. Pure.
import type { ContextAdd } from '../../frames/model-frames.ts';
import type { AudioFormat } from '../../media/audio.ts';
import type { SessionSettings } from '../model.ts';

/** What was said before, in order: so many lines at most. */
const INPUT_MAX = 128;

/** An appended text may have 500 tokens; of no language are they shorter than this. */
const APPEND_CHARS_MAX = 1500;

const ROLE = { caller: 'user', agent: 'assistant', system: 'developer' } as const;

/** How the voice in front is to use whoever thinks behind it. Without it the model would answer what it cannot know. */
const DELEGATION =
  'Delegate whatever needs facts, a decision or something done; say a word or two while you wait, and never make up what comes of it.';

/** `session.start`, the first event. Everything in it is fixed for the session. */
export function encodeStart(
  model: string,
  settings: Pick<SessionSettings, 'instructions' | 'format' | 'voice'>,
  said: readonly Pick<ContextAdd, 'role' | 'text'>[],
): string {
  return JSON.stringify({
    type: 'session.start',
    event_id: 'start',
    session: {
      model,
      instructions: `${settings.instructions}\n\n${DELEGATION}`,
      ...(said.length === 0
        ? {}
        : {
            input: said.slice(-INPUT_MAX).map(({ role, text }) => ({
              type: 'message',
              role: ROLE[role],
              content: [{ type: role === 'agent' ? 'output_text' : 'input_text', text }],
            })),
          }),
      audio: { format: wireFormat(settings.format), output: { voice: settings.voice } },
      delegation: { type: 'client' },
      store: false,
    },
  });
}

/** The caller's sound. Base64 has nothing in it that JSON would escape. */
export function encodeAppend(base64: string): string {
  return `{"type":"session.input_audio.append","audio":"${base64}"}`;
}

/**
 * A text on the way: `instructions` are followed, `thinking` is known and not said, `commentary` is said in the model's own
 * words. `delegationId` of the delegation that it answers, null for none; the server wants the field in any case.
 */
export function encodeText(
  kind: 'instructions' | 'thinking' | 'commentary',
  content: string,
  delegationId: string | null = null,
): string {
  return JSON.stringify({
    type: `session.${kind}.append`,
    delegation_id: delegationId,
    content: content.slice(0, APPEND_CHARS_MAX),
  });
}

/** `session.close`: the server sends what was used, and is gone. */
export const CLOSE_MESSAGE = '{"type":"session.close"}';

/** Here G.711 has a rate: the server wants one. */
function wireFormat(format: AudioFormat): { readonly type: string; readonly rate: number } {
  return format.encoding === 'pcm16'
    ? { type: 'audio/pcm', rate: format.rateHz }
    : { type: `audio/${format.encoding}`, rate: 8000 };
}
