// A server without any carrier, over real sockets: the calls that it places, and those that are put through, ring at the
// rehearsal telephone.
import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, suite, test } from 'node:test';
import { WebSocket } from 'ws';
import type { Agent } from '../../src/agent/agent.ts';
import { defineAgent } from '../../src/agent/define-agent.ts';
import { callTarget } from '../../src/cli/call/call-target.ts';
import { openLiveEvents } from '../../src/cli/call/live-events.ts';
import { playSteps } from '../../src/cli/call/play-steps.ts';
import { runCall } from '../../src/cli/call/run-call.ts';
import { readScenario } from '../../src/cli/call/scenario.ts';
import { startRehearsal, type Rehearsal } from '../../src/cli/rehearsal.ts';
import { startTelephone } from '../../src/cli/rehearsal/telephone.ts';
import type { CallRequest } from '../../src/server/switchboard.ts';
import { createServer, type OffhookServer } from '../../src/server/create-server.ts';
import { readSettings, type Settings } from '../../src/server/settings.ts';
import { realWorld } from '../../src/server/world/real-world.ts';
import { startRehearsalTelephone } from '../../src/testing/live/rehearsal-telephone.ts';
import { callerLine } from '../../src/testing/rehearsal/voice/caller-line.ts';
import type { DialledHuman } from '../../src/testing/telephone/dialled-human.ts';
import { memoryLog } from '../../src/testing/world/memory-log.ts';

const DESK = {
  name: 'front-desk',
  instructions: 'You call for a clinic. Today is {{today}}.',
  greeting: 'Hello. How can I help you?',
};
const AGENT = defineAgent(DESK);

/** A server without a carrier, as `offhook start` puts it together. */
interface Rehearsed {
  readonly server: OffhookServer;
  readonly settings: Settings;
  readonly url: string;
  close(): Promise<void>;
}

void suite('the rehearsal telephone', { concurrency: true }, () => {
  const world = realWorld(memoryLog().log);
  const ended = new Map<string, () => void>();
  let rehearsal: Rehearsal;
  /** Its public address is one that no carrier reaches: the telephone goes past it. */
  let main: Rehearsed;
  /** It has no public address, and its agent puts callers through warm. */
  let warm: Rehearsed;

  async function rehearsed(agent: Agent, env: Readonly<Record<string, string>>): Promise<Rehearsed> {
    const dataDir = await mkdtemp(join(tmpdir(), 'offhook-telephone-'));
    const settings = readSettings({ PORT: '0', DATA_DIR: dataDir, ...env });
    const telephone = await startTelephone(world, settings, () => Promise.resolve(null));
    const server = await createServer({
      agent,
      settings: telephone.settings,
      world,
      model: rehearsal.model,
      drainMsMax: 0,
    });
    const { url } = await server.listen();
    telephone.connect(url);
    await server.rendered;
    return {
      server,
      settings,
      url,
      async close() {
        await server.close();
        await telephone[Symbol.asyncDispose]();
        assert.equal(existsSync(join(dataDir, `rehearsal-telephone-${new URL(url).port}`)), false);
        await rm(dataDir, { recursive: true });
      },
    };
  }

  before(async () => {
    rehearsal = await startRehearsal(world);
    main = await rehearsed(AGENT, { PUBLIC_URL: 'https://voice.example.com' });
    warm = await rehearsed(defineAgent({ ...DESK, transfer: { kind: 'warm' } }), {});
    main.server.switchboard.watch((record, view) => {
      if (record.event.kind === 'call.ended') ended.get(view.id)?.();
    });
  });

  after(async () => {
    await main.close();
    await warm.close();
    await rehearsal[Symbol.asyncDispose]();
  });

  /** Places a call as `POST /api/calls` does, and waits for its end. */
  async function dial(wish: CallRequest) {
    const { server, url } = main;
    const answer = await fetch(`${url}/api/calls`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(wish),
    });
    assert.equal(answer.status, 202);
    const { id } = (await answer.json()) as { id: string };
    const over = new Promise<void>((done) => ended.set(id, done));
    if (server.switchboard.view(id)?.outcome === null) await over;
    const view = server.switchboard.view(id) ?? (await server.store.call(id));
    assert.ok(view !== null);
    const events = (await server.store.journal(view.id)).map(({ event }) => event.kind);
    return { view, events, reason: view.outcome?.reason, detail: view.outcome?.detail };
  }

  /** Calls as `offhook call` does; its report, and how long the recording is. */
  async function call(url: string, settings: Settings, scenario: string, human: DialledHuman | null) {
    const read = callTarget({ url, from: '+14155550123' }, settings);
    const steps = readScenario(scenario);
    assert.ok(read.ok && steps.ok);
    const playable = steps.steps.map((step) => ({
      step,
      sound: ('text' in step ? callerLine(step.text) : null) ?? new Uint8Array(),
    }));
    let recorded = 0;
    const report = await runCall(
      { target: read.target, human, msMax: 90_000, play: (host) => playSteps(playable, host) },
      {
        world,
        line: () => {},
        styled: false,
        openEvents: openLiveEvents,
        keepRecording: (stereo) => `${(recorded = stereo.length)} bytes`,
        hangUp: new AbortController().signal,
      },
    );
    return { report, recorded };
  }

  test('a person picks up, talks with the agent and says goodbye', async () => {
    const { view, reason } = await dial({ to: '+14155550101', greeting: 'Hello.' });
    assert.deepEqual(
      view.transcript.filter(({ role }) => role === 'caller').map(({ text }) => text),
      ['Hello.', 'What are your opening hours?', 'Thank you, goodbye.'],
    );
    assert.equal(view.from, '+14155550100');
    assert.equal(reason, 'agent-hangup');
  });

  test('a busy line, one that nobody picks up and a number that is none end as what they are', async () => {
    const calls = await Promise.all(
      ['2', '3', '4'].map((digit) => dial({ to: `+1415555010${digit}`, answerWithinS: 5 })),
    );
    assert.deepEqual(
      calls.map(({ reason }) => reason),
      ['busy', 'no-answer', 'call-failed'],
    );
    assert.match(calls[2]?.detail ?? '', /404/);
  });

  test('a mailbox is left the message behind its beep, a fax is hung up', async () => {
    const [mailbox, fax] = await Promise.all([
      dial({ to: '+14155550105', voicemail: { action: 'message', message: 'Thank you. Goodbye.' } }),
      dial({ to: '+14155550107', voicemail: { action: 'hang-up' } }),
    ]);
    assert.deepEqual([mailbox.reason, fax.reason], ['machine', 'fax']);
    assert.ok(mailbox.events.includes('voicemail.left'));
    assert.equal(mailbox.view.transcript.at(-1)?.heard, 'Thank you. Goodbye.');
  });

  test('a phone that screens is told why, and then a person comes', async () => {
    const { view, events, reason } = await dial({
      to: '+14155550106',
      purpose: 'Hello.',
      voicemail: { action: 'message', message: 'Thank you. Goodbye.' },
    });
    assert.ok(events.includes('callee.screening'));
    assert.ok(!events.includes('voicemail.left'));
    assert.equal(view.transcript.findLast(({ role }) => role === 'caller')?.text, 'Thank you, goodbye.');
    assert.equal(reason, 'agent-hangup');
  });

  for (const [what, host, publicUrl, human, status, end] of [
    [
      'as the number of a human has it',
      '127.0.0.1',
      'https://voice.example.com',
      null,
      'completed',
      'wait: end',
    ],
    [
      'as it is asked for, by another name of this machine',
      'localhost',
      null,
      { status: 'busy', afterMs: 100 },
      'busy',
      'wait: agent\nhang up',
    ],
  ] as const)
    test(`a caller of \`offhook call\` rings at the same telephone, and is put through ${what}`, async () => {
      const { settings, server } = main;
      const url = main.url.replace('127.0.0.1', host);
      const scenario = `wait: agent\npress: 0\nwait: transfer\n${end}`;
      const { report, recorded } = await call(url, { ...settings, publicUrl }, scenario, human);
      assert.equal(report.fault, null);
      assert.deepEqual(
        report.dials.map((dial) => [dial.to, dial.status]),
        [['+14155550111', status]],
      );
      const view = await server.store.call(report.callSid);
      assert.ok(view !== null && view.outcome !== null);
      assert.equal(view.outcome.reason, status === 'completed' ? 'transferred' : 'caller-hangup');
      assert.ok(Math.abs(recorded / 16 - report.durationMs) < 20);
    });

  test('a human is asked and accepts in a call beside that of the caller', async () => {
    const { server, settings, url } = warm;
    const scenario = 'wait: agent\nsay: Can I talk to a human, please?\nwait: transfer within 60s\nwait: end';
    const { report } = await call(url, settings, scenario, null);
    assert.equal(report.fault, null);
    assert.equal(report.view?.outcome?.reason, 'transferred');
    const calls = await server.store.calls({ limit: 10 });
    assert.deepEqual(
      calls.map(({ direction, to, outcome }) => [direction, to, outcome?.reason]),
      [
        ['outbound', '+14155550111', 'transferred'],
        ['inbound', '+14155550100', 'transferred'],
      ],
    );
  });
});

test('a telephone that nobody connected takes no call, and lets nobody in without its token', async () => {
  const world = realWorld(memoryLog().log);
  const telephone = await startRehearsalTelephone({ world, port: 0, accountSid: 'AC1', authToken: 'token' });
  const calls = `${telephone.url}/2010-04-01/Accounts/AC1/Calls.json`;
  const basic = (token: string) => ({ authorization: `Basic ${btoa(`AC1:${token}`)}` });
  const handset = (token: string) =>
    new Promise<string>((done) => {
      const headers = { authorization: `Bearer ${token}` };
      const ws = new WebSocket(`${telephone.url.replace('http', 'ws')}/handset`, { headers });
      ws.on('error', ({ message }) => done(message));
      ws.on('open', () => {
        ws.close();
        done('open');
      });
    });
  try {
    assert.equal((await fetch(calls, { method: 'POST', headers: basic('token') })).status, 503);
    assert.match(await handset('token'), /403/);
    telephone.connect('http://127.0.0.1:9');
    assert.equal((await fetch(calls, { method: 'POST', headers: basic('other') })).status, 401);
    assert.equal((await fetch(calls, { headers: basic('token') })).status, 405);
    const long = await fetch(calls, { method: 'POST', headers: basic('token'), body: 'x'.repeat(100_000) });
    assert.equal(long.status, 413);
    const odd = calls.replace('Calls.json', 'Calls/%E0%A4%A.json');
    assert.equal((await fetch(odd, { method: 'POST', headers: basic('token') })).status, 500);
    assert.match(await handset('other'), /403/);
    assert.equal(await handset('token'), 'open');
  } finally {
    await telephone.close();
    await telephone.close();
  }
});
