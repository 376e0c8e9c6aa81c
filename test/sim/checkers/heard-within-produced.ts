// What the model and the journal are told to have been heard was produced, and was played at the caller's ear.
import assert from 'node:assert/strict';
import type { ItemId } from '../../../src/base/brand.ts';
import type { Simulation } from '../simulate-call.ts';

/** One frame of the carrier's. */
const FRAME_MS = 20;

export function heardWithinProduced({ bench, caller, models, line, seen }: Simulation): void {
  const produced = (itemId: ItemId): number =>
    Math.max(...models.map((model) => model.producedMs.get(itemId) ?? 0));
  const played = (itemId: ItemId): number =>
    Math.max(...caller.streams.map((stream) => stream.heardMs(itemId)));
  for (const { said, heard, heardMs, producedMs, itemId } of bench.events('agent.said')) {
    assert.ok(heardMs >= 0 && heardMs <= producedMs, `${itemId}: heard ${heardMs} of ${producedMs}`);
    assert.ok(said.startsWith(heard), `${itemId}: heard what was not said`);
  }
  const told = seen.flatMap(({ atMs, frame }) =>
    frame.kind === 'context.truncate' ? [{ atMs, ...frame }] : [],
  );
  for (const { atMs, itemId, heardMs } of told) {
    assert.ok(
      heardMs > 0 && heardMs <= produced(itemId),
      `${itemId}: told ${heardMs} of ${produced(itemId)}`,
    );
    // Marks that never come leave the clock alone; jitter moves each of the three messages that it is told by.
    const above = heardMs - played(itemId);
    // A caller who hangs up while the word is on its way hears less than anybody can know.
    const crossed = Math.abs(atMs - (caller.goneAtMs ?? -Infinity)) <= 2 * (line.wayMs + line.jitterMs);
    if (crossed) continue;
    // With the marks the one may be lost that measures the way.
    const unmeasuredMs = line.marksLost > 0 ? 2 * line.wayMs : 0;
    assert.ok(
      above <= FRAME_MS + 3 * line.jitterMs + unmeasuredMs,
      `${itemId}: told ${above} ms more than was played`,
    );
    if (line.marksLost === 0 && line.jitterMs === 0)
      assert.ok(above >= -FRAME_MS, `${itemId}: told ${-above} ms less than was played`);
  }
  const items = new Map<string, number>();
  for (const { from, frame } of seen)
    if (from === 'playout' && frame.kind === 'item.heard')
      items.set(frame.itemId, (items.get(frame.itemId) ?? 0) + 1);
  // The opening lines of a call have the same names on each of its streams.
  for (const [itemId, times] of items)
    assert.ok(times === 1 || times <= caller.streams.length, `${itemId} was told ${times} times`);
}
