// Carrier contract: what every carrier, with whatever wire, keeps to. One suite, run against each of them.
import assert from 'node:assert/strict';
import { Buffer } from 'node:buffer';
import { test } from 'node:test';
import { audioBytes, bytesPerMs } from '../../media/audio.ts';
import { carrierBreaksContract } from './carrier-breaks-contract.ts';
import { CarrierScene, STAGE_LATENCY_MS, withoutSilence, type CarrierStage } from './carrier-scene.ts';
import { PlayedAnswer } from './played-calls.ts';

export {
  STAGE_LATENCY_MS,
  STAGE_ORIGIN,
  type CarrierPeer,
  type CarrierStage,
  type CarrierTraits,
} from './carrier-scene.ts';

/** Declares the suite for one carrier. `make` is called for each test anew. */
export function carrierContract(name: string, make: () => CarrierStage): void {
  const holds = (behaviour: string, check: (scene: CarrierScene) => Promise<void>): void => {
    void test(`${name}: ${behaviour}`, async () => {
      const scene = new CarrierScene(make());
      await scene.started();
      await check(scene);
      await scene.done();
    });
  };

  holds('says which call its stream is of, what we gave it, and that it started', async (scene) => {
    const { streamId, carrierCallId, parameters } = scene.stage.start;
    const [start, ...more] = scene.starts;
    assert.deepEqual(more, []);
    assert.equal(start?.streamId, streamId);
    assert.equal(start?.carrierCallId, carrierCallId);
    for (const [key, value] of Object.entries(parameters)) assert.equal(start?.parameters[key], value);
    assert.deepEqual(scene.given[0]?.frame, { kind: 'carrier.started', streamId });
  });

  holds("gives the caller's sound sample by sample, with its time in the stream", async (scene) => {
    const { world, peer, traits } = scene.stage;
    const beganMs = scene.given[0]?.atMs ?? 0;
    const speech = scene.sound(500, 5, traits.caller);
    peer.speak(speech);
    const from = scene.given.length;
    const spokenAtMs = scene.nowMs - beganMs;
    await world.advance(1000);
    const frames = scene.given
      .slice(from)
      .flatMap(({ frame }) => (frame.kind === 'caller.audio' ? [frame] : []));
    for (const { audio } of frames)
      assert.deepEqual({ ...audio, base64: '' }, { ...traits.caller, base64: '' });
    const bytes = Buffer.concat(frames.map(({ audio }) => audioBytes(audio)));
    assert.ok(withoutSilence(bytes, traits.caller).equals(speech));
    const first = frames.find(({ audio }) => withoutSilence(audioBytes(audio), traits.caller).length > 0);
    assert.ok(Math.abs((first?.atMs ?? -1) - spokenAtMs) <= 150, `${first?.atMs} is near ${spokenAtMs}`);
    for (const [index, { atMs }] of frames.entries())
      if (index > 0) assert.equal(Math.round(atMs - (frames[index - 1]?.atMs ?? 0)), 20);
  });

  holds('brings our sound to the ear sample by sample, however it is cut', async (scene) => {
    const { world, traits } = scene.stage;
    const width = traits.agent.encoding === 'pcm16' ? 2 : 1;
    const all = scene.sound(2400, 7);
    let at = 0;
    for (const samples of [1, 7, 80, 160, 161, 333, 1, 3198, 640, 2, Infinity]) {
      const end = Math.min(all.length, at + samples * width);
      if (end > at) scene.play(all.subarray(at, end));
      at = end;
    }
    await world.advance(3000);
    assert.ok(scene.heard().equals(all));
    // Nothing was put between: what was heard is the sound, and at most one message's padding behind it.
    assert.ok(Buffer.from(scene.stage.peer.heardBytes()).subarray(0, all.length).equals(all));
  });

  holds('brings sound to the ear that comes slower than it plays', async (scene) => {
    const { world } = scene.stage;
    const all = scene.sound(600, 9);
    const piece = 12 * bytesPerMs(scene.stage.traits.agent);
    for (let at = 0; at < all.length; at += piece) {
      scene.play(all.subarray(at, at + piece));
      await world.advance(31);
    }
    await world.advance(1000);
    assert.ok(scene.heard().equals(all));
  });

  holds('brings a long answer to the ear that is handed over at once', async (scene) => {
    const { world, traits } = scene.stage;
    const all = scene.sound(45_000, 3);
    const piece = 400 * bytesPerMs(traits.agent);
    for (let at = 0; at < all.length; at += piece) scene.play(all.subarray(at, at + piece));
    await world.advance(46_000);
    assert.ok(scene.heard().equals(all));
  });

  holds('returns each mark once and in order, when the sound before it was played', async (scene) => {
    const { world, traits } = scene.stage;
    const returned: { mark: string; heardMs: number }[] = [];
    scene.onGiven = (frame) => {
      if (frame.kind === 'playout.marked') returned.push({ mark: frame.mark, heardMs: scene.heardMs() });
    };
    scene.accept({ kind: 'playout.mark', mark: 'idle' });
    for (const index of [1, 2, 3, 4, 5]) {
      scene.play(scene.sound(330, index));
      scene.accept({ kind: 'playout.mark', mark: `m${index}` });
    }
    await world.advance(4000);
    assert.deepEqual(
      returned.map(({ mark }) => mark),
      ['idle', 'm1', 'm2', 'm3', 'm4', 'm5'],
    );
    for (const [index, { mark, heardMs }] of returned.entries()) {
      const early = index * 330 - heardMs;
      assert.ok(early <= STAGE_LATENCY_MS + traits.heardErrorMsMax, `${mark} is ${early} ms early`);
      assert.ok(-early <= 2 * STAGE_LATENCY_MS + traits.heardErrorMsMax, `${mark} is ${-early} ms late`);
    }
  });

  holds('stops at once when it is cleared, and plays what comes after it', async (scene) => {
    const { world, traits } = scene.stage;
    // Its end is no whole message of anybody's: a rest waits somewhere when it is cleared.
    const before = scene.sound(5007, 11);
    const after = scene.sound(400, 12);
    scene.play(before);
    scene.accept({ kind: 'playout.mark', mark: 'before' });
    await world.advance(700);
    scene.accept({ kind: 'playout.clear' });
    scene.play(after);
    scene.accept({ kind: 'playout.mark', mark: 'after' });
    await world.advance(STAGE_LATENCY_MS + traits.clearMsMax);
    const heardMs = scene.heardMs();
    assert.ok(heardMs <= 700 + traits.clearMsMax + STAGE_LATENCY_MS, `${heardMs} ms were heard`);
    await world.advance(3000);
    const heard = scene.heard();
    const cut = heard.length - after.length;
    assert.ok(heard.subarray(cut).equals(after));
    assert.ok(
      before.subarray(0, cut).length === cut && heard.subarray(0, cut).equals(before.subarray(0, cut)),
    );
    assert.deepEqual(
      scene.all('playout.marked').map(({ mark }) => mark),
      ['before', 'after'],
    );
  });

  for (const afterMs of [0, 25, 137, 390, 400, 777, 1234, 2100, 2950])
    holds(`says what was heard when it is interrupted after ${afterMs} ms`, async (scene) => {
      const { world, traits } = scene.stage;
      const answer = new PlayedAnswer(scene);
      await world.advance(400);
      const all = scene.sound(2400, 21);
      const piece = 170 * bytesPerMs(traits.agent);
      for (let at = 0; at < all.length; at += piece) answer.say(all.subarray(at, at + piece));
      answer.said();
      await world.advance(afterMs);
      answer.interrupt();
      await world.advance(3500);
      const [heard, ...more] = answer.heard;
      assert.deepEqual(more, []);
      const trueMs = scene.heardMs();
      assert.ok(heard !== undefined && heard.heardMs <= heard.producedMs);
      const off = Math.abs(heard.heardMs - trueMs);
      assert.ok(off <= traits.heardErrorMsMax, `${heard.heardMs} ms are said, ${trueMs} ms were heard`);
      answer.over();
    });

  holds('says that all was heard when all was', async (scene) => {
    const answer = new PlayedAnswer(scene);
    await scene.stage.world.advance(200);
    answer.say(scene.sound(730, 30));
    answer.said();
    await scene.stage.world.advance(2000);
    assert.deepEqual(
      answer.heard.map(({ heardMs, whole }) => [Math.round(heardMs), whole]),
      [[730, true]],
    );
    assert.equal(Math.round(scene.heardMs()), 730);
    answer.over();
  });

  holds('gives keys as they are pressed', async (scene) => {
    const { world, peer } = scene.stage;
    const keys = ['1', '#', '*', '0'].filter((key) => peer.press(key));
    await world.advance(200);
    assert.deepEqual(
      scene.all('caller.digit').map(({ digit }) => digit),
      keys,
    );
  });

  carrierBreaksContract(name, make);
}
