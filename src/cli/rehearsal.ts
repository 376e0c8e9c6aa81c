// The rehearsal, run beside a server that has no key: the model that answers then, in the agent's own pipeline.
import type { Pipeline } from '../agent/pipeline-options.ts';
import type { World } from '../base/world.ts';
import { PCMU } from '../media/audio.ts';
import { managedModel } from '../models/cascading/managed-model.ts';
import { cascadingModel } from '../models/cascading/cascading-model.ts';
import type { Model } from '../models/model.ts';
import { cartesiaTts } from '../speech/cartesia/cartesia-tts.ts';
import { deepgramFluxStt } from '../speech/deepgram/flux-stt.ts';
import type { Llm } from '../speech/llm.ts';
import { openaiLlm } from '../speech/openai/chat-llm.ts';
import { startCascadeServer } from '../testing/live/cascade-server.ts';
import { startRehearsalServer } from '../testing/live/rehearsal-server.ts';

/** The rehearsal model of a server without a key. */
export interface Rehearsal extends AsyncDisposable {
  readonly model: Model;
  /** Where it listens; of a realtime model as `OPENAI_BASE_URL` would name it. */
  readonly url: string;
}

/** Starts the rehearsal model on a free port of this machine, and the adapters that speak to it. */
export async function startRehearsal(
  world: World,
  pipeline: Pipeline['kind'] = 'realtime',
): Promise<Rehearsal> {
  if (pipeline === 'realtime') {
    const server = await startRehearsalServer({ world });
    return { model: server.model, url: server.url, [Symbol.asyncDispose]: () => server.close() };
  }
  const server = await startCascadeServer({ world });
  const { url } = server;
  const model = MODELS[pipeline](url);
  return { model, url, [Symbol.asyncDispose]: () => server.close() };
}

const MODELS: Readonly<Record<Exclude<Pipeline['kind'], 'realtime'>, (url: string) => Model>> = {
  cascading: cascade,
  managed: (url) => ({ ...managedModel({ llm: thinker(url) }), name: 'rehearsal' }),
};

function thinker(url: string): Llm {
  return openaiLlm({ model: 'rehearsal', apiKey: null, baseUrl: `${url}/v1` });
}

function cascade(baseUrl: string): Model {
  const account = { apiKey: 'rehearsal', baseUrl };
  const model = cascadingModel({
    stt: deepgramFluxStt(account),
    llm: thinker(baseUrl),
    tts: cartesiaTts(account),
    voice: 'rehearsal',
  });
  // Its ear hears phones only, whatever the real ones take.
  return { ...model, name: 'rehearsal', formats: [PCMU] };
}
