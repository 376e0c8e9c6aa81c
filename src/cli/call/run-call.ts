// Run call: one call from here to a running server, from its ring to its report.
import { HttpFault, type World } from '../../base/world.ts';
import type { CallView } from '../../server/api.ts';
import type { HandsetOrder } from '../../testing/handset/handset-call.ts';
import type { DialledHuman } from '../../testing/telephone/dialled-human.ts';
import type { PhoneCall } from '../../testing/telephone/phone-call.ts';
import { Caller } from './caller.ts';
import { outcomeFault, type CallFault, type CallReport } from './call-report.ts';
import { connectionFault } from './connection-fault.ts';
import { FollowedCall } from './follow-call.ts';
import type { LiveEventsOpened } from './live-events.ts';
import { Narrator } from './narrator.ts';
import { unheardFault, type StepHost } from './play-steps.ts';

/** How long the server may take to tell a call's outcome once the phone has been hung up. */
const OUTCOME_MS_MAX = 8000;

/** Where a call goes and who makes it. */
export interface CallTarget {
  /** The server as it is reached from here, without a slash at its end. */
  readonly origin: string;
  /** The origin in the URLs that are signed; null: the same. */
  readonly publicUrl: string | null;
  /** The path of the voice webhook. */
  readonly path: string;
  /** Where the token stands with which the carrier signs. */
  readonly tokenVariable: string;
  /** Dials the server as the carrier does. */
  dial(world: World, order: HandsetOrder): Promise<PhoneCall>;
  /** Opens the API. Secret. */
  readonly apiKey: string | null;
  readonly from: string;
  readonly to: string;
  /** The caller's state, two letters. */
  readonly state: string | null;
}

/** One call to be placed. */
export interface RunCallOptions {
  readonly target: CallTarget;
  /** What a human does who is dialled; null: as their number has it. */
  readonly human: DialledHuman | null;
  /** The whole call may take this long. */
  readonly msMax: number;
  /** What the caller does once the phone is answered; the call is hung up when it resolves, unless it has ended. */
  readonly play: (host: StepHost, narrator: Narrator) => Promise<CallFault | null>;
}

/** What a call needs of the process around it. */
export interface CallIo {
  readonly world: World;
  readonly line: (text: string) => void;
  readonly styled: boolean;
  openEvents(origin: string, apiKey: string | null): Promise<LiveEventsOpened>;
  /** Keeps the recording, interleaved stereo µ-law; says where. */
  keepRecording(stereo: Uint8Array): string;
  /** Aborted: the caller hangs up at once. */
  readonly hangUp: AbortSignal;
}

/** Makes the call, tells it line by line, and reports. Rejects on a bug only. */
export async function runCall(options: RunCallOptions, io: CallIo): Promise<CallReport> {
  const { target } = options;
  const { world } = io;
  const opened = await io.openEvents(target.origin, target.apiKey);
  const call = await place(options, io);
  const narrator = new Narrator({ line: io.line, styled: io.styled, nowMs: () => call.nowMs });
  const followed = new FollowedCall(
    call.carrierCallId,
    () => call.nowMs,
    (event) => narrator.event(event),
  );
  if (opened.ok) void follow(opened.feed.events, followed);
  const caller = new Caller(world, call, (latencyMs) => narrator.agentBegins(latencyMs, opened.ok));
  const limit = boundOf(call, options.msMax, io);
  const connected = await call.until(() => call.streamId !== null);
  if (connected && !opened.ok) narrator.warn(`Told by ear only: ${opened.problem}.`);
  const host: StepHost = {
    caller,
    busy: () => followed.busy,
    says: (text) => narrator.callerSays(text, opened.ok),
    presses: (keys) => narrator.callerPresses(keys),
  };
  const played = connected ? ((await options.play(host, narrator)) ?? unheardFault(caller)) : null;
  call.hangUp();
  const { atMs } = await call.ended;
  limit.stop();
  if (opened.ok && connected) await bounded(world, followed.over, OUTCOME_MS_MAX);
  if (opened.ok) opened.feed.close();
  const view = await lastView(followed.view, call.carrierCallId, target, world, opened.ok && connected);
  const fault = connectionFault(call, target) ?? limit.fault() ?? played ?? outcomeFault(view);
  const startedMs = call.record.streams[0]?.startedMs ?? null;
  const { firstSoundMs, latenciesMs } = caller.ear;
  return {
    callSid: call.carrierCallId,
    fault,
    durationMs: atMs,
    firstSoundMs: firstSoundMs === null || startedMs === null ? null : firstSoundMs - startedMs,
    latenciesMs,
    carrierSaid: call.record.says.map(({ text }) => text),
    dials: call.record.dials.map(({ to, status }) => ({ to, status })),
    view,
    recordingPath: startedMs === null ? null : io.keepRecording(call.recording()),
  };
}

function place({ target, human }: RunCallOptions, { world }: CallIo): Promise<PhoneCall> {
  const signed = target.publicUrl ?? target.origin;
  const statusPath = target.path.replace(/\/(incoming|media)$/, '/status');
  return target.dial(world, {
    webhookUrl: `${signed}${target.path}`,
    from: target.from,
    to: target.to,
    ...(human === null ? {} : { human }),
    ...(target.state === null ? {} : { fromState: target.state }),
    ...(statusPath === target.path ? {} : { statusCallbackUrl: `${signed}${statusPath}` }),
  });
}

async function follow(
  events: AsyncIterable<{ readonly name: string; readonly data: string }>,
  followed: FollowedCall,
): Promise<void> {
  for await (const event of events) followed.take(event);
}

/** Ends the call when it takes too long, or when the user has had enough. */
function boundOf(
  call: PhoneCall,
  msMax: number,
  { world, hangUp }: CallIo,
): { stop(): void; fault(): CallFault | null } {
  let fault: CallFault | null = null;
  const end = (why: CallFault): void => {
    if (call.ending !== null) return;
    fault = why;
    call.hangUp();
  };
  const timer = world.timers.after(msMax, () =>
    end({
      kind: 'too-long',
      message: `The call was still up after ${msMax / 1000} s and was hung up; --max sets the bound.`,
    }),
  );
  const cancelled = (): void => end({ kind: 'cancelled', message: 'The call was hung up by hand.' });
  if (hangUp.aborted) cancelled();
  hangUp.addEventListener('abort', cancelled);
  return {
    stop() {
      timer.stop();
      hangUp.removeEventListener('abort', cancelled);
    },
    fault: () => fault,
  };
}

/** The server's last word: as the feed told it, else asked for once. */
async function lastView(
  view: CallView | null,
  callSid: string,
  { origin, apiKey }: CallTarget,
  world: World,
  worthAsking: boolean,
): Promise<CallView | null> {
  if (!worthAsking || (view !== null && view.outcome !== null)) return view;
  try {
    const answer = await world.http({
      method: 'GET',
      url: `${origin}/api/calls/${callSid}`,
      headers: apiKey === null ? {} : { authorization: `Bearer ${apiKey}` },
      timeMsMax: OUTCOME_MS_MAX,
    });
    return answer.status === 200 ? (JSON.parse(answer.body) as CallView) : view;
  } catch (error) {
    if (!(error instanceof HttpFault || error instanceof SyntaxError)) throw error;
    return view;
  }
}

async function bounded(world: World, promise: Promise<void>, msMax: number): Promise<void> {
  const late = Promise.withResolvers<void>();
  const timer = world.timers.after(msMax, () => late.resolve());
  await Promise.race([promise, late.promise]);
  timer.stop();
}
