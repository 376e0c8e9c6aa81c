// Skip: the one way a test may leave itself out, for want of something that a machine need not have.

/** Options of node:test. */
export interface SkipOptions {
  readonly skip?: string;
}

/**
 * Leaves a test out, saying `why`, unless `condition` holds. With OFFHOOK_TEST_NO_SKIPS=1 nothing is left out: the test
 * runs and fails by itself, so that a machine that must have everything shows what it lacks.
 */
export function skipUnless(condition: boolean, why: string): SkipOptions {
  return condition || process.env['OFFHOOK_TEST_NO_SKIPS'] === '1' ? {} : { skip: why };
}
