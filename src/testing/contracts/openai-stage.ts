// OpenAI stage: the OpenAI adapter and a small scripted peer in any of its dialects, as the model contract wants to see them.
import { PCMU, silence } from '../../media/audio.ts';
import { bestModelFormat } from '../../models/best-model-format.ts';
import { openaiModel, type OpenaiModelOptions } from '../../models/openai/openai-model.ts';
import { simulatedWorld } from '../world/simulated-world.ts';
import { CONTRACT_TOOL, type ModelPeer, type ModelStage } from './model-scene.ts';
import { openaiPeer, type Message } from './openai-peer.ts';

/** The names that the beta has for what the API calls otherwise. */
const BETA: Readonly<Record<string, string>> = {
  'response.output_audio.delta': 'response.audio.delta',
  'response.output_audio.done': 'response.audio.done',
  'response.output_audio_transcript.delta': 'response.audio_transcript.delta',
  'response.output_audio_transcript.done': 'response.audio_transcript.done',
};

/** A stage for `modelContract`, with a peer that speaks as the vendor does. */
export function openaiStage(options: Partial<OpenaiModelOptions> = {}): ModelStage {
  const world = simulatedWorld({ latencyMs: 5 });
  const { vendor = 'openai', names = 'ga' } = options;
  const model = openaiModel({
    name: 'gpt-realtime-2.1-mini',
    apiKey: 'sk-test',
    baseUrl: 'ws://model.test/v1',
    ...options,
  });
  const format = bestModelFormat(PCMU, model.formats);
  let how: Parameters<ModelPeer['respondsBy']>[0] = 'speaking';
  let responses = 0;
  const socket = openaiPeer(
    world,
    'ws://model.test/',
    true,
    (message) => {
      if (message['type'] === 'response.create') respond(message['response'] as Message);
      if (message['type'] === 'response.cancel') cancelled();
    },
    vendor === 'xai' ? 'conversation.created' : 'session.created',
  );
  const peer = {
    ...socket,
    send: (...events: readonly Message[]) =>
      socket.send(
        ...events.map((event) => {
          const type = String(event['type']);
          return names === 'beta' ? { ...event, type: BETA[type] ?? type } : event;
        }),
      ),
  };
  const items = (): readonly Message[] =>
    peer.receivedOf('conversation.item.create').map(({ item }) => item as Message);

  function respond({ metadata }: Message): void {
    responses += 1;
    const ids = { response_id: `resp_${responses}`, item_id: `item_${responses}`, output_index: 0 };
    peer.send({
      type: 'response.created',
      response: { id: ids.response_id, status: 'in_progress', metadata },
    });
    if (how === 'calling-a-tool') {
      const call = {
        id: ids.item_id,
        type: 'function_call',
        status: 'completed',
        name: CONTRACT_TOOL.name,
        call_id: 'call_1',
        arguments: '{"day":"mon"}',
      };
      peer.send(
        { type: 'response.output_item.done', response_id: ids.response_id, item: call },
        done('completed', [call]),
      );
      return;
    }
    peer.send(
      { type: 'response.output_audio_transcript.delta', ...ids, delta: 'We are open.' },
      { type: 'response.output_audio.delta', ...ids, delta: silence(format, 250).base64 },
    );
    if (how === 'speaking')
      peer.send(
        { type: 'response.output_audio.done', ...ids },
        { type: 'response.output_audio_transcript.done', ...ids, transcript: 'We are open.' },
        done('completed', []),
      );
  }

  function cancelled(): void {
    if (how !== 'speaking-on') return;
    how = 'speaking';
    peer.send(done('cancelled', [], { reason: 'client_cancelled' }));
  }

  function done(status: string, output: readonly Message[], details: Message | null = null): Message {
    const response = { id: `resp_${responses}`, status, output, status_details: details };
    return { type: 'response.done', response };
  }

  return {
    world,
    model,
    peer: {
      get audio() {
        return peer.receivedOf('input_audio_buffer.append').map(({ audio }) => String(audio));
      },
      get texts() {
        const contents = items().map(({ content }) => content as readonly Message[] | undefined);
        return contents.flatMap((content) => (content ?? []).map(({ text }) => String(text)));
      },
      get toolResults() {
        return items().flatMap(({ output }) => (typeof output === 'string' ? [output] : []));
      },
      respondsBy: (next) => void (how = next),
      hearsCaller: () =>
        peer.send(
          { type: 'input_audio_buffer.speech_started', audio_start_ms: 0, item_id: 'item_u1' },
          { type: 'input_audio_buffer.speech_stopped', audio_end_ms: 900, item_id: 'item_u1' },
          { type: 'input_audio_buffer.committed', item_id: 'item_u1', previous_item_id: null },
          ...transcripts(vendor === 'xai'),
        ),
      sendsNonsense() {
        for (const text of ['', '{', '[]', '{"type":"response.done"}', '{"type":"never.heard.of"}'])
          peer.sendText(text);
      },
      hangsUp: () => peer.hangUp(1011, 'gone'),
      refuses: () => peer.leave(),
    },
  };
}

/** What the caller said. xAI tells it whole each time, and completes what is not complete. */
function transcripts(whole: boolean): readonly Message[] {
  const of = (type: string, transcript: string, rest: Message = {}): Message => ({
    type: `conversation.item.input_audio_transcription.${type}`,
    item_id: 'item_u1',
    transcript,
    ...rest,
  });
  if (!whole) return [of('completed', 'When are you open?')];
  return [
    of('updated', 'When'),
    of('completed', 'When are', { status: 'in_progress' }),
    of('updated', 'When are you open?'),
    of('completed', 'When are you open?', { status: 'completed' }),
  ];
}
