// Stt contract: what every transcriber, with whatever peer, keeps to. One suite, run against each of them.
import assert from 'node:assert/strict';
import { Buffer } from 'node:buffer';
import { test } from 'node:test';
import { audioOf, type Audio } from '../../media/audio.ts';
import type { Stt, SttEvent, SttSession } from '../../speech/stt.ts';
import type { SimulatedWorld } from '../world/simulated-world.ts';

/** A transcriber and its far end. */
export interface SttStage {
  readonly world: SimulatedWorld;
  readonly stt: Stt;
  readonly peer: SttPeer;
}

/** The far end, as far as the contract needs to make it do something. */
export interface SttPeer {
  /** The caller's sound that it received, in order. */
  readonly sound: () => Uint8Array;
  /** It hears these words, one stretch after the other, and the end of the turn where it ends turns. */
  readonly hears: (...stretches: readonly string[]) => void;
  readonly sendsNonsense: () => void;
  readonly hangsUp: () => void;
  /** Whoever dials from now on finds nobody. */
  readonly refuses: () => void;
  /** Whoever dials from now on has the wrong key. */
  readonly refusesKey: () => void;
}

/** Longer than anything a peer needs, in virtual time. */
const SETTLE_MS = 20_000;

interface Scene extends SttStage {
  readonly session: SttSession;
  readonly events: readonly SttEvent[];
  readonly of: <Kind extends SttEvent['kind']>(kind: Kind) => readonly Extract<SttEvent, { kind: Kind }>[];
  readonly ready: () => Promise<void>;
  /** The texts of whole turns. */
  readonly turns: () => readonly string[];
  readonly gone: () => Promise<void>;
}

function openScene(stage: SttStage): Scene {
  const { world, stt, peer } = stage;
  const session = stt.open(world, { language: 'en-US', format: { encoding: 'pcmu' } });
  const events: SttEvent[] = [];
  session.listen((event) => void events.push(event));
  const of: Scene['of'] = (kind) => events.filter((event): event is never => event.kind === kind);
  return {
    ...stage,
    session,
    events,
    of,
    ready: () => world.until(() => of('ready').length > 0, SETTLE_MS),
    turns: () => of('turn-ended').map(({ text }) => text),
    async gone() {
      session.hear(frame(0));
      session.settle();
      peer.hears('too late');
      await world.advance(SETTLE_MS);
      assert.equal(of('closed').length, 1);
      assert.equal(events.at(-1)?.kind, 'closed');
      assert.equal(world.socketsOpen, 0);
      assert.equal(world.timersPending, 0);
    },
  };
}

function frame(number: number): Audio {
  return audioOf('pcmu', new Uint8Array(160).fill(number));
}

/** Declares the suite for one transcriber. `make` is called for each test anew. */
export function sttContract(name: string, make: () => SttStage | Promise<SttStage>): void {
  const holds = (behaviour: string, check: (scene: Scene) => Promise<void>): void => {
    void test(`${name}: ${behaviour}`, async () => check(openScene(await make())));
  };

  holds('says once that it listens, and then nothing', async ({ ready, world, events, session }) => {
    await ready();
    await world.advance(SETTLE_MS);
    assert.deepEqual(events, [{ kind: 'ready' }]);
    session.close();
  });

  void test(`${name}: keeps what came before anybody listened`, async () => {
    const { world, stt } = await make();
    const session = stt.open(world, { language: 'en-US', format: { encoding: 'pcmu' } });
    await world.advance(1000);
    const events: SttEvent[] = [];
    session.listen((event) => void events.push(event));
    assert.deepEqual(events, [{ kind: 'ready' }]);
    session.close();
  });

  holds("hands the caller's sound on as it is, and none before it listens", async (scene) => {
    scene.session.hear(frame(1));
    await scene.ready();
    for (let number = 2; number < 14; number += 1) scene.session.hear(frame(number));
    await scene.world.advance(1000);
    const expected = Buffer.concat(Array.from({ length: 12 }, (_, at) => Buffer.alloc(160, at + 2)));
    assert.deepEqual(Buffer.from(scene.peer.sound()), expected);
    scene.session.close();
  });

  holds('tells a turn as it is heard, and whole when it is over', async (scene) => {
    await scene.ready();
    scene.session.hear(frame(0));
    for (const turn of [['When are', 'you open?'], ['And on Sunday?']]) {
      scene.peer.hears(...turn);
      await scene.world.advance(500);
      if (!scene.stt.endsTurns) scene.session.settle();
      await scene.world.advance(500);
      scene.session.hear(frame(0));
    }
    assert.deepEqual(scene.turns(), ['When are you open?', 'And on Sunday?']);
    const kinds = scene.events.map(({ kind }) => kind);
    const heard = kinds.findIndex((kind) => kind === 'text' || kind === 'turn-eager');
    assert.ok(heard > 0 && heard < kinds.indexOf('turn-ended'));
    scene.session.close();
  });

  holds('survives nonsense from its peer', async (scene) => {
    await scene.ready();
    scene.session.hear(frame(0));
    scene.peer.sendsNonsense();
    await scene.world.advance(10);
    scene.peer.hears('Hello?');
    await scene.world.advance(500);
    if (!scene.stt.endsTurns) scene.session.settle();
    await scene.world.advance(500);
    assert.deepEqual(scene.turns(), ['Hello?']);
    assert.equal(scene.of('closed').length, 0);
    scene.session.close();
  });

  holds('gives a peer up that talks nothing but nonsense', async (scene) => {
    await scene.ready();
    for (let count = 0; count < 20; count += 1) scene.peer.sendsNonsense();
    await scene.world.advance(1000);
    assert.equal(scene.of('fault')[0]?.code, 'malformed');
    await scene.gone();
  });

  holds('ends when it is closed, once, and leaves nothing behind', async (scene) => {
    await scene.ready();
    scene.session.close();
    scene.session.close();
    await scene.gone();
  });

  holds('ends once when its peer goes, also when it is closed after that', async (scene) => {
    await scene.ready();
    scene.peer.hangsUp();
    await scene.world.until(() => scene.of('closed').length > 0);
    scene.session.close();
    await scene.gone();
  });

  holds('can be closed while it is being dialled', async (scene) => {
    scene.session.close();
    await scene.gone();
    assert.deepEqual(
      scene.events.map(({ kind }) => kind),
      ['closed'],
    );
  });

  for (const [how, code] of [
    ['refuses', null],
    ['refusesKey', 'key_refused'],
  ] as const)
    void test(`${name}: is closed without being ready when its peer ${how === 'refuses' ? 'is not there' : 'refuses the key'}`, async () => {
      const stage = await make();
      stage.peer[how]();
      const scene = openScene(stage);
      await scene.gone();
      assert.equal(scene.of('ready').length, 0);
      const [fault] = scene.of('fault');
      assert.deepEqual([fault?.code ?? null, fault?.fatal ?? false], [code, code !== null]);
    });
}
