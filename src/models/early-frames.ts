// Early frames: what a session has to say before anybody listens is kept, and told in order.

/** Somewhere to push frames to, from the first moment on. */
export interface EarlyFrames<Frame> {
  /** False when nobody listens yet and no more can be kept. */
  push(frame: Frame): boolean;
  /** Pushes the last frame there is: kept in any case. */
  pushLast(frame: Frame): void;
  attach(push: (frame: Frame) => void): void;
}

/** Keeps at most `capacity` frames, and a last one, until `attach`. */
export function earlyFrames<Frame>(capacity: number): EarlyFrames<Frame> {
  const kept: Frame[] = [];
  let told: ((frame: Frame) => void) | null = null;
  const tell = (frame: Frame): void => {
    if (told === null) kept.push(frame);
    else told(frame);
  };
  return {
    push(frame) {
      if (told === null && kept.length >= capacity) return false;
      tell(frame);
      return true;
    },
    pushLast: tell,
    attach(push) {
      // What an early frame brings about comes after all the early ones: they grow while they are told.
      for (let index = 0; index < kept.length; index += 1) push(kept[index] as Frame);
      kept.length = 0;
      told = push;
    },
  };
}
