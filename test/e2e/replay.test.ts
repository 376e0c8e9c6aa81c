// `offhook replay` as a process: a call over real sockets runs again bit for bit, and goes on live from one of its turns.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { test } from 'node:test';
import { loadConfig } from '../../src/agent/load-config.ts';
import { diskTapes, tapeFiles } from '../../src/archive/disk-tapes.ts';
import { callTarget } from '../../src/cli/call/call-target.ts';
import { chosenSteps } from '../../src/cli/call/chosen-steps.ts';
import { openLiveEvents } from '../../src/cli/call/live-events.ts';
import { playSteps } from '../../src/cli/call/play-steps.ts';
import { runCall } from '../../src/cli/call/run-call.ts';
import { startRehearsal } from '../../src/cli/rehearsal.ts';
import type { CallId } from '../../src/base/brand.ts';
import { createServer } from '../../src/server/create-server.ts';
import { readSettings } from '../../src/server/settings.ts';
import { realWorld } from '../../src/server/world/real-world.ts';
import { espeak } from '../../src/testing/live/espeak.ts';
import { memoryLog } from '../../src/testing/world/memory-log.ts';

const CONFIG = 'examples/front-desk';

async function replay(dataDir: string, ...args: readonly string[]) {
  const child = spawn(
    process.execPath,
    ['--conditions=offhook-source', 'src/cli/main.ts', 'replay', ...args, '--config', CONFIG],
    { env: { ...process.env, DATA_DIR: dataDir }, stdio: ['ignore', 'pipe', 'pipe'] },
  );
  const [out, err] = [text(child.stdout), text(child.stderr)];
  const [code] = (await once(child, 'exit')) as [number | null];
  return { code, out: await out, err: await err };
}

test(
  'a call over real sockets replays bit for bit, and goes on live from a turn',
  { timeout: 180_000 },
  async (t) => {
    const world = realWorld(memoryLog().log);
    const dataDir = await mkdtemp(join(tmpdir(), 'offhook-replay-'));
    t.after(() => rm(dataDir, { recursive: true, force: true }));
    const settings = readSettings({ PORT: '0', DATA_DIR: dataDir });
    const rehearsal = await startRehearsal(world);
    const agent = await loadConfig(CONFIG);
    const server = await createServer({ agent, settings, world, model: rehearsal.model, drainMsMax: 0 });
    t.after(async () => {
      await server.close();
      await rehearsal[Symbol.asyncDispose]();
    });
    const { url } = await server.listen();
    await server.rendered;
    const script = await chosenSteps({ scenario: 'hours' }, false, espeak('caller'));
    const target = callTarget({ url, from: '+14155550123' }, settings);
    assert.ok(script.ok && target.ok);
    const report = await runCall(
      {
        target: target.target,
        human: null,
        msMax: 90_000,
        play: (host) => playSteps(script.steps ?? [], host),
      },
      {
        world,
        line: () => {},
        styled: false,
        openEvents: openLiveEvents,
        keepRecording: () => '',
        hangUp: new AbortController().signal,
      },
    );
    assert.equal(report.fault, null);
    const id = report.view?.id as CallId;
    const tapeOf = async () =>
      (await server.store.archived.of(id)).find(({ name }) => name === 'tape.jsonl.gz');
    while ((await tapeOf()) === undefined)
      await new Promise((resolve) => void world.timers.after(50, () => resolve(0)));
    assert.deepEqual(await tapeFiles(dataDir, id), []);
    assert.ok(existsSync(join(dataDir, (await tapeOf())?.key ?? '')));

    const same = await replay(dataDir, id);
    assert.deepEqual([same.code, same.err], [0, '']);
    assert.match(same.out, /The same, bit for bit\./);

    const far = await replay(dataDir, id, '--from', '9', '--live');
    assert.match(far.err, /--from 9: the caller has \d turns in this call/);
    const half = await replay(dataDir, id, '--from', '2');
    assert.match(half.err, /give --from <turn> and --live together/);

    const fork = await replay(dataDir, id, '--from', '2', '--live', '--say', 'What are your opening hours?');
    assert.equal(fork.code, 0, fork.out + fork.err);
    assert.match(fork.out, /From here on live, with the rehearsal model/);
    assert.match(fork.out, /caller {2}What are your opening hours\?[^]*lookup_hours ok/);
  },
);

test('a tape whose disk is in the way costs the tape, and nothing else', async () => {
  const { log, lines } = memoryLog();
  const { clock, timers } = realWorld(log);
  const sink = diskTapes({ dataDir: '/dev/null', clock, timers, log }).open('call_a' as CallId);
  sink.write('{}');
  sink.close();
  sink.write('{}');
  assert.deepEqual(
    lines.map(({ event, fields }) => [event, fields?.['cause']]),
    [['tape.given-up', 'the folder cannot be made']],
  );
});
