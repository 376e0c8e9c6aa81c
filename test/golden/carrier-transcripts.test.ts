// Golden transcripts of each carrier that is told by a spec: a short call, every message both ways and every frame.
import assert from 'node:assert/strict';
import { Buffer } from 'node:buffer';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';
import type { ItemId } from '../../src/base/brand.ts';
import type { Socket, SocketListener } from '../../src/base/socket.ts';
import type { CarrierStream } from '../../src/carriers/carrier.ts';
import { defineEnvelope, type Envelope } from '../../src/carriers/envelope/define-envelope.ts';
import { acceptEnvelopeStream } from '../../src/carriers/envelope/entrance.ts';
import { asteriskSpec } from '../../src/carriers/envelope/specs/asterisk.ts';
import { bandwidthSpec } from '../../src/carriers/envelope/specs/bandwidth.ts';
import { exotelSpec } from '../../src/carriers/envelope/specs/exotel.ts';
import { jambonzSpec } from '../../src/carriers/envelope/specs/jambonz.ts';
import { signalwireSpec } from '../../src/carriers/envelope/specs/signalwire.ts';
import { sipBridgeSpec } from '../../src/carriers/envelope/specs/sip-bridge.ts';
import { vonageSpec } from '../../src/carriers/envelope/specs/vonage.ts';
import { audioOf, bytesPerMs } from '../../src/media/audio.ts';
import { STAGE_CALL } from '../../src/testing/envelope/carrier-stage.ts';
import { EmulatedPeer } from '../../src/testing/envelope/emulated-peer.ts';
import type { PeerCall, PeerWire } from '../../src/testing/envelope/peer-wire.ts';
import { asteriskWire } from '../../src/testing/envelope/wires/asterisk-wire.ts';
import { bandwidthWire } from '../../src/testing/envelope/wires/bandwidth-wire.ts';
import { exotelWire } from '../../src/testing/envelope/wires/exotel-wire.ts';
import { jambonzWire } from '../../src/testing/envelope/wires/jambonz-wire.ts';
import { signalwireWire } from '../../src/testing/envelope/wires/signalwire-wire.ts';
import { sipBridgeWire } from '../../src/testing/envelope/wires/sip-bridge-wire.ts';
import { vonageWire } from '../../src/testing/envelope/wires/vonage-wire.ts';
import { simulatedWorld } from '../../src/testing/world/simulated-world.ts';
import { matchesGolden } from './golden-file.ts';

const ORIGIN = 'wss://voice.example.com';

const CARRIERS: Readonly<Record<string, readonly [Envelope, (call: PeerCall) => PeerWire]>> = {
  bandwidth: [defineEnvelope(bandwidthSpec()), (call) => bandwidthWire(call, null)],
  signalwire: [
    defineEnvelope(signalwireSpec()),
    (call) => signalwireWire(call, { codec: 'PCMU@8000h', bigEndian: false }),
  ],
  exotel: [defineEnvelope(exotelSpec()), (call) => exotelWire(call, 8000, 'dropped')],
  vonage: [
    defineEnvelope(vonageSpec()),
    (call) => vonageWire(call, { rateHz: 8000, bigEndian: false, marksOnClear: 'dropped' }),
  ],
  asterisk: [defineEnvelope(asteriskSpec()), (call) => asteriskWire(call, { format: 'ulaw' })],
  jambonz: [defineEnvelope(jambonzSpec()), (call) => jambonzWire(call, { rateHz: 8000 })],
  'sip-bridge': [
    defineEnvelope(sipBridgeSpec()),
    (call) => sipBridgeWire(call, { format: { encoding: 'pcmu' }, sound: 'binary' }),
  ],
};

/** One line of a transcript: a message of one side, text or base64 of binary, or a frame that it became. */
interface Line {
  readonly atMs: number;
  readonly from: 'carrier' | 'offhook' | 'frame';
  readonly text?: string;
  readonly binary?: string;
  readonly frame?: unknown;
}

/** A socket on which everything is written down. */
function tapped(socket: Socket, write: (line: Omit<Line, 'atMs'>) => void): Socket {
  const message = (from: Line['from'], sent: string | Uint8Array): void =>
    write(
      typeof sent === 'string'
        ? { from, text: sent }
        : { from, binary: Buffer.from(sent).toString('base64') },
    );
  return {
    listen: (listener: SocketListener) =>
      socket.listen({
        text: (text) => (message('carrier', text), listener.text(text)),
        binary: (bytes) => (message('carrier', bytes), listener.binary?.(bytes)),
        closed: (code, reason) => listener.closed(code, reason),
      }),
    send: (sent) => (message('offhook', sent), socket.send(sent)),
    close: (code, reason) => socket.close(code, reason),
    get unsentBytes() {
      return socket.unsentBytes;
    },
  };
}

/** The caller speaks and presses a key; we speak, are interrupted, speak again; the caller hangs up. */
async function played(envelope: Envelope, wireOf: (call: PeerCall) => PeerWire): Promise<readonly Line[]> {
  const world = simulatedWorld({ latencyMs: 10 });
  const wire = wireOf(STAGE_CALL);
  const peer = new EmulatedPeer(world, wire, ORIGIN);
  const lines: Line[] = [];
  const write = (line: Omit<Line, 'atMs'>): void =>
    void lines.push({ atMs: world.clock.now() / 1000, ...line });
  const streams: CarrierStream[] = [];
  world.listen(ORIGIN, (socket, { url }) =>
    acceptEnvelopeStream(
      world,
      tapped(socket, write),
      envelope,
      { url },
      {
        onStart(_, stream) {
          streams.push(stream);
          stream.attach((frame) => write({ from: 'frame', frame }));
          return true;
        },
        onRefused: (cause) => assert.fail(cause),
      },
    ),
  );
  peer.connect();
  await world.advance(45);
  const [stream] = streams;
  assert.ok(stream !== undefined);
  const at = world.clock.now();
  const play = (ms: number, value: number): void => {
    const bytes = Buffer.alloc(ms * bytesPerMs(wire.agent), value);
    stream.accept({ kind: 'playout.audio', itemId: 'i' as ItemId, audio: audioOf(wire.agent, bytes) }, at);
  };
  stream.accept({ kind: 'playout.mark', mark: 'probe' }, at);
  peer.speak(Buffer.alloc(30 * bytesPerMs(wire.caller), 3));
  play(30, 1);
  stream.accept({ kind: 'playout.mark', mark: '0.1' }, at);
  await world.advance(90);
  peer.press('5');
  play(50, 2);
  stream.accept({ kind: 'playout.mark', mark: '0.2' }, at);
  await world.advance(20);
  stream.accept({ kind: 'playout.clear' }, at);
  await world.advance(100);
  play(20, 4);
  stream.accept({ kind: 'playout.mark', mark: '1.1' }, at);
  await world.advance(100);
  peer.stop();
  await world.advance(1000);
  return lines;
}

for (const [name, [envelope, wire]] of Object.entries(CARRIERS)) {
  test(`a call of ${name} goes over the wire as it was recorded`, async () => {
    const lines = await played(envelope, wire);
    await matchesGolden(`${name}/call.jsonl`, `${lines.map((line) => JSON.stringify(line)).join('\n')}\n`);
  });

  test(`what ${name} sent is read to the same frames without its emulator`, async () => {
    const recorded = (await readFile(new URL(`${name}/call.jsonl`, import.meta.url), 'utf8'))
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as Line);
    const world = simulatedWorld();
    const frames: unknown[] = [];
    let listener: SocketListener | null = null;
    const socket: Socket = {
      listen: (to) => void (listener = to),
      send: () => {},
      close: () => {},
      unsentBytes: 0,
    };
    const url = ORIGIN + wire(STAGE_CALL).path;
    acceptEnvelopeStream(
      world,
      socket,
      envelope,
      { url },
      {
        onStart(_, stream) {
          stream.attach((frame) => void frames.push(frame));
          return true;
        },
        onRefused: (cause) => assert.fail(cause),
      },
    );
    const to = (): SocketListener => {
      const now: SocketListener | null = listener;
      assert.ok(now !== null);
      return now;
    };
    for (const { atMs, from, text, binary } of recorded) {
      if (from !== 'carrier') continue;
      await world.advance(atMs - world.clock.now() / 1000);
      if (text !== undefined) to().text(text);
      else to().binary?.(Buffer.from(binary ?? '', 'base64'));
    }
    // Marks are returned for what was sent, and nothing was: they are the other test's.
    const unsaid = (frame: unknown): boolean =>
      !['playout.marked', 'carrier.stopped'].includes((frame as { kind: string }).kind);
    assert.deepEqual(
      frames.filter(unsaid),
      recorded.flatMap(({ frame }) => (frame !== undefined && unsaid(frame) ? [frame] : [])),
    );
  });
}
