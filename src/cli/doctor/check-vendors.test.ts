// The doctor finds out of each vendor whether it is there, takes the key, and has the model or the voice that is named.
import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { Buffer } from 'node:buffer';
import { defineAgent } from '../../agent/define-agent.ts';
import type { CascadingOptions, PipelineOptions, RealtimeOptions } from '../../agent/pipeline-options.ts';
import { readyAgent } from '../../agent/ready-agent.ts';
import type { Socket } from '../../base/socket.ts';
import { readSettings } from '../../server/settings.ts';
import { simulatedWorld, type SimulatedWorld } from '../../testing/world/simulated-world.ts';
import { checkModel } from './check-model.ts';
import type { Finding } from './finding.ts';

/** How a vendor is met. */
type Manner = 'there' | 'refuses the key' | 'has no such model' | 'gone';

/** Plays a vendor that is there. */
type Play = (socket: Socket) => void;

const KEYS = {
  OPENAI_API_KEY: 'k',
  AZURE_OPENAI_API_KEY: 'k',
  AZURE_OPENAI_BASE_URL: 'https://mine.openai.azure.com',
  XAI_API_KEY: 'k',
  INWORLD_API_KEY: 'k',
  GEMINI_API_KEY: 'k',
  DEEPGRAM_API_KEY: 'k',
  ASSEMBLYAI_API_KEY: 'k',
  CARTESIA_API_KEY: 'k',
  ELEVENLABS_API_KEY: 'k',
};

function listen(world: SimulatedWorld, url: string, manner: Manner, play: Play): void {
  if (manner === 'gone') return;
  world.listen(url, (socket) => {
    if (manner === 'there') return play(socket);
    socket.close(1006, `Unexpected server response: ${manner === 'refuses the key' ? 401 : 404}`);
  });
}

const answers =
  (reply: (message: string) => readonly (object | Uint8Array)[], ...first: readonly object[]): Play =>
  (socket) => {
    const send = (one: object | Uint8Array): void =>
      socket.send(one instanceof Uint8Array ? one : JSON.stringify(one));
    socket.listen({ text: (message) => reply(message).forEach(send), closed: () => {} });
    first.forEach(send);
  };

const silent = answers(() => []);
const sound = Buffer.alloc(160, 0x5a);
const audio = sound.toString('base64');

async function examined(
  pipeline: PipelineOptions,
  outside: (world: SimulatedWorld) => void,
): Promise<string> {
  const world = simulatedWorld({ latencyMs: 5 });
  outside(world);
  const agent = await readyAgent(defineAgent({ name: 'desk', instructions: 'Be kind.', pipeline }), '.');
  let finding: Finding | null = null;
  void checkModel({ world, settings: readSettings(KEYS), agent }).then((one) => (finding = one));
  await world.until(() => finding !== null, 60_000);
  await world.advance(20_000);
  assert.equal(world.socketsOpen, 0);
  return JSON.stringify(finding);
}

const openaiReady = answers(
  (message) => (message.includes('"session.update"') ? [{ type: 'session.updated', session: {} }] : []),
  { type: 'session.created', session: { id: 's' } },
);

const REALTIME: readonly (readonly [RealtimeOptions, string, string, Play])[] = [
  [{ kind: 'realtime', vendor: 'openai' }, 'wss://api.openai.com/v1/realtime', 'OPENAI', openaiReady],
  [
    { kind: 'realtime', vendor: 'azure', model: 'desk' },
    'wss://mine.openai.azure.com/openai/v1/realtime',
    'AZURE_OPENAI',
    openaiReady,
  ],
  [{ kind: 'realtime', vendor: 'xai' }, 'wss://api.x.ai/v1/realtime', 'XAI', openaiReady],
  [
    { kind: 'realtime', vendor: 'inworld', model: 'openai/gpt-4.1-nano' },
    'wss://api.inworld.ai/api/v1/realtime/session',
    'INWORLD',
    openaiReady,
  ],
  [
    { kind: 'realtime', vendor: 'gemini' },
    'wss://generativelanguage.googleapis.com/',
    'GEMINI',
    answers((message) => (message.includes('"setup"') ? [{ setupComplete: {} }] : [])),
  ],
  [
    { kind: 'realtime', vendor: 'openai-live' },
    'wss://api.openai.com/v1/live',
    'OPENAI',
    answers(
      (message) => (message.includes('"session.start"') ? [{ type: 'session.started', session: {} }] : []),
      { type: 'session.created', session: { id: 's' } },
    ),
  ],
];

void suite('the doctor of a realtime model', () => {
  for (const [pipeline, url, prefix, play] of REALTIME)
    test(`${pipeline.vendor}: there, with a key that is refused, without the model, and gone`, async () => {
      const met = (manner: Manner): Promise<string> =>
        examined(pipeline, (world) => listen(world, url, manner, play));
      assert.match(await met('there'), /"ok".* is ready after \d+ ms/);
      assert.match(
        await met('refuses the key'),
        new RegExp(`"broken".*The key is refused.*${prefix}_API_KEY`),
      );
      assert.match(await met('has no such model'), /"broken".*is not there for this key.*model/);
      assert.match(await met('gone'), new RegExp(`"broken".*cannot be reached.*${prefix}_BASE_URL`));
    });
});

const CARTESIA = 'a0e99841-438c-4a64-b679-ae501e7d6091';
const ELEVENLABS = '21m00Tcm4TlvDq8ikWAM';

type Part = readonly [
  part: 'stt' | 'tts',
  choice: NonNullable<CascadingOptions['stt'] | CascadingOptions['tts']>,
  url: string,
  play: Play,
];

const field = (message: string, name: string): unknown =>
  (JSON.parse(message) as Readonly<Record<string, unknown>>)[name];

const PARTS: readonly Part[] = [
  [
    'stt',
    { vendor: 'deepgram-flux' },
    'wss://api.deepgram.com/v2/listen',
    answers(() => [], { type: 'Connected' }),
  ],
  ['stt', { vendor: 'deepgram' }, 'wss://api.deepgram.com/v1/listen', silent],
  [
    'stt',
    { vendor: 'assemblyai' },
    'wss://streaming.assemblyai.com/v3/ws',
    answers(() => [], { type: 'Begin', id: 'b' }),
  ],
  ['stt', { vendor: 'openai' }, 'wss://api.openai.com/v1/realtime', openaiReady],
  [
    'tts',
    { vendor: 'deepgram' },
    'wss://api.deepgram.com/v1/speak',
    answers((message) => (message.includes('"Speak"') ? [sound] : [])),
  ],
  [
    'tts',
    { vendor: 'cartesia', voice: CARTESIA },
    'wss://api.cartesia.ai/tts/websocket',
    answers((message) => [
      { type: 'chunk', context_id: field(message, 'context_id'), data: audio, done: false, status_code: 206 },
    ]),
  ],
  [
    'tts',
    { vendor: 'elevenlabs', voice: ELEVENLABS },
    `wss://api.elevenlabs.io/v1/text-to-speech/${ELEVENLABS}/multi-stream-input`,
    answers((message) => [{ audio, contextId: field(message, 'context_id') }]),
  ],
];

/** The others of the cascade, all there. */
function others(world: SimulatedWorld, part: Part[0]): void {
  world.serveStream('https://api.openai.com/v1/chat/completions', (_, answer) => {
    answer.head(200);
    answer.send('data: {"choices":[{"delta":{"content":"Hello."}}]}\n\n');
    answer.end();
  });
  for (const [other, { vendor }, url, play] of PARTS)
    if (other !== part && (vendor === 'deepgram-flux' || (vendor === 'deepgram' && other === 'tts')))
      listen(world, url, 'there', play);
}

void suite('the doctor of a cascade', () => {
  for (const [part, choice, url, play] of PARTS)
    test(`${part} ${choice.vendor}: there, with a key that is refused, without the model, and gone`, async () => {
      const pipeline = { kind: 'cascading', [part]: choice } as CascadingOptions;
      const met = (manner: Manner): Promise<string> =>
        examined(pipeline, (world) => {
          others(world, part);
          listen(world, url, manner, play);
        });
      const [own = ''] = choice.vendor.split('-', 1);
      const prefix = own.toUpperCase();
      const who = `${part === 'stt' ? 'Who transcribes' : 'Who speaks'} \\(${choice.vendor}\\)`;
      assert.match(await met('there'), /"ok".* is ready after \d+ ms and answers/);
      assert.match(
        await met('refuses the key'),
        new RegExp(`"broken".*${who} refuses the key.*${prefix}_API_KEY`),
      );
      assert.match(
        await met('has no such model'),
        new RegExp(`"broken".*${who} does not take what it is asked for.*pipeline\\.${part}`),
      );
      assert.match(await met('gone'), /"broken".*(cannot be reached|fails)/);
    });
});
