// Fixed texts are spoken once before any call needs them, and only what was said to the letter is kept.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ItemId, ResponseId } from '../base/brand.ts';
import { silence } from '../media/audio.ts';
import { fakeModel, type FakeModel } from '../testing/fakes/fake-model.ts';
import { simulatedWorld } from '../testing/world/simulated-world.ts';
import { renderPhrases } from './render-phrases.ts';

function stage(texts: readonly string[]) {
  const world = simulatedWorld();
  const model = fakeModel();
  const kept: string[] = [];
  let done: number | null = null;
  const rendering = renderPhrases({
    world,
    texts,
    openModel: () => model,
    keep: (text, audio) => void kept.push(`${text} (${audio.length})`),
  });
  void rendering.then((count) => (done = count));
  return {
    world,
    model,
    kept,
    get done() {
      return done;
    },
  };
}

const asked = (model: FakeModel) => model.taken.filter(({ kind }) => kind === 'response.create').length;

test('texts are spoken one after the other in one session, which is closed behind them', async () => {
  const { world, model, kept } = stage(['Hello.', 'Goodbye.']);
  model.ready();
  assert.match(model.last('response.create')?.instructions ?? '', /"Hello\."/);
  assert.equal(model.last('response.create')?.tools, false);
  model.respond({ id: 'r1', text: 'hello', ms: 400 });
  assert.equal(asked(model), 2);
  model.respond({ id: 'r2', text: 'Goodbye!', ms: 200 });
  await world.advance(0);
  assert.deepEqual(kept, ['Hello. (2)', 'Goodbye. (1)']);
  assert.equal(model.closed, true);
  assert.equal(world.timersPending, 0);
});

test('what was said otherwise, without sound, or not to its end is not kept, and the next text goes on', async () => {
  const at = stage(['One.', 'Two.', 'Three.', 'Four.', 'Five.']);
  const { model, world } = at;
  model.ready();
  model.respond({ id: 'r1', text: 'One, two.', ms: 200 });
  model.respond({ id: 'r2', text: 'Two.', ms: 0 });
  model.respond({ id: 'r3', text: 'Three.', ms: 200, done: false });
  model.done('r3', 'incomplete', 'max_output_tokens');
  model.give({ kind: 'response.refused', requestId: 'phrase-4', cause: 'failed', detail: '' });
  model.respond({ id: 'r5', text: 'Five.', ms: 200 });
  await world.advance(0);
  assert.deepEqual(at.kept, ['Five. (1)']);
  assert.equal(at.done, 1);
});

test('sound without length is no rendering', async () => {
  const at = stage(['One.']);
  at.model.ready();
  const ids = { responseId: 'r1' as ResponseId, itemId: 'i' as ItemId };
  at.model.give({ kind: 'agent.text', itemId: ids.itemId, delta: 'One.' });
  at.model.give({ kind: 'agent.audio', ...ids, audio: silence('pcmu', 0) });
  at.model.done('r1');
  await at.world.advance(0);
  assert.deepEqual(at.kept, []);
  assert.equal(at.done, 0);
});

test('a model that closes, fails for good or takes too long keeps fewer, and leaves nothing behind', async () => {
  for (const end of ['closes', 'fails', 'hangs'] as const) {
    const at = stage(['One.', 'Two.']);
    at.model.ready();
    at.model.respond({ id: 'r1', text: 'One.', ms: 200 });
    if (end === 'closes') at.model.give({ kind: 'model.closed', code: 1006, detail: '' });
    if (end === 'fails') at.model.give({ kind: 'model.fault', code: 'quota', detail: '', fatal: true });
    await at.world.advance(30_000);
    assert.equal(at.done, 1, end);
    assert.equal(at.model.closed, true, end);
    at.model.done('r2');
    assert.equal(asked(at.model), 2, end);
    assert.equal(at.world.timersPending, 0, end);
  }
});

test('without texts no session is dialled', async () => {
  const openModel = (): FakeModel => {
    throw new Error('dialled');
  };
  assert.equal(await renderPhrases({ world: simulatedWorld(), texts: [], openModel, keep: () => {} }), 0);
});
