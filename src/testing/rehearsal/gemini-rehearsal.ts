// Gemini rehearsal: serves one connection as Gemini's Live API would, by the rehearsal model, which it puts into Gemini's words.
import type { Socket } from '../../base/socket.ts';
import type { World } from '../../base/world.ts';
import { audioIn, durationMs, PCMU, type AudioFormat } from '../../media/audio.ts';
import { transcoder } from '../../media/transcode.ts';
import { socketPair } from '../world/simulated-socket.ts';
import { rehearsalSession, type RehearsalParts } from './rehearsal-session.ts';

type Message = Readonly<Record<string, unknown>>;

const HEARS: AudioFormat = { encoding: 'pcm16', rateHz: 16_000 };
const SPEAKS: AudioFormat = { encoding: 'pcm16', rateHz: 24_000 };

/** A text that says no more than that it is to be answered. */
const ANSWER = 'Answer the caller now.';

/** Serves the accepted `socket` until it closes. It interrupts itself for as long as what it said may still be playing. */
export function geminiRehearsal(world: World, socket: Socket, parts: RehearsalParts): void {
  const [model, far] = socketPair(world.timers, { latencyMs: 0, dialled: false });
  const toModel = transcoder(HEARS, PCMU);
  const fromModel = transcoder(PCMU, SPEAKS);
  let soundsUntilMs = 0;
  let active = false;
  let isSetUp = false;
  const nowMs = (): number => world.clock.now() / 1000;
  const say = (message: Message): void => socket.send(JSON.stringify(message));
  const ask = (type: string, rest: Message = {}): void => model.send(JSON.stringify({ type, ...rest }));
  const add = (item: Message): void => ask('conversation.item.create', { item });
  const content = (serverContent: Message): void => say({ serverContent });

  socket.listen({
    text(text) {
      const message = JSON.parse(text) as Message;
      if ('setup' in message) return setUp(message['setup'] as Message);
      if ('clientContent' in message) return history(message['clientContent'] as Message);
      if ('toolResponse' in message) return results(message['toolResponse'] as Message);
      const { audio, text: asked } = (message['realtimeInput'] ?? {}) as Message;
      if (audio !== undefined) hear(String((audio as Message)['data']));
      if (typeof asked === 'string') answer(asked);
    },
    closed: (code, reason) => model.close(code, reason),
  });
  model.listen({
    text: (text) => told(JSON.parse(text) as Message),
    closed: (code, reason) => socket.close(code, reason),
  });
  rehearsalSession(world, far, parts);

  function setUp(setup: Message): void {
    const instruction = ((setup['systemInstruction'] as Message)['parts'] as readonly Message[])[0];
    const tools = ((setup['tools'] ?? []) as readonly Message[]).flatMap(
      ({ functionDeclarations }) => functionDeclarations as readonly Message[],
    );
    const input = setup['realtimeInputConfig'] as Message;
    const interrupts = input['activityHandling'] !== 'NO_INTERRUPTION';
    ask('session.update', {
      session: {
        type: 'realtime',
        output_modalities: ['audio'],
        instructions: instruction?.['text'],
        audio: {
          input: {
            format: { type: 'audio/pcmu' },
            transcription: { model: 'gpt-transcribe' },
            turn_detection: {
              type: 'server_vad',
              silence_duration_ms: 500,
              create_response: true,
              interrupt_response: interrupts,
            },
          },
          output: { format: { type: 'audio/pcmu' }, voice: 'marin' },
        },
        tools: tools.map(({ name, description, parametersJsonSchema: parameters }) => ({
          type: 'function',
          name,
          description,
          parameters,
        })),
      },
    });
  }

  function history(client: Message): void {
    for (const { role, parts: texts } of client['turns'] as readonly Message[])
      for (const { text } of texts as readonly Message[])
        line(String(text), role === 'model' ? 'assistant' : 'user');
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

  function results({ functionResponses }: Message): void {
    for (const { id, response } of functionResponses as readonly Message[])
      add({
        type: 'function_call_output',
        call_id: id,
        output: JSON.stringify((response as Message)['output']),
      });
    ask('response.create');
  }

  function hear(base64: string): void {
    const audio = toModel.convert(audioIn(HEARS, base64));
    if (audio.base64 !== '') ask('input_audio_buffer.append', { audio: audio.base64 });
  }

  function told(event: Message): void {
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
        return content({ inputTranscription: { text: event['transcript'] } });
      case 'response.created':
        active = true;
        return;
      case 'response.output_audio_transcript.delta':
        return content({ outputTranscription: { text: event['delta'] } });
      case 'response.output_audio.delta':
        return speak(String(event['delta']));
      case 'response.done':
        return over(event['response'] as Message);
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
