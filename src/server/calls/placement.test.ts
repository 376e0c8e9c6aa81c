// What a request to place a call leaves open, and what cannot be placed.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { PlaceRequest } from '../../carriers/carrier.ts';
import { placementOf } from './placement.ts';

const ORIGIN = 'https://voice.example.com';

function door(name: string, number: string | null, places = true) {
  const asked: PlaceRequest[] = [];
  const done = Promise.resolve({ done: true } as const);
  const control = {
    hangUp: () => done,
    dial: () => done,
    place: (request: PlaceRequest) => {
      asked.push(request);
      return Promise.resolve({ placed: true, carrierCallId: `${name}-1` } as const);
    },
  };
  const urls = (origin: string, callId: string) => ({
    answered: `${origin}/answered/${callId}`,
    status: `${origin}/status/${callId}`,
    answeredBy: `${origin}/answered-by/${callId}`,
  });
  const { place: _, ...mute } = control;
  return { asked, name, control: places ? control : mute, outbound: { number, urls } };
}

test('the first carrier that places calls does, from its own number, ringing for 30 s', async () => {
  const [mute, one, two] = [
    door('mute', '+14155550001', false),
    door('one', '+14155550002'),
    door('two', null),
  ];
  const placement = placementOf({ to: '+14155550123' }, [mute, one, two], ORIGIN);
  assert.deepEqual([placement.carrier, placement.from], ['one', '+14155550002']);
  await placement.place('call_1');
  assert.deepEqual(one.asked, [
    {
      callId: 'call_1',
      to: '+14155550123',
      from: '+14155550002',
      ringS: 30,
      urls: one.outbound.urls(ORIGIN, 'call_1'),
      detect: 'none',
    },
  ]);
});

test('a carrier that has its credentials goes before one that has none', () => {
  const poor = door('poor', '+14155550001');
  const rich = door('rich', '+14155550002');
  const doors = [poor, { ...rich, control: { ...rich.control, placesCalls: true } }];
  assert.equal(placementOf({ to: '+14155550123' }, doors, ORIGIN).carrier, 'rich');
  assert.equal(placementOf({ to: '+14155550123', carrier: 'poor' }, doors, ORIGIN).carrier, 'poor');
});

test('the carrier listens who picks up only as far as it matters', async () => {
  for (const [action, detect] of [
    ['hang-up', 'who'],
    ['go-on', 'who'],
    ['message', 'message-end'],
  ] as const) {
    const one = door('one', '+14155550002');
    const voicemail = action === 'message' ? { action, message: 'Bye.' } : { action };
    await placementOf({ to: '+14155550123', voicemail }, [one], ORIGIN).place('call_1');
    assert.equal(one.asked[0]?.detect, detect);
  }
});

test('what is missing is named', () => {
  const to = '+14155550123';
  const impossible = (message: RegExp) => ({ code: 'DIAL_IMPOSSIBLE', message });
  const one = door('one', null);
  assert.throws(() => placementOf({ to }, [one], ORIGIN), impossible(/one has no number/));
  assert.throws(() => placementOf({ to, from: '+1' }, [one], null), impossible(/PUBLIC_URL/));
  assert.throws(() => placementOf({ to }, [door('mute', '+1', false)], ORIGIN), impossible(/no carrier/));
  assert.throws(
    () => placementOf({ to, carrier: 'two' }, [one], ORIGIN),
    impossible(/'two' is no carrier.*there is one/),
  );
  assert.equal(placementOf({ to, from: '+14155550009', carrier: 'one' }, [one], ORIGIN).from, '+14155550009');
});
