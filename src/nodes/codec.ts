// Codec: stands at the carrier's edge where the line and the model speak different formats, and brings each to the other's.
import { NOTHING, type Node } from '../graph/node.ts';
import { PCMU, sameFormat, type AudioFormat } from '../media/audio.ts';
import { transcoderTo } from '../media/transcode.ts';

const TAKES = ['caller.audio', 'playout.audio', 'playout.mark', 'playout.clear'] as const;
const GIVES = TAKES;

/** In which formats sound crosses the edges of a conversation. */
export interface SoundFormats {
  /** In which the carrier sends the caller's sound. */
  readonly caller: AudioFormat;
  /** In which the carrier plays ours; most often the same. */
  readonly carrier: AudioFormat;
  /** In which the model hears and speaks. */
  readonly model: AudioFormat;
}

/** A phone line, and a model that speaks as phones do. */
export const MULAW_THROUGHOUT: SoundFormats = { caller: PCMU, carrier: PCMU, model: PCMU };

/** False when nothing would ever change: phrases are µ-law, so everything else must be too. */
export function needsCodec({ caller, carrier, model }: SoundFormats): boolean {
  return ![caller, carrier, model].every((format) => sameFormat(format, PCMU));
}

/**
 * What the caller says becomes the model's format, what is played becomes the carrier's; sound that is in it already
 * passes as the very same frame. Marks and clears take the same way, so that none overtakes the sound before it, and
 * behind a clear nothing is left of the sound that was cut.
 */
export function codec({
  carrier,
  model,
}: Pick<SoundFormats, 'carrier' | 'model'>): Node<(typeof TAKES)[number], (typeof GIVES)[number]> {
  const toModel = transcoderTo(model);
  const toCarrier = transcoderTo(carrier);

  return {
    takes: TAKES,
    gives: GIVES,
    handle(frame) {
      switch (frame.kind) {
        case 'caller.audio':
        case 'playout.audio': {
          const audio = (frame.kind === 'caller.audio' ? toModel : toCarrier).convert(frame.audio);
          if (audio === frame.audio) return [frame];
          return audio.base64 === '' ? NOTHING : [{ ...frame, audio }];
        }
        case 'playout.clear':
          toCarrier.reset();
          return [frame];
        case 'playout.mark':
          return [frame];
      }
    },
  };
}
