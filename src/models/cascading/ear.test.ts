// The cascade's ear changes to another language by another session, which takes over once it listens.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { PCMU, silence } from '../../media/audio.ts';
import type { Stt, SttEvent, SttSettings } from '../../speech/stt.ts';
import { simulatedWorld } from '../../testing/world/simulated-world.ts';
import { Ear, EAR_MS_MAX } from './ear.ts';

interface Session {
  readonly settings: SttSettings;
  tell(event: SttEvent): void;
  heard: number;
  closed: boolean;
}

function bench() {
  const world = simulatedWorld();
  const sessions: Session[] = [];
  const stt: Stt = {
    name: 'fake',
    formats: [PCMU],
    endsTurns: true,
    open(_, settings) {
      let listener: (event: SttEvent) => void = () => {};
      const session: Session = { settings, tell: (event) => listener(event), heard: 0, closed: false };
      sessions.push(session);
      return {
        listen: (to) => void (listener = to),
        hear: () => void (session.heard += 1),
        settle() {},
        close: () => void (session.closed = true),
      };
    },
  };
  const ear = new Ear(world, stt, { language: 'en-US', format: PCMU });
  const told: SttEvent[] = [];
  ear.listen((event) => void told.push(event));
  return { world, sessions, ear, told };
}

test('the caller is heard by the old session until the new one listens, and by that one from then on', () => {
  const { sessions, ear, told } = bench();
  sessions[0]?.tell({ kind: 'ready' });
  ear.change('es-US');
  ear.hear(silence(PCMU, 20));
  assert.deepEqual(
    sessions.map(({ settings, heard }) => [settings.language, heard]),
    [
      ['en-US', 1],
      ['es-US', 0],
    ],
  );
  sessions[1]?.tell({ kind: 'ready' });
  ear.hear(silence(PCMU, 20));
  assert.deepEqual(
    sessions.map(({ heard, closed }) => [heard, closed]),
    [
      [1, true],
      [1, false],
    ],
  );
  sessions[0]?.tell({ kind: 'closed', code: 1000, detail: '' });
  sessions[1]?.tell({ kind: 'turn-ended', text: 'Hola.' });
  assert.deepEqual(told, [{ kind: 'ready' }, { kind: 'turn-ended', text: 'Hola.' }]);
});

test('a language that can not be had leaves the old session listening', async () => {
  const { world, sessions, ear, told } = bench();
  ear.change('es-US');
  sessions[1]?.tell({ kind: 'fault', code: 'language', detail: 'unknown', fatal: true });
  assert.deepEqual(told, [{ kind: 'fault', code: 'language', detail: 'unknown', fatal: false }]);
  ear.change('de-DE');
  assert.equal(sessions[1]?.closed, true);
  await world.advance(EAR_MS_MAX);
  assert.equal(sessions[2]?.closed, true);
  ear.hear(silence(PCMU, 20));
  assert.equal(sessions[0]?.heard, 1);
  ear.close();
  assert.equal(sessions[0]?.closed, true);
});

test('the language that is on already changes nothing', () => {
  const { sessions, ear } = bench();
  ear.change('en-US');
  assert.equal(sessions.length, 1);
});
