// Gemini rehearsal: serves one connection as Gemini's Live API would, by the rehearsal model, which it puts into Gemini's words.
import { unreachable } from '../../base/assert.ts';
import type { Socket } from '../../base/socket.ts';
import type { World } from '../../base/world.ts';
import { audioIn, durationMs, PCMU, silence, type Audio, type AudioFormat } from '../../media/audio.ts';
import { transcoder, transcoderTo } from '../../media/transcode.ts';
import { socketPair } from '../world/simulated-socket.ts';
import {
  readGeminiClientMessage,
  type GeminiClientMessage,
  type GeminiSetup,
} from './gemini-client-message.ts';
import { rehearsalSession, type RehearsalParts } from './rehearsal-session.ts';

type Message = Readonly<Record<string, unknown>>;
type Lines = Extract<GeminiClientMessage, { kind: 'content' }>['lines'];

const SPEAKS: AudioFormat = { encoding: 'pcm16', rateHz: 24_000 };

/** A text that says no more than that it is to be answered. */
const ANSWER = 'Answer the caller now.';

/** With this Google ends a session whose client it does not understand (RFC 6455: a message that is not what it should be). */
const INVALID = 1007;

/** What is heard, once a client has said that no more sound comes, beyond the quiet that ends a turn. */
const TAIL_MS = 100;

/** The longest reason that a close has room for (RFC 6455 section 5.5), in bytes. */
const REASON_BYTES_MAX = 120;

/**
 * Serves the accepted `socket` until it closes. It interrupts itself for as long as what it said may still be playing.
 * A text of `realtimeInput` says how to answer, and is not taken for the caller's words: those are heard, or come as
 * `clientContent`. A client that it does not understand is told why by a close with 1007; nothing throws.
 */
export function geminiRehearsal(world: World, socket: Socket, parts: RehearsalParts): void {
  const [model, far] = socketPair(world.timers, { latencyMs: 0, dialled: false });
  const toModel = transcoderTo(PCMU);
  const fromModel = transcoder(PCMU, SPEAKS);
  let soundsUntilMs = 0;
  let active = false;
  let setup: GeminiSetup | null = null;
  let isSetUp = false;
  let awaitsHistory = false;
  let isRefused = false;
  const nowMs = (): number => world.clock.now() / 1000;
  const say = (message: Message): void => socket.send(JSON.stringify(message));
  const ask = (type: string, rest: Message = {}): void => model.send(JSON.stringify({ type, ...rest }));
  const add = (item: Message): void => ask('conversation.item.create', { item });
  const content = (serverContent: Message): void => say({ serverContent });

  socket.listen({
    text: (text) => received(readGeminiClientMessage(text)),
    binary: (bytes) => received(readGeminiClientMessage(new TextDecoder().decode(bytes))),
    closed: (code, reason) => model.close(code, reason),
  });
  model.listen({
    text: (text) => happened(JSON.parse(text) as Message),
    closed: (code, reason) => socket.close(code, reason),
  });
  rehearsalSession(world, far, parts);

  function received(message: GeminiClientMessage): void {
    if (isRefused) return;
    if (message.kind === 'refused') return refuse(message.detail);
    if (message.kind === 'setup') return setUp(message);
    if (setup === null) return refuse('The first message must be setup.');
    switch (message.kind) {
      case 'content':
        return told(message.lines, message.complete);
      case 'results':
        for (const { id, outputJson } of message.results)
          add({ type: 'function_call_output', call_id: id, output: outputJson });
        return ask('response.create');
      case 'input':
        for (const sound of message.sounds) hear(sound);
        if (message.ended) hear(silence(PCMU, setup.silenceMs + TAIL_MS));
        return message.text === null ? undefined : answer(message.text);
      default:
        return unreachable(message);
    }
  }

  function refuse(detail: string): void {
    isRefused = true;
    socket.close(INVALID, detail.replace(/[^ -~]/g, '?').slice(0, REASON_BYTES_MAX));
  }

  function setUp(given: GeminiSetup): void {
    if (setup !== null) return refuse('There is one setup to a session.');
    setup = given;
    awaitsHistory = given.awaitsHistory;
    ask('session.update', {
      session: {
        type: 'realtime',
        output_modalities: ['audio'],
        instructions: given.instructions,
        audio: {
          input: {
            format: { type: 'audio/pcmu' },
            transcription: { model: 'gpt-transcribe' },
            turn_detection: {
              type: 'server_vad',
              silence_duration_ms: given.silenceMs,
              create_response: true,
              interrupt_response: given.interrupts,
            },
          },
          output: { format: { type: 'audio/pcmu' }, voice: 'marin' },
        },
        tools: given.functions.map((each) => ({ type: 'function', ...each })),
      },
    });
  }

  /** What is complete is answered, in place of the answer under way; the history that a setup announces is not. */
  function told(lines: Lines, complete: boolean): void {
    const isHistory = awaitsHistory;
    if (complete) awaitsHistory = false;
    if (complete && !isHistory && active) {
      content({ interrupted: true });
      soundsUntilMs = 0;
      ask('response.cancel');
    }
    for (const { role, text } of lines) line(text, role === 'model' ? 'assistant' : 'user');
    if (complete && !isHistory) ask('response.create');
  }

  /** What stands in brackets nobody has said. */
  function line(text: string, role: string): void {
    const [, note] = /^\[([^]*)\]$/.exec(text) ?? [];
    const type = role === 'assistant' ? 'output_text' : 'input_text';
    if (note === undefined) add({ type: 'message', role, content: [{ type, text }] });
    else add({ type: 'message', role: 'system', content: [{ type: 'input_text', text: note }] });
  }

  function answer(asked: string): void {
    const notes = asked.split('\n').filter((each) => /^\[.*\]$/.test(each));
    const wish = asked
      .split('\n')
      .filter((each) => !notes.includes(each) && each !== ANSWER)
      .join('\n');
    for (const note of notes) line(note, 'user');
    ask('response.create', wish === '' ? {} : { response: { instructions: wish } });
  }

  function hear(sound: Audio): void {
    const audio = toModel.convert(sound);
    if (audio.base64 !== '') ask('input_audio_buffer.append', { audio: audio.base64 });
  }

  function happened(event: Message): void {
    switch (event['type']) {
      case 'session.updated':
        if (!isSetUp) say({ setupComplete: { sessionId: 'rehearsal' } });
        isSetUp = true;
        return;
      case 'input_audio_buffer.speech_started':
        if (active || nowMs() < soundsUntilMs) content({ interrupted: true });
        soundsUntilMs = 0;
        return;
      case 'conversation.item.input_audio_transcription.completed':
        if (setup?.transcribesCaller === true) content({ inputTranscription: { text: event['transcript'] } });
        return;
      case 'response.created':
        active = true;
        return;
      case 'response.output_audio_transcript.delta':
        if (setup?.transcribesAgent === true) content({ outputTranscription: { text: event['delta'] } });
        return;
      case 'response.output_audio.delta':
        return speak(String(event['delta']));
      case 'response.done':
        return over(event['response'] as Message);
      case 'error':
        if (!isSetUp) refuse(String((event['error'] as Message)['message']));
        return;
      default:
    }
  }

  function speak(base64: string): void {
    const audio = fromModel.convert(audioIn(PCMU, base64));
    if (audio.base64 === '') return;
    soundsUntilMs = Math.max(soundsUntilMs, nowMs()) + durationMs(audio);
    const inlineData = { mimeType: 'audio/pcm;rate=24000', data: audio.base64 };
    content({ modelTurn: { role: 'model', parts: [{ inlineData }] } });
  }

  function over({ status, output, usage }: Message): void {
    active = false;
    const calls = (output as readonly Message[]).filter(({ type }) => type === 'function_call');
    const { input_tokens: promptTokenCount, output_tokens: responseTokenCount } = (usage ?? {}) as Message;
    const usageMetadata = { promptTokenCount, responseTokenCount };
    if (status === 'completed' && calls.length > 0) {
      const functionCalls = calls.map(({ call_id: id, name, arguments: args }) => ({
        id,
        name,
        args: JSON.parse(String(args)) as unknown,
      }));
      return say({ toolCall: { functionCalls }, usageMetadata });
    }
    if (status === 'completed') content({ generationComplete: true });
    say({ serverContent: { turnComplete: true }, usageMetadata });
  }
}
