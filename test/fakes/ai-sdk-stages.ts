// AI SDK stages: for the contract of language models, a real provider of the AI SDK on our wire, and the AI SDK's own mocks.
import { createOpenAICompatible } from '@ai-sdk/openai-compatible';
import { MockLanguageModelV3, MockLanguageModelV4 } from 'ai/test';
import { aiSdkLlm } from '../../src/speech/ai-sdk/ai-sdk-llm.ts';
import type { AiSdkModel } from '../../src/speech/ai-sdk/ai-sdk-model.ts';
import type { LlmManner, LlmStage } from '../../src/testing/contracts/llm-contract.ts';
import { chatStage } from '../../src/testing/speech/chat-peer.ts';
import { simulatedWorld, type SimulatedWorld } from '../../src/testing/world/simulated-world.ts';
import { fetchIn } from './fetch-in.ts';

/** `@ai-sdk/openai-compatible` with the simulated network below it, and behind that the far end of our own adapter. */
export function providerStage(): LlmStage {
  const stage = chatStage();
  const provider = createOpenAICompatible({
    name: 'scripted',
    baseURL: 'https://api.openai.com/v1',
    apiKey: 'sk-secret-1234',
    includeUsage: true,
    fetch: fetchIn(stage.world),
  });
  const told = (): readonly string[] => stage.peer.told().map(unmarked);
  return { ...stage, peer: { ...stage.peer, told }, llm: aiSdkLlm({ model: provider('gpt-6-luna') }) };
}

/** The AI SDK's own mock of a model, of either version, that plays what the contract asks for. */
export function mockStage(version: 'v3' | 'v4'): LlmStage {
  const world = simulatedWorld({ latencyMs: 5 });
  let how: LlmManner = { kind: 'text', pieces: [] };
  let last: MockLanguageModelV4['doStreamCalls'][number] | undefined;
  let givenUp = 0;
  const doStream: MockLanguageModelV4['doStream'] = async (call) => {
    last = call;
    if (how.kind === 'status') throw statusError(how.status);
    if (how.kind === 'nobody') throw new TypeError('fetch failed');
    return { stream: streamOf(world, how, version, () => (givenUp += 1)) as ReadableStream<never> };
  };
  const modelId = 'mock';
  const model: AiSdkModel =
    version === 'v4'
      ? new MockLanguageModelV4({ modelId, doStream })
      : new MockLanguageModelV3({ modelId, doStream: doStream as MockLanguageModelV3['doStream'] });
  return {
    world,
    llm: aiSdkLlm({ model }),
    peer: {
      told: () => (last?.prompt ?? []).flatMap(inOurWords).map(unmarked),
      tools: () => (last?.tools ?? []).map(({ name }) => name),
      givenUp: () => givenUp,
      answers: (manner) => void (how = manner),
    },
  };
}

type Prompt = MockLanguageModelV4['doStreamCalls'][number]['prompt'];

function inOurWords({ role, content }: Prompt[number]): readonly string[] {
  if (typeof content === 'string') return [`${role}: ${content}`];
  return content.flatMap((part) => {
    if (part.type === 'text') return [`${role === 'user' ? 'caller' : 'agent'}: ${part.text}`];
    if (part.type === 'tool-call')
      return [`calls: ${part.toolCallId} ${part.toolName} ${JSON.stringify(part.input)}`];
    if (part.type === 'tool-result' && part.output.type === 'json')
      return [`result: ${part.toolCallId} ${JSON.stringify(part.output.value)}`];
    return [];
  });
}

/** Instructions amid a conversation come marked, from the other side. */
function unmarked(line: string): string {
  return line.replace(/^caller: <system>(.*)<\/system>$/, 'system: $1');
}

function statusError(statusCode: number): Error {
  return Object.assign(new Error('No. Key sk-secret-1234.'), { name: 'AI_APICallError', statusCode });
}

function streamOf(
  world: SimulatedWorld,
  how: LlmManner,
  version: 'v3' | 'v4',
  cancelled: () => void,
): ReadableStream<unknown> {
  const text = (delta: string): object => ({ type: 'text-delta', id: 't', delta });
  let gone = false;
  return new ReadableStream<unknown>({
    start(controller) {
      const put = (part: object): void => {
        if (!gone) controller.enqueue(part);
      };
      put({ type: 'stream-start', warnings: [] });
      put(version === 'v4' ? { type: 'ping' } : { type: 'raw', rawValue: {} });
      const paced = (parts: readonly object[]): void => {
        const [first, ...rest] = parts;
        if (gone) return;
        if (first === undefined) return controller.close();
        put(first);
        world.timers.after(10, () => paced(rest));
      };
      switch (how.kind) {
        case 'text':
          return paced([{ type: 'text-start', id: 't' }, ...how.pieces.map(text), finish('stop')]);
        case 'endless': {
          const next = (): void => {
            put(text('on and on '));
            if (!gone) world.timers.after(10, next);
          };
          return next();
        }
        case 'call': {
          const { id: toolCallId, name: toolName, argumentsJson: input } = how.call;
          const call = { type: 'tool-call', toolCallId, toolName, input };
          return paced([...(how.first === null ? [] : [text(how.first)]), call, finish('tool-calls')]);
        }
        case 'broken':
          put(text('We are'));
          return controller.close();
        case 'nonsense':
          for (let count = 0; count < 12; count += 1)
            put({ type: 'error', error: { name: 'AI_JSONParseError', message: 'nonsense' } });
          return;
        default:
      }
    },
    cancel() {
      gone = true;
      cancelled();
    },
  });
}

function finish(unified: string): object {
  const usage = { inputTokens: { total: 9, cacheRead: 4 }, outputTokens: { total: 5 } };
  return { type: 'finish', finishReason: { unified, raw: unified }, usage };
}
