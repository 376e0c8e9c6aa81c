// The carrier contract's dark half: every ending, and every way in which a peer can misbehave.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { SOCKET_MESSAGE_BYTES_MAX } from '../../base/socket.ts';
import { CarrierScene, STAGE_SETTLE_MS, type CarrierStage } from './carrier-scene.ts';

/** An event that no carrier has, under each name that one could have for it. */
const WEATHER = '{"event":"weather","eventType":"weather","type":"weather","payload":{"mark":1}}';

/** Declares this half for one carrier. */
export function carrierBreaksContract(name: string, make: () => CarrierStage): void {
  const ends = (
    behaviour: string,
    cause: 'stop' | 'lost' | 'fault',
    end: (scene: CarrierScene) => Promise<void> | void,
  ): void => {
    void test(`${name}: ${behaviour}`, async () => {
      const scene = new CarrierScene(make());
      await scene.started();
      scene.play(scene.sound(2000, 1));
      scene.accept({ kind: 'playout.mark', mark: 'm' });
      await scene.stage.world.advance(100);
      await end(scene);
      await scene.gone();
      assert.equal(scene.all('carrier.stopped')[0]?.cause, cause);
      // What comes after the end changes nothing.
      scene.play(scene.sound(100, 2));
      scene.accept({ kind: 'playout.clear' }, { kind: 'carrier.close' });
      scene.stream.close();
      await scene.gone();
    });
  };

  ends('ends as stopped when the caller hangs up', 'stop', ({ stage }) => stage.peer.stop());
  ends('ends as lost when the connection breaks', 'lost', ({ stage }) => stage.peer.vanish());
  ends('ends as stopped when it is closed from here', 'stop', (scene) => scene.stream.close());
  ends('ends as stopped by carrier.close, once', 'stop', (scene) => {
    scene.accept({ kind: 'carrier.close' }, { kind: 'carrier.close' });
  });
  ends('ends once when both sides close at the same time', 'stop', (scene) => {
    scene.stream.close();
    scene.stage.peer.stop();
  });
  ends('ends as a fault when what comes is no message', 'fault', async ({ stage }) => {
    stage.peer.send('{"event":');
    await stage.world.advance(STAGE_SETTLE_MS);
    assert.equal(stage.peer.closedWith, 1002);
  });
  ends('ends as a fault when a message is a list', 'fault', ({ stage }) => stage.peer.send('[]'));
  ends('ends as a fault when a message is too big', 'fault', async ({ stage }) => {
    stage.peer.send(' '.repeat(SOCKET_MESSAGE_BYTES_MAX + 1));
    await stage.world.advance(STAGE_SETTLE_MS);
    assert.equal(stage.peer.closedWith, 1009);
  });

  void test(`${name}: takes binary messages only where they are sound`, async () => {
    const scene = new CarrierScene(make());
    await scene.started();
    const { peer, world, traits } = scene.stage;
    // Three bytes are no whole number of 16-bit samples; of G.711 they are.
    peer.send(new Uint8Array(3));
    await world.advance(100);
    assert.equal(scene.all('carrier.stopped')[0]?.cause, traits.binary ? undefined : 'fault');
    if (traits.binary) return scene.done();
    await scene.gone();
    assert.equal(peer.closedWith, 1003);
  });

  void test(`${name}: counts what it does not know, however much of it comes, and goes on`, async () => {
    const scene = new CarrierScene(make());
    await scene.started();
    const { peer, world } = scene.stage;
    for (let count = 0; count < 5000; count += 1) peer.send(WEATHER);
    const pressed = peer.press('7');
    await world.advance(500);
    assert.equal(scene.counts.filter((one) => one === 'unknown-event').length, 5000);
    assert.equal(scene.all('caller.digit').length, pressed ? 1 : 0);
    assert.equal(scene.all('carrier.stopped').length, 0);
    await scene.done();
  });

  void test(`${name}: ignores what is of another stream, and gives up a peer that insists`, async () => {
    const scene = new CarrierScene(make());
    await scene.started();
    const { peer, world } = scene.stage;
    const named = peer.speakForAnother();
    await world.advance(100);
    assert.equal(scene.counts.includes('wrong-stream'), named);
    assert.equal(scene.all('playout.marked').length + scene.all('carrier.stopped').length, 0);
    if (!named) return scene.done();
    for (let count = 0; count < 200; count += 1) peer.speakForAnother();
    await scene.gone();
    assert.equal(scene.all('carrier.stopped')[0]?.cause, 'fault');
    assert.equal(peer.closedWith, 1008);
  });

  void test(`${name}: keeps what comes before somebody listens, bounded, its end too`, async () => {
    const scene = new CarrierScene(make(), { attaches: false });
    await scene.started();
    const { peer, world } = scene.stage;
    await world.advance(15_000);
    peer.stop();
    await world.advance(500);
    scene.attach();
    assert.equal(scene.given[0]?.frame.kind, 'carrier.started');
    assert.ok(scene.given.length <= 502);
    assert.ok(scene.counts.includes('early-frame-dropped'));
    await scene.gone();
  });

  void test(`${name}: a stream that is not wanted is closed and heard no more`, async () => {
    const scene = new CarrierScene(make(), { takes: false });
    await scene.started();
    await scene.gone();
    assert.equal(scene.starts.length, 1);
    assert.deepEqual(scene.refusals, []);
    assert.equal(scene.stage.peer.closedWith, 1008);
  });

  const refuses = (behaviour: string, cause: string, offend: (stage: CarrierStage) => void): void => {
    void test(`${name}: ${behaviour}`, async () => {
      const scene = new CarrierScene(make());
      scene.stage.peer.connect(true);
      await scene.stage.world.advance(200);
      offend(scene.stage);
      await scene.stage.world.advance(STAGE_SETTLE_MS);
      await scene.gone();
      assert.deepEqual(scene.refusals, [cause]);
      assert.deepEqual(scene.starts, []);
    });
  };
  refuses('refuses a socket that never introduces itself', 'no-start', () => {});
  refuses('refuses a socket that talks of other things for ever', 'no-start', ({ peer }) => {
    for (let count = 0; count < 100; count += 1) peer.send(WEATHER);
  });
  refuses('refuses a socket that begins with nonsense', 'malformed', ({ peer }) => peer.send('hello'));
  refuses('refuses a socket that begins too big', 'too-big', ({ peer }) =>
    peer.send(' '.repeat(SOCKET_MESSAGE_BYTES_MAX + 1)),
  );
  refuses('says when a socket went before it began', 'closed-early', ({ peer }) => peer.vanish());

  void test(`${name}: a half-open socket is closed from here, or given up by itself`, async () => {
    const scene = new CarrierScene(make());
    await scene.started();
    const { peer, world, traits } = scene.stage;
    scene.play(scene.sound(1000, 4));
    peer.freeze();
    await world.advance((traits.idleMsMax ?? 0) + STAGE_SETTLE_MS);
    assert.equal(scene.all('carrier.stopped')[0]?.cause, traits.idleMsMax === null ? undefined : 'lost');
    await scene.done();
  });
}
