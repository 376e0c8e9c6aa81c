// The Postgres store against a real server: the store contract, and what only a server can do to us.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';
import { after, before, suite, test } from 'node:test';
import { openStore } from '../../src/store/open-store.ts';
import { postgresStore } from '../../src/store/postgres-store.ts';
import { storeContract } from '../../src/testing/contracts/store-contract.ts';
import { skipUnless } from '../../src/testing/skip.ts';
import {
  NO_POSTGRES,
  ownDatabase,
  POSTGRES_URL,
  postgresAnswers,
  type OwnDatabase,
} from '../postgres-server.ts';

const options = skipUnless(await postgresAnswers(), NO_POSTGRES);

let opened: OwnDatabase | null = null;

/** One database serves the whole file: it is emptied between tests. */
function database(): OwnDatabase {
  assert.ok(opened !== null, NO_POSTGRES);
  return opened;
}

suite('Postgres', options, () => {
  before(async () => {
    opened = await ownDatabase();
  });
  after(async () => {
    await opened?.[Symbol.asyncDispose]();
  });

  storeContract('postgres', () =>
    Promise.resolve({
      open: () => openStore({ databaseUrl: database().url, dataDir: '' }),
      [Symbol.asyncDispose]: () => database().clear(),
    }),
  );

  test('a store that a newer version migrated is refused', async () => {
    await using store = postgresStore(database().url);
    assert.deepEqual(await store.migrate(), [
      '0001-calls',
      '0002-call-keys',
      '0003-consultations',
      '0004-steering',
      '0005-jobs',
      '0006-workflow-spans',
      '0007-turns',
      '0008-cost-and-conclusion',
      '0009-forgetting',
    ]);
    await database().query(
      `insert into offhook_migrations values ('9999-later', '2030-01-01T00:00:00.000Z')`,
    );
    await assert.rejects(store.migrate(), { code: 'STORE_TOO_NEW', message: /9999-later/ });
    await database().clear();
  });

  test('processes that start together migrate once', async () => {
    await using one = postgresStore(database().url);
    await using other = postgresStore(database().url);
    const ran = await Promise.all([one.migrate(), other.migrate()]);
    assert.deepEqual(ran.flat(), [
      '0001-calls',
      '0002-call-keys',
      '0003-consultations',
      '0004-steering',
      '0005-jobs',
      '0006-workflow-spans',
      '0007-turns',
      '0008-cost-and-conclusion',
      '0009-forgetting',
    ]);
    await database().clear();
  });

  test("a neighbour's tables of Kysely in the same server are left alone", async () => {
    await database().query('create table kysely_migration (name text, timestamp text)');
    await database().query(`insert into kysely_migration values ('theirs', '2020-01-01T00:00:00.000Z')`);
    await using store = postgresStore(database().url);
    assert.deepEqual(await store.migrate(), [
      '0001-calls',
      '0002-call-keys',
      '0003-consultations',
      '0004-steering',
      '0005-jobs',
      '0006-workflow-spans',
      '0007-turns',
      '0008-cost-and-conclusion',
      '0009-forgetting',
    ]);
    await database().clear();
  });

  test('a server that ends our connections is unavailable once, and used again after it', async () => {
    await using store = postgresStore(database().url);
    await store.migrate();
    await store.shelf.put('a', 'b', 1);
    await database().query(
      `select pg_terminate_backend(pid) from pg_stat_activity
       where application_name = 'offhook' and datname = current_database()`,
    );
    // The pool may or may not have heard of it: one try may fail, and none after it.
    await store.ping().catch((error: unknown) => {
      assert.equal((error as { code?: unknown }).code, 'STORE_UNAVAILABLE');
    });
    assert.equal(await store.shelf.get('a', 'b'), 1);
    await database().clear();
  });

  test('a server that falls silent is unavailable within the time limit, and used again once it speaks', async () => {
    await using proxy = await silencer();
    const address = new URL(database().url);
    address.host = `127.0.0.1:${proxy.port}`;
    await using store = postgresStore(address.href, 100);
    await store.ping();
    proxy.silent = true;
    await assert.rejects(store.ping(), { code: 'STORE_UNAVAILABLE' });
    proxy.silent = false;
    await store.ping();
  });

  test('a database that does not exist is unavailable, and no password is in the message', async () => {
    const address = new URL(POSTGRES_URL);
    address.pathname = '/offhook_no_such_database';
    address.password = 'hunter2';
    const open = openStore({ databaseUrl: address.href, dataDir: '' });
    await assert.rejects(open, (error: Error & { code?: string }) => {
      assert.equal(error.code, 'STORE_UNAVAILABLE');
      assert.match(error.message, /offhook_no_such_database/);
      assert.doesNotMatch(error.message, /hunter2/);
      return true;
    });
  });
});

test('a port at which nothing listens is unavailable', async () => {
  await using proxy = await silencer();
  const { port } = proxy;
  await proxy[Symbol.asyncDispose]();
  await assert.rejects(openStore({ databaseUrl: `postgres://a@127.0.0.1:${port}/a`, dataDir: '' }), {
    code: 'STORE_UNAVAILABLE',
    message: /ECONNREFUSED/,
  });
});

/** A way to the server on which answers can be made to vanish. */
async function silencer(): Promise<AsyncDisposable & { readonly port: number; silent: boolean }> {
  const sockets = new Set<Socket>();
  const address = new URL(POSTGRES_URL);
  const server = createServer((near) => {
    const far = connect(Number(address.port === '' ? 5432 : address.port), address.hostname);
    for (const socket of [near, far]) {
      sockets.add(socket);
      socket.on('error', () => {});
      socket.on('close', () => {
        sockets.delete(socket);
        near.destroy();
        far.destroy();
      });
    }
    near.on('data', (bytes) => far.write(bytes));
    far.on('data', (bytes) => void (proxy.silent || near.write(bytes)));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const proxy = {
    port: (server.address() as AddressInfo).port,
    silent: false,
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy();
      if (!server.listening) return;
      server.close();
      await once(server, 'close');
    },
  };
  return proxy;
}
