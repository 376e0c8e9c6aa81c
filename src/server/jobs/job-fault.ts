// Job fault: why a job did not come off, in words without personal data, and whether it is worth another try.

/** Thrown by whoever does a job. */
export class JobFault extends Error {
  override readonly name = 'JobFault';
  /** True: no further try can help. */
  readonly final: boolean;

  constructor(message: string, final = false) {
    super(message);
    this.final = final;
  }
}
