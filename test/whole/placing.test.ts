// Outgoing calls are placed once, whatever the carrier, the network or whoever asks does.
import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { HttpFault } from '../../src/base/world.ts';
import type { CallRequest } from '../../src/server/switchboard.ts';
import { person, type Callee } from '../../src/testing/telephone/callee.ts';
import { answers, ended, only, texts } from './outbound-stage.ts';
import { PLACING_CARRIERS } from './placing-carriers.ts';
import { wholeStage, type WholeStage, type WholeStageOptions } from './whole-stage.ts';

const TO = '+12125550100';

for (const { name, carrier, ...says } of PLACING_CARRIERS) {
  const on = (callee: Callee, more: Partial<WholeStageOptions> = {}): WholeStageOptions =>
    answers(callee, { carrier, ...more });

  void suite(`a call that is asked for, by ${name}`, () => {
    test('is placed once for a key, however often it is asked for', async () => {
      const stage = await wholeStage(on(person(60_000)));
      const request: CallRequest = { to: TO, idempotencyKey: 'row-17', answerWithinS: 600 };
      const [one, two] = await Promise.all([
        stage.switchboard.dial(request),
        stage.switchboard.dial(request),
      ]);
      const three = await stage.switchboard.dial(request);
      assert.deepEqual([two.id, three.id], [one.id, one.id]);
      assert.equal(stage.emulator.calls.size, 1);
      await assert.rejects(stage.switchboard.dial({ ...request, to: '+12125550199' }), {
        code: 'IDEMPOTENCY_KEY_USED',
      });
      stage.switchboard.hangUp(one.id);
      await ended(stage, one);
      assert.equal((await stage.switchboard.dial(request)).status, 'ended');
      assert.equal(stage.emulator.calls.size, 1);
    });

    test('ends at once when the carrier refuses it, with its code', async () => {
      const stage = await wholeStage({ carrier });
      const placed = await stage.switchboard.dial({ to: '+12125550100', from: 'nobody' });
      assert.equal(placed.status, 'ended');
      const { reason, detail, events } = await ended(stage, placed);
      assert.equal(reason, 'call-failed');
      assert.match(detail, says.refusal);
      assert.equal(only(events, 'call.not-placed')[0]?.cause, 'refused');
    });

    test('ends at once when the carrier takes no more for now, and its journal says for how long', async () => {
      const headers = { 'retry-after': '3' };
      const stage = await wholeStage({
        carrier,
        rest: () => ({ status: 429, headers, body: '{"code":20429}' }),
      });
      const placed = await stage.switchboard.dial({ to: TO });
      assert.equal(placed.status, 'ended');
      const { reason, events } = await ended(stage, placed);
      assert.equal(reason, 'call-failed');
      const [why] = only(events, 'call.not-placed');
      assert.deepEqual([why?.cause, why?.retryAfterMs], ['rate-limited', 3000]);
    });

    test('cannot be placed without credentials', async () => {
      const stage = await wholeStage({ carrier, credentials: false });
      const placed = await stage.switchboard.dial({ to: TO });
      assert.equal(placed.status, 'ended');
      assert.match((await ended(stage, placed)).detail, says.unconfigured);
    });

    const timedOut = (): never => {
      throw new HttpFault('no answer within 5000 ms');
    };

    test('is not placed again when the carrier gives no answer, and ends if nothing is heard of it', async () => {
      let asked = 0;
      const stage = await wholeStage({ carrier, rest: () => ((asked += 1), timedOut()) });
      const placed = await stage.switchboard.dial({ to: TO });
      assert.equal(placed.status, 'ringing');
      const { reason, detail } = await ended(stage, placed);
      assert.equal(asked, 1);
      assert.equal(reason, 'call-failed');
      assert.match(detail, /gave no answer/);
    });

    test('is a call like any other when the carrier gives no answer but rings all the same', async () => {
      const stage = await wholeStage(on(person(2000), { rest: (answer) => (answer(), timedOut()) }));
      const placed = await stage.switchboard.dial({ to: TO, greeting: 'Hello.' });
      await stage.agentQuiet(stage.placed());
      stage.placed().hangUp();
      const { view, reason } = await ended(stage, placed);
      assert.equal(reason, 'caller-hangup');
      assert.equal(view.callSid, stage.placed().carrierCallId);
      assert.deepEqual(texts(view, 'agent'), ['Hello.']);
    });

    test('that nobody wants any more is ended at the carrier even when its id comes later', async () => {
      const stage: WholeStage = await wholeStage(
        on(person(60_000), {
          async rest(answer, request) {
            if (!says.places(request.url)) return answer();
            const [call] = await stage.store.calls({ limit: 1 });
            if (call !== undefined) stage.switchboard.hangUp(call.id);
            return answer();
          },
        }),
      );
      const placed = await stage.switchboard.dial({ to: TO, answerWithinS: 600 });
      assert.equal((await ended(stage, placed)).reason, 'operator-hangup');
      assert.equal(stage.placed().ending?.status, 'canceled');
    });

    test('counts as a call of this process, and is refused beyond the cap', async () => {
      const stage = await wholeStage({ carrier, callsMax: 1 });
      const placed = await stage.switchboard.dial({ to: TO });
      await assert.rejects(stage.switchboard.dial({ to: TO }), { code: 'TOO_MANY_REQUESTS' });
      stage.switchboard.hangUp(placed.id);
      await ended(stage, placed);
    });
  });
}
