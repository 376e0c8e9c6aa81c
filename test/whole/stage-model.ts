// Stage model: who answers on the whole stage, in each pipeline: the rehearsal behind the real adapters, on simulated wires.
import { createOpenAICompatible } from '@ai-sdk/openai-compatible';
import { cascadingModel } from '../../src/models/cascading/cascading-model.ts';
import { geminiModel } from '../../src/models/gemini/gemini-model.ts';
import { managedModel } from '../../src/models/cascading/managed-model.ts';
import type { Model } from '../../src/models/model.ts';
import { openaiLiveModel } from '../../src/models/openai-live/live-model.ts';
import { openaiModel } from '../../src/models/openai/openai-model.ts';
import { cartesiaTts } from '../../src/speech/cartesia/cartesia-tts.ts';
import { deepgramFluxStt } from '../../src/speech/deepgram/flux-stt.ts';
import { aiSdkLlm } from '../../src/speech/ai-sdk/ai-sdk-llm.ts';
import type { Llm } from '../../src/speech/llm.ts';
import { openaiLlm } from '../../src/speech/openai/chat-llm.ts';
import { cartesiaRehearsal } from '../../src/testing/rehearsal/cascade/cartesia-rehearsal.ts';
import { chatRehearsal } from '../../src/testing/rehearsal/cascade/chat-rehearsal.ts';
import { fluxRehearsal } from '../../src/testing/rehearsal/cascade/flux-rehearsal.ts';
import { geminiRehearsal } from '../../src/testing/rehearsal/gemini-rehearsal.ts';
import { liveRehearsal } from '../../src/testing/rehearsal/live-rehearsal.ts';
import { rehearsalSession, type RehearsalParts } from '../../src/testing/rehearsal/rehearsal-session.ts';
import type { SimulatedWorld } from '../../src/testing/world/simulated-world.ts';
import { fetchIn } from '../fakes/fetch-in.ts';
import type { ModelEnds } from './model-ends.ts';
import { xaiSocket } from './xai-socket.ts';

/** A realtime model behind OpenAI's protocol: OpenAI's own, or one that speaks it in a dialect. */
type Realtime = 'realtime' | 'self-hosted' | 'azure' | 'xai' | 'inworld';

/** How the model is made up. `ai-sdk` is a cascade in which a model of the AI SDK thinks. */
export type StagePipeline = Realtime | 'gemini' | 'live' | 'cascading' | 'ai-sdk' | 'managed';

/** The model, and its server. */
export interface StageModel {
  readonly model: Model;
  /** Has the server answer from now on; returns what ends that. */
  readonly reach: () => () => void;
}

/** Nobody answers before `reach`. */
export function stageModel(
  world: SimulatedWorld,
  pipeline: StagePipeline,
  parts: RehearsalParts,
  ends: ModelEnds,
): StageModel {
  if (pipeline === 'managed') return managed(world, parts, ends);
  if (pipeline === 'cascading' || pipeline === 'ai-sdk') return cascading(world, pipeline, parts, ends);
  if (pipeline === 'live') return live(world, parts, ends);
  return pipeline === 'gemini' ? gemini(world, parts, ends) : realtime(world, pipeline, parts, ends);
}

function realtime(
  world: SimulatedWorld,
  pipeline: Realtime,
  parts: RehearsalParts,
  ends: ModelEnds,
): StageModel {
  const vendor = pipeline === 'realtime' ? 'openai' : pipeline;
  const baseUrl = 'ws://model.example.com/v1';
  return {
    model: openaiModel({
      name: 'rehearsal',
      vendor,
      apiKey: vendor === 'openai' || vendor === 'self-hosted' ? null : 'rehearsal',
      baseUrl,
      transcriptionModel: 'whisper-1',
    }),
    reach: () =>
      world.listen(baseUrl, (socket) => {
        rehearsalSession(world, ends.open(vendor === 'xai' ? xaiSocket(socket) : socket), parts);
      }),
  };
}

function gemini(world: SimulatedWorld, parts: RehearsalParts, ends: ModelEnds): StageModel {
  const baseUrl = 'ws://gemini.example.com';
  return {
    model: geminiModel({ name: 'gemini-3.8-live', apiKey: 'rehearsal', baseUrl }),
    reach: () => world.listen(baseUrl, (socket) => geminiRehearsal(world, ends.open(socket), parts)),
  };
}

function live(world: SimulatedWorld, parts: RehearsalParts, ends: ModelEnds): StageModel {
  const baseUrl = 'http://live.example.com/v1';
  const llm = openaiLlm({ model: 'rehearsal', apiKey: null, baseUrl });
  return {
    model: openaiLiveModel({ name: 'gpt-live-1', apiKey: null, llm, baseUrl }),
    reach() {
      const stops = [
        world.listen('ws://live.example.com', (socket) => liveRehearsal(world, ends.open(socket), parts)),
        world.serveStream(`${baseUrl}/chat/completions`, ({ body = '' }, answer) => {
          ends.note(body);
          chatRehearsal(world, parts.brain, body, answer);
        }),
      ];
      return () => {
        for (const stop of stops) stop();
      };
    },
  };
}

function cascading(
  world: SimulatedWorld,
  pipeline: 'cascading' | 'ai-sdk',
  parts: RehearsalParts,
  ends: ModelEnds,
): StageModel {
  const baseUrl = 'http://vendors.example.com';
  const account = { apiKey: 'rehearsal', baseUrl };
  const sockets = baseUrl.replace('http', 'ws');
  return {
    model: cascadingModel({
      stt: deepgramFluxStt(account),
      llm:
        pipeline === 'ai-sdk'
          ? aiSdk(world, `${baseUrl}/v1`)
          : openaiLlm({ model: 'rehearsal', apiKey: null, baseUrl: `${baseUrl}/v1` }),
      tts: cartesiaTts(account),
      voice: 'rehearsal',
    }),
    reach() {
      const stops = [
        world.listen(`${sockets}/v2/listen`, (socket) => {
          fluxRehearsal(world, ends.open(socket), parts);
        }),
        world.listen(`${sockets}/tts/websocket`, (socket) => cartesiaRehearsal(world, socket, parts.voice)),
        chatServer(world, baseUrl, parts, ends),
      ];
      return () => {
        for (const stop of stops) stop();
      };
    },
  };
}

function aiSdk(world: SimulatedWorld, baseURL: string): Llm {
  const provider = createOpenAICompatible({ name: 'rehearsal', baseURL, fetch: fetchIn(world) });
  return aiSdkLlm({ model: provider('rehearsal') });
}

function managed(world: SimulatedWorld, parts: RehearsalParts, ends: ModelEnds): StageModel {
  const baseUrl = 'http://vendors.example.com';
  return {
    model: managedModel({ llm: openaiLlm({ model: 'rehearsal', apiKey: null, baseUrl: `${baseUrl}/v1` }) }),
    reach: () => chatServer(world, baseUrl, parts, ends),
  };
}

function chatServer(
  world: SimulatedWorld,
  baseUrl: string,
  parts: RehearsalParts,
  ends: ModelEnds,
): () => void {
  return world.serveStream(`${baseUrl}/v1/chat/completions`, ({ body = '' }, answer) => {
    ends.note(body);
    chatRehearsal(world, parts.brain, body, {
      head: (status, headers) => answer.head(status, headers),
      send: (piece) => answer.send(piece),
      end: () => answer.end(),
    });
  });
}
