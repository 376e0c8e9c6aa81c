// Window: what each part of the judge is given of 20 ms of both sides.

/** One side of a window. */
export interface WindowSide {
  readonly levelDbfs: number;
  /** Somebody talks. */
  readonly talks: boolean;
}

/** One window of a recording. */
export interface SoundWindow {
  /** Where it begins, since the recording's start. */
  readonly atMs: number;
  readonly caller: WindowSide;
  readonly agent: WindowSide;
}
