// Sound cache: what a voice has spoken, kept up to a size, the longest unused given up first.

/** Sound by text. */
export interface SoundCache {
  find(text: string): Uint8Array | undefined;
  /** Keeps and returns `sound`. */
  keep(text: string, sound: Uint8Array): Uint8Array;
}

/** About eight minutes of sound. */
export const SOUND_CACHE_BYTES_MAX = 4_000_000;

/** A fresh cache of at most `bytesMax`; a sound larger than that is not kept. */
export function soundCache(bytesMax = SOUND_CACHE_BYTES_MAX): SoundCache {
  // A Map keeps its order: the entry that was used last is always moved to the end.
  const entries = new Map<string, Uint8Array>();
  let bytes = 0;
  return {
    find(text) {
      const sound = entries.get(text);
      if (sound === undefined) return undefined;
      entries.delete(text);
      entries.set(text, sound);
      return sound;
    },
    keep(text, sound) {
      bytes += sound.length - (entries.get(text)?.length ?? 0);
      entries.delete(text);
      entries.set(text, sound);
      for (const [oldest, old] of entries) {
        if (bytes <= bytesMax) break;
        entries.delete(oldest);
        bytes -= old.length;
      }
      return sound;
    },
  };
}
