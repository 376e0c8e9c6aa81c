// The rehearsal, run beside a server that has no key: the model that answers then.
import type { World } from '../base/world.ts';
import type { Model } from '../models/model.ts';
import { openaiModel } from '../models/openai/openai-model.ts';
import { espeak } from '../testing/live/espeak.ts';
import { pocketsphinx } from '../testing/live/pocketsphinx.ts';
import { startRehearsalServer } from '../testing/live/rehearsal-server.ts';
import { rehearsalEar } from '../testing/rehearsal/ear/rehearsal-ear.ts';
import { frontDeskBrain } from '../testing/rehearsal/front-desk-brain.ts';
import { rehearsalVoice } from '../testing/rehearsal/voice/rehearsal-voice.ts';

/** The rehearsal model of a server without a key. */
export interface Rehearsal extends AsyncDisposable {
  readonly model: Model;
  /** Where it listens, as `OPENAI_BASE_URL` would name it. */
  readonly url: string;
}

/** Starts the rehearsal model on a free port of this machine, and the adapter that speaks to it. */
export async function startRehearsal(world: World): Promise<Rehearsal> {
  const server = await startRehearsalServer({
    world,
    port: 0,
    voice: rehearsalVoice({ espeak: espeak('agent') }),
    ear: rehearsalEar({ recognise: pocketsphinx() }),
    brain: frontDeskBrain(world.clock),
  });
  const model = openaiModel({ name: 'rehearsal', apiKey: null, baseUrl: server.url });
  return { model, url: server.url, [Symbol.asyncDispose]: () => server.close() };
}
