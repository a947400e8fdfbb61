/**
 * Runs the test suites: `node test/run.ts [unit|contract|fuzz|e2e ...] [--only=PART] [--coverage]`.
 *
 * Without a suite's name all run. `--only` keeps the files whose path holds PART; `--coverage` prints
 * (never gates) the line coverage of the unit suite. The last line is `N passed, N failed, N skipped`,
 * and the exit code is 1 when anything failed. What this machine cannot run is said loudly and
 * skipped; under CI=true it is a failure, as any skipped test is.
 */
import { parseArgs } from 'node:util';
import { Coverage } from './runner/coverage.ts';
import { printFile, printSuite, red, totalsLine, totalsOf, yellow } from './runner/report.ts';
import { emptyResult, type FileResult, runFile } from './runner/run-file.ts';
import { filesOf, root, type Suite, suites } from './runner/suites.ts';

const strict = process.env.CI === 'true';

interface Options {
  readonly only: string;
  readonly coverage: boolean;
}

async function runSuite(suite: Suite, options: Options): Promise<FileResult[]> {
  const started = performance.now();
  const files = filesOf(suite, options.only);
  const results: FileResult[] = [];
  const waiting = suite.servers ? await setUpServers(files, results) : [...files];
  const coverage = new Coverage();
  const withCoverage = options.coverage && suite.name === 'unit';
  const worker = async () => {
    for (let file = waiting.shift(); file !== undefined; file = waiting.shift()) {
      const result = await runFile(file, suite.file_timeout_ms, withCoverage);
      coverage.add(result.coverage);
      if (strict) forbidSkips(result);
      printFile(result, suite.verbose);
      results.push(result);
    }
  };
  await Promise.all(Array.from({ length: suite.concurrency }, worker));
  printSuite(suite.name, results, performance.now() - started);
  if (withCoverage) console.log(['coverage (lines)', ...coverage.report(root)].join('\n'));
  return results;
}

/** Under CI=true what is skipped is not tested, and that is a failure. */
function forbidSkips(result: FileResult): void {
  for (const { place, name, reason } of result.skips.splice(0)) {
    result.failures.push({ place, name, error: `skipped under CI=true: ${reason}` });
  }
}

/**
 * Makes engine and images for the servers whose folders hold `files`. Returns the files that can run;
 * the others stand in `results` as skipped (or failed under CI=true).
 */
async function setUpServers(files: readonly string[], results: FileResult[]): Promise<string[]> {
  if (files.length === 0) return [];
  const { prepare, serverNames } = await import('./containers/available.ts');
  const runnable: string[] = [];
  for (const [folder, own] of Map.groupBy(files, (file) => file.split('/')[2])) {
    const server = serverNames.find((name) => name === folder);
    let reason: string | undefined;
    let broken: unknown;
    try {
      reason = server && (await prepare(server)).reason;
    } catch (error) {
      broken = error;
    }
    if (reason === undefined && broken === undefined) runnable.push(...own);
    else for (const file of own) results.push(unrunnable(file, reason, broken));
  }
  return runnable;
}

function unrunnable(file: string, reason: string | undefined, broken: unknown): FileResult {
  const result = emptyResult(file);
  const name = 'the whole file';
  if (reason === undefined) result.failures.push({ place: file, name, error: broken });
  else {
    console.log(yellow(`\n*** CANNOT RUN ${file}: ${reason}\n`));
    result.skips.push({ place: file, name, reason });
  }
  printFile(result, false);
  return result;
}

async function main(): Promise<void> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      only: { type: 'string', default: '' },
      coverage: { type: 'boolean', default: strict },
    },
  });
  const unknown = positionals.filter((name) => !suites.some((suite) => suite.name === name));
  if (unknown.length > 0) {
    console.error(
      red(
        `no such suite: ${unknown.join(', ')}; there are ${suites.map((s) => s.name).join(', ')}`,
      ),
    );
    process.exitCode = 2;
    return;
  }
  const chosen = suites.filter(
    ({ name }) => positionals.length === 0 || positionals.includes(name),
  );
  const results: FileResult[] = [];
  for (const suite of chosen) results.push(...(await runSuite(suite, values)));
  const totals = totalsOf(results);
  if (totals.passed + totals.failed + totals.skipped === 0) {
    console.log(red('no test ran'));
    totals.failed += 1;
  }
  if (totals.failed > 0) process.exitCode = 1;
  console.log(totalsLine(totals));
}

await main();
