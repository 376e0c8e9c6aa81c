// The memory store keeps to the store contract.
import { storeContract } from './contracts/store-contract.ts';
import { memoryStore, storeMemory } from './memory-store.ts';

storeContract('memory', () => {
  const memory = storeMemory();
  return Promise.resolve({
    open: () => Promise.resolve(memoryStore(memory)),
    [Symbol.asyncDispose]: () => Promise.resolve(),
  });
});
