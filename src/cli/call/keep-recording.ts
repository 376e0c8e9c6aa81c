// Keep recording: writes what both sides of a call sounded like as a WAV file.
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { wavHeader } from '../../media/wav.ts';

/** `<dataDir>/calls/call-20260131-235959.wav`, by the local time. */
export function recordingPath(dataDir: string, now: Date): string {
  const two = (value: number): string => String(value).padStart(2, '0');
  const day = `${now.getFullYear()}${two(now.getMonth() + 1)}${two(now.getDate())}`;
  const time = `${two(now.getHours())}${two(now.getMinutes())}${two(now.getSeconds())}`;
  return join(dataDir, 'calls', `call-${day}-${time}.wav`);
}

/**
 * Writes interleaved stereo µ-law as WAV, the folder made where it is missing; returns the path as it is told.
 * `overwrites` false: where there is a file already, the new one gets another name.
 */
export function keepRecording(wanted: string, stereo: Uint8Array, overwrites: boolean): string {
  const path = overwrites ? wanted : freePath(wanted);
  // Both sides of a call are personal data: for the owner's eyes only, where we make folder and file.
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  writeFileSync(path, Buffer.concat([wavHeader(stereo.length), stereo]), { mode: 0o600 });
  const near = relative(process.cwd(), resolve(path));
  return near.startsWith('..') ? resolve(path) : near;
}

/** Calls of one second. */
const NAMESAKES_MAX = 1000;

function freePath(wanted: string): string {
  let path = wanted;
  for (let count = 2; existsSync(path) && count <= NAMESAKES_MAX; count += 1)
    path = wanted.replace(/\.wav$/, `-${count}.wav`);
  return path;
}
