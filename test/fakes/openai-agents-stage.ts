// OpenAI Agents stage: a transport between a Twilio socket and a model's socket, all of it the test's, on simulated time.
import { Buffer } from 'node:buffer';
import type { TestContext } from 'node:test';
import { TwilioRealtimeTransportLayer as Theirs } from '@openai/agents-extensions';
import type { OpenAIRealtimeWebSocket } from '@openai/agents/realtime';
import { TwilioRealtimeTransportLayer as Ours } from '../../src/openai-agents/index.ts';
import { simulatedWorld } from '../../src/testing/world/simulated-world.ts';
import { FakeWebSocket } from './fake-web-socket.ts';

/** Whose class of that name: the one of `@openai/agents-extensions`, or Offhook's. */
export type Whose = 'theirs' | 'ours';

/** Options that both classes take. */
export interface StageOptions {
  readonly inputAudioInactivityTimeoutMs?: number | null;
  /** Default: one on which Twilio has just connected. */
  readonly twilio?: FakeWebSocket;
}

/** A transport and the two who talk through it. */
export interface OpenaiAgentsStage {
  readonly transport: OpenAIRealtimeWebSocket;
  readonly twilio: FakeWebSocket;
  /** The model's sockets, in the order in which they were dialled. */
  readonly models: readonly FakeWebSocket[];
  readonly model: FakeWebSocket;
  readonly events: { readonly name: string; readonly event: unknown }[];
  /** Timers of Offhook's class that have not fired. */
  readonly timersPending: number;
  advance(ms: number): Promise<void>;
  /** Twilio's `connected` and `start`. */
  start(): void;
  /** Resolves once the transport waits for a model to open: the latest of `models`. */
  dialled(): Promise<void>;
  /** Connects to the model, which agrees to what it is told. */
  connect(config?: object): Promise<void>;
  /** The model agrees to the session as it was last told. */
  agree(): void;
  media(atMs: number, ms?: number, byte?: number): void;
  /** `response.created`. */
  begin(responseId: string): void;
  speak(responseId: string, itemId: string, ms: number): void;
  /** All sound of the item was sent. */
  spoken(responseId: string, itemId: string): void;
  finish(responseId: string): void;
  speechStarted(): void;
  /** The marks that Twilio was sent and has not returned, in order. */
  returnMark(name?: string): void;
  marks(): readonly string[];
  /** The formats that the model was told, of the caller's sound and of its own, by each `session.update` that has them. */
  formatsTold(): readonly { readonly type?: string }[];
  sentToModel(type: string): readonly Record<string, unknown>[];
  sentToTwilio(event: string): readonly Record<string, unknown>[];
}

/** µ-law bytes in a millisecond. */
const BYTES_PER_MS = 8;
/** Turns of the event loop within which a model is dialled. */
const TURNS_MAX = 100;
/** What Twilio calls its stream. */
export const STREAM_SID = 'MZ00000000000000000000000000000001';

/** A stage with the class of either. Theirs reads the machine's clock, which the test then holds. */
export function openaiAgentsStage(
  whose: Whose,
  context: TestContext,
  options: StageOptions = {},
): OpenaiAgentsStage {
  const twilio = options.twilio ?? new FakeWebSocket(1);
  const models: FakeWebSocket[] = [];
  const world = simulatedWorld();
  const given = {
    twilioWebSocket: twilio as never,
    createWebSocket: async () => {
      models.push(new FakeWebSocket(0));
      return models.at(-1) as never;
    },
    ...(options.inputAudioInactivityTimeoutMs === undefined
      ? {}
      : { inputAudioInactivityTimeoutMs: options.inputAudioInactivityTimeoutMs }),
  };
  if (whose === 'theirs') context.mock.timers.enable({ apis: ['setTimeout', 'Date'], now: 1_000_000 });
  const transport = whose === 'theirs' ? new Theirs(given) : new Ours({ ...given, world });
  const events: { name: string; event: unknown }[] = [];
  for (const name of ['audio', 'audio_interrupted', '*', 'connection_change'] as const)
    transport.on(name, (event?: unknown) => void events.push({ name, event }));
  let eventCount = 0;
  const model = (): FakeWebSocket => {
    const last = models.at(-1);
    if (last === undefined) throw new Error('no model was dialled');
    return last;
  };
  const tell = (event: Record<string, unknown>): void => {
    eventCount += 1;
    model().tell({ event_id: `event_${eventCount}`, ...event });
  };
  const updates = () =>
    model().sent.filter(({ type, session }) => type === 'session.update' && 'audio' in (session as object));
  const marks = (): string[] =>
    twilio.sent.filter(({ event }) => event === 'mark').map(({ mark }) => (mark as { name: string }).name);
  let returned = 0;
  const stage: OpenaiAgentsStage = {
    transport,
    twilio,
    models,
    events,
    get model() {
      return model();
    },
    get timersPending() {
      return world.timersPending;
    },
    async advance(ms) {
      if (whose === 'theirs') context.mock.timers.tick(ms);
      await world.advance(ms);
    },
    start() {
      twilio.tell({ event: 'connected', protocol: 'Call', version: '1.0.0' });
      twilio.tell({
        event: 'start',
        sequenceNumber: '1',
        streamSid: STREAM_SID,
        start: {
          streamSid: STREAM_SID,
          callSid: 'CA1',
          mediaFormat: { encoding: 'audio/x-mulaw', sampleRate: 8000, channels: 1 },
        },
      });
    },
    async dialled() {
      for (let turns = 0; turns < TURNS_MAX; turns += 1) {
        if (transport.status === 'connecting') return;
        await new Promise((resolve) => setImmediate(resolve));
      }
      throw new Error('no model was dialled');
    },
    async connect(config) {
      const connected = transport.connect({
        apiKey: 'sk-test',
        ...(config === undefined ? {} : { initialSessionConfig: config }),
      });
      await stage.dialled();
      model().open();
      await connected;
      tell({ type: 'session.created', session: { type: 'realtime', id: 'sess_1', tracing: null } });
      stage.agree();
    },
    agree() {
      tell({ type: 'session.updated', session: updates().at(-1)?.['session'] });
    },
    media(atMs, ms = 20, byte = 0x55) {
      twilio.tell({
        event: 'media',
        streamSid: STREAM_SID,
        media: {
          track: 'inbound',
          chunk: '1',
          timestamp: String(atMs),
          payload: Buffer.alloc(ms * BYTES_PER_MS, byte).toString('base64'),
        },
      });
    },
    begin: (id) => tell({ type: 'response.created', response: { id, status: 'in_progress' } }),
    speak: (responseId, itemId, ms) =>
      tell({
        ...partOf('response.output_audio.delta', responseId, itemId),
        delta: Buffer.alloc(ms * BYTES_PER_MS, 0x11).toString('base64'),
      }),
    spoken: (responseId, itemId) => tell(partOf('response.output_audio.done', responseId, itemId)),
    finish: (id) => tell({ type: 'response.done', response: { id, status: 'completed', output: [] } }),
    speechStarted: () =>
      tell({ type: 'input_audio_buffer.speech_started', item_id: 'item_u', audio_start_ms: 0 }),
    marks,
    returnMark(name) {
      twilio.tell({ event: 'mark', streamSid: STREAM_SID, mark: { name: name ?? marks()[returned] ?? '' } });
      if (name === undefined) returned += 1;
    },
    formatsTold: () =>
      models
        .flatMap(({ sent }) => sent)
        .map(
          ({ session }) =>
            (session as { audio?: Record<'input' | 'output', { format: object }> } | undefined)?.audio,
        )
        .flatMap((audio) => (audio === undefined ? [] : [audio.input.format, audio.output.format])),
    sentToModel: (type) => models.flatMap(({ sent }) => sent).filter((message) => message['type'] === type),
    sentToTwilio: (event) => twilio.sent.filter((message) => message['event'] === event),
  };
  return stage;
}

function partOf(type: string, response_id: string, item_id: string): Record<string, unknown> {
  return { type, response_id, item_id, output_index: 0, content_index: 0 };
}

/** Plays the same on both classes, theirs first; returns what was seen of each. */
export async function onBoth<Seen>(
  context: TestContext,
  play: (stage: OpenaiAgentsStage, whose: Whose) => Seen | Promise<Seen>,
  options: () => StageOptions = () => ({}),
): Promise<readonly [theirs: Seen, ours: Seen]> {
  const theirs = await play(openaiAgentsStage('theirs', context, options()), 'theirs');
  context.mock.timers.reset();
  return [theirs, await play(openaiAgentsStage('ours', context, options()), 'ours')];
}

/** A session in which the caller's speech interrupts, said as the model itself would. */
export const SPEECH_INTERRUPTS = {
  audio: { input: { turnDetection: { type: 'server_vad', interruptResponse: true } } },
};
