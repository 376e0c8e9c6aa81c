// OpenAI events: the events of one spoken response, as a scripted peer sends them, and the frames they amount to.
import { silence } from '../../media/audio.ts';
import { openaiBench, type Given, type Message } from './openai-peer.ts';

/** A quarter of a second. */
export const SOUND = silence('pcmu', 250).base64;

/** A response begins. */
export const created = (id: string, metadata: Message | null = null): Message => ({
  type: 'response.created',
  response: { id, status: 'in_progress', metadata },
});
/** A piece of sound. */
export const sound = (delta: string = SOUND, item = 'i1', response = 'r1'): Message => ({
  type: 'response.output_audio.delta',
  response_id: response,
  item_id: item,
  delta,
});
/** A piece of what is said. */
export const words = (delta: string): Message => ({
  type: 'response.output_audio_transcript.delta',
  response_id: 'r1',
  item_id: 'i1',
  delta,
});
/** Some part of item `i1` is whole. */
export const part = (type: string): Message => ({ type, response_id: 'r1', item_id: 'i1' });
/** A function call as an item. */
export const call = (status: string | null, id = 'c1'): Message => ({
  id: `f_${id}`,
  type: 'function_call',
  status,
  name: 'lookup',
  call_id: id,
  arguments: '{"day":"mon"}',
});
/** An item of response `r1` is over. */
export const itemDone = (item: Message): Message => ({
  type: 'response.output_item.done',
  response_id: 'r1',
  item,
});
/** Response `r1` is over. */
export const done = (status: string, rest: Message = {}): Message => ({
  type: 'response.done',
  response: { id: 'r1', status, output: [], ...rest },
});

/** The frames that events amount to on a session that is ready. */
export async function framesOf(...events: readonly Message[]): Promise<readonly Given[]> {
  const { given, hear } = await openaiBench();
  await hear(...events);
  return given.slice(1);
}

/** Their kinds. */
export async function kindsOf(...events: readonly Message[]): Promise<readonly string[]> {
  return (await framesOf(...events)).map(({ kind }) => kind);
}
