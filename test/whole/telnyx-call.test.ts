// Whole calls that Telnyx brings in its own ways; carrier-calls.test.ts holds it to what all carriers have in common.
import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { telnyxCarrier } from './telnyx-carrier.ts';
import { wholeStage } from './whole-stage.ts';

void suite('a whole call by Telnyx, in other sounds', () => {
  for (const [how, ways, sound] of [
    ['in A-law both ways', { phone: { codec: 'PCMA' } }, { receive: 'PCMA', send: 'PCMA' }],
    [
      'in linear samples, the lower byte first',
      { phone: { codec: 'L16' } },
      { receive: 'L16', send: 'L16', rateHz: 16_000 },
    ],
    [
      'in linear samples, the higher byte first',
      { phone: { codec: 'L16', byteOrder: 'big' } },
      { receive: 'L16', send: 'L16', rateHz: 8000, byteOrder: 'big' },
    ],
  ] as const)
    test(`asks for the hours and hears them, ${how}`, async () => {
      const stage = await wholeStage({ carrier: telnyxCarrier(ways, sound) });
      const call = stage.ring();
      await stage.agentQuiet(call);
      await stage.say(call, 'opening-hours');
      call.hangUp();
      const view = await stage.outcome(call);
      assert.equal(view.tools[0]?.name, 'lookup_hours');
      for (const line of view.transcript) if (line.role === 'agent') assert.equal(line.heard, line.text);
      assert.deepEqual(call.record.refusals, []);
    });

  test('is not left in silence when commands are impossible: TeXML still dials behind the stream', async () => {
    const stage = await wholeStage({ carrier: telnyxCarrier(), credentials: false });
    const call = stage.ring({ human: () => ({ status: 'answered', afterMs: 3000, talkMs: 9000 }) });
    await stage.agentQuiet(call);
    await stage.say(call, 'human');
    assert.equal((await stage.outcome(call)).outcome?.reason, 'transferred');
  });

  for (const application of ['texml', 'call-control'] as const)
    test(`is understood by a phone that speaks A-law while we speak µ-law, across loss and disorder, by ${application}`, async () => {
      const ways = { application, phone: { codec: 'PCMA', translates: false } } as const;
      const stage = await wholeStage({ carrier: telnyxCarrier(ways), latencyMs: 60 });
      const call = stage.ring({
        faults: { lossChance: 0.03, reorderChance: 0.01, duplicateChance: 0.01 },
      });
      await stage.agentQuiet(call);
      await stage.say(call, 'opening-hours');
      call.hangUp();
      const view = await stage.outcome(call);
      assert.equal(view.tools[0]?.name, 'lookup_hours');
      assert.deepEqual(call.record.refusals, []);
    });
});
