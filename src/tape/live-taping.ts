// Live taping: tapes the calls of this process as they happen.
import type { World } from '../base/world.ts';
import type { BeginTaping } from './call-tape.ts';
import { liveSource } from './live-source.ts';
import { inputText } from './tape-line.ts';
import type { TapeLines } from './tape.ts';
import type { Tapes } from '../call/tapes.ts';

/** Each call on a tape of its own. */
export function liveTaping(world: Pick<World, 'clock' | 'timers'>, tapes: Tapes): BeginTaping {
  return (header) => {
    const sink = tapes.open(header.callId);
    const write = (line: object): void => sink.write(JSON.stringify(line));
    const came: TapeLines['came'] = (line, t, same) => sink.write(inputText(line, t, same));
    write(header);
    const { began, wall } = header;
    return {
      began,
      wall,
      source: liveSource(world, began),
      lines: { came, went: write },
      close: () => sink.close(),
    };
  };
}
