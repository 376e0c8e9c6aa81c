// Door entrance: what the streams of a carrier's door are let in by, and what is told of them: the switchboard.
import type { CarrierDoor, CarrierNews, DoorEntrance } from '../carriers/carrier-door.ts';
import type { StreamStart, CarrierStream } from '../carriers/carrier.ts';
import { carryOutSteps, stepFor, type CommandOptions } from './routes/carrier-webhooks.ts';

/** Who sees to the streams of one socket's door. */
export interface DoorEntranceParts {
  readonly door: CarrierDoor;
  readonly options: CommandOptions;
  /** The socket is a stream of a call now, or never will be; `refused`: why, by a name that is counted. */
  readonly settled: (refused: string | null) => void;
  /** Steps that are being told to a carrier, until they are. */
  readonly underWay: (told: Promise<void>) => void;
}

/** The entrance for one socket. */
export function doorEntrance({ door, options, settled, underWay }: DoorEntranceParts): DoorEntrance {
  const { switchboard, metrics, world } = options;
  const bind = (start: StreamStart, stream: CarrierStream): boolean => {
    try {
      return switchboard.connect(start, stream);
    } catch (error) {
      world.log.error('stream.connect-failed', { error: error instanceof Error ? error.message : 'unknown' });
      return false;
    }
  };
  return {
    onStart(start, stream) {
      const bound = bind(start, stream);
      settled(bound ? null : 'token');
      return bound;
    },
    onRefused: (cause) => settled(cause),
    count: (name) => metrics.streamOddity(name),
    onArrival(call, origin) {
      const news: CarrierNews = { kind: 'arrived', call };
      return stepFor(news, door, origin, options) ?? Promise.resolve({ kind: 'hang-up' });
    },
    onOver({ carrierCallId, origin, carryOut }) {
      const news = { kind: 'stream-over', carrierCallId, from: '', over: false } as const;
      underWay(carryOutSteps({ news, carryOut, door, origin }, options));
    },
  };
}
