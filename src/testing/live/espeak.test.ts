// The synthesiser where it is installed, and how its absence and its failures look.
import { equal, ok } from 'node:assert/strict';
import { Buffer } from 'node:buffer';
import { test } from 'node:test';
import { levelDbfs } from '../../media/energy.ts';
import { skipUnless } from '../skip.ts';
import { espeak } from './espeak.ts';
import { standIn } from './stand-in.ts';

const installed = (await espeak('agent')('Hello.')) !== null;
const needsEspeak = skipUnless(installed, 'espeak-ng is not installed (Debian: apt install espeak-ng)');

test(
  'espeak-ng speaks a sentence as µ-law, always the same, each role in its own voice',
  needsEspeak,
  async () => {
    const [agent, again, caller] = await Promise.all([
      espeak('agent')('We are open on Monday.'),
      espeak('agent')('We are open on Monday.'),
      espeak('caller')('We are open on Monday.'),
    ]);
    ok(agent !== null && again !== null && caller !== null);
    ok(agent.length > 8000 && agent.length < 24_000, `${agent.length} bytes`);
    ok(levelDbfs(agent) > -30);
    ok(Buffer.from(agent).equals(again));
    ok(!Buffer.from(agent).equals(caller));
  },
);

test('text that looks like an option is spoken, not obeyed', needsEspeak, async () => {
  const spoken = await espeak('agent')('--version');
  ok(spoken !== null && spoken.length > 2000);
});

test('a program that is not there gives nothing', async () => {
  const speak = espeak('agent', { command: 'no-such-synthesiser' });
  equal(await speak('Hello.'), null);
  equal(await speak('Hello.'), null);
});

test('a program that fails, says nonsense or never ends gives nothing', async (context) => {
  const after = (remove: () => void) => context.after(remove);
  const failing = standIn('exit 3', after);
  const babbling = standIn('echo this is not a WAV file', after);
  const hanging = standIn('exec sleep 60', after);
  equal(await espeak('agent', { command: failing })('Hello.'), null);
  equal(await espeak('agent', { command: babbling })('Hello.'), null);
  equal(await espeak('agent', { command: hanging, timeMsMax: 50 })('Hello.'), null);
});

test('a program that never stops talking is stopped', async (context) => {
  const endless = standIn('exec cat /dev/zero', (remove) => context.after(remove));
  equal(await espeak('agent', { command: endless })('Hello.'), null);
});
