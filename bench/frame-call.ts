// Frame call: a real conversation between a real carrier's stream and a real model's session, with sockets that only
// count and a clock that is wound by the sound itself. What is left is the frame path.
import { defineAgent } from '../src/agent/define-agent.ts';
import { planCall } from '../src/agent/plan-call.ts';
import type { CallId, ItemId } from '../src/base/brand.ts';
import type { Log } from '../src/base/log.ts';
import type { Socket, SocketListener } from '../src/base/socket.ts';
import { plusMs, type EpochMs, type Micros } from '../src/base/time.ts';
import { HttpFault, type World } from '../src/base/world.ts';
import { converse } from '../src/call/conversation.ts';
import { openJournal } from '../src/call/journal.ts';
import type { JournalEvent } from '../src/frames/journal-event.ts';
import { renewingModel } from '../src/call/renewing-model.ts';
import { TwilioStream } from '../src/carriers/twilio/stream.ts';
import { openaiModel } from '../src/models/openai/openai-model.ts';
import { sessionSettings } from '../src/server/calls/session-settings.ts';
import { liveSource } from '../src/tape/live-source.ts';
import { inputText } from '../src/tape/tape-line.ts';
import { TapePrivacy } from '../src/tape/tape-privacy.ts';
import { Tape } from '../src/tape/tape.ts';
import { tapedCarrier, tapedModel } from '../src/tape/taped-end.ts';
import { DELTA_MS, FRAME_MS } from './cadence.ts';
import { observed } from './observed.ts';

export interface FrameCall {
  /** One message of the carrier with 20 ms of the caller. */
  caller(text: string): void;
  /** One message of the model with 200 ms of the agent; its mark comes back at once. */
  agent(text: string): void;
  /** What a turn leaves in the journal. */
  turn(): void;
  /** Messages that went out on both sides. */
  messagesOut(): number;
}

const CALL = 'call_1' as CallId;

/** Timers are looked at once in a second of sound. */
const TIMERS_EVERY_MS = 1000;

/** A call whose model is ready. */
export async function frameCall({
  recorded,
  watched = false,
  taped = false,
}: {
  readonly recorded: boolean;
  /** By all that watches a call in a server; else by nobody, and its journal is kept nowhere. */
  readonly watched?: boolean;
  /** On a tape, whose lines are put together and written nowhere. */
  readonly taped?: boolean;
}): Promise<FrameCall> {
  const { world: own, wind, modelSide } = handWorld();
  const tape = taped ? tapeToNowhere(own) : null;
  const world = tape?.world(own) ?? own;
  const privacy = new TapePrivacy();
  const agent = defineAgent({
    name: 'bench',
    instructions: 'Be brief.',
    greeting: null,
    dormancy: false,
    maxCallDuration: '24h',
    recording: recorded ? { consent: 'none' } : false,
  });
  const caller = { from: '+12125550100', to: '+12125550199', fromState: 'NY', carrierCallId: 'CA1' };
  const ready = { ...agent, instructions: 'Be brief.' };
  const plan = await planCall(ready, caller, { transferTo: null }, world);
  const carrierSide = countingSocket();
  const start = { kind: 'start', streamSid: 'MZ1', callSid: 'CA1', parameters: {} } as const;
  const stream = new TwilioStream(carrierSide.socket, start, () => {});
  const model = openaiModel({ name: 'bench', apiKey: null, baseUrl: 'ws://127.0.0.1:1' });
  const session = renewingModel({
    world,
    open: () => {
      const one = model.open(own, sessionSettings(plan));
      return tape === null ? one : tapedModel(one, 'model 1', tape);
    },
  });
  const unseen = { append: () => {}, settled: () => Promise.resolve() };
  const watcher = watched ? observed(world, CALL) : null;
  const journal = openJournal(CALL, world.clock, watcher?.sink ?? unseen);
  const refused = (): never => {
    throw new HttpFault('nothing is reached from here');
  };
  converse(
    {
      world,
      plan,
      journal,
      ...(watcher === null ? {} : { taps: watcher.taps }),
      carrier: tape === null ? stream : tapedCarrier(stream, 'carrier 1', tape, privacy),
      model: session,
      dialledAt: world.clock.now(),
      changesVoice: false,
      resumed: false,
      lines: [],
      recordAfter: null,
      durationMsMax: plan.durationMsMax,
      tools: {
        http: refused,
        log: world.log,
        shelf: { get: refused, put: refused, add: refused, list: refused },
        settings: {},
        callId: CALL,
        from: caller.from,
        to: caller.to,
        variables: {},
      },
      findPhrase: () => null,
    },
    {
      phraseRendered() {},
      recorded() {},
      consult() {},
      callOff() {},
      ended: ({ reason }) => refuseEnd(reason),
    },
  );
  const told = modelSide();
  for (const type of ['session.created', 'session.updated']) told.hear(JSON.stringify({ type, session: {} }));
  let responding = false;
  return {
    caller(text) {
      stream.text(text);
      wind(FRAME_MS);
    },
    agent(text) {
      if (!responding) told.hear(JSON.stringify({ type: 'response.created', response: { id: 'resp_1' } }));
      responding = true;
      told.hear(text);
      stream.text(`{"event":"mark","streamSid":"MZ1","mark":{"name":${carrierSide.lastMark()}}}`);
      wind(DELTA_MS);
    },
    turn: () => turnRecords().forEach((event) => journal.append(event)),
    messagesOut: () => carrierSide.count() + told.count(),
  };
}

/** As the tape on a disk: lines are put together until there is a piece to be written. */
function tapeToNowhere(world: World): Tape {
  let lines: string[] = [];
  let chars = 0;
  const write = (text: string): void => {
    lines.push(text);
    chars += text.length;
    if (chars < 32 * 1024) return;
    Buffer.from(lines.join('\n'));
    lines = [];
    chars = 0;
  };
  const began = world.clock.now();
  const wall = world.clock.wall();
  return new Tape({
    began,
    wall,
    source: liveSource(world, began),
    lines: {
      came: (line, t, same) => write(inputText(line, t, same)),
      went: (line) => write(JSON.stringify(line)),
    },
  });
}

function turnRecords(): readonly JournalEvent[] {
  const itemId = 'item_1' as ItemId;
  const words = 'What are your opening hours?';
  const heard = { heardMs: 2000, producedMs: 2000, startedMs: 1000 };
  return [
    { kind: 'caller.spoke', startedMs: 0, voiceEndedMs: 500 },
    { kind: 'caller.said', itemId, text: words, startedMs: 0 },
    { kind: 'turn.answered', latencyMs: 500 },
    { kind: 'response.done', status: 'completed', reason: null, usage: null },
    { kind: 'agent.said', itemId, said: words, heard: words, ...heard },
  ];
}

function refuseEnd(reason: string): void {
  throw new Error(`the conversation ended: ${reason}`);
}

const MARK = '"mark":{"name":';

/** A socket that counts what is sent, and into which a peer's messages are put by hand. */
function countingSocket() {
  let listener: SocketListener | null = null;
  let count = 0;
  let mark = '""';
  const socket: Socket = {
    listen: (to) => void (listener = to),
    send(message) {
      count += 1;
      if (typeof message !== 'string' || message.length >= 100) return;
      const at = message.indexOf(MARK);
      if (at >= 0) mark = message.slice(at + MARK.length, -2);
    },
    close: () => {},
    unsentBytes: 0,
  };
  return { socket, count: () => count, lastMark: () => mark, hear: (text: string) => listener?.text(text) };
}

/** A World whose time goes on by `wind` alone, and whose one dialled socket is `modelSide`. */
function handWorld() {
  let now = 0 as Micros;
  let lookedMs = 0;
  const due = new Map<object, { readonly at: Micros; readonly fire: () => void }>();
  const dialled: ReturnType<typeof countingSocket>[] = [];
  const log: Log = { debug() {}, info() {}, warn() {}, error() {}, with: () => log };
  const world: World = {
    clock: { now: () => now, wall: () => Math.floor(now / 1000) as EpochMs },
    timers: {
      after(delayMs, fire) {
        const timer = { stop: () => void due.delete(timer) };
        due.set(timer, { at: plusMs(now, delayMs), fire });
        return timer;
      },
    },
    random: { fraction: () => 0.5, token: (length) => '0'.repeat(length) },
    log,
    dial() {
      const side = countingSocket();
      dialled.push(side);
      return side.socket;
    },
    http: () => Promise.reject(new HttpFault('nothing is reached from here')),
    stream: () => ({ stop() {} }),
  };
  const wind = (ms: number): void => {
    now = plusMs(now, ms);
    lookedMs += ms;
    if (lookedMs < TIMERS_EVERY_MS) return;
    lookedMs = 0;
    for (const [timer, { at, fire }] of due) {
      if (at > now) continue;
      due.delete(timer);
      fire();
    }
  };
  const modelSide = () => {
    const side = dialled.at(-1);
    if (side === undefined) throw new Error('the model was not dialled');
    return side;
  };
  return { world, wind, modelSide };
}
