// What whole calls cost, part by part, and what a budget makes of them.
import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import type { Price } from '../../src/cost/price.ts';
import { wholeStage } from './whole-stage.ts';

const priced = { from: '2000-01-01', source: 'this test' };
const tokens = { textIn: 1, textCached: 1, textOut: 1, audioIn: 1, audioCached: 1, audioOut: 1 };
const CARRIER: Price = { part: 'carrier', of: 'twilio', perMinute: 0.6, incrementS: 1, ...priced };

void suite('what a call costs', () => {
  test('is told while it goes on, and is whole once each part of it has a price', async () => {
    const prices: readonly Price[] = [
      CARRIER,
      { part: 'model', of: 'rehearsal', perMillionTokens: tokens, ...priced },
      { part: 'stt', of: 'openai/gpt-transcribe', perMinute: 0.6, ...priced },
    ];
    const stage = await wholeStage({ prices });
    const call = stage.ring();
    await stage.agentQuiet(call);
    const live = stage.switchboard.view(call.carrierCallId)?.cost;
    assert.ok(live !== undefined && live.knownUsd > 0);
    await stage.say(call, 'hello');
    call.hangUp();
    const { cost, outcome } = await stage.outcome(call);
    const part = (name: string) => cost.parts.find((one) => one.part === name);
    assert.ok((part('model')?.usd ?? 0) > 0, JSON.stringify(cost));
    const seconds = (outcome?.durationMs ?? 0) / 1000;
    assert.ok(Math.abs((part('carrier')?.usd ?? 0) - seconds / 100) < 0.05, JSON.stringify(cost));
    assert.ok(cost.knownUsd >= live.knownUsd);
    assert.equal(outcome?.costUsd, cost.usd);
  });

  test('of a cascade has a part for each of its vendors, and is unknown where one has no price', async () => {
    const stage = await wholeStage({ pipeline: 'cascading', prices: [CARRIER] });
    const call = stage.ring();
    await stage.agentQuiet(call);
    await stage.say(call, 'hello');
    call.hangUp();
    const { cost } = await stage.outcome(call);
    assert.deepEqual(
      cost.parts.map(({ part, missing }) => [part, missing === null]),
      [
        ['stt', false],
        ['llm', false],
        ['tts', false],
        ['carrier', true],
      ],
    );
    assert.equal(cost.usd, null);
  });

  test('ends it with a goodbye once its budget is reached', async () => {
    const budget = { usdMax: 0.15, onReached: 'end', farewell: 'Our time is up. Goodbye.' } as const;
    const stage = await wholeStage({ prices: [CARRIER], agent: { budget } });
    const call = stage.ring();
    const { outcome, transcript } = await stage.outcome(call);
    assert.equal(outcome?.reason, 'budget');
    assert.equal(transcript.at(-1)?.heard, budget.farewell);
    assert.ok(outcome.durationMs > 15_000 && outcome.durationMs < 40_000, String(outcome.durationMs));
    assert.equal(stage.world.socketsOpen, 0);
  });

  test('puts the caller through once its budget is reached, where the agent wants it so', async () => {
    const budget = { usdMax: 0.1, onReached: 'transfer', farewell: 'Goodbye.' } as const;
    const stage = await wholeStage({ prices: [CARRIER], agent: { budget } });
    const call = stage.ring({ human: () => ({ status: 'answered', afterMs: 3000, talkMs: 9000 }) });
    const { outcome, cost } = await stage.outcome(call);
    assert.equal(outcome?.reason, 'transferred');
    assert.ok(cost.knownUsd > 0.2, JSON.stringify(cost));
  });

  test('keeps the next caller out once the budget of the day is spent', async () => {
    let spent = true;
    const stage = await wholeStage({ budgetSpent: () => spent });
    const call = stage.ring();
    await stage.world.until(() => call.ending !== null);
    assert.deepEqual(
      call.record.says.map(({ text }) => text),
      [stage.agent.phrases.busy],
    );
    assert.equal(stage.switchboard.admission.turnedAway.budget, 1);
    await assert.rejects(stage.switchboard.dial({ to: '+14155550177' }), /TOO_MANY_REQUESTS|budget/);
    spent = false;
    const next = stage.ring();
    await stage.agentQuiet(next);
    next.hangUp();
    assert.equal((await stage.outcome(next)).outcome?.reason, 'caller-hangup');
  });
});
