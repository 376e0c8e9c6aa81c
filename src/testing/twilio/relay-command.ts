// What a server sends into a session of ConversationRelay, read as strictly as Twilio reads it.
// https://www.twilio.com/docs/voice/conversationrelay/websocket-messages
import { z } from 'zod';

/** One message of the server. */
export type RelayCommand =
  | {
      readonly kind: 'text';
      readonly token: string;
      readonly last: boolean;
      readonly interruptible: boolean;
      readonly preemptible: boolean;
    }
  | { readonly kind: 'play'; readonly interruptible: boolean; readonly preemptible: boolean }
  | { readonly kind: 'digits'; readonly digits: string }
  | { readonly kind: 'language'; readonly language: string }
  | { readonly kind: 'end'; readonly handoffData: string }
  | { readonly kind: 'malformed'; readonly detail: string };

const flags = { interruptible: z.boolean().default(true), preemptible: z.boolean().default(false) };

const MESSAGE = z.discriminatedUnion('type', [
  z.strictObject({
    type: z.literal('text'),
    token: z.string(),
    last: z.boolean().default(false),
    lang: z.string().optional(),
    ...flags,
  }),
  z.strictObject({ type: z.literal('play'), source: z.url(), loop: z.int().min(0).default(1), ...flags }),
  z.strictObject({ type: z.literal('sendDigits'), digits: z.string().regex(/^[0-9w#*]+$/) }),
  z
    .strictObject({
      type: z.literal('language'),
      ttsLanguage: z.string().optional(),
      transcriptionLanguage: z.string().optional(),
    })
    .refine((message) => (message.ttsLanguage ?? message.transcriptionLanguage) !== undefined, {
      error: 'names no language',
    }),
  z.strictObject({ type: z.literal('end'), handoffData: z.string().default('') }),
]);

/** Never throws. */
export function readRelayCommand(text: string): RelayCommand {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    return { kind: 'malformed', detail: 'not JSON' };
  }
  const read = MESSAGE.safeParse(json);
  if (!read.success) return { kind: 'malformed', detail: z.prettifyError(read.error) };
  const message = read.data;
  switch (message.type) {
    case 'text': {
      const { token, last, interruptible, preemptible } = message;
      return { kind: 'text', token, last, interruptible, preemptible };
    }
    case 'play':
      return { kind: 'play', interruptible: message.interruptible, preemptible: message.preemptible };
    case 'sendDigits':
      return { kind: 'digits', digits: message.digits };
    case 'language':
      return { kind: 'language', language: message.transcriptionLanguage ?? message.ttsLanguage ?? '' };
    case 'end':
      return { kind: 'end', handoffData: message.handoffData };
  }
}
