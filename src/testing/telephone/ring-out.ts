// Ring out: a call that the server places, from its order to whoever picks up, or to nobody.
import type { Callee, Detected, PlacedCall } from './callee.ts';

/** How such a call ends that nobody picks up. */
export type UnansweredStatus = 'busy' | 'no-answer' | 'failed';

/** The call, as ringing changes it. */
export interface RingHost {
  /** False: the call ended meanwhile. */
  pause(ms: number): Promise<boolean>;
  /** Tells how far the call has come. */
  tell(event: 'initiated' | 'ringing' | 'answered'): void;
  answer(): void;
  speak(mulaw: Uint8Array): void;
  /** Tells who picked up, `afterMs` from now, unless the call is over then. */
  tellDetected(url: string, detected: Detected, greetingOver: boolean, afterMs: number): void;
  end(status: UnansweredStatus, code: string | null): void;
}

/** From the order to the ringing. */
const CONNECT_MS = 400;

/** Resolves true once somebody picked up; false when the call is over. */
export async function ringOut(placed: PlacedCall, callee: Callee, host: RingHost): Promise<boolean> {
  host.tell('initiated');
  if (!(await host.pause(CONNECT_MS))) return false;
  if (callee.status === 'failed') {
    if (await host.pause(callee.afterMs)) host.end('failed', callee.code ?? null);
    return false;
  }
  host.tell('ringing');
  const rings = callee.status === 'no-answer' ? Infinity : callee.afterMs;
  if (!(await host.pause(Math.min(rings, placed.ringMs)))) return false;
  if (rings > placed.ringMs || callee.status === 'no-answer') {
    host.end('no-answer', null);
    return false;
  }
  if (callee.status === 'busy') {
    host.end('busy', callee.code ?? null);
    return false;
  }
  host.answer();
  host.tell('answered');
  const { says, detected } = callee;
  if (says !== undefined) host.speak(says);
  if (placed.detection !== null) {
    const { url, tells } = placed.detection;
    if (tells !== 'greeting-over') host.tellDetected(url, detected, false, detected.afterMs);
    if (tells === 'greeting-over' || (tells === 'both' && detected.by === 'machine'))
      host.tellDetected(url, detected, true, detected.greetingOverMs);
  }
  return true;
}
