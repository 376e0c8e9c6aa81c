// Conferences of commanded legs: what each command says on the wire, and that nobody is left in one alone.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { HttpAnswer, HttpRequest } from '../../base/world.ts';
import { simulatedWorld } from '../../testing/world/simulated-world.ts';
import { Conferences } from './conferences.ts';

const answer = (status: number, json: unknown): HttpAnswer => ({
  status,
  headers: {},
  body: JSON.stringify(json),
});
const CREATED = answer(200, { data: { id: 'conf/1', name: 'room' } });
const OK = answer(200, { data: { result: 'ok' } });
const GONE = answer(422, { errors: [{ code: '90018', title: 'Call has already ended' }] });

function setUp(answers: readonly HttpAnswer[], apiKey: string | null = 'KEY1') {
  const world = simulatedWorld();
  const requests: HttpRequest[] = [];
  world.serve('https://api.example.com/', (request) => {
    requests.push(request);
    return answers[requests.length - 1] ?? OK;
  });
  const conferences = new Conferences(world, { apiKey, baseUrl: 'https://api.example.com' });
  const said = () =>
    requests.map(({ url, body }) => [
      url.replace('https://api.example.com/v2', ''),
      JSON.parse(body ?? '{}'),
    ]);
  return { conferences, said };
}

test('the first leg opens the conference, and the second takes the first along when it leaves', async () => {
  const { conferences, said } = setUp([CREATED]);
  const entered = [conferences.enter('room', 'human', 'evt_1'), conferences.enter('room', 'caller', 's_1')];
  assert.deepEqual(await Promise.all(entered), [{ done: true }, { done: true }]);
  assert.deepEqual(said(), [
    [
      '/conferences',
      {
        call_control_id: 'human',
        name: 'room',
        beep_enabled: 'never',
        start_conference_on_create: true,
        command_id: 'conference:evt_1',
      },
    ],
    [
      '/conferences/conf%2F1/actions/join',
      {
        call_control_id: 'caller',
        beep_enabled: 'never',
        start_conference_on_enter: true,
        end_conference_on_exit: true,
        command_id: 'join:s_1',
      },
    ],
  ]);
});

test('when one has left, the other is taken out, and then nobody', async () => {
  const { conferences, said } = setUp([CREATED]);
  await conferences.enter('room', 'human', 'evt_1');
  await conferences.enter('room', 'caller', 's_1');
  await conferences.left('human', 'conf/1');
  await conferences.left('caller', 'conf/1');
  assert.deepEqual(said().slice(2), [
    ['/conferences/conf%2F1/actions/leave', { call_control_id: 'caller', beep_enabled: 'never' }],
  ]);
});

test('a conference of another process is ended when one leaves, so that nobody stays there alone', async () => {
  const { conferences, said } = setUp([]);
  await conferences.left('human', 'conf/1');
  await conferences.left('human', '');
  assert.deepEqual(said(), [['/conferences/conf%2F1/actions/end', {}]]);
});

test('who comes to a conference that did not come about, or is over, is told so', async () => {
  const none = setUp([GONE]);
  const first = await none.conferences.enter('room', 'human', 'evt_1');
  const second = await none.conferences.enter('room', 'caller', 's_1');
  assert.deepEqual([first.done, second.done], [false, false]);
  assert.equal(none.said().length, 1);
  assert.equal((await none.conferences.takeOut('caller')).done, false);
  const over = setUp([CREATED, GONE]);
  await over.conferences.enter('room', 'human', 'evt_1');
  assert.deepEqual(await over.conferences.enter('room', 'caller', 's_1'), {
    done: false,
    cause: 'refused',
    detail: 'HTTP 422, code 90018',
  });
});

test('an answer without an id is no conference, and without a key nothing is asked', async () => {
  const nameless = setUp([OK]);
  assert.equal((await nameless.conferences.enter('room', 'human', 'evt_1')).done, false);
  const keyless = setUp([], null);
  assert.equal((await keyless.conferences.enter('room', 'human', 'evt_1')).done, false);
  assert.equal(keyless.said().length, 0);
});

test('who is in no conference is not taken out of one', async () => {
  const { conferences, said } = setUp([]);
  assert.equal((await conferences.takeOut('somebody')).done, false);
  assert.deepEqual(said(), []);
});
