// The Gemini rehearsal, to a client that speaks the wire by hand: what is answered, what is not, and what ends a session.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { simulatedWorld } from '../world/simulated-world.ts';
import { scriptedEar, toneVoice } from './doubles.ts';
import { geminiRehearsal } from './gemini-rehearsal.ts';
import { scriptedBrain } from './scripted-brain.ts';
import { loadVad } from './vad.ts';

const LONG = 'This is a long sentence, so that there is time enough to ask for something else.';
const vad = await loadVad();

type Message = Readonly<Record<string, unknown>>;

async function connected() {
  const world = simulatedWorld();
  const brain = scriptedBrain([LONG, 'Yes?']);
  world.listen('ws://gemini/', (socket) =>
    geminiRehearsal(world, socket, { voice: toneVoice(), ear: scriptedEar([]), brain, vad }),
  );
  const seen: string[] = [];
  let closed: string | null = null;
  const socket = world.dial({ url: 'ws://gemini/', headers: {}, openMsMax: 1000 });
  socket.listen({
    text: (text) => void seen.push(text),
    closed: (code, reason) => void (closed = `${code} ${reason}`),
  });
  return {
    brain,
    seen,
    closed: () => closed,
    async say(message: Message | string | Uint8Array, ms = 20) {
      const isWire = typeof message === 'string' || message instanceof Uint8Array;
      socket.send(isWire ? message : JSON.stringify(message));
      await world.advance(ms);
    },
    count: (part: string) => seen.filter((text) => text.includes(part)).length,
  };
}

const asks = (text: string, turnComplete = true): Message => ({
  clientContent: { turns: [{ role: 'user', parts: [{ text }] }], turnComplete },
});

test('the history that a setup announces is not answered; what is complete after it is', async () => {
  const client = await connected();
  await client.say({ setup: { historyConfig: { initialHistoryInClientContent: true } } });
  await client.say(asks('I called before.'), 5000);
  assert.equal(client.brain.turns.length, 0);
  await client.say(asks('Hello?'), 10_000);
  assert.equal(client.brain.turns.length, 1);
  const told = client.brain.turns[0]?.items.flatMap((item) => (item.kind === 'message' ? [item.text] : []));
  assert.deepEqual(told?.slice(0, 2), ['I called before.', 'Hello?']);
  assert.equal(client.count('"turnComplete":true'), 1);
});

test('content that is not complete waits for what follows, and content that is takes the place of an answer', async () => {
  const client = await connected();
  await client.say({ setup: {} });
  await client.say(asks('Tell me', false), 1000);
  assert.equal(client.brain.turns.length, 0);
  await client.say(asks('of your house.'), 500);
  await client.say(asks('Stop. Are you there?'), 10_000);
  assert.equal(client.count('"interrupted":true'), 1);
  assert.equal(client.brain.turns.length, 2);
  assert.equal(client.count('"generationComplete":true'), 1);
  assert.equal(client.closed(), null);
});

test('a setup in a binary message is one, and words are written down only for who asked', async () => {
  const client = await connected();
  await client.say(new TextEncoder().encode('{"setup":{"outputAudioTranscription":{}}}'));
  await client.say(asks('Hello?'), 10_000);
  assert.ok(client.count('outputTranscription') > 0);
  assert.equal(client.count('setupComplete'), 1);
});

test('what is no message, comes before the setup, or sets up what cannot be ends the session with 1007', async () => {
  const nameless = { functionDeclarations: [{ description: 'Whose naïve name is missing.' }] };
  for (const [messages, reason] of [
    [['{'], /Invalid JSON/],
    [[asks('Hello?')], /first message must be setup/],
    [[{ setup: {} }, { setup: {} }], /one setup/],
    [[{ setup: { tools: [nameless] } }], /tools\[0\]\.name/],
  ] as const) {
    const client = await connected();
    for (const message of messages) await client.say(message);
    assert.match(String(client.closed()), /^1007 /);
    assert.match(String(client.closed()), reason);
  }
});
