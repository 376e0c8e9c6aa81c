// Frame: the closed union of everything that moves through a graph.
import type { CarrierFrame } from './carrier-frames.ts';
import type { DecisionFrame } from './decision-frames.ts';
import type { ModelFrame } from './model-frames.ts';
import type { SpeakerFrame } from './speaker-frames.ts';
import type { TransferFrame } from './transfer-frames.ts';

/** One value on its way through a graph. Frames are never changed after they are made. */
export type Frame = CarrierFrame | ModelFrame | DecisionFrame | TransferFrame | SpeakerFrame;

/** The name of a kind of frame. */
export type FrameKind = Frame['kind'];

/** The frame of a kind: `FrameOf<'caller.audio'>` is `CallerAudio`. */
export type FrameOf<Kind extends FrameKind> = Extract<Frame, { readonly kind: Kind }>;
