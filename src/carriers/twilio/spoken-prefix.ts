// Spoken prefix: how far into a text somebody is who tells in their own spelling what they have spoken of it.

const SOUNDS = /[\p{L}\p{N}]/u;

/**
 * Characters of `text` that `spoken` covers: letters and digits count, whatever their case and what stands between them.
 * All of it where `spoken` goes on longer; null where it is no beginning of it.
 */
export function spokenPrefix(text: string, spoken: string): number | null {
  const wanted = Array.from(spoken.normalize('NFC').toLowerCase()).filter((char) => SOUNDS.test(char));
  let at = 0;
  let end = 0;
  for (const char of text) {
    if (at === wanted.length) return end;
    end += char.length;
    if (!SOUNDS.test(char)) continue;
    // One capital may be two small letters.
    for (const small of char.normalize('NFC').toLowerCase()) {
      if (!SOUNDS.test(small)) continue;
      if (at < wanted.length && small !== wanted[at]) return null;
      at += 1;
    }
  }
  return text.length;
}
