// Tts contract: what every voice, with whatever peer, keeps to. One suite, run against each of them.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { durationMs, isBase64, sameFormat } from '../../media/audio.ts';
import type { Tts, TtsEvent, TtsSession } from '../../speech/tts.ts';
import type { SimulatedWorld } from '../world/simulated-world.ts';

/** A voice and its far end. */
export interface TtsStage {
  readonly world: SimulatedWorld;
  readonly tts: Tts;
  readonly peer: TtsPeer;
}

/** The far end, as far as the contract needs to see it and to make it do something. */
export interface TtsPeer {
  /** Sentences that it was given to speak, in order. */
  readonly sentences: () => readonly string[];
  readonly sendsNonsense: () => void;
  /** Null: there is no connection that could end. */
  readonly hangsUp: (() => void) | null;
  /** Whoever dials from now on finds nobody. */
  readonly refuses: () => void;
  /** Whoever dials from now on has the wrong key. */
  readonly refusesKey: () => void;
}

/** Longer than anything a peer needs, in virtual time. */
const SETTLE_MS = 20_000;

interface Scene extends TtsStage {
  readonly session: TtsSession;
  readonly events: readonly TtsEvent[];
  readonly of: <Kind extends TtsEvent['kind']>(kind: Kind) => readonly Extract<TtsEvent, { kind: Kind }>[];
  readonly ready: () => Promise<void>;
  readonly soundMs: (speechId: string) => number;
  readonly done: (speechId: string) => Promise<void>;
  readonly gone: () => Promise<void>;
}

function openScene(stage: TtsStage): Scene {
  const { world, tts } = stage;
  const format = tts.formats[0] ?? { encoding: 'pcmu' };
  const session = tts.open(world, { language: 'en-US', voice: 'a-voice', format });
  const events: TtsEvent[] = [];
  session.listen((event) => void events.push(event));
  const of: Scene['of'] = (kind) => events.filter((event): event is never => event.kind === kind);
  return {
    ...stage,
    session,
    events,
    of,
    ready: () => world.until(() => of('ready').length > 0, SETTLE_MS),
    soundMs: (speechId) =>
      of('audio')
        .filter((event) => event.speechId === speechId)
        .reduce((sum, { audio }) => sum + durationMs(audio), 0),
    done: (speechId) => world.until(() => of('done').some((event) => event.speechId === speechId), SETTLE_MS),
    async gone() {
      session.say('late', 'Too late.');
      session.finish('late');
      await world.advance(SETTLE_MS);
      assert.equal(of('closed').length, 1);
      assert.equal(events.at(-1)?.kind, 'closed');
      assert.equal(world.socketsOpen, 0);
      assert.equal(world.timersPending, 0);
    },
  };
}

/** Declares the suite for one voice. `make` is called for each test anew. */
export function ttsContract(name: string, make: () => TtsStage | Promise<TtsStage>): void {
  const holds = (behaviour: string, check: (scene: Scene) => Promise<void>): void => {
    void test(`${name}: ${behaviour}`, async () => check(openScene(await make())));
  };

  holds('says once that it can speak, and then nothing', async ({ ready, world, events, session }) => {
    await ready();
    await world.advance(SETTLE_MS);
    assert.deepEqual(events, [{ kind: 'ready' }]);
    session.close();
  });

  holds('speaks a speech sentence by sentence, in order and to its end', async (scene) => {
    await scene.ready();
    scene.session.say('s1', 'We are open. ');
    await scene.world.advance(100);
    scene.session.say('s1', 'From nine to five.');
    scene.session.finish('s1');
    await scene.done('s1');
    assert.deepEqual(
      scene.peer.sentences().map((sentence) => sentence.trim()),
      ['We are open.', 'From nine to five.'],
    );
    const audio = scene.of('audio');
    assert.ok(audio.length > 0);
    for (const piece of audio) {
      assert.equal(piece.speechId, 's1');
      assert.ok(sameFormat(piece.audio, scene.tts.formats[0] ?? piece.audio));
      assert.ok(isBase64(piece.audio.base64));
    }
    const kinds = scene.events.map(({ kind }) => kind);
    assert.ok(kinds.lastIndexOf('audio') < kinds.indexOf('done'));
    assert.equal(scene.of('done').length, 1);
    scene.session.close();
  });

  holds('times words, where it does, in order and within the sound', async (scene) => {
    await scene.ready();
    scene.session.say('s1', 'We are open. ');
    scene.session.say('s1', 'From nine to five.');
    scene.session.finish('s1');
    await scene.done('s1');
    const words = scene.of('words').flatMap((event) => event.words);
    if (words.length > 0)
      assert.equal(words.map(({ text }) => text).join(' '), 'We are open. From nine to five.');
    let last = 0;
    for (const { startMs, endMs } of words) {
      assert.ok(startMs >= last - 0.5 && endMs >= startMs);
      last = endMs;
    }
    assert.ok(last <= scene.soundMs('s1') + 1, `${last} of ${scene.soundMs('s1')} ms`);
    scene.session.close();
  });

  holds('gives nothing more of a speech that is cancelled, and speaks the next one', async (scene) => {
    await scene.ready();
    scene.session.say('s1', 'One two three four five six seven eight nine ten. ');
    await scene.world.until(() => scene.soundMs('s1') > 0, SETTLE_MS);
    scene.session.cancel('s1');
    scene.session.cancel('s1');
    const before = scene.events.length;
    scene.session.say('s2', 'Yes?');
    scene.session.finish('s2');
    await scene.done('s2');
    await scene.world.advance(SETTLE_MS);
    assert.ok(scene.soundMs('s2') > 0);
    const after = scene.events.slice(before);
    assert.ok(after.every((event) => !('speechId' in event) || event.speechId === 's2'));
    scene.session.close();
  });

  holds('speaks a second speech behind the first', async (scene) => {
    await scene.ready();
    scene.session.say('s1', 'One.');
    scene.session.say('s2', 'Two.');
    scene.session.finish('s2');
    scene.session.finish('s1');
    await scene.done('s1');
    await scene.done('s2');
    assert.ok(scene.soundMs('s1') > 0 && scene.soundMs('s2') > 0);
    scene.session.close();
  });

  holds('survives nonsense from its peer', async (scene) => {
    await scene.ready();
    scene.peer.sendsNonsense();
    await scene.world.advance(10);
    scene.session.say('s1', 'Still here.');
    scene.session.finish('s1');
    await scene.done('s1');
    assert.equal(scene.of('closed').length, 0);
    scene.session.close();
  });

  holds('ends when it is closed, once, and leaves nothing behind', async (scene) => {
    await scene.ready();
    scene.session.say('s1', 'Never mind.');
    scene.session.close();
    scene.session.close();
    await scene.gone();
  });

  holds('ends once when its peer goes, in the middle of a sentence', async (scene) => {
    if (scene.peer.hangsUp === null) return scene.session.close();
    await scene.ready();
    scene.session.say('s1', 'One two three four five six seven eight nine ten. ');
    await scene.world.until(() => scene.soundMs('s1') > 0, SETTLE_MS);
    scene.peer.hangsUp();
    await scene.world.until(() => scene.of('closed').length > 0);
    scene.session.close();
    await scene.gone();
  });

  for (const [how, what] of [
    ['refuses', 'is not there'],
    ['refusesKey', 'refuses the key'],
  ] as const)
    void test(`${name}: tells at the latest when it is to speak that its peer ${what}`, async () => {
      const stage = await make();
      stage.peer[how]();
      const scene = openScene(stage);
      scene.session.say('s1', 'Hello?');
      await scene.world.advance(SETTLE_MS);
      if (how === 'refusesKey') {
        assert.equal(scene.of('fault')[0]?.code, 'key_refused');
        assert.equal(scene.of('fault')[0]?.fatal, true);
      } else assert.ok(scene.of('fault').length + scene.of('closed').length > 0);
      assert.equal(scene.of('audio').length, 0);
      scene.session.close();
      await scene.gone();
    });
}
