/** Cases of `tidegate test` from a file: a list, or a mapping with a list under `tests`. */
import { readFileSync } from 'node:fs';
import { plainIssues, tellIssues } from '../core/policy/issues.ts';
import { type TestCase, testFileSchema } from '../core/policy/schema.ts';
import { formatFault, type Path, Source } from '../core/policy/source.ts';
import { CommandError } from './io.ts';

export function casesOf(file: string): TestCase[] {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    throw new CommandError(`${file} cannot be read: ${(error as NodeJS.ErrnoException).code}`);
  }
  const source = new Source(text, file);
  const values = source.values();
  if (source.faults.length === 0) {
    const wrapped = Array.isArray(values);
    const root = wrapped ? { tests: values } : values;
    const result = testFileSchema.safeParse(root);
    if (result.success) return result.data.tests;
    const issues = plainIssues(result.error.issues, root);
    const placed = (path: Path) => (wrapped ? path.slice(1) : path);
    tellIssues(
      issues.map((issue) => ({ ...issue, path: placed(issue.path) })),
      source,
    );
  }
  throw new CommandError(source.faults.map(formatFault).join('\n'));
}
