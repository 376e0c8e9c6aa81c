// Chat peer: the far end of a language model behind OpenAI's chat completions, as small as the contract needs it.
import { Buffer } from 'node:buffer';
import { openaiLlm } from '../../speech/openai/chat-llm.ts';
import type { LlmManner, LlmStage } from '../contracts/llm-contract.ts';
import type { StreamAnswer } from '../world/simulated-stream.ts';
import { simulatedWorld } from '../world/simulated-world.ts';

interface WireMessage {
  readonly role: string;
  readonly content: string | null;
  readonly tool_call_id?: string;
  readonly tool_calls?: readonly {
    readonly id: string;
    readonly function: { readonly name: string; readonly arguments: string };
  }[];
}

interface WireRequest {
  readonly messages: readonly WireMessage[];
  readonly tools?: readonly { readonly function: { readonly name: string } }[];
}

/** How servers differ in what they stream. */
export type ChatDialect = 'openai' | 'whole-calls';

/** A stage for `llmContract`. */
export function chatStage(dialect: ChatDialect = 'openai'): LlmStage {
  const world = simulatedWorld({ latencyMs: 5 });
  let how: LlmManner = { kind: 'text', pieces: [] };
  let last: WireRequest = { messages: [] };
  const answers: StreamAnswer[] = [];

  const stop = world.serveStream('https://api.openai.com/v1/chat/completions', ({ body }, answer) => {
    last = JSON.parse(body ?? '{}') as WireRequest;
    answers.push(answer);
    play(answer, how);
  });

  function play(answer: StreamAnswer, manner: LlmManner): void {
    switch (manner.kind) {
      case 'text':
        return paced(answer, [...manner.pieces.map(text), finish('stop'), usage(), 'data: [DONE]\n\n']);
      case 'endless': {
        const next = (): void => {
          answer.send(text('on and on '));
          if (!answer.stopped) world.timers.after(10, next);
        };
        return next();
      }
      case 'call':
        return paced(answer, [
          ...(manner.first === null ? [] : [text(manner.first)]),
          ...called(manner.call),
          finish(dialect === 'openai' ? 'tool_calls' : 'stop'),
          'data: [DONE]\n\n',
        ]);
      case 'broken':
        answer.send(text('We are'));
        return answer.end('other side closed');
      case 'nonsense':
        for (let count = 0; count < 12; count += 1) answer.send(`data: {nonsense ${count}\n\n`);
        return;
      case 'status':
        answer.head(manner.status);
        answer.send('{"error":{"message":"No. Key sk-secret-1234."}}');
        return answer.end();
      case 'nobody':
    }
  }

  /** Each piece 10 ms behind the one before it, cut in the middle of a character. */
  function paced(answer: StreamAnswer, pieces: readonly string[]): void {
    const [first, ...rest] = pieces;
    if (first === undefined) return answer.end();
    const bytes = Buffer.from(first);
    const cut = bytes.findIndex((byte) => byte > 0x7f) + 1 || Math.floor(bytes.length / 2);
    answer.send(bytes.subarray(0, cut));
    answer.send(bytes.subarray(cut));
    world.timers.after(10, () => paced(answer, rest));
  }

  function called({
    id,
    name,
    argumentsJson,
  }: Extract<LlmManner, { kind: 'call' }>['call']): readonly string[] {
    const call = (fields: object): string => delta({ tool_calls: [{ index: 0, ...fields }] });
    if (dialect === 'whole-calls')
      return [call({ id, type: 'function', function: { name, arguments: argumentsJson } })];
    const half = Math.floor(argumentsJson.length / 2);
    return [
      call({ id, type: 'function', function: { name, arguments: '' } }),
      call({ function: { arguments: argumentsJson.slice(0, half) } }),
      call({ function: { arguments: argumentsJson.slice(half) } }),
    ];
  }

  return {
    world,
    llm: openaiLlm({ model: 'gpt-6-luna', apiKey: 'sk-secret-1234' }),
    peer: {
      told: () => last.messages.flatMap(inOurWords),
      tools: () => (last.tools ?? []).map((tool) => tool.function.name),
      givenUp: () => answers.filter(({ stopped }) => stopped).length,
      answers(manner) {
        how = manner;
        if (manner.kind === 'nobody') stop();
      },
    },
  };
}

/** Words and calls may stand in one message. */
function inOurWords({ role, content, tool_call_id, tool_calls = [] }: WireMessage): readonly string[] {
  if (role === 'tool') return [`result: ${tool_call_id} ${content}`];
  const who = role === 'user' ? 'caller' : role === 'assistant' ? 'agent' : role;
  return [
    ...(content === null || content === '' ? [] : [`${who}: ${content}`]),
    ...tool_calls.map((call) => `calls: ${call.id} ${call.function.name} ${call.function.arguments}`),
  ];
}

function event(chunk: object): string {
  return `data: ${JSON.stringify({ id: 'c1', object: 'chat.completion.chunk', model: 'gpt-6-luna', ...chunk })}\n\n`;
}

function delta(fields: object): string {
  return event({ choices: [{ index: 0, delta: fields, finish_reason: null }] });
}

function text(content: string): string {
  return delta({ content });
}

function finish(reason: string): string {
  return event({ choices: [{ index: 0, delta: {}, finish_reason: reason }] });
}

function usage(): string {
  return event({
    choices: [],
    usage: {
      prompt_tokens: 9,
      completion_tokens: 5,
      total_tokens: 14,
      prompt_tokens_details: { cached_tokens: 4 },
    },
  });
}
