// The life of a session: dialled, set up, ready, closed, against a scripted peer.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ItemId, ToolCallId } from '../../base/brand.ts';
import type { Socket, SocketListener } from '../../base/socket.ts';
import { silence } from '../../media/audio.ts';
import { openaiBench, SETTINGS } from '../../testing/contracts/openai-peer.ts';
import { simulatedWorld } from '../../testing/world/simulated-world.ts';
import { openaiModel } from './openai-model.ts';
import { EARLY_FRAMES_MAX, KEPT_COMMANDS_MAX, MALFORMED_MAX, UNSENT_BYTES_MAX } from './openai-session.ts';

const FRAME = { kind: 'caller.audio', audio: silence('pcmu', 20), atMs: 0 } as const;
const ASK = { kind: 'response.create', requestId: 'r1', instructions: null, tools: true } as const;

test('a session is dialled at once, with the key and the model, and without the header of the beta', async () => {
  const { peer } = await openaiBench({ greets: false });
  assert.equal(peer.dials.length, 1);
  assert.equal(peer.dials[0]?.url, 'ws://model.test/v1/realtime?model=gpt-realtime-2.1-mini');
  assert.deepEqual(peer.dials[0]?.headers, { Authorization: 'Bearer sk-test' });
  assert.equal(peer.dials[0]?.openMsMax, 5_000);
});

test('a server that asks for no key is sent none', async () => {
  const { peer } = await openaiBench({ greets: false, model: { apiKey: null } });
  assert.deepEqual(peer.dials[0]?.headers, {});
});

test('settings are sent on session.created, and the model is ready on session.updated, once', async () => {
  const { peer, given, hear, world } = await openaiBench({ greets: false });
  assert.equal(peer.received.length, 0);
  await hear({ type: 'session.updated', session: {} });
  await hear({ type: 'session.created', session: {} });
  assert.deepEqual(
    peer.received.map(({ type }) => type),
    ['session.update'],
  );
  assert.deepEqual(given, []);
  await hear({ type: 'session.updated', session: {} });
  await hear({ type: 'session.updated', session: {} }, { type: 'session.created', session: {} });
  assert.deepEqual(given, [{ kind: 'model.ready' }]);
  assert.equal(peer.received.length, 1);
  assert.equal(world.timersPending, 0);
});

test('audio before the session is ready is dropped, and after it goes out as it came', async () => {
  const { peer, accept, hear } = await openaiBench({ greets: false });
  await accept(FRAME);
  await hear({ type: 'session.created' });
  await accept(FRAME);
  await hear({ type: 'session.updated' });
  await accept(FRAME, FRAME);
  const appended = peer.receivedOf('input_audio_buffer.append');
  assert.deepEqual(
    appended.map(({ audio }) => audio),
    [FRAME.audio.base64, FRAME.audio.base64],
  );
});

test('commands before the session is ready are sent after it, in order', async () => {
  const { peer, accept, hear } = await openaiBench({ greets: false });
  await accept({ kind: 'context.add', itemId: null, role: 'agent', text: 'Hello.' }, ASK);
  await hear({ type: 'session.created' });
  await accept({ kind: 'context.tool-result', toolCallId: 'c' as ToolCallId, outputJson: '{}' });
  assert.equal(peer.received.length, 1);
  await hear({ type: 'session.updated' });
  assert.deepEqual(
    peer.received.map(({ type }) => type),
    ['session.update', 'conversation.item.create', 'response.create', 'conversation.item.create'],
  );
});

test('what the readiness brings about comes after the commands that waited for it', async () => {
  const { peer, session, world, hear } = await openaiBench({ greets: false });
  session.accept({ kind: 'context.add', itemId: null, role: 'agent', text: 'Hello.' }, world.clock.now());
  session.attach((frame) => {
    if (frame.kind === 'model.ready') session.accept(ASK, world.clock.now());
  });
  await hear({ type: 'session.created' }, { type: 'session.updated' });
  assert.deepEqual(
    peer.received.map(({ type }) => type),
    ['session.update', 'conversation.item.create', 'response.create'],
  );
});

test('what changes before the settings are sent is sent with them', async () => {
  const { peer, accept, hear } = await openaiBench({ greets: false });
  await accept({ kind: 'session.update', instructions: 'Be brief.', voice: 'cedar', interruptible: false });
  await hear({ type: 'session.created' }, { type: 'session.updated' });
  assert.equal(peer.received.length, 1);
  const sent = JSON.stringify(peer.received[0]);
  assert.match(sent, /"instructions":"Be brief\."/);
  assert.match(sent, /"voice":"cedar"/);
  assert.match(sent, /"interrupt_response":false/);
});

test('commands before the session is ready have a bound, and a request beyond it is refused', async () => {
  const { given, accept, peer, hear } = await openaiBench({ greets: false });
  for (let count = 0; count < KEPT_COMMANDS_MAX; count += 1)
    await accept({ kind: 'context.remove', itemId: `i${count}` as ItemId });
  await accept(ASK);
  const refused = { kind: 'response.refused', requestId: 'r1', cause: 'failed' };
  assert.deepEqual(given, [{ ...refused, detail: 'too many commands wait for the session' }]);
  await hear({ type: 'session.created' }, { type: 'session.updated' });
  assert.equal(peer.receivedOf('conversation.item.delete').length, KEPT_COMMANDS_MAX);
});

test('a session that is not set up in time is a fault and closed', async () => {
  for (const events of [[], [{ type: 'session.created' }]]) {
    const { given, world, hear } = await openaiBench({ greets: false });
    await hear(...events);
    await world.advance(4_900);
    assert.deepEqual(given, []);
    await world.advance(200);
    assert.deepEqual(given, [
      { kind: 'model.fault', code: 'settings_timeout', detail: '', fatal: false },
      { kind: 'model.closed', code: 1000, detail: 'settings_timeout' },
    ]);
    assert.equal(world.socketsOpen, 0);
  }
});

test('a dial that nobody answers is told as closed, and one that hangs as a fault', async () => {
  const { given, world } = await openaiBench({ model: { baseUrl: 'ws://nobody.test/v1' } });
  assert.deepEqual(given, [{ kind: 'model.closed', code: 1006, detail: 'connection refused' }]);
  const [line] = world.logLines.filter(({ event }) => event === 'model.fault');
  assert.deepEqual(line?.fields, { code: 'not_reached', why: 'connection refused', fatal: false });

  const hanging = await openaiBench({ world: () => ({ dial: () => handSocket().socket }) });
  await hanging.world.advance(5_000);
  assert.deepEqual(
    hanging.given.map((frame) => ('code' in frame ? frame.code : frame.kind)),
    ['open_timeout', 1000],
  );
  assert.equal(hanging.world.timersPending, 0);
});

test('frames that come before attach are kept for it, and what they bring about comes after them', async () => {
  const { peer, session, world } = await openaiBench();
  assert.equal(peer.dials.length, 1);
  session.close();
  const late = openaiModel({ name: 'm', apiKey: null, baseUrl: 'ws://model.test/v1' }).open(world, SETTINGS);
  await world.advance(1);
  peer.send({ type: 'input_audio_buffer.speech_started', item_id: 'i' });
  await world.advance(1);
  const kinds: string[] = [];
  late.attach((frame) => {
    if (kinds.length === 0) late.close();
    kinds.push(frame.kind);
  });
  assert.deepEqual(kinds, ['model.ready', 'speech.started', 'model.closed']);
});

test('a session that nobody attaches to does not keep frames without a bound', async () => {
  const world = simulatedWorld();
  const hand = handSocket();
  const model = openaiModel({ name: 'm', apiKey: null, baseUrl: 'ws://model.test/v1' });
  const session = model.open({ ...world, dial: () => hand.socket }, SETTINGS);
  for (let count = 0; count <= EARLY_FRAMES_MAX; count += 1)
    hand.listener().text('{"type":"input_audio_buffer.speech_started","item_id":"i"}');
  const kinds: string[] = [];
  session.attach((frame) => kinds.push(frame.kind));
  assert.equal(kinds.length, EARLY_FRAMES_MAX + 1);
  assert.equal(kinds.at(-1), 'model.closed');
  assert.deepEqual(hand.closes, [1000]);
});

test('closing twice closes once, and nothing comes after model.closed', async () => {
  for (const close of ['close', 'frame'] as const) {
    const { given, session, world, peer, accept } = await openaiBench();
    session.close();
    if (close === 'close') session.close();
    else await accept({ kind: 'model.close' });
    peer.send({ type: 'input_audio_buffer.speech_started', item_id: 'i' });
    await accept(FRAME, ASK, { kind: 'context.add', itemId: null, role: 'system', text: 'late' });
    await world.advance(10_000);
    assert.deepEqual(given.slice(1), [{ kind: 'model.closed', code: 1000, detail: 'closed by us' }]);
    assert.equal(world.socketsOpen, 0);
    assert.equal(world.timersPending, 0);
    assert.equal(peer.received.length, 1);
  }
});

test('a session that the server ends after 60 minutes is closed, with its reason', async () => {
  const { given, peer, world } = await openaiBench();
  const reason = 'Your session hit the maximum duration of 60 minutes.';
  peer.hangUp(1001, reason);
  await world.advance(1);
  assert.deepEqual(given.slice(1), [{ kind: 'model.closed', code: 1001, detail: reason }]);
});

test('nonsense is counted and ignored, until it is too much', async () => {
  const { given, givenOf, peer, world, hear } = await openaiBench();
  for (let count = 1; count < MALFORMED_MAX; count += 1)
    peer.sendText(['', 'null', '[]', '{"type":7}', '{"type":"response.done"}'][count % 5] ?? '');
  await hear(
    { type: 'something.new', field: 1 },
    { type: 'input_audio_buffer.speech_started', item_id: 'i' },
  );
  assert.equal(givenOf('speech.started').length, 1);
  peer.sendText('{');
  await world.advance(1);
  assert.deepEqual(given.slice(2), [
    { kind: 'model.fault', code: 'malformed', detail: 'not the protocol', fatal: false },
    { kind: 'model.closed', code: 1002, detail: 'malformed' },
  ]);
  assert.equal(world.socketsOpen, 0);
  const line = world.logLines.find(({ event }) => event === 'model.closed');
  assert.equal(line?.fields['malformed'], MALFORMED_MAX);
  assert.equal(line?.fields['unknown'], 1);
});

test('binary messages count as nonsense and close with a protocol error', async () => {
  const hand = handSocket();
  const { given } = await openaiBench({ world: () => ({ dial: () => hand.socket }) });
  for (let count = 0; count < MALFORMED_MAX + 5; count += 1) hand.listener().binary?.(new Uint8Array(3));
  assert.deepEqual(hand.closes, [1002]);
  assert.equal(given.filter(({ kind }) => kind === 'model.closed').length, 1);
});

test('a model that does not read is given up before its socket fills the memory', async () => {
  const hand = handSocket();
  const { given, accept } = await openaiBench({ world: () => ({ dial: () => hand.socket }) });
  const listener = hand.listener();
  listener.open?.();
  listener.text('{"type":"session.created"}');
  listener.text('{"type":"session.updated"}');
  hand.unsentBytes = UNSENT_BYTES_MAX + 1;
  await accept(FRAME, FRAME);
  assert.deepEqual(
    given.map(({ kind }) => kind),
    ['model.ready', 'model.fault', 'model.closed'],
  );
});

test('no log line holds the key, the instructions or what was said', async () => {
  const { world, hear, session } = await openaiBench();
  await hear(
    { type: 'conversation.item.input_audio_transcription.completed', item_id: 'i', transcript: 'SECRET' },
    { type: 'error', error: { type: 'x', code: 'invalid_value', message: 'SECRET' } },
    { type: 'error', error: { type: 'x', code: 'response_cancel_not_active', message: 'SECRET' } },
  );
  session.close();
  const lines = JSON.stringify(world.logLines);
  assert.match(lines, /invalid_value/);
  assert.doesNotMatch(lines, /SECRET|sk-test|front desk/);
});

interface HandSocket {
  unsentBytes: number;
  readonly closes: readonly number[];
  readonly listener: () => SocketListener;
  readonly socket: Socket;
}

/** A socket that a test is the far end of, by hand. */
function handSocket(): HandSocket {
  let told: SocketListener | null = null;
  const closes: number[] = [];
  const hand: HandSocket = {
    unsentBytes: 0,
    closes,
    listener(): SocketListener {
      assert(told !== null);
      return told;
    },
    socket: {
      listen: (listener) => void (told = listener),
      send: () => {},
      close: (code) => void closes.push(code),
      get unsentBytes() {
        return hand.unsentBytes;
      },
    },
  };
  return hand;
}
