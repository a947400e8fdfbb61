import { writeFileSync } from 'node:fs';
import { isDeepStrictEqual } from 'node:util';
import { Command } from 'commander';
import type { Loaded } from '../core/policy/load.ts';
import type { TestCase } from '../core/policy/schema.ts';
import type { Protocol } from '../core/protocol.ts';
import { casesOf } from './cases.ts';
import { config_file_default, loadOrFail } from './config-file.ts';
import { Conversations, isConversation } from './converse/index.ts';
import { type Evaluation, Evaluator, type Situation } from './evaluate.ts';
import { Exit, type Io } from './io.ts';
import { junit } from './junit.ts';
import type { CliContext } from './main.ts';

interface Options {
  readonly config: string;
  readonly json?: boolean;
  readonly junit?: string;
  readonly coverage?: boolean;
}

export interface CaseResult {
  readonly name: string;
  readonly passed: boolean;
  /** What was wrong, for people. */
  readonly detail: string;
}

export function testCommand(context: CliContext): Command {
  const { io, protocols } = context;
  return new Command('test')
    .description('run the cases of a configuration, and of further files')
    .argument('[files...]', 'YAML or JSON files with a list of cases under `tests`')
    .option('-c, --config <file>', 'configuration', config_file_default)
    .option('--junit <file>', 'write the results as JUnit XML')
    .option('--coverage', 'fail where a policy is met by no case')
    .option('--json', 'one object a line')
    .action(async (files: string[], options: Options) => {
      const loaded = loadOrFail(options.config, protocols, io);
      const cases = [...loaded.tests, ...files.flatMap(casesOf)];
      const { results, met } = await runCases(loaded, cases, protocols);
      const unmet = [...new Set(loaded.rules.map(({ name }) => name))].filter(
        (name) => !met.has(name),
      );
      print(results, unmet, options, io);
      if (options.junit) writeFileSync(options.junit, junit(results));
      const failed = results.some(({ passed }) => !passed);
      const uncovered = options.coverage === true && unmet.length > 0;
      context.exit = failed || uncovered ? Exit.findings : Exit.clean;
    });
}

/** Runs all cases; `met` are the policies that decided something in one of them. */
export async function runCases(
  loaded: Loaded,
  cases: readonly TestCase[],
  protocols: readonly Protocol[],
): Promise<{ results: CaseResult[]; met: Set<string> }> {
  const evaluator = new Evaluator(loaded.policy);
  const conversations = new Conversations(loaded, protocols);
  const met = new Set<string>();
  const results: CaseResult[] = [];
  try {
    for (const one of cases) {
      const situation = situationOf(one, loaded);
      const run = async () =>
        isConversation(one)
          ? conversations.evaluate(one, situation)
          : evaluator.evaluate(one.input, situation);
      const evaluation = await run().catch(messageOf);
      const failed = typeof evaluation === 'string';
      const detail = failed ? evaluation : differs(evaluation, one.expect);
      if (!failed) for (const { policy } of evaluation.records) met.add(policy);
      results.push({ name: one.name, passed: detail === '', detail });
    }
  } finally {
    await conversations.close();
  }
  return { results, met };
}

const messageOf = (error: Error): string => `the case could not be run: ${error.message}`;

function situationOf(one: TestCase, loaded: Loaded): Situation {
  return {
    resource: one.resource,
    operation: one.operation ?? 'read',
    listener: one.listener ?? listenerOf(loaded, one.resource),
    identity: one.identity,
    clientApp: one.client_app,
    address: one.address,
  };
}

/** The first listener of the resource's protocol. */
export function listenerOf(loaded: Loaded, resource: string): string {
  const protocol = resource.split(':', 1)[0];
  return loaded.listeners.find((listener) => listener.protocol === protocol)?.name ?? '';
}

const outcomes = new Set(['blocked', 'dropped', 'unchanged']);

/** What differs from what was expected, '' where nothing does. */
function differs(evaluation: Evaluation, expect: unknown): string {
  const { outcome, output } = evaluation;
  const because = why(evaluation);
  if (typeof expect === 'string' && outcomes.has(expect)) {
    return outcome === expect ? '' : `expected ${expect}, but it was ${outcome}${because}`;
  }
  if (outcome === 'blocked' || outcome === 'dropped') return `it was ${outcome}${because}`;
  if (isDeepStrictEqual(output, expect)) return '';
  return `expected ${JSON.stringify(expect)}, got ${JSON.stringify(output)}${because}`;
}

function why({ records, blockedBy }: Evaluation): string {
  if (records.length === 0) return ` (${blockedBy || 'no policy applied'})`;
  const policies = new Set(records.map(({ policy, source }) => `${policy}, ${source}`));
  return ` (${[...policies].join('; ')})`;
}

function print(
  results: readonly CaseResult[],
  unmet: readonly string[],
  { json }: Options,
  io: Io,
): void {
  for (const { name, passed, detail } of results) {
    if (json) io.json({ kind: 'case', name, passed, detail });
    else io.out(`${passed ? 'ok    ' : 'FAILED'}  ${name}${passed ? '' : `\n        ${detail}`}`);
  }
  const passed = results.filter((result) => result.passed).length;
  if (json) {
    io.json({ kind: 'summary', passed, failed: results.length - passed, unmet });
    return;
  }
  for (const name of unmet) io.out(`no case meets policy '${name}'`);
  io.out(`${passed} passed, ${results.length - passed} failed`);
}
