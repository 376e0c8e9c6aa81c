// A call in the simulated World, against servers that do as they are told: each way in which a call fails.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Socket } from '../../base/socket.ts';
import type { World } from '../../base/world.ts';
import { jambonzEmulator } from '../../testing/jambonz/jambonz-emulator.ts';
import type { CarrierEmulator } from '../../testing/telephone/carrier-emulator.ts';
import { twilioEmulator } from '../../testing/twilio/twilio-emulator.ts';
import { simulatedWorld } from '../../testing/world/simulated-world.ts';
import { playSteps, type PlayableStep } from './play-steps.ts';
import { runCall } from './run-call.ts';
import { readScenario } from './scenario.ts';

const ORIGIN = 'http://server.test';
const SPEECH = new Uint8Array(8000).fill(0x10);
const XML = { 'content-type': 'text/xml' };
const CONNECT = `<Response><Connect><Stream url="wss://server.test/media"/></Connect></Response>`;

/** A call to a server that answers webhooks with `status` and `twiml`, and streams with `stream`. */
function stage(
  scenario: string,
  server: {
    status?: number;
    twiml?: string;
    stream?: (socket: Socket) => void;
    carrier?: (world: World) => CarrierEmulator;
  },
) {
  const world = simulatedWorld();
  const { status = 200, twiml = CONNECT, stream } = server;
  const carrier = server.carrier ?? ((to) => twilioEmulator(to, { accountSid: 'AC1', authToken: 'token' }));
  world.serve(ORIGIN, () => ({ status, headers: XML, body: twiml }));
  if (stream !== undefined) world.listen('wss://server.test/media', stream);
  const read = readScenario(scenario);
  assert.ok(read.ok);
  const steps: PlayableStep[] = read.steps.map((step) => ({ step, sound: SPEECH }));
  const lines: string[] = [];
  const hangUp = new AbortController();
  const report = runCall(
    {
      target: {
        origin: ORIGIN,
        publicUrl: null,
        path: '/twilio/incoming',
        tokenVariable: 'TWILIO_AUTH_TOKEN',
        dial: (to, { webhookUrl, from, to: number }) => {
          return Promise.resolve(carrier(to).call({ webhookUrl, from, to: number }));
        },
        apiKey: null,
        from: '+14155550123',
        to: '+14155550100',
        state: null,
      },
      human: { status: 'answered', afterMs: 1000, talkMs: 1000 },
      msMax: 60_000,
      play: (host) => playSteps(steps, host),
    },
    {
      world,
      line: (text) => lines.push(text),
      styled: false,
      openEvents: () => Promise.resolve({ ok: false, problem: 'no API here' }),
      keepRecording: (stereo) => `${stereo.length} bytes`,
      hangUp: hangUp.signal,
    },
  );
  return { world, report, lines, hangUp };
}

/** A server that speaks for a second at the start, and again a second after each time the caller is loud. */
function answering(world: () => ReturnType<typeof simulatedWorld>) {
  return (socket: Socket): void => {
    let streamSid = '';
    let heard = false;
    const speak = (): void =>
      socket.send(
        JSON.stringify({
          event: 'media',
          streamSid,
          media: { payload: Buffer.from(SPEECH).toString('base64') },
        }),
      );
    socket.listen({
      text(message) {
        const event = JSON.parse(message) as {
          event: string;
          streamSid: string;
          media?: { payload: string };
        };
        if (event.event === 'start') {
          ({ streamSid } = event);
          speak();
        }
        if (event.event !== 'media') return;
        const loud = Buffer.from(event.media?.payload ?? '', 'base64')[0] === 0x10;
        if (heard && !loud) world().timers.after(1000, speak);
        heard = loud;
      },
      closed() {},
    });
  };
}

const silent = (socket: Socket): void => socket.listen({ text() {}, closed() {} });

test('a call goes through its steps, is timed at the ear and recorded', async () => {
  const { world, report, lines } = stage('wait: agent\nsay: Hello.\npress: 1\nwait: agent\nhang up', {
    stream: (socket) => answering(() => world)(socket),
  });
  let over = false;
  void report.then(() => (over = true));
  await world.until(() => over);
  const { fault, firstSoundMs, latenciesMs, recordingPath } = await report;
  assert.equal(fault, null);
  assert.equal(firstSoundMs, 0);
  assert.equal(latenciesMs.length, 1);
  assert.ok(Math.abs((latenciesMs[0] ?? 0) - 1020) <= 40, String(latenciesMs));
  assert.match(recordingPath ?? '', /^\d{5,} bytes$/);
  assert.match(lines.join('\n'), /Told by ear only: no API here/);
  assert.match(
    lines.join('\n'),
    /caller +Hello\.[^]*presses 1[^]*the agent speaks {2}\[1\d\d\d ms at the ear\]/,
  );
  await world.advance(2000);
  assert.equal(world.timersPending, 0);
  assert.equal(world.socketsOpen, 0);
});

/** The fault of a call that is let run to its end. */
async function faultOf({ world, report }: ReturnType<typeof stage>) {
  let over = false;
  void report.then(() => (over = true));
  await world.until(() => over, 200_000);
  return (await report).fault;
}

test('an agent that is not heard within five seconds is a fault, and the caller hangs up', async () => {
  const fault = await faultOf(stage('wait: agent\nhang up', { stream: silent }));
  assert.equal(fault?.kind, 'no-sound');
  assert.match(fault?.message ?? '', /not heard within 5 s/);
});

test('a caller is put through by whatever word the carrier has for it', async () => {
  const stream = (socket: Socket): void => socket.listen({ text: () => socket.close(1000, ''), closed() {} });
  const human = '+14155550111';
  const listen = {
    verb: 'listen',
    url: 'wss://server.test/media',
    sampleRate: 8000,
    mixType: 'mono',
    passDtmf: true,
    bidirectionalAudio: { enabled: true, streaming: true, sampleRate: 8000 },
  };
  const dial = { verb: 'dial', target: [{ type: 'phone', number: human }] };
  const verbs = {
    twiml: JSON.stringify([listen, dial]),
    stream,
    carrier: (world: World) => jambonzEmulator(world, { secret: 'secret', apiKey: 'key' }),
  };
  const twiml = CONNECT.replace('</Response>', `<Dial><Number>${human}</Number></Dial></Response>`);
  for (const server of [verbs, { twiml, stream }])
    assert.equal(await faultOf(stage('wait: transfer\nhang up', server)), null);
  const fault = await faultOf(stage('wait: transfer\nhang up', { stream }));
  assert.match(fault?.message ?? '', /nobody was dialled/);
});

test('a step that is not reached in its bound is named', async () => {
  const talking = stage('wait: agent\nwait: end within 10s', {
    stream: (socket) => answering(() => talking.world)(socket),
  });
  const fault = await faultOf(talking);
  assert.equal(fault?.kind, 'step');
  assert.match(fault?.message ?? '', /"wait: end" \(line 2\) was not done: .* within 10 s\.$/);
  const untransferred = stage('wait: agent\nwait: transfer', {
    stream: (socket) => answering(() => untransferred.world)(socket),
  });
  assert.match((await faultOf(untransferred))?.message ?? '', /HUMAN_TRANSFER_NUMBER/);
  const quiet = stage('wait: agent\ninterrupt after 10ms: Stop.', {
    stream: (socket) => answering(() => quiet.world)(socket),
  });
  assert.match((await faultOf(quiet))?.message ?? '', /"interrupt after 10ms: Stop\." \(line 2\)/);
});

test('a call that outlives its bound is hung up', async () => {
  const long = stage('wait: agent\nwait: 5m', { stream: (socket) => answering(() => long.world)(socket) });
  const fault = await faultOf(long);
  assert.equal(fault?.kind, 'too-long');
  assert.equal((await long.report).durationMs, 60_000);
});

test('a call that is given up by hand ends at once', async () => {
  const given = stage('wait: agent\nwait: 5m', { stream: (socket) => answering(() => given.world)(socket) });
  await given.world.advance(3000);
  given.hangUp.abort();
  assert.equal((await faultOf(given))?.kind, 'cancelled');
  assert.equal((await given.report).durationMs, 3000);
});

test('a server that is not there, refuses the webhook or the stream, or takes no call is told apart', async () => {
  const cases: readonly (readonly [Parameters<typeof stage>[1], string, RegExp])[] = [
    [{ status: 403 }, 'webhook-refused', /signature does not hold.*TWILIO_AUTH_TOKEN.*DATA_DIR/],
    [{ status: 404 }, 'webhook-refused', /nothing at \/twilio\/incoming.*--path/],
    [{ status: 500 }, 'webhook-refused', /HTTP 500/],
    [
      { twiml: '<Response><Say>All lines are busy.</Say><Hangup/></Response>' },
      'stream-refused',
      /All lines are busy\./,
    ],
    [{ twiml: '<Response/>' }, 'stream-refused', /without a media stream/],
    [{}, 'stream-refused', /media stream was refused/],
  ];
  for (const [server, kind, message] of cases) {
    const fault = await faultOf(stage('wait: agent', server));
    assert.equal(fault?.kind, kind);
    assert.match(fault?.message ?? '', message);
  }
  const world = simulatedWorld();
  const nobody = stage('wait: agent', {});
  nobody.world.serve(ORIGIN, (request) => world.http(request));
  const fault = await faultOf(nobody);
  assert.equal(fault?.kind, 'unreachable');
  assert.match(fault?.message ?? '', /Nothing answers at .*npm start/);
});
