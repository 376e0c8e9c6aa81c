// Finding: what the doctor says of one thing.

/** `ok`: works. `broken`: needed and does not work. `open`: not there and not needed yet, or not to be known now. */
export type Finding = { readonly name: string; readonly detail: string } & (
  | { readonly status: 'ok' | 'open' }
  | { readonly status: 'broken'; readonly mend: string }
);

/** It works. */
export function ok(name: string, detail: string): Finding {
  return { status: 'ok', name, detail };
}

/** It is not set up, or cannot be known now. */
export function open(name: string, detail: string): Finding {
  return { status: 'open', name, detail };
}

/** It is broken; `mend` says what to do. */
export function broken(name: string, detail: string, mend: string): Finding {
  return { status: 'broken', name, detail, mend };
}

const SIGNS = { ok: '✔', broken: '✘', open: '–' } as const;
const NAME_WIDTH = 20;

/** The lines in which a finding is told; what is broken with how to mend it. */
export function findingLines(finding: Finding): readonly string[] {
  const line = `${SIGNS[finding.status]} ${finding.name.padEnd(NAME_WIDTH)}${finding.detail}`;
  return finding.status === 'broken' ? [line, `${' '.repeat(NAME_WIDTH + 2)}→ ${finding.mend}`] : [line];
}
