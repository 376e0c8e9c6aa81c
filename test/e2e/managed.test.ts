// Twilio hears and speaks, over real sockets: a call from the terminal to a server of its own, and who is turned away.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { test } from 'node:test';
import { WebSocket } from 'ws';
import { callTarget } from '../../src/cli/call/call-target.ts';
import { loadConfig } from '../../src/agent/load-config.ts';
import { rehearsed, startOwnServer } from '../../src/cli/call/own-server.ts';
import { playSteps } from '../../src/cli/call/play-steps.ts';
import { runCall } from '../../src/cli/call/run-call.ts';
import { readScenario } from '../../src/cli/call/scenario.ts';
import { openLiveEvents } from '../../src/cli/call/live-events.ts';
import { readSettings } from '../../src/server/settings.ts';
import { realWorld } from '../../src/server/world/real-world.ts';
import { callerLine } from '../../src/testing/rehearsal/voice/caller-line.ts';
import { memoryLog } from '../../src/testing/world/memory-log.ts';

test('a caller is heard, answered and hung up on by Twilio’s ear and voice, and nobody else comes in', async () => {
  const server = await startOwnServer({
    agent: rehearsed(await loadConfig('examples/front-desk'), 'managed'),
    given: readSettings({}),
    rehearses: 'managed',
  });
  try {
    const read = callTarget({ url: server.url, from: '+14155550123' }, server.settings);
    const scenario = readScenario('wait: agent\nsay: What are your opening hours?\nwait: agent\nhang up');
    assert.ok(read.ok && scenario.ok);
    const steps = scenario.steps.map((step) => ({
      step,
      sound: ('text' in step ? callerLine(step.text) : null) ?? new Uint8Array(),
    }));
    const report = await runCall(
      { target: read.target, human: null, msMax: 50_000, play: (host) => playSteps(steps, host) },
      {
        world: realWorld(memoryLog().log),
        line: () => {},
        styled: false,
        openEvents: openLiveEvents,
        keepRecording: () => '',
        hangUp: new AbortController().signal,
      },
    );
    assert.equal(report.fault, null);
    assert.equal(report.view?.outcome?.reason, 'caller-hangup');
    assert.deepEqual(
      report.view.transcript.slice(0, 3).map(({ role }) => role),
      ['agent', 'caller', 'agent'],
    );
    assert.match(report.view.transcript.at(-1)?.text ?? '', /open/);
    const music = await fetch(`${server.url}/twilio/relay/hold-music.wav`);
    assert.deepEqual([music.status, music.headers.get('content-type')], [200, 'audio/wav']);
    const stranger = new WebSocket(`${server.url.replace('http', 'ws')}/twilio/relay`);
    const [, response] = (await once(stranger, 'unexpected-response')) as [unknown, { statusCode: number }];
    assert.equal(response.statusCode, 403);
    stranger.on('error', () => {});
    stranger.terminate();
  } finally {
    await server[Symbol.asyncDispose]();
  }
});
