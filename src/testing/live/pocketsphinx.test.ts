// The recogniser where it is installed, and how its absence and its failures look.
import { equal } from 'node:assert/strict';
import { test } from 'node:test';
import { sineTone } from '../../media/tone.ts';
import { callerLine } from '../rehearsal/voice/caller-line.ts';
import { skipUnless } from '../skip.ts';
import { pocketsphinx } from './pocketsphinx.ts';
import { standIn } from './stand-in.ts';

const YES = callerLine('yes') ?? new Uint8Array(0);
const installed = (await pocketsphinx()(YES)) !== null;

test(
  'pocketsphinx understands words of the grammar',
  skipUnless(
    installed,
    'pocketsphinx is not installed (Debian: apt install pocketsphinx pocketsphinx-en-us)',
  ),
  async () => {
    const recognise = pocketsphinx();
    equal(await recognise(YES), 'yes');
    equal(await recognise(callerLine('opening-hours') ?? YES), 'what are your opening hours');
    equal(await recognise(callerLine('my-name') ?? YES), 'my name is ada lovelace');
  },
);

test('a program that is not there understands nothing', async () => {
  const recognise = pocketsphinx({ command: 'no-such-recogniser' });
  equal(await recognise(YES), null);
  equal(await recognise(YES), null);
});

test('what the program prints is what was said, in one line', async (context) => {
  const command = standIn("printf 'yes\\nplease \\n'", (remove) => context.after(remove));
  equal(await pocketsphinx({ command })(YES), 'yes please');
});

test('the program is given padded 16 kHz sound and a grammar, and nothing is left behind', async (context) => {
  const script = 'test "$(wc -c < "$2")" = 48000 && grep -q JSGF "$4" && echo "$2"';
  const command = standIn(script, (remove) => context.after(remove));
  const path = await pocketsphinx({ command })(sineTone(440, 500));
  equal(path?.endsWith('turn.raw'), true);
  const gone = standIn(`test ! -e '${path}' && echo gone`, (remove) => context.after(remove));
  equal(await pocketsphinx({ command: gone })(YES), 'gone');
});

test('a program that fails, is silent or never ends understands nothing', async (context) => {
  const after = (remove: () => void) => context.after(remove);
  equal(await pocketsphinx({ command: standIn('echo yes; exit 1', after) })(YES), null);
  equal(await pocketsphinx({ command: standIn('true', after) })(YES), null);
  equal(await pocketsphinx({ command: standIn('exec sleep 60', after), timeMsMax: 50 })(YES), null);
});

test('no sound and far too much of it are not even asked about', async (context) => {
  const command = standIn('echo yes', (remove) => context.after(remove));
  equal(await pocketsphinx({ command })(new Uint8Array(0)), null);
  equal(await pocketsphinx({ command })(new Uint8Array(200_000)), null);
});
