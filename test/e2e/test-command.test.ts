// `offhook test` as a process: a call becomes a test, holds an agent to itself, and is written anew when that is meant.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { appendFileSync, cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { text } from 'node:stream/consumers';
import { test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { gunzipSync } from 'node:zlib';
import { readTape } from '../../src/replay/read-tape.ts';
import { wholeStage } from '../whole/whole-stage.ts';

test(
  'a call is made a test without its numbers, fails with another prompt, and is written anew',
  { timeout: 120_000 },
  async (t) => {
    const folder = mkdtempSync(join(tmpdir(), 'offhook-test-'));
    t.after(() => rmSync(folder, { recursive: true }));
    const example = resolve('examples/front-desk');
    cpSync(join(example, 'prompts'), join(folder, 'prompts'), { recursive: true });
    const config = pathToFileURL(join(example, 'offhook.config.ts')).href;
    writeFileSync(join(folder, 'offhook.config.mjs'), `export { default } from ${JSON.stringify(config)};\n`);
    const stage = await wholeStage();
    const call = stage.ring();
    await stage.agentQuiet(call);
    await stage.say(call, 'opening-hours');
    call.hangUp();
    const { id } = await stage.outcome(call);
    const [tape = ''] = stage.tapes.of(id);
    const file = join(folder, 'tape.jsonl');
    writeFileSync(file, tape);

    const run = async (...args: readonly string[]) => {
      const child = spawn(
        process.execPath,
        ['--conditions=offhook-source', 'src/cli/main.ts', 'test', ...args, '--config', folder],
        {
          env: { ...process.env, DATA_DIR: join(folder, 'data') },
          stdio: ['ignore', 'pipe', 'pipe'],
        },
      );
      const [out, err] = [text(child.stdout), text(child.stderr)];
      const [code] = (await once(child, 'exit')) as [number | null];
      return { code, out: await out, err: await err };
    };

    const none = await run();
    assert.equal(none.code, 1);
    assert.match(none.err, /there is no test in .*calls/);

    const added = await run('add', file, '--name', 'hours', '--replace', 'dental=bicycle');
    assert.equal(added.code, 0, added.err);
    assert.match(added.out, /Replaced {2}2 phone numbers in \d+ places/);
    assert.match(added.out, /Voices {4}taken out of \d+ pieces of sound/);
    const kept = gunzipSync(readFileSync(join(folder, 'calls/hours.tape.jsonl.gz'))).toString();
    const { from, to } = readTape(tape).header.call;
    for (const number of [from, to]) {
      assert.ok(!kept.includes(number.slice(1)));
      assert.ok(!added.out.includes(number.slice(1)));
    }
    // The agent's own words are its prompt's, and it is said that they are there.
    assert.match(added.out, /Left {6}something of what was replaced still stands in \d+ lines/);

    const again = await run('add', file, '--name', 'hours');
    assert.equal(again.code, 1);
    assert.match(again.err, /hours\.tape\.jsonl\.gz is there already/);

    const same = await run();
    assert.deepEqual([same.code, same.err], [0, '']);
    assert.match(same.out, /^✔ hours {2}\d+\.\d s {2}\d+ lines\n$/);

    appendFileSync(join(folder, 'prompts/system.md'), '\nBe brief.\n');
    const other = await run('hours');
    assert.equal(other.code, 1);
    assert.match(other.out, /^✖ hours .*\n.*line 3 of the tape.*\n(?:.*\n)*.*settings\.instructions/);
    assert.match(other.err, /1 of 1 goes another way\. Where that is meant, .*--update/);

    const updated = await run('--update');
    assert.equal(updated.code, 0, updated.err);
    assert.match(updated.out, /^✎ hours .* lines written anew/);
    assert.equal((await run()).code, 0);

    writeFileSync(join(folder, 'calls/broken.tape.jsonl.gz'), 'no tape\n');
    const broken = await run();
    assert.match(
      broken.out,
      /^✖ broken {2}The tape cannot be replayed: a line is no JSON: no tape\.\n✔ hours/,
    );
    assert.match(broken.err, /1 of 2 goes another way/);
    rmSync(join(folder, 'calls/broken.tape.jsonl.gz'));

    const unknown = await run('nope');
    assert.match(unknown.err, /nope\.tape\.jsonl\.gz is not there; there are: hours/);
    const nobody = await run('add', file, '--name', 'other', '--replace', 'Lopez');
    assert.match(nobody.err, /give what is to be replaced and what by/);
  },
);
