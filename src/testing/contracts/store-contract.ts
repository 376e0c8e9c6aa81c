// The store contract: what every store keeps to, whatever it is made of.
import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import type { CallId } from '../../base/brand.ts';
import { UNPRICED } from '../../call/call-cost.ts';
import type { Store } from '../../store/store.ts';
import { forgettingContract } from './forgetting-contract.ts';
import { jobsContract } from './jobs-contract.ts';
import { spansContract } from './spans-contract.ts';
import { turnsContract } from './turns-contract.ts';
import { digit, opened, record, said, view } from './store-samples.ts';

/** Somewhere a store can lie: empty at first, gone when it is disposed of. */
export interface StorePlace extends AsyncDisposable {
  /** Opens the store that lies here. */
  open(): Promise<Store>;
}

/** Declares the contract's tests against the stores at fresh places. `skip`: why they cannot run here. */
export function storeContract(
  name: string,
  place: () => Promise<StorePlace>,
  options: { readonly skip?: string } = {},
): void {
  /** A test with a migrated store at a fresh place. */
  const holds = (sentence: string, check: (store: Store, place: StorePlace) => Promise<void>): void =>
    void test(sentence, async () => {
      await using here = await place();
      await using store = await here.open();
      await store.migrate();
      await check(store, here);
    });

  void suite(`the ${name} store`, options, () => {
    holds('migrates once, and answers after it', async (store) => {
      assert.deepEqual(await store.migrate(), []);
      await store.ping();
    });

    holds('gives a journal back as it was appended, by sequence', async (store) => {
      await store.append([record('call_b', 1, opened('CB')), record('call_a', 2, digit('2'))]);
      await store.append([record('call_a', 1, opened('CA')), record('call_a', 10, digit('9'))]);
      await store.append([record('call_a', 3, said('Ünïcode 😀 and "quotes" \\u0000'))]);
      assert.deepEqual(await store.journal('call_a' as CallId), [
        record('call_a', 1, opened('CA')),
        record('call_a', 2, digit('2')),
        record('call_a', 3, said('Ünïcode 😀 and "quotes" \\u0000')),
        record('call_a', 10, digit('9')),
      ]);
      assert.deepEqual(await store.journal('call_none' as CallId), []);
    });

    holds('leaves a record as it is that comes a second time', async (store) => {
      await store.append([record('call_a', 1, opened('CA'))]);
      await store.append([
        record('call_a', 1, digit('1')),
        record('call_a', 2, digit('2')),
        record('call_a', 2, digit('3')),
      ]);
      assert.deepEqual(
        (await store.journal('call_a' as CallId)).map(({ event }) => event),
        [opened('CA'), digit('2')],
      );
      await store.append([]);
    });

    holds('takes more records at once than one statement holds', async (store) => {
      const records = Array.from({ length: 1201 }, (_, index) => record('call_a', index + 1, digit('5')));
      await store.append(records);
      assert.equal((await store.journal('call_a' as CallId)).length, 1201);
    });

    holds('opens one call for a key, whoever asks at once or later', async (store) => {
      const opening = (id: string) => [record(id, 1, opened(''))];
      const ids = await Promise.all(
        ['call_a', 'call_b', 'call_c'].map((id) => store.open(opening(id), 'key')),
      );
      const [first] = ids;
      assert.ok(first !== undefined && ids.every((id) => id === first));
      assert.equal(await store.open(opening('call_d'), 'key'), first);
      assert.equal(await store.open(opening('call_e'), 'another'), 'call_e');
      assert.equal(await store.opened('key'), first);
      assert.equal(await store.opened('another'), 'call_e');
      assert.equal(await store.opened('neither'), null);
      assert.deepEqual(
        (await store.calls({ limit: 10 })).map(({ id }) => id),
        ['call_e', first].toSorted((one, other) => (one < other ? 1 : -1)),
      );
      assert.equal((await store.journal(first)).length, 1);
    });

    holds('lists a call as ringing from its opening on', async (store) => {
      await store.append([record('call_a', 1, opened('CA'))]);
      const ringing = view('call_a', 'CA', {
        status: 'ringing',
        endedAt: null,
        transcript: [],
        tools: [],
        interruptions: [],
        turns: [],
        consultations: [],
        steering: { handoffs: [], languages: [], guardrails: [] },
        consultedFor: null,
        recording: null,
        outcome: null,
        cost: UNPRICED,
        sound: null,
        conclusion: null,
      });
      assert.deepEqual(await store.call('call_a'), ringing);
      assert.deepEqual(
        (await store.calls({ status: 'ringing', limit: 10 })).map(({ id }) => id),
        ['call_a'],
      );
    });

    holds('leaves what was projected when the opening comes again', async (store) => {
      await store.project(view('call_a', 'CA'));
      await store.append([record('call_a', 1, opened('CA'))]);
      assert.equal((await store.call('call_a'))?.status, 'ended');
    });

    holds("gives a projected call back whole, by our id and by the carrier's", async (store) => {
      await store.project(view('call_a', 'CA'));
      await store.project(view('call_b', 'CB', { transcript: [], recording: null, outcome: null }));
      assert.deepEqual(await store.call('call_a'), view('call_a', 'CA'));
      assert.deepEqual(await store.call('CA'), view('call_a', 'CA'));
      assert.deepEqual(
        await store.call('CB'),
        view('call_b', 'CB', { transcript: [], recording: null, outcome: null }),
      );
      assert.equal(await store.call('call_none'), null);
    });

    holds('finds the latest of several calls with one carrier id', async (store) => {
      await store.project(view('call_new', 'CA', { startedAt: '2026-01-02T00:00:00.000Z' }));
      await store.project(view('call_old', 'CA', { startedAt: '2026-01-01T00:00:00.000Z' }));
      assert.equal((await store.call('CA'))?.id, 'call_new');
    });

    holds('replaces what stood there when a call is projected again', async (store) => {
      const live = view('call_a', 'CA', { status: 'live', endedAt: null, outcome: null, recording: null });
      await store.project(view('call_a', 'CA'));
      await store.project(live);
      assert.deepEqual(await store.call('call_a'), live);
      const line = { role: 'caller', text: 'one', atMs: 5 } as const;
      await store.project({ ...live, transcript: [line] });
      assert.deepEqual((await store.call('call_a'))?.transcript, [line]);
    });

    holds('keeps a transcript that is longer than one statement holds, in its order', async (store) => {
      const transcript = Array.from({ length: 1100 }, (_, index) => ({
        role: 'caller' as const,
        text: `line ${index}`,
        atMs: index + 0.5,
      }));
      await store.project(view('call_a', 'CA', { transcript }));
      assert.deepEqual((await store.call('call_a'))?.transcript, transcript);
    });

    holds('lists calls newest first, page by page, without what was said', async (store) => {
      for (const [id, second] of [
        ['call_c', 1],
        ['call_a', 3],
        ['call_b', 3],
        ['call_d', 2],
      ] as const)
        await store.project(view(id, `C-${id}`, { startedAt: `2026-01-01T00:00:0${second}.000Z` }));
      const page = await store.calls({ limit: 2 });
      assert.deepEqual(ids(page), ['call_b', 'call_a']);
      assert.deepEqual(ids(await store.calls({ limit: 2, before: 'call_a' as CallId })), [
        'call_d',
        'call_c',
      ]);
      assert.deepEqual(ids(await store.calls({ limit: 2, before: 'call_c' as CallId })), []);
      assert.deepEqual(await store.calls({ limit: 2, before: 'call_none' as CallId }), []);
      const {
        transcript: _,
        tools: __,
        interruptions: ___,
        consultations: ____,
        steering: _____,
        turns: ______,
        sound: _______,
        ...summary
      } = view('call_b', 'C-call_b', {
        startedAt: '2026-01-01T00:00:03.000Z',
      });
      assert.deepEqual(page[0], summary);
    });

    holds('adds up what is known of what the calls cost which opened since an instant', async (store) => {
      assert.equal(await store.spentSince('2026-01-01T00:00:00.000Z'), 0);
      const costs = { usd: null, parts: [] };
      for (const [id, day, knownUsd] of [
        ['call_a', 1, 8],
        ['call_b', 2, 0.25],
        ['call_c', 3, 0.5],
      ] as const)
        await store.project(
          view(id, id, { startedAt: `2026-01-0${day}T00:00:00.000Z`, cost: { ...costs, knownUsd } }),
        );
      assert.equal(await store.spentSince('2026-01-02T00:00:00.000Z'), 0.75);
      assert.equal(await store.spentSince('2026-02-01T00:00:00.000Z'), 0);
    });

    holds('lists only the calls of a status, and never more than 200', async (store) => {
      for (let index = 0; index < 3; index += 1)
        await store.project(view(`call_${index}`, `C${index}`, { status: index === 1 ? 'live' : 'ended' }));
      assert.deepEqual(ids(await store.calls({ status: 'live', limit: 200 })), ['call_1']);
      assert.deepEqual(ids(await store.calls({ status: 'ended', limit: 0 })), ['call_2']);
      await store.append(
        Array.from({ length: 201 }, (_, index) => record(`call_r${index}`, 1, opened(`R${index}`))),
      );
      assert.equal((await store.calls({ limit: 1000 })).length, 200);
    });

    holds('keeps what a peer sent that no text column can hold, with U+FFFD in its place', async (store) => {
      const half = '\ud83d';
      await store.append([record('call_a', 1, said(`a\0b${half}c`))]);
      const [kept] = await store.journal('call_a' as CallId);
      assert.deepEqual(kept?.event, said('a\uFFFDb\uFFFDc'));
      await store.project(
        view('call_b', 'CB', { from: '\0', transcript: [{ role: 'caller', text: half, atMs: 0 }] }),
      );
      const projected = await store.call('call_b');
      assert.equal(projected?.from, '\uFFFD');
      assert.equal(projected?.transcript[0]?.text, '\uFFFD');
    });

    holds('keeps JSON on its shelf, by collection and key', async (store) => {
      const { shelf } = store;
      await shelf.put('slots', 'b', { at: [9, 10.5], free: true, note: null });
      await shelf.put('slots', 'a', 'text');
      await shelf.put('slots', 'B', 7);
      await shelf.put('hours', 'a', null);
      assert.deepEqual(await shelf.get('slots', 'b'), { at: [9, 10.5], free: true, note: null });
      assert.equal(await shelf.get('slots', 'a'), 'text');
      assert.equal(await shelf.get('hours', 'a'), null);
      assert.equal(await shelf.get('slots', 'none'), undefined);
      assert.deepEqual(
        (await shelf.list('slots')).map(({ key }) => key),
        ['B', 'a', 'b'],
      );
      await shelf.put('slots', 'a', [1]);
      assert.deepEqual(await shelf.get('slots', 'a'), [1]);
    });

    holds('adds to its shelf only where nothing stands, once among many that try', async (store) => {
      const tries = await Promise.all(
        Array.from({ length: 8 }, (_, index) => store.shelf.add('slots', 'nine', index)),
      );
      assert.equal(tries.filter(Boolean).length, 1);
      assert.equal(await store.shelf.get('slots', 'nine'), tries.indexOf(true));
    });

    jobsContract(holds);
    forgettingContract(holds);
    spansContract(holds);
    turnsContract(holds);

    holds('keeps everything while many use it at once', async (store) => {
      await Promise.all(
        Array.from({ length: 20 }, async (_, index) => {
          const id = `call_${index}`;
          await store.append([record(id, 1, opened(`C${index}`)), record(id, 2, digit('1'))]);
          await store.project(view(id, `C${index}`));
          assert.deepEqual(await store.call(id), view(id, `C${index}`));
        }),
      );
      assert.equal((await store.calls({ limit: 200 })).length, 20);
    });

    holds('keeps everything when it is closed and opened again', async (store, place) => {
      // Not waited for: closing lets what was begun come to its end.
      const begun = store.append([record('call_a', 1, opened('CA'))]);
      await store[Symbol.asyncDispose]();
      await begun;
      await using again = await place.open();
      assert.deepEqual(await again.migrate(), []);
      assert.equal((await again.journal('call_a' as CallId)).length, 1);
    });

    holds('is unavailable once it is closed, and can be closed twice', async (store) => {
      await store[Symbol.asyncDispose]();
      await store[Symbol.asyncDispose]();
      await assert.rejects(store.ping(), { code: 'STORE_UNAVAILABLE' });
      await assert.rejects(store.shelf.get('a', 'b'), { code: 'STORE_UNAVAILABLE' });
    });
  });
}

function ids(calls: readonly { readonly id: string }[]): string[] {
  return calls.map(({ id }) => id);
}
