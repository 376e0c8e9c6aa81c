// The model: a session is opened with it as a call would, and closed again before it says anything.
import { planCall } from '../../agent/plan-call.ts';
import { OffhookError } from '../../base/errors.ts';
import type { SessionSettings } from '../../models/model.ts';
import type { Pipeline } from '../../agent/pipeline-options.ts';
import type { ModelSession } from '../../models/model.ts';
import { bestModelFormat } from '../../models/best-model-format.ts';
import { PCMU } from '../../media/audio.ts';
import { sessionSettings } from '../../server/calls/session-settings.ts';
import { hasNoKeys, notSet, pipelineModel } from '../../server/pipeline-model.ts';
import { accountOf, ownBaseUrl, VARIABLE_PREFIX } from '../../server/realtime-model.ts';
import { commandLine } from '../command-line.ts';
import { checkCascade } from './check-cascade.ts';
import { broken, ok, open, type Finding } from './finding.ts';
import { ASK_MS_MAX, type Patient } from './patient.ts';

const NAME = 'Model';
/** The library's default, for where there is no agent to ask. */
const SOME_MODEL = 'gpt-realtime-2.1-mini';
const SOME_PIPELINE: Realtime = { kind: 'realtime', vendor: 'openai' };

/** What of a patient is looked at. */
type Asked = Pick<Patient, 'settings' | 'agent' | 'world'>;

type Realtime = Extract<Pipeline, { readonly kind: 'realtime' }>;

/** Whether the model takes the key, its own name and the agent's settings. */
export async function checkModel(patient: Asked): Promise<Finding> {
  const { settings, agent, world } = patient;
  if (agent?.pipeline.kind === 'cascading' || agent?.pipeline.kind === 'managed') {
    const { pipeline, model } = agent;
    return checkCascade(patient, { pipeline, model }, await settingsOf(patient));
  }
  const asked = { pipeline: agent?.pipeline ?? SOME_PIPELINE, model: agent?.model ?? SOME_MODEL };
  const prefix = VARIABLE_PREFIX[asked.pipeline.vendor];
  if (hasNoKeys(asked, settings))
    return open(
      NAME,
      `${notSet(asked.pipeline, settings)}: the rehearsal model answers (\`${commandLine('start')}\`)`,
    );
  let name: string;
  let end: SessionEnd;
  try {
    const model = pipelineModel(asked, settings);
    name = model.name;
    const session = await settingsOf(patient);
    const format = bestModelFormat(PCMU, model.formats);
    end = await openedOnce(world, model.open(world, { ...session, format }));
  } catch (error) {
    if (!(error instanceof OffhookError)) throw error;
    return broken(
      NAME,
      error.message,
      `Correct ${prefix}_BASE_URL, its other variables, or the agent's \`pipeline\`.`,
    );
  }
  const where = placeOf(asked.pipeline, settings);
  if (end.kind === 'ready')
    return ok(NAME, `${name} at ${where} is ready after ${Math.round(end.tookMs)} ms`);
  const because = mendOf(end, name, asked.pipeline.vendor);
  return broken(NAME, `${because.what} (${end.detail})`, because.mend);
}

type SessionEnd =
  | { readonly kind: 'ready'; readonly tookMs: number }
  | { readonly kind: 'failed'; readonly detail: string };

/** Waits for a session to be ready or to fail, and closes it. */
function openedOnce(world: Patient['world'], session: ModelSession): Promise<SessionEnd> {
  const beganAt = world.clock.now();
  const end = Promise.withResolvers<SessionEnd>();
  let fault: string | null = null;
  const failed = (detail: string): void => end.resolve({ kind: 'failed', detail });
  const timer = world.timers.after(ASK_MS_MAX, () => failed(`no answer within ${ASK_MS_MAX} ms`));
  session.attach((frame) => {
    if (frame.kind === 'model.ready')
      end.resolve({ kind: 'ready', tookMs: (world.clock.now() - beganAt) / 1000 });
    else if (frame.kind === 'model.fault') {
      fault = frame.detail === '' ? frame.code : `${frame.code}: ${frame.detail}`;
      if (frame.fatal) failed(fault);
    } else if (frame.kind === 'model.closed') failed(fault ?? (frame.detail || `closed with ${frame.code}`));
  });
  return end.promise.finally(() => {
    timer.stop();
    session.close();
  });
}

async function settingsOf({ agent, settings, world }: Asked): Promise<SessionSettings> {
  if (agent === null)
    return {
      instructions: 'Say hello.',
      voice: 'marin',
      language: 'en-US',
      format: { encoding: 'pcmu' },
      tools: [],
      interruptible: true,
      sensitivity: 'medium',
    };
  const nobody = { from: '', to: '', fromState: null, carrierCallId: 'doctor' };
  return sessionSettings(await planCall(agent, nobody, { transferTo: settings.humanTransferNumber }, world));
}

/** Where the model is dialled. */
function placeOf(pipeline: Realtime, settings: Patient['settings']): string {
  const { vendor } = pipeline;
  return accountOf(vendor, settings).baseUrl ?? ownBaseUrl(vendor) ?? vendor;
}

/** What the words of a failure mean, and what to do. */
function mendOf(
  { detail }: { readonly detail: string },
  model: string,
  vendor: Realtime['vendor'],
): { readonly what: string; readonly mend: string } {
  const prefix = VARIABLE_PREFIX[vendor];
  const says = (pattern: RegExp): boolean => pattern.test(detail);
  if (says(/invalid_api_key|key_refused|response: 401/))
    return {
      what: 'The key is refused.',
      mend: `Set ${prefix}_API_KEY to a valid key${vendor === 'openai' ? ': https://platform.openai.com/api-keys' : '.'}`,
    };
  if (says(/insufficient_quota|no_funds|billing_hard_limit|account_deactivated/))
    return {
      what: 'The account has no quota left.',
      mend:
        vendor === 'openai'
          ? 'Look at billing and limits: https://platform.openai.com/settings/organization/billing'
          : "Look at billing and limits at the vendor's.",
    };
  if (says(/response: 429|rate_limit/))
    return {
      what: 'Too much is asked of this account.',
      mend: 'Try again in a minute; look at its rate limits and quota.',
    };
  if (says(/model_not_found|response: 404/))
    return {
      what: `The model ${model} is not there for this key.`,
      mend: `Correct ${vendor === 'openai' ? "OPENAI_MODEL or the agent's `model`" : 'the `model` of the pipeline'}; where ${prefix}_BASE_URL is set, look whether it serves the Realtime API.`,
    };
  if (says(/response: 403/))
    return {
      what: 'The key may not use this model.',
      mend: 'Give the key its permission, or take another model.',
    };
  if (says(/^(setup_refused|invalid_value|invalid_type|missing_required|unknown_parameter)/))
    return {
      what: "The agent's settings are refused.",
      mend: "Correct what is named: the agent's voice, language or tools.",
    };
  return {
    what: 'It cannot be reached.',
    mend: `Look at the network, a firewall or proxy, and ${prefix}_BASE_URL where it is set.`,
  };
}
