// Renders the rehearsal's sound into assets/rehearsal with espeak-ng: node --conditions=offhook-source scripts/render-phrases.ts
import { spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { readWavPcm16 } from '../src/media/read-wav.ts';
import { ESPEAK_SETTINGS, type EspeakRole } from '../src/testing/live/espeak.ts';
import { briefingPhrases } from '../src/agent/briefing-phrases.ts';
import { languagePhrases } from '../src/agent/language-phrases.ts';
import { RECORDED_LINES } from '../src/testing/rehearsal/caller-lines.ts';
import { REHEARSAL_SENTENCES } from '../src/testing/rehearsal/sentences.ts';
import { polished } from '../src/testing/rehearsal/voice/polish.ts';
import { sentencesOf, spokenKey } from '../src/testing/rehearsal/voice/spoken-words.ts';
import { VOCABULARY } from '../src/testing/rehearsal/voice/vocabulary.ts';

/** Long pauses would make a voice activity detector end the caller's turn within a line. */
const CALLER_PAUSE_MS_MAX = 160;
const AGENT_PAUSE_MS_MAX = 250;
/** A word alone is drawn out by the synthesiser: it is spoken at a rate that fits into a sentence. */
const WORD_RATE = ['-s', '200'];

/** What espeak must be given to say these as intended. */
const SAID_AS: ReadonlyMap<string, string> = new Map([
  ['AM', 'A M'],
  ['PM', 'P M'],
  ['A', 'eigh'],
]);

const folder = new URL('../assets/rehearsal/', import.meta.url);
mkdirSync(folder, { recursive: true });
const { phrases: fixed, ...opening } = languagePhrases('en');
const asked = Object.values(briefingPhrases('en')).filter((text) => typeof text === 'string');
const whole = [...REHEARSAL_SENTENCES, ...Object.values<string>({ ...opening, ...fixed }), ...asked];
const phrases = new Map<string, string>();
for (const text of [...whole.flatMap(sentencesOf), ...VOCABULARY])
  if (!phrases.has(spokenKey(text))) phrases.set(spokenKey(text), text);
write('voice', 'agent', phrases, AGENT_PAUSE_MS_MAX);
write('caller', 'caller', new Map(RECORDED_LINES.map(({ id, text }) => [id, text])), CALLER_PAUSE_MS_MAX);

/** One file of sound, and an index of where each phrase lies in it: `[key, first byte, byte count]`, a line each. */
function write(name: string, role: EspeakRole, texts: ReadonlyMap<string, string>, pauseMsMax: number): void {
  const sounds = [...texts].map(([key, text]) => ({ key, sound: rendered(role, text, pauseMsMax) }));
  let at = 0;
  const rows = sounds.map(({ key, sound }) => {
    const row = `  [${JSON.stringify(key)}, ${at}, ${sound.length}]`;
    at += sound.length;
    return row;
  });
  writeFileSync(new URL(`${name}.ulaw`, folder), Buffer.concat(sounds.map(({ sound }) => sound)));
  writeFileSync(new URL(`${name}.json`, folder), `[\n${rows.join(',\n')}\n]\n`);
  console.log(`${name}: ${sounds.length} phrases, ${(at / 8000).toFixed(1)} s, ${at} bytes`);
}

function rendered(role: EspeakRole, text: string, pauseMsMax: number): Uint8Array {
  const rate = role === 'agent' && !text.includes(' ') && !/[.!?]$/.test(text) ? WORD_RATE : [];
  const spoken = spawnSync('espeak-ng', [...ESPEAK_SETTINGS[role], ...rate, '--stdin', '--stdout'], {
    input: SAID_AS.get(text) ?? text,
    maxBuffer: 32 * 1024 * 1024,
  });
  if (spoken.status !== 0) throw new Error(`espeak-ng failed on "${text}": is it installed?`);
  const read = readWavPcm16(spoken.stdout);
  const samples = read.kind === 'sound' ? read.channels[0] : undefined;
  const sound = samples === undefined ? new Uint8Array(0) : polished(samples, { pauseMsMax });
  if (sound.length === 0) throw new Error(`espeak-ng said nothing for "${text}"`);
  return sound;
}
