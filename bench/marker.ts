// Marker: the time of sending, written into the sound itself, so that whoever gets it knows how long it took.
import { Buffer } from 'node:buffer';

/** Sound whose first bytes say which call it is of and when it was sent. */
export interface Marker {
  readonly call: number;
  readonly atMicros: number;
}

/** 12 bytes: 3 to know it by, 6 of time, 3 of the call's number. A multiple of 3, so the base64 behind it never changes. */
const BYTES = 12;
const BASE64_CHARS = 16;
const SIGN = 0x7e135a;
const scratch = Buffer.alloc(BYTES);

/** Microseconds of this machine's monotonic clock: the same in every process on it. */
export function nowMicros(): number {
  const [seconds, nanos] = process.hrtime();
  return seconds * 1_000_000 + Math.floor(nanos / 1000);
}

/** Makes marked sound of `length` bytes: base64 of which only the beginning is encoded each time. */
export function markedSound(length: number): (marker: Marker) => string {
  const rest = Buffer.alloc(length - BYTES, 0xd3).toString('base64');
  return ({ call, atMicros }) => {
    scratch.writeUIntBE(SIGN, 0, 3);
    scratch.writeUIntBE(atMicros, 3, 6);
    scratch.writeUIntBE(call, 9, 3);
    return scratch.toString('base64') + rest;
  };
}

/** Sound of `length` bytes without a marker, as base64. */
export function plainSound(length: number): string {
  return Buffer.alloc(length, 0xd3).toString('base64');
}

/** The marker of the base64 that begins at `from` in a message; null when there is none. */
export function readMarker(message: Buffer, from: number): Marker | null {
  scratch.write(message.toString('latin1', from, from + BASE64_CHARS), 'base64');
  if (scratch.readUIntBE(0, 3) !== SIGN) return null;
  return { call: scratch.readUIntBE(9, 3), atMicros: scratch.readUIntBE(3, 6) };
}
