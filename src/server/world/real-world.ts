// The real World: this machine's clock, timers, random, sockets and HTTP.
import { randomBytes } from 'node:crypto';
import type { Log } from '../../base/log.ts';
import type { EpochMs, Micros } from '../../base/time.ts';
import type { Clock, Random, Timer, Timers, World } from '../../base/world.ts';
import { dial } from './dial.ts';
import { httpStream } from './http-stream.ts';
import { http } from './http.ts';

/** A World that touches the outside. `log` is where its calls write their lines. */
export function realWorld(log: Log): World {
  const timers = realTimers();
  return {
    clock: realClock(),
    timers,
    random: realRandom(),
    log,
    dial: (request) => dial(request, { timers, log }),
    http,
    stream: httpStream,
  };
}

/** This machine's two clocks. */
export function realClock(): Clock {
  const began = performance.now();
  return {
    now: () => Math.round((performance.now() - began) * 1000) as Micros,
    wall: () => Date.now() as EpochMs,
  };
}

/** `setTimeout` takes a longer delay for none at all, so long waits are made of several. */
const TIMEOUT_MS_MAX = 2 ** 31 - 1;

/** This machine's timers. */
export function realTimers(): Timers {
  return {
    after(delayMs, fire): Timer {
      let handle: NodeJS.Timeout;
      const wait = (restMs: number): void => {
        const partMs = Math.min(restMs, TIMEOUT_MS_MAX);
        handle = setTimeout(() => (restMs > partMs ? wait(restMs - partMs) : fire()), partMs);
      };
      wait(Math.max(0, delayMs));
      return { stop: () => clearTimeout(handle) };
    },
  };
}

const TOKEN_DIGITS = '0123456789abcdefghijklmnopqrstuvwxyz';
/** The largest multiple of 36 that fits a byte: bytes from here on would make some digits likelier than others. */
const TOKEN_BYTE_END = 252;

function realRandom(): Random {
  return {
    fraction: () => randomBytes(6).readUIntBE(0, 6) / 2 ** 48,
    token(length) {
      let token = '';
      while (token.length < length) {
        for (const byte of randomBytes(length)) {
          if (byte < TOKEN_BYTE_END && token.length < length) token += TOKEN_DIGITS.charAt(byte % 36);
        }
      }
      return token;
    },
  };
}
