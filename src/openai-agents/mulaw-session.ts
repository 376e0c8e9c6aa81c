// µ-law session: what a session is told about sound, whoever tells it.
import type { RealtimeClientMessage } from '@openai/agents/realtime';

type Fields = Readonly<Record<string, unknown>>;

const MULAW = Object.freeze({ type: 'audio/pcmu' });

/**
 * The message, where its sound is µ-law: a `session.update` that says another format would be heard as noise, for what
 * Twilio sends and plays is µ-law always. Everything else passes as it is.
 */
export function withMulaw(message: RealtimeClientMessage): RealtimeClientMessage {
  if (message.type !== 'session.update') return message;
  const { session } = message;
  if (!isFields(session) || !isFields(session['audio'])) return message;
  const { input, output } = session['audio'];
  const audio = { ...session['audio'], ...formatted('input', input), ...formatted('output', output) };
  return { ...message, session: { ...session, audio } };
}

/** Whether the session that the model tells of hears µ-law; true also where it does not say. */
export function hearsMulaw(session: unknown): boolean {
  const format = formatOf(session);
  if (typeof format === 'string') return format === 'g711_ulaw' || format === MULAW.type;
  return !isFields(format) || format['type'] === undefined || format['type'] === MULAW.type;
}

/** Whether the caller's speech interrupts the agent: unless `interrupt_response` is false. */
export function isInterruptible(session: unknown): boolean {
  const audio = isFields(session) ? session['audio'] : undefined;
  const input = isFields(audio) ? audio['input'] : undefined;
  const detection = isFields(input) ? input['turn_detection'] : undefined;
  return !isFields(detection) || detection['interrupt_response'] !== false;
}

function formatOf(session: unknown): unknown {
  const audio = isFields(session) ? session['audio'] : undefined;
  const input = isFields(audio) ? audio['input'] : undefined;
  return isFields(input) ? input['format'] : undefined;
}

/** A half that says no format keeps the one it had. */
function formatted(half: 'input' | 'output', fields: unknown): Fields {
  return isFields(fields) && 'format' in fields ? { [half]: { ...fields, format: MULAW } } : {};
}

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
