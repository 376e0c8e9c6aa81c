// Describe issues: what a schema found wrong, as short sentences that name the field.
import type { z } from 'zod';

type Issue = z.core.$ZodIssue;

/** One line per problem, `field.path: what is wrong`, at most `max` of them. */
export function describeIssues(issues: readonly Issue[], max = 5): readonly string[] {
  const lines = [...new Set(issues.flatMap((issue) => lineOf(issue, [])))];
  return lines.length <= max ? lines : [...lines.slice(0, max), `and ${lines.length - max} more`];
}

function lineOf(issue: Issue, above: readonly PropertyKey[]): string[] {
  const path = [...above, ...issue.path];
  switch (issue.code) {
    case 'unrecognized_keys':
      return issue.keys.map((key) => `${pathText([...path, key])}: ${issue.message}`);
    case 'invalid_union': {
      // The branch that was meant is the one that at least had the right type.
      const meant = issue.errors.filter((branch) => !branch.some(isWrongType));
      const [only] = meant;
      if (meant.length === 1 && only !== undefined) return only.flatMap((inner) => lineOf(inner, path));
      return [`${pathText(path)}: ${issue.message}`];
    }
    case 'invalid_type':
      if (issue.input === undefined && issue.message.startsWith('Invalid input'))
        return [`${pathText(path)}: is missing, expected ${issue.expected}`];
      return [`${pathText(path)}: ${issue.message}${given(issue.input)}`];
    default:
      return [`${pathText(path)}: ${issue.message}${given(issue.input)}`];
  }
}

function isWrongType(issue: Issue): boolean {
  return issue.path.length === 0 && (issue.code === 'invalid_type' || issue.code === 'invalid_value');
}

function pathText(path: readonly PropertyKey[]): string {
  const text = path
    .map((part, index) => (typeof part === 'number' ? `[${part}]` : `${index > 0 ? '.' : ''}${String(part)}`))
    .join('');
  return text === '' ? 'it' : text;
}

/** What was given, where that is short enough to help. */
function given(input: unknown): string {
  if (typeof input === 'string' && input.length <= 40) return `, not ${JSON.stringify(input)}`;
  return typeof input === 'number' || typeof input === 'boolean' || input === null
    ? `, not ${String(input)}`
    : '';
}
