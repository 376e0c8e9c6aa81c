// The contract of forgetting: what goes, what stays, and what keeps a call from going.
import assert from 'node:assert/strict';
import type { CallId } from '../../base/brand.ts';
import type { EpochMs } from '../../base/time.ts';
import type { ArchivedFile } from '../../store/archived-files.ts';
import type { Hold } from '../../store/forgetting.ts';
import type { Store } from '../../store/store.ts';
import { opened, record, said, view } from './store-samples.ts';

type Holds = (sentence: string, check: (store: Store) => Promise<void>) => void;

const id = (name: string): CallId => name as CallId;
const HELD_AT = '2026-01-02T00:00:00.000Z';
const held = (kind: Hold['kind'], subject: string): Hold => ({
  kind,
  subject,
  reason: 'a lawyer asks',
  heldAt: HELD_AT,
});

const file = (name: string, where: ArchivedFile['where'] = 'disk'): ArchivedFile => ({
  name,
  contentType: 'text/plain',
  bytes: 1,
  sha256: 'aa',
  where,
  key: `archive/${name}`,
  archivedAt: HELD_AT,
});

/** An ended call with something in every table. */
async function kept(store: Store, name: string, changes: Parameters<typeof view>[2] = {}): Promise<void> {
  await store.open([record(name, 1, opened(`C${name}`)), record(name, 2, said('Hello'))], `key ${name}`);
  await store.project(view(name, `C${name}`, changes));
}

/** Declares its tests by `holds`. */
export function forgettingContract(holds: Holds): void {
  holds('forgets a call whole, and says how much that was', async (store) => {
    await kept(store, 'call_a');
    await kept(store, 'call_b');
    const { forgetting } = store;
    const rows = await forgetting.rows(id('call_a'), ['call']);
    assert.deepEqual(await forgetting.forget(id('call_a'), ['call']), rows);
    assert.deepEqual([rows['calls'], rows['call_events'], rows['call_keys']], [1, 2, 1]);
    assert.ok((rows['transcripts'] ?? 0) > 0 && (rows['recordings'] ?? 0) > 0);
    assert.equal(await store.call('call_a'), null);
    assert.deepEqual(await store.journal(id('call_a')), []);
    assert.equal(await store.opened('key call_a'), null);
    assert.equal(await forgetting.find(id('call_a')), null);
    assert.deepEqual(await forgetting.forget(id('call_a'), ['call']), {});
    assert.deepEqual(await store.call('call_b'), view('call_b', 'Ccall_b'));
    assert.equal((await store.journal(id('call_b'))).length, 2);
  });

  holds('forgets one kind and leaves the others', async (store) => {
    await kept(store, 'call_a');
    const { forgetting } = store;
    await forgetting.forget(id('call_a'), ['transcript', 'recording']);
    const left = await store.call('call_a');
    const whole = view('call_a', 'Ccall_a');
    assert.deepEqual(
      [left?.transcript, left?.tools, left?.recording, left?.conclusion],
      [[], [], null, null],
    );
    assert.deepEqual([left?.outcome, left?.from], [whole.outcome, whole.from]);
    assert.ok(left?.steering.guardrails.every(({ reason }) => reason === ''));
    assert.equal((await store.journal(id('call_a'))).length, 2);
    await forgetting.forget(id('call_a'), ['journal', 'outcome']);
    assert.deepEqual(await store.journal(id('call_a')), []);
    assert.equal((await store.call('call_a'))?.outcome, null);
    assert.deepEqual(await forgetting.forgotten(id('call_a')), [
      'journal',
      'outcome',
      'recording',
      'transcript',
    ]);
  });

  holds("forgets the other side's number, and keeps ours", async (store) => {
    await kept(store, 'call_in');
    await kept(store, 'call_out', { direction: 'outbound' });
    for (const one of ['call_in', 'call_out']) await store.forgetting.forget(id(one), ['caller']);
    const { from, to } = view('call_in', '');
    const [inbound, outbound] = [await store.call('call_in'), await store.call('call_out')];
    assert.deepEqual([inbound?.from, inbound?.to, inbound?.callSid], ['', to, '']);
    assert.deepEqual([outbound?.from, outbound?.to], [from, '']);
    assert.ok(inbound?.consultations.every((asked) => asked.to === ''));
  });

  holds(
    "finds a caller's calls either way, and those in which a human was asked for one of them",
    async (store) => {
      const { from, to } = view('call_a', '');
      await kept(store, 'call_a');
      await kept(store, 'call_b', { direction: 'outbound', from: to, to: from });
      await kept(store, 'call_c', { from: '+4930123456' });
      await kept(store, 'call_d', {
        direction: 'outbound',
        from: to,
        to: '+4930999999',
        consultedFor: id('call_a'),
      });
      const found = await store.forgetting.ofCaller(from, null, 10);
      assert.deepEqual(
        found.map((call) => call.id),
        ['call_a', 'call_b', 'call_d'],
      );
      assert.deepEqual(
        (await store.forgetting.ofCaller(from, id('call_a'), 1)).map((call) => call.id),
        ['call_b'],
      );
      assert.deepEqual(await store.forgetting.ofCaller(to, null, 10), []);
    },
  );

  holds(
    'forgets nothing that is held, by the call, by its caller or by the call that it asks for',
    async (store) => {
      const { forgetting } = store;
      const { from } = view('call_a', '');
      await kept(store, 'call_a', { from: '+4930123456' });
      await kept(store, 'call_b');
      await kept(store, 'call_c', { direction: 'outbound', to: '+4930999999', consultedFor: id('call_a') });
      assert.equal(await forgetting.hold(held('call', 'call_a')), true);
      assert.equal(await forgetting.hold(held('call', 'call_a')), false);
      assert.equal(await forgetting.hold(held('caller', from)), true);
      for (const one of ['call_a', 'call_b', 'call_c']) {
        assert.equal((await forgetting.find(id(one)))?.held, true, one);
        assert.equal(await forgetting.forget(id(one), ['call']), null);
        assert.equal(await forgetting.forget(id(one), ['recording']), null);
        assert.notEqual(await store.call(one), null);
      }
      assert.deepEqual(await forgetting.expired('call', Date.UTC(2030, 0) as EpochMs, 10), []);
      assert.deepEqual(await forgetting.holds(), [held('call', 'call_a'), held('caller', from)]);
      assert.equal(await forgetting.release('call', 'call_a'), true);
      assert.equal(await forgetting.release('call', 'call_a'), false);
      assert.equal((await forgetting.find(id('call_c')))?.held, false);
      assert.notEqual(await forgetting.forget(id('call_a'), ['call']), null);
    },
  );

  holds('keeps what is held by a number of which a carrier has left the plus out', async (store) => {
    await kept(store, 'call_a', { from: '4930123456' });
    await store.forgetting.hold(held('caller', '+4930123456'));
    assert.equal((await store.forgetting.find(id('call_a')))?.held, true);
  });

  holds('forgets no call that goes on', async (store) => {
    await kept(store, 'call_a', { status: 'live', endedAt: null });
    assert.equal(await store.forgetting.forget(id('call_a'), ['call']), null);
    assert.notEqual(await store.call('call_a'), null);
    assert.deepEqual(await store.forgetting.expired('call', Date.UTC(2030, 0) as EpochMs, 10), []);
  });

  holds('lists what has expired of a kind until it is forgotten, longest ended first', async (store) => {
    const { forgetting } = store;
    const ended = (day: number): { endedAt: string } => ({ endedAt: `2026-01-0${day}T12:00:00.000Z` });
    await kept(store, 'call_a', ended(3));
    await kept(store, 'call_b', ended(1));
    await kept(store, 'call_c', ended(2));
    const before = Date.UTC(2026, 0, 3) as EpochMs;
    assert.deepEqual(await forgetting.expired('recording', before, 10), ['call_b', 'call_c']);
    assert.deepEqual(await forgetting.expired('recording', before, 1), ['call_b']);
    await forgetting.forget(id('call_b'), ['recording']);
    assert.deepEqual(await forgetting.expired('recording', before, 10), ['call_c']);
    assert.deepEqual(await forgetting.expired('journal', before, 10), ['call_b', 'call_c']);
  });

  holds('knows on which disk an archived file lies, and takes files off its list', async (store) => {
    await kept(store, 'call_a');
    await store.archived.keep(id('call_a'), [file('a.txt'), file('b.txt', 's3')], 'disk-1');
    await store.archived.keep(id('call_a'), [file('c.txt')]);
    assert.deepEqual(
      (await store.forgetting.files(id('call_a'))).map(({ name, place }) => [name, place]),
      [
        ['a.txt', 'disk-1'],
        ['b.txt', null],
        ['c.txt', null],
      ],
    );
    assert.deepEqual(await store.archived.of(id('call_a')), [
      file('a.txt'),
      file('b.txt', 's3'),
      file('c.txt'),
    ]);
    await store.forgetting.forgetFiles(id('call_a'), ['a.txt', 'c.txt']);
    await store.forgetting.forgetFiles(id('call_a'), []);
    assert.deepEqual(await store.archived.of(id('call_a')), [file('b.txt', 's3')]);
  });

  holds('writes over records that are there, and adds none', async (store) => {
    await kept(store, 'call_a');
    await store.forgetting.rewrite([record('call_a', 2, said('[card]')), record('call_a', 9, said('no'))]);
    assert.deepEqual(await store.journal(id('call_a')), [
      record('call_a', 1, opened('Ccall_a')),
      record('call_a', 2, said('[card]')),
    ]);
  });

  holds('drops the work that is waiting for a call, and leaves what is under way', async (store) => {
    const now = Date.UTC(2026, 0, 1) as EpochMs;
    const job = (name: string, kind: string, place: string | null = null) => ({
      id: name,
      kind,
      place,
      payload: {},
      dueAt: now,
    });
    await store.jobs.add([
      job('archive:call_a', 'archive', 'disk-1'),
      job('webhook:call_a:1', 'webhook'),
      job('webhook:call_b:1', 'webhook'),
      job('erase:call_a', 'erase'),
    ]);
    const until = (now + 1000) as EpochMs;
    await store.jobs.take({ kinds: ['webhook'], place: 'x', now, until, lease: 'l', limit: 1 });
    const dropped = { dropped: 1, underWay: 1, places: ['disk-1'] };
    assert.deepEqual(await store.jobs.drop('call_a', ['erase'], now), dropped);
    const left = (await store.jobs.list({ limit: 10 })).map((one) => one.id).toSorted();
    assert.deepEqual(left, ['erase:call_a', 'webhook:call_a:1', 'webhook:call_b:1']);
    assert.deepEqual(await store.jobs.drop('call_a', ['erase'], until), {
      dropped: 1,
      underWay: 0,
      places: [],
    });
  });
}
