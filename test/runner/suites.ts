/** The suites of the project: which files belong to each, and within which bounds they run. */
import { globSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { basename, join } from 'node:path';

export const root = join(import.meta.dirname, '../..');

export interface Suite {
  readonly name: string;
  /** Patterns relative to the root of the project. */
  readonly files: readonly string[];
  readonly notFiles?: RegExp;
  /** A file that takes longer is killed and counts as failed. */
  readonly file_timeout_ms: number;
  readonly concurrency: number;
  /** One line for each file as it ends; for suites whose files take long. */
  readonly verbose: boolean;
  /** Real servers stand behind this suite and must be set up before. */
  readonly servers: boolean;
}

const cores = Math.max(1, Math.min(4, availableParallelism()));

export const suites: readonly Suite[] = [
  {
    name: 'unit',
    files: ['**/*.test.ts'],
    notFiles: /^test\/(contract|fuzz)\/|\.e2e\.test\.ts$/,
    file_timeout_ms: 60_000,
    concurrency: cores,
    verbose: false,
    servers: false,
  },
  {
    name: 'contract',
    files: ['test/contract/**/*.test.ts'],
    file_timeout_ms: 180_000,
    concurrency: cores,
    verbose: false,
    servers: false,
  },
  {
    name: 'fuzz',
    files: ['test/fuzz/**/*.test.ts'],
    file_timeout_ms: 180_000,
    concurrency: cores,
    verbose: false,
    servers: false,
  },
  {
    name: 'e2e',
    files: ['test/containers/**/*.e2e.test.ts'],
    file_timeout_ms: 900_000,
    concurrency: 1,
    verbose: true,
    servers: true,
  },
];

const ignoredFolders: ReadonlySet<string> = new Set([
  'node_modules',
  'dist',
  '.cache',
  '.git',
  'coverage',
]);

/** Paths of the suite's test files, relative to the root, in a stable order. */
export function filesOf(suite: Suite, filter: string): string[] {
  const exclude = (path: string) => ignoredFolders.has(basename(path));
  return globSync([...suite.files], { cwd: root, exclude })
    .filter((file) => !suite.notFiles?.test(file) && file.includes(filter))
    .sort();
}
