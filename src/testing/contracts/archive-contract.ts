// The archive contract: what every archive keeps to, wherever its files lie.
import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import type { Archive, ArchiveEntry, ArchiveRange } from '../../archive/archive.ts';

/** Declares the contract's tests against archives that are empty at first. */
export function archiveContract(name: string, open: () => Promise<Archive>): void {
  const entry = (key: string, bytes: Uint8Array): ArchiveEntry => ({
    key,
    contentType: 'application/octet-stream',
    bytes: bytes.length,
    // In chunks of an odd size, as a disk or a socket gives them.
    async *read() {
      for (let at = 0; at < bytes.length; at += 7777) yield bytes.subarray(at, at + 7777);
    },
  });
  const sound = (length: number): Uint8Array => Uint8Array.from({ length }, (_, index) => (index * 31) % 251);

  async function bytesOf(archive: Archive, key: string, bytes: number, range?: ArchiveRange) {
    const source = await archive.get({ key, bytes }, range);
    if (source === null) return null;
    const chunks: Uint8Array[] = [];
    for await (const chunk of source) chunks.push(chunk);
    return Buffer.concat(chunks);
  }

  void suite(`the ${name} archive`, () => {
    for (const length of [0, 1, 65_535, 65_536, 65_537, 300_000])
      void test(`gives ${length} bytes back as they were`, async () => {
        const archive = await open();
        const bytes = sound(length);
        await archive.put(entry('2026/01/01/call_a/recording.wav', bytes));
        const back = await bytesOf(archive, '2026/01/01/call_a/recording.wav', length);
        assert.deepEqual(back, Buffer.from(bytes));
      });

    void test('gives any range of a file', async () => {
      const archive = await open();
      const bytes = sound(200_000);
      await archive.put(entry('a/b.wav', bytes));
      for (const [start, end] of [
        [0, 0],
        [0, 199_999],
        [65_535, 65_536],
        [70_000, 140_000],
        [131_072, 131_072],
        [199_999, 199_999],
      ] as const)
        assert.deepEqual(
          await bytesOf(archive, 'a/b.wav', bytes.length, { start, end }),
          Buffer.from(bytes.subarray(start, end + 1)),
        );
    });

    void test('lets a file take the place of the one before, and leaves the others', async () => {
      const archive = await open();
      await archive.put(entry('a/one', sound(70_000)));
      await archive.put(entry('a/two', sound(3)));
      await archive.put(entry('a/one', sound(5)));
      assert.deepEqual(await bytesOf(archive, 'a/one', 5), Buffer.from(sound(5)));
      assert.deepEqual(await bytesOf(archive, 'a/two', 3), Buffer.from(sound(3)));
    });

    void test('has nothing that was never put, or was removed', async () => {
      const archive = await open();
      assert.equal(await bytesOf(archive, 'a/none', 5), null);
      await archive.put(entry('a/one', sound(5)));
      await archive.remove('a/one');
      await archive.remove('a/one');
      assert.equal(await bytesOf(archive, 'a/one', 5), null);
    });

    void test('has nothing of a file whose source broke off', async () => {
      const archive = await open();
      const broken: ArchiveEntry = {
        ...entry('a/broken', sound(100_000)),
        async *read() {
          yield sound(10);
          throw new Error('the disk went away');
        },
      };
      await assert.rejects(archive.put(broken));
      assert.equal(await bytesOf(archive, 'a/broken', 100_000), null);
    });
  });
}
