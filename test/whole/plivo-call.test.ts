// Whole calls that Plivo brings in its own ways; carrier-calls.test.ts holds it to what all carriers have in common.
import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import type { PlivoFormat } from '../../src/carriers/plivo/envelope.ts';
import { plivoCarrier } from './stage-carriers.ts';
import { wholeStage } from './whole-stage.ts';

const FORMATS: readonly (readonly [string, PlivoFormat, 'little' | 'big'])[] = [
  ['in µ-law', { encoding: 'pcmu' }, 'little'],
  ['in linear samples at 8 kHz', { encoding: 'pcm16', rateHz: 8000 }, 'little'],
  ['in linear samples at 16 kHz', { encoding: 'pcm16', rateHz: 16_000 }, 'little'],
  ['in linear samples at 16 kHz, the higher byte first', { encoding: 'pcm16', rateHz: 16_000 }, 'big'],
];

void suite('a whole call by Plivo, in its own ways', () => {
  for (const [how, format, byteOrder] of FORMATS)
    test(`asks for the hours and hears them, ${how}`, async () => {
      const stage = await wholeStage({ carrier: plivoCarrier(format, { byteOrder }) });
      const call = stage.ring();
      await stage.agentQuiet(call);
      await stage.say(call, 'opening-hours');
      call.hangUp();
      const view = await stage.outcome(call);
      assert.equal(view.carrier, 'plivo');
      assert.equal(view.from, '+12125550100');
      assert.equal(view.outcome?.reason, 'caller-hangup');
      assert.equal(view.outcome.firstAudioMs, 0);
      assert.equal(view.tools[0]?.name, 'lookup_hours');
      const said = view.transcript.map((line) => `${line.role}: ${line.text}`);
      assert.match(said[0] ?? '', /^agent: Thank you for calling/);
      assert.equal(said[1], 'caller: What are your opening hours?');
      assert.match(said.at(-1) ?? '', /^agent: We are open/);
      for (const line of view.transcript) if (line.role === 'agent') assert.equal(line.heard, line.text);
      assert.equal(stage.world.socketsOpen, 0);
      assert.deepEqual(call.record.refusals, []);
    });

  test('never fills the queue so far that Plivo complains', async () => {
    const stage = await wholeStage({ carrier: plivoCarrier({ encoding: 'pcmu' }, { queueMsMax: 8000 }) });
    const call = stage.ring();
    await stage.agentQuiet(call);
    await stage.say(call, 'opening-hours');
    call.hangUp();
    const view = await stage.outcome(call);
    assert.match(view.transcript.at(-1)?.heard ?? '', /^We are open/);
    assert.deepEqual(call.record.refusals, []);
    assert.deepEqual(
      stage.world.logLines.filter(({ event }) => event === 'stream.carrier-error'),
      [],
    );
  });

  for (const credentials of [true, false]) {
    const how = credentials ? 'over REST' : 'by the address behind the stream';
    test(`hands over to a human ${how}`, async () => {
      const stage = await wholeStage({ carrier: plivoCarrier(), credentials });
      const call = stage.ring({ human: () => ({ status: 'answered', afterMs: 3000, talkMs: 9000 }) });
      await stage.agentQuiet(call);
      await stage.say(call, 'human');
      const view = await stage.outcome(call);
      assert.equal(view.outcome?.reason, 'transferred');
      assert.deepEqual(
        call.record.dials.map(({ to }) => to),
        ['+14155550123'],
      );
      assert.equal(stage.world.socketsOpen, 0);
    });
  }
});
