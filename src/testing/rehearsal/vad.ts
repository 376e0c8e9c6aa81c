// VAD: libfvad, the voice activity detector of WebRTC, over WASM. The same code hears in production and in a test.
import loadLibfvad, { VADEvent, VADMode } from '@ozymandiasthegreat/vad';

/** Samples of one frame: 20 ms at 8,000 a second. */
export const VAD_FRAME_SAMPLES = 160;

/** A detector of one line; it adapts to the line's noise, so that each session has its own. */
export interface Vad {
  /** Whether these `VAD_FRAME_SAMPLES` samples sound like speech. */
  voiced(frame: Int16Array): boolean;
  /** Frees it; idempotent. */
  close(): void;
}

/** Makes a detector at once. */
export type VadFactory = () => Vad;

/** Loads the WASM module; whoever makes a rehearsal server does so once. */
export async function loadVad(): Promise<VadFactory> {
  const Libfvad = await loadLibfvad();
  return () => {
    // On noisy lines the milder modes take most of the noise for speech.
    const detector = new Libfvad(VADMode.VERY_AGGRESSIVE, 8000);
    // libfvad reads the buffer behind the samples from its beginning: it gets one of its own.
    const frame = new Int16Array(VAD_FRAME_SAMPLES);
    let open = true;
    return {
      voiced(samples) {
        if (!open) return false;
        frame.set(samples.subarray(0, VAD_FRAME_SAMPLES));
        return detector.processFrame(frame) === VADEvent.VOICE;
      },
      close() {
        if (open) detector.destroy();
        open = false;
      },
    };
  };
}
