/**
 * Runs one test file in a process of its own and gathers what came of it. The process is killed when
 * its time is over, so that neither a hanging test nor a forgotten handle stops the run.
 */
import { join } from 'node:path';
import { run } from 'node:test';
import type { CoverageFile } from './coverage.ts';
import { root } from './suites.ts';

export interface Failure {
  /** `file:line` */
  readonly place: string;
  readonly name: string;
  readonly error: unknown;
}

export interface Skip {
  readonly place: string;
  readonly name: string;
  readonly reason: string;
}

export interface FileResult {
  readonly file: string;
  passed: number;
  readonly failures: Failure[];
  readonly skips: Skip[];
  /** What the tests wrote to both outputs; shown only when something failed. */
  output: string;
  duration_ms: number;
  coverage: CoverageFile[];
}

type TestError = Error & {
  readonly failureType?: string;
  /** Of a file's process that ended by itself. */
  readonly exitCode?: number;
  readonly signal?: string;
};

/** The parts that we read of the events of node:test (`TestsStream`). */
interface TestEvent {
  readonly type: string;
  readonly data: {
    readonly name: string;
    readonly file?: string;
    readonly line?: number;
    readonly skip?: string | boolean;
    readonly todo?: string | boolean;
    readonly message?: string;
    readonly details?: { type?: string; error?: TestError };
    readonly summary?: { files: CoverageFile[] };
  };
}

/**
 * @param file relative to the root of the project
 * @param coverage gather line coverage of the project's own code as well
 */
export async function runFile(
  file: string,
  timeoutMs: number,
  coverage: boolean,
): Promise<FileResult> {
  const started = performance.now();
  const result = emptyResult(file);
  const path = join(root, file);
  const deadline = AbortSignal.timeout(timeoutMs);
  const events = run({
    files: [path],
    cwd: root,
    signal: deadline,
    coverage,
    coverageExcludeGlobs: ['**/*.test.ts', 'test/**', 'node_modules/**', '**/fixtures/**'],
  });
  for await (const event of events as AsyncIterable<TestEvent>) record(result, event, path);
  if (deadline.aborted) fail(result, 'the whole file', `took longer than ${timeoutMs / 1000} s`);
  else if (result.passed + result.failures.length + result.skips.length === 0) {
    fail(result, 'the whole file', 'holds no test');
  }
  result.duration_ms = performance.now() - started;
  return result;
}

export function emptyResult(file: string): FileResult {
  return { file, passed: 0, failures: [], skips: [], output: '', duration_ms: 0, coverage: [] };
}

function fail(result: FileResult, name: string, message: string): void {
  result.failures.push({ place: result.file, name, error: message });
}

function record(result: FileResult, { type, data }: TestEvent, path: string): void {
  if (type === 'test:pass') recordPass(result, data, path);
  else if (type === 'test:fail') recordFail(result, data, path);
  else if (type === 'test:stdout' || type === 'test:stderr') result.output += data.message ?? '';
  else if (type === 'test:coverage') result.coverage = data.summary?.files ?? [];
}

function recordPass(result: FileResult, data: TestEvent['data'], path: string): void {
  // node:test reports a file without a single test as one passed test that bears the file's name.
  if (data.name === path) return;
  const marked = data.skip ?? data.todo;
  if (marked === undefined || marked === false) {
    if (data.details?.type !== 'suite') result.passed += 1;
    return;
  }
  const place = placeOf(result, data);
  if (typeof marked === 'string' && marked !== '') {
    result.skips.push({ place, name: data.name, reason: marked });
  } else {
    result.failures.push({ place, name: data.name, error: 'skipped without a reason' });
  }
}

function recordFail(result: FileResult, data: TestEvent['data'], path: string): void {
  const error = data.details?.error;
  // A parent fails with its children; the children have been counted.
  if (error?.failureType === 'subtestsFailed' && result.failures.length > 0) return;
  if (data.name === path && error?.failureType === 'testAborted') return;
  result.failures.push({
    place: placeOf(result, data),
    name: data.name === path ? 'the whole file' : data.name,
    error: error?.exitCode ? endOf(error) : (error?.cause ?? error),
  });
}

const endOf = ({ exitCode, signal }: TestError) =>
  `the process ended with code ${exitCode}${signal ? `, signal ${signal}` : ''}`;

function placeOf(result: FileResult, data: TestEvent['data']): string {
  return data.line === undefined ? result.file : `${result.file}:${data.line}`;
}
