// An agent's options are checked field by field, and every default is settled.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { z } from 'zod';
import { OffhookError } from '../base/errors.ts';
import type { AgentOptions } from './agent-options.ts';
import { defineAgent } from './define-agent.ts';
import { defineTool } from './define-tool.ts';

const MINIMAL: AgentOptions = { name: 'desk', instructions: 'Be kind.' };

function refusal(change: Record<string, unknown>): OffhookError {
  try {
    defineAgent({ ...MINIMAL, ...change });
  } catch (error) {
    if (error instanceof OffhookError) return error;
    throw error;
  }
  throw new Error(`taken: ${JSON.stringify(change)}`);
}

test('a name and instructions are enough for an agent', () => {
  const { tools, recording, handoffs, ...agent } = defineAgent(MINIMAL);
  assert.deepEqual(agent, {
    kind: 'agent',
    name: 'desk',
    instructions: 'Be kind.',
    greeting: 'Hello, how can I help you?',
    voice: 'marin',
    ownVoice: false,
    language: 'en-US',
    model: 'gpt-realtime-2.1-mini',
    pipeline: { kind: 'realtime', vendor: 'openai' },
    timeZone: 'UTC',
    mcpServers: [],
    handoffDescription: null,
    guardrails: [],
    languages: [],
    filler: null,
    bargeIn: 'any',
    bargeInSensitivity: 'medium',
    interruptDigit: null,
    durationMsMax: 3_600_000,
    dormancy: {
      quietMs: 15_000,
      question: 'Are you still there?',
      answerMs: 10_000,
      farewell: "I can't hear you any more, and will end the call now. Goodbye.",
    },
    redact: [],
    transferTo: null,
    transferKind: 'cold',
    paths: {
      incoming: '/twilio/incoming',
      media: '/twilio/media',
      relay: '/twilio/relay',
      afterStream: '/twilio/after-stream',
      afterDial: '/twilio/after-dial',
      status: '/twilio/status',
      streamStatus: '/twilio/stream-status',
      answered: '/twilio/answered',
      answeredBy: '/twilio/answered-by',
    },
    variables: null,
    budget: null,
    conclusion: null,
    phrases: agent.phrases,
  });
  assert.deepEqual(recording, { on: false });
  assert.deepEqual(handoffs(), []);
  assert.deepEqual(
    tools.map((tool) => tool.name),
    ['transfer_to_human', 'end_call'],
  );
});

test('what is given stands instead of the default, in units that the call reckons with', () => {
  const agent = defineAgent({
    ...MINIMAL,
    greeting: null,
    language: 'de-DE',
    maxCallDuration: '30m',
    dormancy: { after: '20s', question: 'Hallo?' },
    recording: { consent: 'by-state', states: ['CA'] },
    transfer: { to: '+15551234567', kind: 'warm' },
    paths: { incoming: '/voice' },
    phrases: { busy: 'Tschüss!' },
    interruptDigit: '#',
  });
  assert.equal(agent.greeting, null);
  assert.equal(agent.durationMsMax, 1_800_000);
  assert.deepEqual(agent.dormancy, {
    quietMs: 20_000,
    question: 'Hallo?',
    answerMs: 10_000,
    farewell: 'Ich höre Sie nicht mehr und beende jetzt das Gespräch. Auf Wiederhören.',
  });
  assert.deepEqual(agent.recording, {
    on: true,
    consent: 'by-state',
    notice: 'Dieses Gespräch wird aufgezeichnet.',
    states: ['CA'],
  });
  assert.deepEqual([agent.transferTo, agent.transferKind], ['+15551234567', 'warm']);
  assert.equal(agent.paths.incoming, '/voice');
  assert.equal(agent.paths.media, '/twilio/media');
  assert.equal(agent.phrases.busy, 'Tschüss!');
  assert.equal(agent.phrases.transferring, 'Einen Moment, ich verbinde Sie.');
  assert.equal(agent.interruptDigit, '#');
});

test('recording that is only switched on is announced to everybody', () => {
  const { recording } = defineAgent({ ...MINIMAL, recording: true });
  assert.ok(recording.on);
  assert.equal(recording.consent, 'always');
  assert.equal(recording.notice, 'This call is being recorded.');
});

test('dormancy false leaves a quiet line alone', () => {
  assert.equal(defineAgent({ ...MINIMAL, dormancy: false }).dormancy, null);
});

test("an agent's own transfer_to_human replaces the built-in one", () => {
  const own = defineTool({
    name: 'transfer_to_human',
    description: 'Mine.',
    parameters: z.object({}),
    run: () => 1,
  });
  const { tools } = defineAgent({ ...MINIMAL, tools: [own] });
  assert.deepEqual(
    tools.map((tool) => [tool.name, tool.description === 'Mine.']),
    [
      ['transfer_to_human', true],
      ['end_call', false],
    ],
  );
});

test('tools of different arguments stand in one list', () => {
  const one = defineTool({
    name: 'one',
    description: 'One.',
    parameters: z.object({ a: z.string() }),
    run: ({ a }) => a,
  });
  const two = defineTool({
    name: 'two',
    description: 'Two.',
    parameters: z.object({ b: z.int() }),
    run: ({ b }) => b,
  });
  assert.equal(defineAgent({ ...MINIMAL, tools: [one, two] }).tools.length, 4);
});

test('two tools of one name are refused', () => {
  const tool = defineTool({ name: 'twin', description: 'Twin.', parameters: z.object({}), run: () => 1 });
  const error = refusal({ tools: [tool, tool] });
  assert.equal(error.code, 'TOOL_INVALID');
  assert.match(error.message, /two are called 'twin'/);
});

test('each field that does not fit is named, with what was given and what would fit', () => {
  const refused: readonly [Record<string, unknown>, RegExp][] = [
    [{ name: '' }, /^name: must be 1 to 64 letters/],
    [{ name: undefined }, /^name: must be text/],
    [{ instructions: 7 }, /^instructions: must be text or \{ file/],
    [{ instructions: { path: 'x' } }, /instructions\.path: is no field of this; known are file/],
    [{ instructions: ' ' }, /^instructions: must not be empty/],
    [{ greeting: 5 }, /^greeting: must be text, or null/],
    [{ greeting: 'Hi {{first name}}' }, /^greeting: has a placeholder that is none/],
    [{ language: 'english please' }, /^language: must be a BCP-47 tag.*not "english please"/],
    [{ timeZone: 'Mars/Olympus' }, /^timeZone: must be an IANA time zone/],
    [{ bargeIn: 'loud' }, /^bargeIn: must be one of 'none', 'dtmf', 'speech', 'any', not "loud"/],
    [{ bargeInSensitivity: 3 }, /^bargeInSensitivity: must be one of 'low', 'medium', 'high', not 3/],
    [{ interruptDigit: '12' }, /^interruptDigit: must be one key/],
    [{ interruptDigit: 1 }, /^interruptDigit: must be one key/],
    [{ maxCallDuration: 60 }, /^maxCallDuration: must be a duration from 1s to 24h/],
    [
      { maxCallDuration: '25h' },
      /^maxCallDuration: must be a duration from 1s to 24h, such as '90s', not "25h"/,
    ],
    [{ dormancy: true }, /^dormancy: must be \{ after/],
    [{ dormancy: { after: '0s' } }, /^dormancy\.after: must be a duration from 1s to 1h/],
    [{ recording: 'yes' }, /^recording: must be true, false or/],
    [{ recording: { consent: 'maybe' } }, /^recording\.consent: must be one of/],
    [{ recording: { states: ['California'] } }, /^recording\.states\[0\]: must be a US state/],
    [{ transfer: { to: '5551234567' } }, /^transfer\.to: must be a number such as '\+15551234567'/],
    [{ transfer: '+15551234567' }, /^transfer: must be an object of to/],
    [{ paths: { media: 'media' } }, /^paths\.media: must be an absolute path/],
    [{ paths: { media: '/twilio/incoming' } }, /^paths\.media: must differ from paths\.incoming/],
    [{ variables: { a: 1 } }, /^variables: must be a function/],
    [{ tools: [{ name: 'x' }] }, /^tools\[0\]: must be what defineTool/],
    [{ tools: {} }, /^tools: must be an array/],
    [{ phrases: { busy: '' } }, /^phrases\.busy: must not be empty/],
    [{ greetings: 'Hi' }, /^greetings: is no field of this; known are name, instructions, greeting/],
  ];
  for (const [change, message] of refused) {
    const error = refusal(change);
    assert.equal(error.code, 'CONFIG_INVALID');
    assert.match(error.message, message);
  }
});

test('several mistakes are told in one error', () => {
  const { message } = refusal({ bargeIn: 'loud', voice: '' });
  assert.deepEqual(
    message.split('\n').map((line) => line.split(':')[0]),
    ['voice', 'bargeIn'],
  );
});

test('options are typed', () => {
  // Checked by the compiler and never run.
  const never = () => {
    // @ts-expect-error: no such way to barge in.
    defineAgent({ ...MINIMAL, bargeIn: 'loud' });
    // @ts-expect-error: a duration has a unit.
    defineAgent({ ...MINIMAL, maxCallDuration: '60' });
    // @ts-expect-error: instructions are missing.
    defineAgent({ name: 'desk' });
    // @ts-expect-error: two keys are no key.
    defineAgent({ ...MINIMAL, interruptDigit: '12' });
    // @ts-expect-error: a variable is a text, a number or a boolean.
    defineAgent({ ...MINIMAL, variables: () => ({ when: new Date() }) });
  };
  assert.equal(typeof never, 'function');
});
