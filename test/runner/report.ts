/** What a person reads of a test run: failures in full, skips with their reasons, totals. */
import { inspect } from 'node:util';
import type { FileResult } from './run-file.ts';

export interface Totals {
  passed: number;
  failed: number;
  skipped: number;
}

const colour = process.stdout.isTTY === true && process.env.NO_COLOR === undefined;
const paint = (code: number, text: string) => (colour ? `\u001b[${code}m${text}\u001b[0m` : text);
export const red = (text: string) => paint(31, text);
export const green = (text: string) => paint(32, text);
export const yellow = (text: string) => paint(33, text);
const grey = (text: string) => paint(90, text);

const outputLinesMax = 60;
const ownFrame = /^ {4}at (?!.*(node:internal|node:async_hooks|node:events))/;

const print = (line = '') => process.stdout.write(`${line}\n`);
const seconds = (ms: number) => `${(ms / 1000).toFixed(1)} s`;

export function totalsOf(results: readonly FileResult[]): Totals {
  const totals = { passed: 0, failed: 0, skipped: 0 };
  for (const { passed, failures, skips } of results) {
    totals.passed += passed;
    totals.failed += failures.length;
    totals.skipped += skips.length;
  }
  return totals;
}

/** Prints a file's failures with what the file wrote, and one line for it when `verbose`. */
export function printFile(result: FileResult, verbose: boolean): void {
  const { failures, skips, passed } = result;
  if (verbose || failures.length > 0) {
    const mark = failures.length > 0 ? red('✗') : green('✓');
    const counts = `${passed} passed, ${failures.length} failed, ${skips.length} skipped`;
    print(`${mark} ${result.file}  ${grey(`${counts}, ${seconds(result.duration_ms)}`)}`);
  }
  for (const { place, name, error } of failures) {
    print(`  ${red('✗')} ${name}  ${grey(place)}`);
    print(indent(describe(error), 4));
  }
  if (failures.length > 0 && result.output.trim() !== '') {
    const lines = result.output.trimEnd().split('\n');
    const more = lines.length - outputLinesMax;
    print(
      grey(`  output of ${result.file}${more > 0 ? ` (${more} earlier lines left out)` : ''}:`),
    );
    print(indent(lines.slice(-outputLinesMax).join('\n'), 4));
  }
}

/** The totals of a suite in one line, with the reasons of its skipped tests. */
export function printSuite(name: string, results: readonly FileResult[], ms: number): void {
  const { passed, failed, skipped } = totalsOf(results);
  const counts = `${passed} passed, ${failed} failed, ${skipped} skipped`;
  const painted = failed > 0 ? red(counts) : green(counts);
  print(`${name.padEnd(9)} ${painted}  ${grey(`${results.length} files, ${seconds(ms)}`)}`);
  const reasons = Map.groupBy(
    results.flatMap(({ skips }) => skips),
    ({ reason }) => reason,
  );
  for (const [reason, skips] of reasons) {
    print(yellow(`  skipped: ${skips.length} for: ${reason}`));
    for (const { place } of skips.slice(0, 5)) print(grey(`    ${place}`));
  }
}

/** The exact form of the last line that scripts read. */
export function totalsLine({ passed, failed, skipped }: Totals): string {
  return `${passed} passed, ${failed} failed, ${skipped} skipped`;
}

/** An error with its causes as text, without frames of Node itself. */
function describe(error: unknown): string {
  if (typeof error === 'string') return error;
  if (!(error instanceof Error) || error.stack === undefined) return inspect(error, { depth: 6 });
  const cause = error.cause === undefined ? '' : `\ncaused by ${describe(error.cause)}`;
  const text = `${error.stack}${cause}`;
  const lines = text.split('\n');
  return lines.filter((line) => !/^ {4}at /.test(line) || ownFrame.test(line)).join('\n');
}

const indent = (text: string, by: number) => text.replace(/^/gm, ' '.repeat(by));
