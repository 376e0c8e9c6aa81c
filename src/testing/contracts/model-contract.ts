// Model contract: what every model, with whatever peer, keeps to. One suite, run against each of them.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ItemId } from '../../base/brand.ts';
import { isBase64, silence } from '../../media/audio.ts';
import {
  ASK,
  contractSettings,
  CONTRACT_TOOL,
  openScene,
  SETTLE_MS,
  type ModelStage,
  type Scene,
} from './model-scene.ts';

export { CONTRACT_SETTINGS, CONTRACT_TOOL, type ModelPeer, type ModelStage } from './model-scene.ts';

/** Declares the suite for one model. `make` is called for each test anew. */
export function modelContract(name: string, make: () => ModelStage | Promise<ModelStage>): void {
  const holds = (behaviour: string, check: (scene: Scene) => Promise<void>): void => {
    void test(`${name}: ${behaviour}`, async () => check(openScene(await make())));
  };

  holds('says once that it is ready', async ({ ready, kinds, world }) => {
    await ready();
    await world.advance(SETTLE_MS);
    assert.deepEqual(kinds(), ['model.ready']);
  });

  void test(`${name}: keeps for attach what came before it`, async () => {
    const { world, model } = await make();
    const session = model.open(world, contractSettings(model));
    await world.advance(SETTLE_MS);
    const kinds: string[] = [];
    session.attach(({ kind }) => void kinds.push(kind));
    assert.deepEqual(kinds, ['model.ready']);
    session.close();
    await world.advance(SETTLE_MS);
  });

  holds('carries commands that came before it was ready to its peer', async (scene) => {
    scene.peer.respondsBy('speaking');
    scene.accept(
      { kind: 'context.add', itemId: 'greeting_1' as ItemId, role: 'agent', text: 'Front desk, hello.' },
      ASK,
    );
    const started = await scene.first('response.started');
    assert.equal(started.requestId, 'ask-1');
    assert.deepEqual(scene.peer.texts, ['Front desk, hello.']);
    assert.equal(scene.kinds()[0], 'model.ready');
  });

  holds("drops the caller's sound until it is ready, and then hands it on as it is", async (scene) => {
    const [early, late] = [silence(scene.format, 10), silence(scene.format, 20)];
    scene.accept({ kind: 'caller.audio', audio: early, atMs: 0 });
    await scene.ready();
    scene.accept({ kind: 'caller.audio', audio: late, atMs: 10 });
    await scene.world.until(() => scene.peer.audio.length > 0);
    assert.deepEqual(scene.peer.audio, [late.base64]);
  });

  holds("tells a caller's turn as speech, an item and its text", async (scene) => {
    await scene.ready();
    scene.peer.hearsCaller();
    await scene.world.until(() => scene.all('caller.text').some(({ final }) => final), SETTLE_MS);
    const kinds = scene.kinds();
    assert.ok(kinds.indexOf('speech.started') < kinds.indexOf('speech.stopped'));
    assert.ok(kinds.indexOf('speech.stopped') < kinds.indexOf('caller.committed'));
    const [committed] = scene.all('caller.committed');
    const texts = scene.all('caller.text');
    assert.ok(texts.every(({ itemId }) => itemId === committed?.itemId));
    assert.equal(texts.filter(({ final }) => final).length, 1);
    assert.notEqual(texts.at(-1)?.text, '');
  });

  holds('answers a request with sound, words and an end, each under its ids', async (scene) => {
    await scene.ready();
    scene.peer.respondsBy('speaking');
    scene.accept(ASK);
    const done = await scene.first('response.done');
    const [started] = scene.all('response.started');
    assert.equal(started?.requestId, 'ask-1');
    assert.equal(done.responseId, started?.responseId);
    assert.equal(done.status, 'completed');
    assert.equal(done.fatal, false);
    const audio = scene.all('agent.audio');
    assert.ok(audio.length > 0);
    for (const { audio: piece, responseId } of audio) {
      assert.equal(responseId, started?.responseId);
      assert.equal(piece.encoding, scene.format.encoding);
      assert.ok(isBase64(piece.base64));
    }
    const itemIds = new Set(audio.map(({ itemId }) => itemId));
    assert.deepEqual(new Set(scene.all('agent.text').map(({ itemId }) => itemId)), itemIds);
    assert.deepEqual(
      scene.all('agent.item-done').map(({ itemId }) => itemId),
      [...itemIds],
    );
    const kinds = scene.kinds();
    assert.ok(kinds.indexOf('response.started') < kinds.indexOf('agent.audio'));
    assert.ok(kinds.lastIndexOf('agent.audio') < kinds.indexOf('agent.item-done'));
    assert.ok(kinds.indexOf('agent.item-done') < kinds.indexOf('response.done'));
  });

  holds('stops a response that is cancelled', async (scene) => {
    await scene.ready();
    scene.peer.respondsBy('speaking-on');
    scene.accept(ASK);
    const { responseId } = await scene.first('agent.audio');
    assert.ok(responseId !== null);
    scene.accept({ kind: 'response.cancel', responseId }, { kind: 'response.cancel', responseId });
    const done = await scene.first('response.done');
    assert.equal(done.responseId, responseId);
    assert.equal(done.status, 'cancelled');
    await scene.world.advance(SETTLE_MS);
    assert.equal(scene.all('response.done').length, 1);
    assert.equal(scene.all('model.closed').length, 0);
  });

  holds('calls a tool once, before its response is done, and takes the result', async (scene) => {
    await scene.ready();
    scene.peer.respondsBy('calling-a-tool');
    scene.accept(ASK);
    const done = await scene.first('response.done');
    const [called, ...more] = scene.all('tool.called');
    assert.deepEqual(more, []);
    assert.equal(called?.name, CONTRACT_TOOL.name);
    assert.equal(called?.responseId, done.responseId);
    assert.equal(typeof JSON.parse(called?.argumentsJson ?? ''), 'object');
    const kinds = scene.kinds();
    assert.ok(kinds.indexOf('tool.called') < kinds.indexOf('response.done'));
    assert.ok(called !== undefined);
    const { toolCallId } = called;
    // Some are told with the request that wants to know what follows from it.
    scene.peer.respondsBy('speaking');
    scene.accept(
      { kind: 'context.tool-result', toolCallId, outputJson: '{"open":"9-17"}' },
      { ...ASK, requestId: 'ask-2' },
    );
    await scene.world.until(() => scene.peer.toolResults.length > 0, SETTLE_MS);
    assert.deepEqual(scene.peer.toolResults, ['{"open":"9-17"}']);
  });

  holds('survives nonsense from its peer', async (scene) => {
    await scene.ready();
    scene.peer.sendsNonsense();
    await scene.world.advance(10);
    scene.peer.respondsBy('speaking');
    scene.accept(ASK);
    assert.equal((await scene.first('response.done')).status, 'completed');
    assert.equal(scene.all('model.closed').length, 0);
  });

  for (const way of ['close', 'model.close'] as const)
    holds(`ends by ${way}, once, and leaves nothing behind`, async (scene) => {
      await scene.ready();
      for (let count = 0; count < 2; count += 1)
        if (way === 'close') scene.session.close();
        else scene.accept({ kind: 'model.close' });
      await scene.gone();
    });

  holds('ends once when its peer goes, also when it is closed after that', async (scene) => {
    await scene.ready();
    scene.peer.hangsUp();
    await scene.first('model.closed');
    scene.session.close();
    await scene.gone();
  });

  holds('can be closed while it is being dialled', async (scene) => {
    scene.session.close();
    await scene.gone();
    assert.deepEqual(scene.kinds(), ['model.closed']);
  });

  void test(`${name}: tells that it is closed when nobody answers its dial`, async () => {
    const stage = await make();
    stage.peer.refuses();
    const scene = openScene(stage);
    await scene.first('model.closed');
    await scene.gone();
    assert.ok(!scene.kinds().includes('model.ready'));
  });
}
