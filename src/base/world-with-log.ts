// World with a log: the same World, whose lines all say what they are about.
import type { Log } from './log.ts';
import type { World } from './world.ts';

/** `world` but for its log. */
export function worldWithLog(world: World, log: Log): World {
  return {
    clock: world.clock,
    timers: world.timers,
    random: world.random,
    log,
    dial: (request) => world.dial(request),
    http: (request) => world.http(request),
    stream: (request, listener) => world.stream(request, listener),
  };
}
