// OpenAI peer: a scripted far end of the Realtime protocol on the simulated World, and one session against it.
import type { Socket } from '../../base/socket.ts';
import type { DialRequest, World } from '../../base/world.ts';
import type { FrameKind, FrameOf } from '../../frames/frame.ts';
import type { MODEL_GIVES, ModelSession, SessionSettings } from '../../models/model.ts';
import { openaiModel, type OpenaiModelOptions } from '../../models/openai/openai-model.ts';
import { simulatedWorld, type SimulatedWorld } from '../world/simulated-world.ts';

/** A frame that a model gives. */
export type Given = FrameOf<(typeof MODEL_GIVES)[number]>;

/** A message as JSON. */
export type Message = Readonly<Record<string, unknown>>;

/** The far end of the sessions dialled to it. It says only what it is told to say, but for the greeting where asked. */
export interface OpenaiPeer {
  readonly dials: readonly DialRequest[];
  /** Everything it was sent, parsed, in order. */
  readonly received: readonly Message[];
  /** What it was sent of one type. */
  readonly receivedOf: (type: string) => readonly Message[];
  readonly send: (...events: readonly Message[]) => void;
  readonly sendText: (text: string) => void;
  readonly hangUp: (code: number, reason: string) => void;
  /** Answers no dial any more. */
  readonly leave: () => void;
  /** From now on a handshake ends so, as `ws` tells it. */
  readonly refuseHandshake: (status: number) => void;
}

/** Listens for sessions at `prefix`. `greets`: `session.created` and, after the settings, `session.updated` come by themselves. */
export function openaiPeer(
  world: SimulatedWorld,
  prefix: string,
  greets: boolean,
  react: (message: Message) => void = () => {},
  greeting = 'session.created',
): OpenaiPeer {
  const dials: DialRequest[] = [];
  const received: Message[] = [];
  let live: Socket | null = null;
  let refusal: number | null = null;
  const send = (...events: readonly Message[]): void => {
    for (const event of events) live?.send(JSON.stringify({ event_id: 'event_x', ...event }));
  };
  const leave = world.listen(prefix, (socket, request) => {
    dials.push(request);
    if (refusal !== null) return socket.close(1006, `Unexpected server response: ${refusal}`);
    live = socket;
    let settled = false;
    socket.listen({
      text(text) {
        const message = JSON.parse(text) as Message;
        received.push(message);
        if (greets && !settled && message['type'] === 'session.update')
          send({ type: 'session.updated', session: {} });
        settled ||= message['type'] === 'session.update';
        react(message);
      },
      closed() {
        if (live === socket) live = null;
      },
    });
    if (greets) send({ type: greeting, session: {} });
  });
  return {
    dials,
    received,
    receivedOf: (type) => received.filter((message) => message['type'] === type),
    send,
    sendText: (text) => live?.send(text),
    hangUp: (code, reason) => live?.close(code, reason),
    leave,
    refuseHandshake: (status) => void (refusal = status),
  };
}

/** Settings that a test can change one by one. */
export const SETTINGS: SessionSettings = {
  instructions: 'You are the front desk.',
  voice: 'marin',
  language: 'en-US',
  format: { encoding: 'pcmu' },
  tools: [],
  interruptible: true,
  sensitivity: 'medium',
};

/** What a test changes of a session and its World. */
export interface OpenaiBenchOptions {
  readonly settings?: Partial<SessionSettings>;
  readonly model?: Partial<OpenaiModelOptions>;
  /** Default true. */
  readonly greets?: boolean;
  /** Puts something in place of what the World does. */
  readonly world?: (world: SimulatedWorld) => Partial<World>;
}

/** One session and its peer. */
export interface OpenaiBench {
  readonly world: SimulatedWorld;
  readonly peer: OpenaiPeer;
  readonly session: ModelSession;
  readonly given: readonly Given[];
  readonly givenOf: <Kind extends Given['kind']>(kind: Kind) => readonly FrameOf<Kind & FrameKind>[];
  /** Gives frames to the session and lets them arrive. */
  readonly accept: (...frames: readonly Parameters<ModelSession['accept']>[0][]) => Promise<void>;
  /** Lets the peer say something and lets it arrive. */
  readonly hear: (...events: readonly Message[]) => Promise<void>;
}

/** Opens a session; with a peer that greets it is ready when this resolves. */
export async function openaiBench(options: OpenaiBenchOptions = {}): Promise<OpenaiBench> {
  const world = simulatedWorld();
  const peer = openaiPeer(world, 'ws://model.test/', options.greets ?? true);
  const model = openaiModel({
    name: 'gpt-realtime-2.1-mini',
    apiKey: 'sk-test',
    baseUrl: 'ws://model.test/v1',
    ...options.model,
  });
  const session = model.open(
    { ...world, ...options.world?.(world) },
    {
      ...SETTINGS,
      ...options.settings,
    },
  );
  const given: Given[] = [];
  session.attach((frame) => void given.push(frame));
  await world.advance(1);
  return {
    world,
    peer,
    session,
    given,
    givenOf: (kind) => given.filter((frame): frame is never => frame.kind === kind),
    async accept(...frames) {
      for (const frame of frames) session.accept(frame, world.clock.now());
      await world.advance(1);
    },
    async hear(...events) {
      peer.send(...events);
      await world.advance(1);
    },
  };
}
