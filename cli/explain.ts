import { readFileSync } from 'node:fs';
import { text as textOf } from 'node:stream/consumers';
import { Command, Option } from 'commander';
import { parseScanLine, ValueScanner } from '../core/detect/scan-value.ts';
import type { Operation } from '../core/events.ts';
import { builtinDetection } from '../core/policy/detection.ts';
import { splitPath } from '../core/policy/field.ts';
import type { Loaded } from '../core/policy/load.ts';
import { auditFileOf, config_file_default, loadOrFail } from './config-file.ts';
import { Evaluator, isRecord } from './evaluate.ts';
import { explainFinding } from './explain-finding.ts';
import { CommandError, type Io } from './io.ts';
import type { CliContext } from './main.ts';
import { listenerOf } from './test.ts';

interface Options {
  readonly config: string;
  readonly audit?: string;
  readonly resource?: string;
  readonly operation: Operation;
  readonly identity?: string;
  readonly clientApp?: string;
  readonly address?: string;
  readonly listener?: string;
  readonly field?: string;
  readonly json?: boolean;
}

export function explainCommand({ io, protocols }: CliContext): Command {
  return new Command('explain')
    .description('why something was found and what was done: for a sample on stdin, or a finding')
    .argument('[id]', 'id of a line of the audit; without it a sample is read from stdin')
    .option('-c, --config <file>', 'configuration', config_file_default)
    .option('--audit <file>', 'audit file; the one of the configuration unless given')
    .option('--resource <name>', 'where the sample comes from: mysql:shop.customers')
    .addOption(
      new Option('--operation <name>', 'what is done with it')
        .choices(['read', 'write', 'admin'])
        .default('read'),
    )
    .option('--identity <name>', 'as whom')
    .option('--client-app <name>', 'with which program')
    .option('--address <address>', 'from which address')
    .option('--listener <name>', 'through which listener; the first of the protocol unless given')
    .option('--field <path>', 'what the values on stdin, one JSON a line, teach of a field')
    .option('--json', 'one object a line')
    .action(async (id: string | undefined, options: Options) => {
      const loaded = loadOrFail(options.config, protocols, io);
      if (id !== undefined) return explainFinding(id, auditOf(loaded, options), options.json, io);
      if (!options.resource) throw new CommandError('--resource says where the sample comes from');
      const sample = await textOf(io.streams.stdin);
      if (options.field !== undefined) return explainField(sample, loaded, options, io);
      explainSample(sample, loaded, options, io);
    });
}

function auditOf(loaded: Loaded, { audit }: Options): string {
  const file = audit ?? auditFileOf(loaded);
  if (!file || file === '-') throw new CommandError('--audit names the file of the audit');
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    throw new CommandError(`${file} cannot be read: ${(error as NodeJS.ErrnoException).code}`);
  }
}

/** The sample as JSON, whole numbers with all their digits, or as the text that it is. */
function parseSample(sample: string): unknown {
  const trimmed = sample.trim();
  if (trimmed === '') throw new CommandError('there is no sample on stdin');
  try {
    JSON.parse(trimmed);
    return parseScanLine(`{"value":${trimmed}}`).value;
  } catch {
    return withoutBreak(sample);
  }
}

const withoutBreak = (sample: string): string => sample.replace(/\r?\n$/, '');

const control = /[\x00-\x08\x0b-\x1f\x7f-\x9f]/;

/** What arrives, in one line that a terminal may show. */
function shown(output: unknown): string {
  return typeof output === 'string' && !control.test(output) ? output : JSON.stringify(output);
}

/** What arrives, as a value where it is JSON. */
function jsonValue(output: unknown): unknown {
  if (typeof output !== 'string') return output;
  try {
    return JSON.parse(output);
  } catch {
    return output;
  }
}

function explainSample(sample: string, loaded: Loaded, options: Options, io: Io): void {
  const value = parseSample(sample);
  const resource = options.resource!;
  const detection = builtinDetection.create(undefined, loaded.detectors);
  const findings = new ValueScanner(detection).scan(resource, value);
  // As it is written: a name may come twice, and a number may have more digits than a value keeps.
  const input = isRecord(value) ? value : withoutBreak(sample);
  const evaluation = new Evaluator(loaded.policy).evaluate(input, {
    resource,
    operation: options.operation,
    listener: options.listener ?? listenerOf(loaded, resource),
    identity: options.identity,
    clientApp: options.clientApp,
    address: options.address,
  });
  const { records, outcome, output, blockedBy } = evaluation;
  if (options.json) {
    for (const finding of findings) io.json({ kind: 'finding', ...finding });
    for (const record of records) io.json({ kind: 'decision', ...record });
    io.json({ kind: 'outcome', outcome, blocked_by: blockedBy, output: jsonValue(output) });
    return;
  }
  if (findings.length === 0) io.out('nothing is found in it');
  else {
    io.table(
      ['PATH', 'CLASS', 'DETECTOR', 'CONFIDENCE', 'EVIDENCE'],
      findings.map(({ path, class: name, detector, confidence, evidence }) => [
        path,
        name,
        detector,
        confidence.toFixed(2),
        evidence,
      ]),
    );
  }
  io.out();
  if (records.length === 0) io.out('no policy applies');
  else {
    io.table(
      ['ACTION', 'POLICY', 'LINE', 'FIELD', 'CLASS', 'SHAPE', 'WOULD BE'],
      records.map((record) => [
        record.shadow ? `would ${record.action}` : record.action,
        record.policy,
        record.source,
        record.path || '-',
        record.class || '-',
        record.shape || '-',
        record.would || '-',
      ]),
    );
  }
  io.out();
  io.out(outcome === 'changed' ? `changed to ${shown(output)}` : `it is ${outcome}`);
}

/** Feeds values, one JSON a line, to one field, and prints what they taught. */
function explainField(sample: string, loaded: Loaded, options: Options, io: Io): void {
  const steps = splitPath(options.field!);
  if (!steps) throw new CommandError(`'${options.field}' is not a path`);
  const detection = builtinDetection.create(undefined, loaded.detectors);
  const scanner = new ValueScanner(detection);
  for (const line of sample.split('\n')) {
    if (line.trim() === '') continue;
    const value = parseSample(line);
    const isWhole = typeof value === 'object' && value !== null;
    scanner.scan(options.resource!, isWhole ? value : nested(steps, value));
  }
  const report = detection.explainField(options.resource!, steps);
  if (options.json) return io.json({ kind: 'field', ...report });
  io.out(`${report.resource} ${report.path}: ${report.values} values`);
  io.table(
    ['DETECTOR', 'BY NAME', 'MATCHES', 'MISSES', 'VERDICT'],
    report.lines.map(({ detector, named, matches, misses, verdict }) => [
      detector,
      named ? 'yes' : 'no',
      String(matches),
      String(misses),
      verdict,
    ]),
  );
}

const nested = (steps: readonly string[], value: unknown): unknown =>
  steps.reduceRight<unknown>((inner, step) => ({ [step]: inner }), value);
