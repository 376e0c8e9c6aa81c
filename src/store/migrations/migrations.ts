// Migrations: every change of the schema, in order. One that has been released is never changed; new ones are added.
import type { Migration } from 'kysely/migration';
import { calls } from './0001-calls.ts';
import { callKeys } from './0002-call-keys.ts';
import { consultations } from './0003-consultations.ts';
import { steering } from './0004-steering.ts';
import { jobs } from './0005-jobs.ts';
import { workflowSpans } from './0006-workflow-spans.ts';
import { turns } from './0007-turns.ts';
import { costAndConclusion } from './0008-cost-and-conclusion.ts';
import { forgetting } from './0009-forgetting.ts';
import type { ColumnTypes } from './column-types.ts';

/** All migrations by name; their names sort in the order in which they run. */
export function migrations(types: ColumnTypes): Readonly<Record<string, Migration>> {
  return {
    '0001-calls': calls(types),
    '0002-call-keys': callKeys(types),
    '0003-consultations': consultations(types),
    '0004-steering': steering(types),
    '0005-jobs': jobs(types),
    '0006-workflow-spans': workflowSpans(types),
    '0007-turns': turns(types),
    '0008-cost-and-conclusion': costAndConclusion(types),
    '0009-forgetting': forgetting(types),
  };
}
