// Chat llm: any language model behind OpenAI's chat completions, streamed.
import type { World } from '../../base/world.ts';
import type { Llm, LlmAnswer, LlmEvent, LlmRequest } from '../llm.ts';
import { ChatReader, encodeChat, type ChatSettings } from './chat-wire.ts';
import { httpFault, REFUSAL_CHARS_MAX } from '../http-fault.ts';
import { SseReader } from './sse-reader.ts';
import { OPENAI_BASE_URL, type OpenaiAccount } from './transcription-stt.ts';

/** What it is asked with. */
export interface ChatOptions extends OpenaiAccount {
  /** By the server's name, e.g. `gpt-6-luna`. */
  readonly model: string;
  /** `reasoning_effort`; null: not sent, as not every server knows it. Default null. */
  readonly effort?: string | null;
}

/** How long an answer may take to begin. */
const BEGIN_MS_MAX = 8000;
/** Events that are not the protocol before an answer is given up. */
const MALFORMED_MAX = 10;

/** https://platform.openai.com/docs/api-reference/chat-streaming */
export function openaiLlm(options: ChatOptions): Llm {
  const url = `${(options.baseUrl ?? OPENAI_BASE_URL).replace(/\/+$/, '').replace(/^ws/, 'http')}/chat/completions`;
  const settings: ChatSettings = { model: options.model, effort: options.effort ?? null };
  const headers = {
    'content-type': 'application/json',
    accept: 'text/event-stream',
    ...(options.apiKey === null ? {} : { authorization: `Bearer ${options.apiKey}` }),
  };
  return {
    name: options.model,
    ask: (world, request, hear) => ask(world, { url, headers, settings, request }, hear),
  };
}

interface Question {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly settings: ChatSettings;
  readonly request: LlmRequest;
}

function ask(
  world: World,
  { url, headers, settings, request }: Question,
  hear: (event: LlmEvent) => void,
): LlmAnswer {
  const events = new SseReader();
  const reader = new ChatReader(() => `call_${world.random.token(16)}`);
  let status = 200;
  let refusal = '';
  let malformed = 0;
  let over = false;

  function tell(event: LlmEvent): void {
    if (over) return;
    over = event.kind === 'done' || event.kind === 'fault';
    if (over) stream.stop();
    hear(event);
  }

  function take(data: readonly string[]): void {
    for (const each of data) {
      const read = reader.read(each);
      if (read === null) malformed += 1;
      for (const event of read ?? []) tell(event);
    }
    if (malformed >= MALFORMED_MAX)
      tell({ kind: 'fault', code: 'malformed', detail: 'not the protocol', fatal: false });
  }

  const stream = world.stream(
    { method: 'POST', url, headers, body: encodeChat(request, settings), beginMsMax: BEGIN_MS_MAX },
    {
      head: (code) => void (status = code),
      bytes(chunk) {
        if (status < 300) take(events.push(chunk));
        else refusal = (refusal + new TextDecoder().decode(chunk)).slice(0, REFUSAL_CHARS_MAX);
      },
      ended(fault) {
        if (status >= 300) return tell({ kind: 'fault', ...httpFault(status, refusal) });
        if (fault !== null) return tell({ kind: 'fault', code: 'unreachable', detail: fault, fatal: false });
        take(events.end());
        // A sign-in page, or nothing at all, is no answer without a word: nobody would learn why the line is silent.
        if (!reader.begun)
          return tell({ kind: 'fault', code: 'malformed', detail: 'nothing of the protocol', fatal: false });
        // Some servers end without saying so.
        for (const event of reader.end()) tell(event);
      },
    },
  );
  return {
    stop() {
      over = true;
      stream.stop();
    },
  };
}
