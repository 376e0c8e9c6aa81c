// The cascade, and who thinks where the carrier hears and speaks: all vendors are asked for one short answer, as a call would, and nobody hears it.
import type { Pipeline } from '../../agent/pipeline-options.ts';
import { OffhookError } from '../../base/errors.ts';
import type { Model, SessionSettings } from '../../models/model.ts';
import { hasNoKeys, notSet, pipelineModel } from '../../server/pipeline-model.ts';
import { commandLine } from '../command-line.ts';
import { broken, ok, open, type Finding } from './finding.ts';
import { ASK_MS_MAX, type Patient } from './patient.ts';

const NAME = 'Model';

/** Which of the three: as faults name them, and as people call them. */
const PARTS = { stt: 'Who transcribes', llm: 'Who thinks', tts: 'Who speaks' } as const;

type Cascade = Extract<Pipeline, { readonly kind: 'cascading' | 'managed' }>;

/** Whether all vendors take their keys and names, and an answer comes to sound. `agent`'s pipeline is a cascade. */
export async function checkCascade(
  { settings, world }: Pick<Patient, 'settings' | 'world'>,
  agent: { readonly pipeline: Cascade; readonly model: string },
  session: SessionSettings,
): Promise<Finding> {
  if (hasNoKeys(agent, settings))
    return open(
      NAME,
      `${notSet(agent.pipeline, settings)}: the rehearsal answers (\`${commandLine('start')}\`)`,
    );
  let model: Model;
  try {
    model = pipelineModel(agent, settings);
  } catch (error) {
    if (!(error instanceof OffhookError)) throw error;
    return broken(NAME, error.message, "Set them, or choose other vendors in the agent's `pipeline`.");
  }
  const end = await answeredOnce(world, model, session);
  if (end.kind === 'answered')
    return ok(NAME, `${model.name} is ready after ${end.readyMs} ms and answers ${end.answeredMs} ms later`);
  const { what, mend } = mendOf(end.code, agent.pipeline);
  return broken(NAME, `${what} (${[end.code, end.detail].filter((text) => text !== '').join(': ')})`, mend);
}

type End =
  | { readonly kind: 'answered'; readonly readyMs: number; readonly answeredMs: number }
  | { readonly kind: 'failed'; readonly code: string; readonly detail: string };

/** Asks for one answer and waits for its first sound, or for what is in the way of it. */
function answeredOnce(world: Patient['world'], model: Model, settings: SessionSettings): Promise<End> {
  const beganAt = world.clock.now();
  const since = (): number => Math.round((world.clock.now() - beganAt) / 1000);
  const end = Promise.withResolvers<End>();
  const failed = (code: string, detail: string): void => end.resolve({ kind: 'failed', code, detail });
  const timer = world.timers.after(2 * ASK_MS_MAX, () => failed('slow', `no sound within ${since()} ms`));
  const session = model.open(world, { ...settings, tools: [] });
  let readyMs = 0;
  session.attach((frame) => {
    if (frame.kind === 'model.ready') {
      readyMs = since();
      session.accept(
        {
          kind: 'response.create',
          requestId: 'doctor',
          instructions: 'Say hello in one word.',
          tools: false,
        },
        world.clock.now(),
      );
    } else if (frame.kind === 'agent.audio' || frame.kind === 'agent.words')
      end.resolve({ kind: 'answered', readyMs, answeredMs: since() - readyMs });
    else if (frame.kind === 'model.fault') failed(frame.code, frame.detail);
    else if (frame.kind === 'response.done') failed('no_answer', frame.reason ?? '');
    else if (frame.kind === 'model.closed') failed('', frame.detail);
  });
  return end.promise.finally(() => {
    timer.stop();
    session.close();
  });
}

/** What a fault means, and what to do. */
function mendOf(code: string, pipeline: Cascade): { what: string; mend: string } {
  const part = /^(stt|llm|tts)\b/.exec(code)?.[1] as keyof typeof PARTS | undefined;
  if (part === undefined)
    return {
      what: 'It cannot be reached.',
      mend: 'Look at the network, a firewall or proxy, and the `_BASE_URL`s that are set.',
    };
  const { vendor = part } = pipeline[part] ?? {};
  const [own = ''] = vendor.split('-', 1);
  const prefix = part === 'llm' ? 'LLM' : own.toUpperCase();
  const key = part === 'llm' ? 'OPENAI_API_KEY, or LLM_API_KEY,' : `${prefix}_API_KEY`;
  const who = `${PARTS[part]} (${vendor})`;
  if (code.endsWith('.key_refused'))
    return { what: `${who} refuses the key.`, mend: `Set ${key} to a valid key.` };
  if (/\.(no_funds|insufficient_quota|rate_limited|http_429)$/.test(code))
    return { what: `${who} has no more for this account.`, mend: 'Look at its billing and its limits.' };
  if (/\.(model_not_found|refused|voice_not_found)$/.test(code))
    return {
      what: `${who} does not take what it is asked for.`,
      mend: `Correct the model or the voice in \`pipeline.${part}\`; where ${prefix}_BASE_URL is set, look whether it serves it.`,
    };
  return {
    what: `${who} fails.`,
    mend: `Look at the network, its status page, and ${prefix}_BASE_URL where it is set.`,
  };
}
