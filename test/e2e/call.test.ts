// `offhook call` against a real server on loopback, answered by the rehearsal model: whole conversations by sound.
import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, suite, test } from 'node:test';
import { defineAgent } from '../../src/agent/define-agent.ts';
import { keepRecording } from '../../src/cli/call/keep-recording.ts';
import { openLiveEvents } from '../../src/cli/call/live-events.ts';
import { chosenSteps } from '../../src/cli/call/chosen-steps.ts';
import { CALL_CARRIERS, type CallCarrierName } from '../../src/cli/call/call-carriers.ts';
import { callTarget } from '../../src/cli/call/call-target.ts';
import type { CallReport } from '../../src/cli/call/call-report.ts';
import { playSteps, type PlayableStep } from '../../src/cli/call/play-steps.ts';
import { runCall } from '../../src/cli/call/run-call.ts';
import { readScenario } from '../../src/cli/call/scenario.ts';
import { startRehearsal, type Rehearsal } from '../../src/cli/rehearsal.ts';
import { parseWav } from '../../src/media/parse-wav.ts';
import { createServer, type OffhookServer } from '../../src/server/create-server.ts';
import { readSettings, type Settings } from '../../src/server/settings.ts';
import { realWorld } from '../../src/server/world/real-world.ts';
import { callerLine } from '../../src/testing/rehearsal/voice/caller-line.ts';
import { memoryLog } from '../../src/testing/world/memory-log.ts';
import { bookAppointment } from '../../examples/front-desk/tools/book-appointment.ts';

/** What the calls of these tests share: short words, and a line on which silence ends soon. */
/** All that can be played; the first one is held to more. */
const CARRIERS = Object.keys(CALL_CARRIERS) as readonly CallCarrierName[];

const AGENT = defineAgent({
  name: 'front-desk',
  instructions: 'You answer for a clinic. Today is {{today}}.',
  greeting: 'Hello. How can I help you?',
  tools: [bookAppointment],
  dormancy: { after: '4s', answerWithin: '2s', question: 'Are you still there?', farewell: 'Goodbye.' },
});

suite('offhook call', { concurrency: true }, () => {
  const world = realWorld(memoryLog().log);
  let dataDir = '';
  let rehearsal: Rehearsal;
  let server: OffhookServer;
  let settings: Settings;
  let url = '';

  before(async () => {
    dataDir = await mkdtemp(join(tmpdir(), 'offhook-call-'));
    settings = readSettings({
      PORT: '0',
      DATA_DIR: dataDir,
      HUMAN_TRANSFER_NUMBER: '+14155550199',
      PUBLIC_URL: 'https://voice.example.com',
      OFFHOOK_API_KEY: 'a-key',
    });
    rehearsal = await startRehearsal(world);
    server = await createServer({ agent: AGENT, settings, world, model: rehearsal.model, drainMsMax: 0 });
    ({ url } = await server.listen());
    await server.rendered;
  });

  after(async () => {
    await server.close();
    await rehearsal[Symbol.asyncDispose]();
    await rm(dataDir, { recursive: true });
  });

  /** Makes a call; its lines, its report. */
  async function call(
    steps: readonly PlayableStep[],
    changes: { human?: 'answered' | 'busy'; recording?: string; carrier?: CallCarrierName } = {},
  ): Promise<{ report: CallReport; told: string }> {
    const { carrier = 'twilio' } = changes;
    const read = callTarget({ url, carrier, from: '+14155550123' }, settings);
    assert.ok(read.ok);
    const lines: string[] = [];
    const report = await runCall(
      {
        target: read.target,
        human:
          changes.human === 'busy'
            ? { status: 'busy', afterMs: 200 }
            : { status: 'answered', afterMs: 200, talkMs: 200 },
        msMax: 50_000,
        play: (host) => playSteps(steps, host),
      },
      {
        world,
        line: (text) => lines.push(text),
        styled: false,
        openEvents: openLiveEvents,
        keepRecording: (stereo) =>
          keepRecording(join(dataDir, changes.recording ?? 'call.wav'), stereo, false),
        hangUp: new AbortController().signal,
      },
    );
    return { report, told: lines.join('\n') };
  }

  function stepsOf(text: string): readonly PlayableStep[] {
    const read = readScenario(text);
    assert.ok(read.ok);
    return read.steps.map((step) => ({
      step,
      sound: ('text' in step ? callerLine(step.text) : null) ?? new Uint8Array(),
    }));
  }

  const caller = ({ view }: CallReport) =>
    view?.transcript.filter(({ role }) => role === 'caller').map(({ text }) => text);
  const agent = ({ view }: CallReport) =>
    view?.transcript
      .filter(({ role }) => role === 'agent')
      .map(({ text }) => text)
      .join(' ') ?? '';

  test('the booking scenario books, both sides are told, timed and recorded', async () => {
    const chosen = await chosenSteps({ scenario: 'booking' }, true, () => Promise.resolve(null));
    assert.ok(chosen.ok && chosen.steps !== null);
    const { report, told } = await call(chosen.steps, { recording: 'booking.wav' });
    assert.equal(report.fault, null);
    assert.deepEqual(caller(report), [
      'Hello.',
      'I would like to book an appointment.',
      'My name is Ada Lovelace.',
      'Tomorrow at ten in the morning.',
      'Thank you, goodbye.',
    ]);
    assert.match(agent(report), /You are booked for .* at 10 AM\. Your reference is [\d ]+\./);
    assert.deepEqual(
      report.view?.tools.map(({ name, status }) => [name, status]),
      [
        ['book_appointment', 'ok'],
        ['end_call', 'ok'],
      ],
    );
    assert.equal(report.view?.outcome?.reason, 'agent-hangup');
    assert.equal(report.view?.outcome?.interruptions, 0);
    assert.ok(
      report.firstSoundMs !== null && report.firstSoundMs < 500,
      `first sound ${report.firstSoundMs}`,
    );
    assert.equal(report.latenciesMs.length, 5);
    assert.equal(report.view?.outcome?.turnLatenciesMs.length, 5);
    assert.match(told, /caller {2}I would like to book an appointment\./);
    assert.match(
      told,
      /agent {3}Gladly\. When would you like to come\? {2}\[\d+ ms at the ear, \d+ ms at the server\]/,
    );
    assert.match(told, /⚙ book_appointment ok after \d+ ms: \{"booked":true/);
    const wav = parseWav(await readFile(join(dataDir, 'booking.wav')));
    assert.equal(wav.kind, 'wav');
    assert.ok(wav.kind === 'wav' && wav.channelCount === 2 && wav.encoding === 'pcmu');
    assert.ok(Math.abs(wav.data.length / 16 - report.durationMs) < 20);
  });

  for (const carrier of CARRIERS.filter((name) => name !== 'twilio'))
    test(`${carrier} brings the same conversation, over its own webhooks and stream`, async () => {
      const steps = stepsOf('wait: agent\nsay: Hello.\nwait: agent');
      const { report } = await call(steps, { carrier, recording: `${carrier}.wav` });
      assert.equal(report.fault, null);
      assert.equal(report.view?.carrier, carrier);
      assert.deepEqual(caller(report), ['Hello.']);
      assert.match(agent(report), /^Hello\. How can I help you\?/);
    });

  test('speech over the agent interrupts it, and what was not heard is told', async () => {
    const { report, told } = await call(
      stepsOf(
        'wait: agent\nsay: Who am I talking to?\ninterrupt after 1200ms: Wait, stop.\nwait: agent\nhang up',
      ),
    );
    assert.equal(report.fault, null);
    assert.equal(report.view?.outcome?.interruptions, 1);
    assert.deepEqual(caller(report), ['Who am I talking to?', 'Wait, stop.']);
    const cut = report.view?.transcript.find(({ text }) => text.startsWith('I am the rehearsal model'));
    assert.ok(cut?.heard !== undefined && cut.heard.length < cut.text.length / 2, cut?.heard);
    assert.match(told, /✂ the agent is stopped by speech/);
    assert.match(told, /agent {3}I am .*✂ .*\(not heard\)/);
    assert.match(agent(report), /I have stopped\. What can I do for you\?/);
    assert.equal(report.view?.outcome?.reason, 'caller-hangup');
  });

  test('a caller who asks for a human is put through', async () => {
    const { report, told } = await call(
      stepsOf('wait: agent\nsay: Can I talk to a human, please?\nwait: transfer\nwait: end'),
    );
    assert.equal(report.fault, null);
    assert.deepEqual(report.dials, [{ to: '+14155550199', status: 'completed' }]);
    assert.equal(report.view?.outcome?.reason, 'transferred');
    assert.match(told, /☎ the human: answered/);
  });

  test('a human who is busy brings the caller back to the agent', async () => {
    const { report, told } = await call(
      stepsOf('wait: agent\npress: 0\nwait: transfer\nwait: agent\nsay: Thank you, goodbye.\nwait: end'),
      { human: 'busy' },
    );
    assert.equal(report.fault, null);
    assert.deepEqual(report.dials, [{ to: '+14155550199', status: 'busy' }]);
    assert.equal(report.view?.outcome?.reason, 'agent-hangup');
    assert.match(told, /the caller is back on the line with the agent/);
  });

  test('typed keys reach the agent, and a caller who then says nothing is asked and let go', async () => {
    const { report, told } = await call(stepsOf('wait: agent\npress: 12#\nwait: agent\nwait: end'));
    assert.equal(report.fault, null);
    assert.match(told, /the caller presses 12#/);
    assert.match(agent(report), /You pressed 1 2\..*Are you still there\? Goodbye\./);
    assert.equal(report.view?.outcome?.reason, 'dormant');
  });

  test('without the API key the call is held and measured by ear', async () => {
    const other = { ...settings, apiKey: null };
    const read = callTarget({ url, path: '/twilio/incoming', from: '+14155550123' }, other);
    assert.ok(read.ok);
    const lines: string[] = [];
    const report = await runCall(
      {
        target: read.target,
        human: { status: 'busy', afterMs: 1 },
        msMax: 30_000,
        play: (host) => playSteps(stepsOf('wait: agent\nsay: Hello.\nwait: agent\nhang up'), host),
      },
      {
        world,
        line: (text) => lines.push(text),
        styled: false,
        openEvents: openLiveEvents,
        keepRecording: () => '',
        hangUp: new AbortController().signal,
      },
    );
    assert.equal(report.fault, null);
    assert.equal(report.view, null);
    assert.equal(report.latenciesMs.length, 1);
    assert.match(lines.join('\n'), /by ear only: .*OFFHOOK_API_KEY/);
  });
});
