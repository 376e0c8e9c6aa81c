// Model scene: a model, its far end and one session between them, as the model contract plays them.
import assert from 'node:assert/strict';
import type { FrameOf } from '../../frames/frame.ts';
import { PCMU, silence, type AudioFormat } from '../../media/audio.ts';
import { bestModelFormat } from '../../models/best-model-format.ts';
import type { MODEL_GIVES, Model, ModelSession, SessionSettings } from '../../models/model.ts';
import type { SimulatedWorld } from '../world/simulated-world.ts';

/** A model and its far end, on a simulated World, before anything was dialled. */
export interface ModelStage {
  readonly world: SimulatedWorld;
  readonly model: Model;
  readonly peer: ModelPeer;
}

/** The far end of a model's session, as far as the contract needs to see it and to make it do something. */
export interface ModelPeer {
  /** The caller's sound that it received, as base64, in order and piece by piece. */
  readonly audio: readonly string[];
  /** Texts it was told as context, in order. */
  readonly texts: readonly string[];
  /** Results of tool calls it was given, as JSON, in order. */
  readonly toolResults: readonly string[];
  /** What it does when it is next asked to respond: speak to the end; speak until it is cancelled; call one tool. */
  readonly respondsBy: (how: 'speaking' | 'speaking-on' | 'calling-a-tool') => void;
  /** The caller speaks one turn that it understands. */
  readonly hearsCaller: () => void;
  /** It sends a few messages that are not its protocol. */
  readonly sendsNonsense: () => void;
  /** It goes away. */
  readonly hangsUp: () => void;
  /** Whoever dials from now on finds nobody. */
  readonly refuses: () => void;
}

/** The tool that a peer calls. */
export const CONTRACT_TOOL = {
  name: 'lookup_hours',
  description: 'Looks up opening hours.',
  parameters: { type: 'object', properties: { day: { type: 'string' } }, required: ['day'] },
} as const;

/** What a session under the contract is opened with, where its model takes µ-law. */
export const CONTRACT_SETTINGS: SessionSettings = {
  instructions: 'You are the front desk.',
  voice: 'marin',
  language: 'en-US',
  format: { encoding: 'pcmu' },
  tools: [CONTRACT_TOOL],
  interruptible: true,
  sensitivity: 'medium',
};

type Given = FrameOf<(typeof MODEL_GIVES)[number]>;

/** A request for a response. */
export const ASK = { kind: 'response.create', requestId: 'ask-1', instructions: null, tools: true } as const;
/** Longer than anything a peer needs, in virtual time. */
export const SETTLE_MS = 20_000;

/** One session on its stage. */
export interface Scene extends ModelStage {
  readonly session: ModelSession;
  /** In which the model hears: a phone's, if it can. */
  readonly format: AudioFormat;
  readonly accept: (...frames: readonly Parameters<ModelSession['accept']>[0][]) => void;
  readonly kinds: () => readonly string[];
  readonly all: <Kind extends Given['kind']>(kind: Kind) => readonly FrameOf<Kind>[];
  /** Waits for the first frame of a kind. */
  readonly first: <Kind extends Given['kind']>(kind: Kind) => Promise<FrameOf<Kind>>;
  readonly ready: () => Promise<void>;
  /** Holds the session to having ended: `model.closed` once and last, nothing it takes any more, nothing left open. */
  readonly gone: () => Promise<void>;
}

/** What a session of this model is opened with on a phone line. */
export function contractSettings(model: Model): SessionSettings {
  return { ...CONTRACT_SETTINGS, format: bestModelFormat(PCMU, model.formats) };
}

/** Dials a session and gathers what it gives. */
export function openScene(stage: ModelStage): Scene {
  const { world, model } = stage;
  const settings = contractSettings(model);
  const session = model.open(world, settings);
  const given: Given[] = [];
  session.attach((frame) => void given.push(frame));
  const accept: Scene['accept'] = (...frames) => {
    for (const frame of frames) session.accept(frame, world.clock.now());
  };
  const all: Scene['all'] = (kind) => given.filter((frame): frame is never => frame.kind === kind);
  const first: Scene['first'] = async (kind) => {
    await world.until(() => all(kind).length > 0, SETTLE_MS);
    const [frame] = all(kind);
    assert.ok(frame !== undefined);
    return frame;
  };
  return {
    ...stage,
    session,
    format: settings.format,
    accept,
    all,
    first,
    kinds: () => given.map(({ kind }) => kind),
    ready: async () => void (await first('model.ready')),
    async gone() {
      accept(ASK, { kind: 'caller.audio', audio: silence(settings.format, 20), atMs: 0 });
      stage.peer.hearsCaller();
      await world.advance(SETTLE_MS);
      assert.equal(all('model.closed').length, 1);
      assert.equal(given.at(-1)?.kind, 'model.closed');
      assert.equal(world.socketsOpen, 0);
      assert.equal(world.timersPending, 0);
    },
  };
}
