// Imports point down: the table of rooms, held against every import, and against what ARCHITECTURE.md says.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path/posix';
import { test } from 'node:test';
import { importsOf } from './imports.ts';
import { FLOORS, importFault } from './rooms.ts';
import { ROOT, SOURCES } from './source-files.ts';

test('every import points to a lower floor', () => {
  const faults = SOURCES.flatMap((file) =>
    importsOf(file)
      .filter(({ from }) => from.startsWith('.'))
      .map(({ from, line }) => {
        const fault = importFault(file.path, join(dirname(file.path), from));
        return fault === null ? null : `${file.path}:${line} imports ${from}: ${fault}`;
      })
      .filter((fault) => fault !== null),
  );
  assert.deepEqual(faults, []);
});

test('an import that goes up, sideways or past a contract is found', () => {
  for (const [from, to] of [
    ['src/base/time.ts', 'src/media/audio.ts'],
    ['src/nodes/playout.ts', 'src/call/plan.ts'],
    ['src/carriers/twilio/stream.ts', 'src/models/model.ts'],
    ['src/carriers/twilio/stream.ts', 'src/carriers/plivo/stream.ts'],
    ['src/carriers/carrier.ts', 'src/carriers/twilio/stream.ts'],
    ['src/carriers/carrier.ts', 'src/carriers/envelope/entrance.ts'],
    ['src/carriers/envelope/entrance.ts', 'src/carriers/plivo/door.ts'],
    ['src/store/store.ts', 'src/agent/agent.ts'],
    ['src/testing/node-bench.ts', 'src/server/settings.ts'],
    ['src/server/create-server.ts', 'src/testing/live/ws-socket.ts'],
    ['src/server/create-server.ts', 'src/cli/main.ts'],
    ['src/graph/run.ts', 'src/index.ts'],
    ['src/graph/run.ts', 'test/postgres-server.ts'],
    ['src/index.ts', 'src/testing/index.ts'],
    ['src/index.ts', 'src/openai-agents/index.ts'],
    ['src/cli/main.ts', 'src/openai-agents/index.ts'],
    ['src/server/create-server.ts', 'src/openai-agents/index.ts'],
    ['examples/front-desk/offhook.config.ts', 'src/index.ts'],
    ['src/nodes/playout.test.ts', 'src/server/settings.ts'],
  ] as const)
    assert.notEqual(importFault(from, to), null, `${from} → ${to}`);
});

test('an import that points down, or that a test needs, is let be', () => {
  for (const [from, to] of [
    ['src/media/audio.ts', 'src/base/brand.ts'],
    ['src/carriers/twilio/stream.ts', 'src/carriers/carrier.ts'],
    ['src/carriers/twilio/stream.ts', 'src/carriers/twilio/wire.ts'],
    ['src/carriers/plivo/door.ts', 'src/carriers/envelope/entrance.ts'],
    ['src/cli/main.ts', 'src/testing/live/rehearsal-server.ts'],
    ['src/cli/main.ts', 'src/server/create-server.ts'],
    ['src/index.ts', 'src/server/create-server.ts'],
    ['src/nodes/playout.test.ts', 'src/testing/node-bench.ts'],
    ['test/e2e/media-socket.test.ts', 'src/server/app.ts'],
  ] as const)
    assert.equal(importFault(from, to), null, `${from} → ${to}`);
});

test('each room of src has its floor, and each floor its rooms', () => {
  const rooms = new Set(
    SOURCES.map(({ path }) => /^src\/([^/]+)\//.exec(path)?.[1]).filter((room) => room !== undefined),
  );
  assert.deepEqual([...rooms].toSorted(), FLOORS.flat().toSorted());
});

test('ARCHITECTURE.md tells the same rooms on the same floors', () => {
  const page = readFileSync(`${ROOT}ARCHITECTURE.md`, 'utf8');
  const told: string[][] = [];
  for (const [, floor, room = ''] of page.matchAll(/^\| *(\d+) *\| *`src\/([a-z-]+)\/` *\|/gm))
    (told[Number(floor)] ??= []).push(room);
  assert.deepEqual(
    told.map((rooms) => rooms.toSorted()),
    FLOORS.map((rooms) => rooms.toSorted()),
  );
});
