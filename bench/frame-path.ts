// Frame path, a process of its own: what one message costs on its way through a call, without sockets, against parsing
// it and writing it anew. Batches of the contenders take turns, so that a slow moment of the machine hits all of them.
import { setImmediate as turnOfTheLoop } from 'node:timers/promises';
import { BYTES_PER_MS, DELTA_MS, FRAME_MS } from './cadence.ts';
import { frameCall } from './frame-call.ts';
import { plainSound } from './marker.ts';
import { serve } from './remote.ts';
import { median } from './statistics.ts';

/** Microseconds for one message, the median over all batches. */
export interface FramePathReport {
  /** The caller's 20 ms: from the carrier's message to the model's. */
  readonly callerFrameUs: FramePathCosts;
  /** The model's 200 ms: from the model's message to the carrier's. */
  readonly agentDeltaUs: FramePathCosts;
}

export interface FramePathCosts {
  readonly relay: number;
  readonly offhook: number;
  /** With the call being recorded: the recording's own work, a second at a time, is shared out among the messages. */
  readonly recorded: number;
  /** With journal, view, metrics and the spans' trace as in a server. */
  readonly observed: number;
  /** On a tape, from which it can be replayed. */
  readonly taped: number;
  /** What is done of the records of one turn when it is observed: once in some ten seconds, between two frames. */
  readonly turnRecords: number;
}

type Contender = Exclude<keyof FramePathCosts, 'turnRecords'>;
const CONTENDERS = ['relay', 'offhook', 'recorded', 'observed', 'taped'] as const;

/** Ten seconds of the caller in one batch. */
const FRAMES = 500;
/** And as much of the agent. */
const DELTAS = 50;
const WARM_UP_BATCHES = 40;

/** What the relay does with a message, and somewhere for the result to go. */
let relayed = 0;
const relays = {
  caller(text: string): void {
    const { media } = JSON.parse(text) as { readonly media: { readonly payload: string } };
    relayed += JSON.stringify({ type: 'input_audio_buffer.append', audio: media.payload }).length;
  },
  agent(text: string): void {
    const { delta } = JSON.parse(text) as { readonly delta: string };
    relayed += JSON.stringify({ event: 'media', streamSid: 'MZ1', media: { payload: delta } }).length;
  },
};

/** A text as it comes from a socket: one of its own, not put together from parts. */
const fresh = (text: string): string => Buffer.from(text).toString('utf8');

function callerBatch(batch: number): readonly string[] {
  const payload = plainSound(FRAME_MS * BYTES_PER_MS);
  return Array.from({ length: FRAMES }, (_, index) => {
    const frame = batch * FRAMES + index;
    return fresh(
      `{"event":"media","sequenceNumber":"${frame + 2}","media":{"track":"inbound","chunk":"${frame + 1}","timestamp":"${frame * FRAME_MS}","payload":"${payload}"},"streamSid":"MZ1"}`,
    );
  });
}

function agentBatch(batch: number): readonly string[] {
  const delta = plainSound(DELTA_MS * BYTES_PER_MS);
  const ids = `"event_id":"event_${batch}","response_id":"resp_1","item_id":"item_1"`;
  const text = `{"type":"response.output_audio.delta",${ids},"output_index":0,"content_index":0,"delta":"${delta}"}`;
  return Array.from({ length: DELTAS }, () => fresh(text));
}

function microsFor(messages: readonly string[], take: (text: string) => void): number {
  const since = process.hrtime.bigint();
  for (const text of messages) take(text);
  return microsSince(since) / messages.length;
}

function microsSince(since: bigint): number {
  return Number(process.hrtime.bigint() - since) / 1000;
}

async function costs(side: 'caller' | 'agent', batches: number): Promise<FramePathCosts> {
  const messagesOf = side === 'caller' ? callerBatch : agentBatch;
  const calls = {
    offhook: await frameCall({ recorded: false }),
    recorded: await frameCall({ recorded: true }),
    observed: await frameCall({ recorded: false, watched: true }),
    taped: await frameCall({ recorded: false, taped: true }),
  };
  const takes: Readonly<Record<Contender, (text: string) => void>> = {
    relay: relays[side],
    offhook: calls.offhook[side],
    recorded: calls.recorded[side],
    observed: calls.observed[side],
    taped: calls.taped[side],
  };
  const micros: Record<Contender, number[]> = {
    relay: [],
    offhook: [],
    recorded: [],
    observed: [],
    taped: [],
  };
  const turns: number[] = [];
  for (let batch = 0; batch < WARM_UP_BATCHES + batches; batch += 1) {
    for (const contender of CONTENDERS) {
      const each = microsFor(messagesOf(batch), takes[contender]);
      if (batch >= WARM_UP_BATCHES) micros[contender].push(each);
    }
    for (const call of [calls.offhook, calls.recorded]) call.turn();
    const since = process.hrtime.bigint();
    calls.observed.turn();
    turns.push(microsSince(since));
    // What is written beside the path is written now, as between two frames of a real call.
    await turnOfTheLoop();
  }
  // Who throws messages away must not win by it.
  const want = (WARM_UP_BATCHES + batches) * messagesOf(0).length;
  for (const [name, call] of Object.entries(calls)) {
    if (call.messagesOut() < want)
      throw new Error(`${name}: ${call.messagesOut()} of ${want} messages came out`);
  }
  if (relayed === 0) throw new Error('the relay did nothing');
  return {
    relay: median(micros.relay),
    offhook: median(micros.offhook),
    recorded: median(micros.recorded),
    observed: median(micros.observed),
    taped: median(micros.taped),
    turnRecords: median(turns.slice(WARM_UP_BATCHES)),
  };
}

const orders = {
  async measure({ batches }: { readonly batches: number }): Promise<FramePathReport> {
    return { callerFrameUs: await costs('caller', batches), agentDeltaUs: await costs('agent', batches) };
  },
};
export type FramePathOrders = typeof orders;
serve(orders);
