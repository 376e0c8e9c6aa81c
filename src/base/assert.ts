// Assertions: for what only a bug of ours can cause. What a peer sends is a value, never an assertion.

/** Throws an `AssertionError` naming `what` when `condition` does not hold. */
export function assert(condition: boolean, what: string): asserts condition {
  if (!condition) throw new AssertionError(what);
}

/** Ends a `switch` over a closed union: the compiler proves that nothing reaches it. */
export function unreachable(value: never): never {
  throw new AssertionError(`unreachable: ${JSON.stringify(value)}`);
}

/** A bug of ours. Ends the call it happened in, never the process. */
export class AssertionError extends Error {
  override readonly name = 'AssertionError';
}
