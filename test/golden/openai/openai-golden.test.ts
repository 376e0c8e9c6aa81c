// Golden transcripts: sessions written out event by event after the API's reference, replayed through the adapter in both directions.
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import type { ModelSession } from '../../../src/models/model.ts';
import { openaiBench, type Message } from '../../../src/testing/contracts/openai-peer.ts';

/**
 * One line of a transcript. `accept`: a frame from the graph; `recv`: an event from the server. What follows one, up to
 * the next, is all that it brings about: `send`, a command to the server; `give`, a frame to the graph.
 */
type Line =
  | { readonly about: string }
  | { readonly accept: Parameters<ModelSession['accept']>[0] }
  | { readonly recv: Message }
  | { readonly send: Message }
  | { readonly give: Message };

const here = new URL('./', import.meta.url);

for (const name of readdirSync(here).filter((file) => file.endsWith('.jsonl')))
  test(`the session written down in ${name} is replayed message for message`, async () => {
    const text = readFileSync(new URL(name, here), 'utf8');
    const lines = text
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as Line);
    assert.deepEqual(await replay(lines), lines);
  });

async function replay(lines: readonly Line[]): Promise<readonly Line[]> {
  const { peer, given, accept, hear } = await openaiBench({ greets: false });
  const replayed: Line[] = [];
  for (const line of lines) {
    if ('about' in line) replayed.push(line);
    if (!('accept' in line || 'recv' in line)) continue;
    const [sent, gave] = [peer.received.length, given.length];
    replayed.push(line);
    if ('accept' in line) await accept(line.accept);
    else await hear(line.recv);
    // Both have their own order; between them the transcript puts commands first.
    replayed.push(...peer.received.slice(sent).map((send) => ({ send })));
    replayed.push(...given.slice(gave).map((give) => ({ give: { ...give } })));
  }
  return replayed;
}
