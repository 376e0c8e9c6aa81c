// The rehearsal, run beside a server that has no key: the model that answers then, in the agent's own pipeline.
import type { Pipeline } from '../agent/pipeline-options.ts';
import type { World } from '../base/world.ts';
import { PCMU } from '../media/audio.ts';
import { managedModel } from '../models/cascading/managed-model.ts';
import { cascadingModel } from '../models/cascading/cascading-model.ts';
import type { Model } from '../models/model.ts';
import { openaiModel } from '../models/openai/openai-model.ts';
import { cartesiaTts } from '../speech/cartesia/cartesia-tts.ts';
import { deepgramFluxStt } from '../speech/deepgram/flux-stt.ts';
import type { Llm } from '../speech/llm.ts';
import { openaiLlm } from '../speech/openai/chat-llm.ts';
import { startCascadeServer } from '../testing/live/cascade-server.ts';
import { espeak } from '../testing/live/espeak.ts';
import { pocketsphinx } from '../testing/live/pocketsphinx.ts';
import { startRehearsalServer } from '../testing/live/rehearsal-server.ts';
import { rehearsalEar } from '../testing/rehearsal/ear/rehearsal-ear.ts';
import { frontDeskBrain } from '../testing/rehearsal/front-desk-brain.ts';
import { rehearsalVoice } from '../testing/rehearsal/voice/rehearsal-voice.ts';

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
  const parts = {
    world,
    port: 0,
    voice: rehearsalVoice({ espeak: espeak('agent') }),
    ear: rehearsalEar({ recognise: pocketsphinx() }),
    brain: frontDeskBrain(world.clock),
  };
  const server = await (pipeline === 'realtime' ? startRehearsalServer(parts) : startCascadeServer(parts));
  const { url } = server;
  const model = MODELS[pipeline](url);
  return { model, url, [Symbol.asyncDispose]: () => server.close() };
}

const MODELS: Readonly<Record<Pipeline['kind'], (url: string) => Model>> = {
  realtime: (baseUrl) => openaiModel({ name: 'rehearsal', apiKey: null, baseUrl }),
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
