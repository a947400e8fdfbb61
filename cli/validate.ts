import { Command } from 'commander';
import { type Loaded, type LoadResult, loadFile } from '../core/policy/load.ts';
import { type Fault, formatFault } from '../core/policy/source.ts';
import { config_file_default } from './config-file.ts';
import { Exit } from './io.ts';
import type { CliContext } from './main.ts';
import { listenerRows, policyRows } from './resolved.ts';

interface Options {
  readonly json?: boolean;
  readonly warnings: boolean;
}

export function validateCommand(context: CliContext): Command {
  return new Command('validate')
    .description('check a configuration: all faults at once, then what it comes to')
    .argument('[file]', 'configuration', config_file_default)
    .option('-c, --config <file>', 'the same')
    .option(
      '--no-warnings',
      'rules that do nothing and expired exemptions are told, but do not fail',
    )
    .option('--json', 'one object a line')
    .action((file: string, options: Options & { config?: string }) => {
      const path = options.config ?? file;
      const result = loadFile(path, { protocols: context.protocols, env: context.io.env });
      context.exit = report(result, options, context);
    });
}

function report(result: LoadResult, options: Options, { io }: CliContext): number {
  const faults: readonly Fault[] = result.ok ? result.warnings : result.faults;
  for (const fault of faults) {
    if (options.json) io.json({ kind: 'fault', ...fault });
    else io.err(formatFault(fault));
  }
  if (result.ok) printResolved(result, options, io);
  const errors = faults.filter(({ severity }) => severity === 'error').length;
  const warnings = faults.filter(({ severity }) => severity === 'warning').length;
  if (!options.json) io.err(summary(result.file, errors, warnings));
  return errors > 0 || (warnings > 0 && options.warnings) ? Exit.usage : Exit.clean;
}

function summary(file: string, errors: number, warnings: number): string {
  if (errors + warnings === 0) return `${file} is valid`;
  const count = (n: number, word: string) => `${n} ${word}${n === 1 ? '' : 's'}`;
  return `${file}: ${count(errors, 'error')}, ${count(warnings, 'warning')}`;
}

function printResolved(loaded: Loaded, { json }: Options, io: CliContext['io']): void {
  const listeners = listenerRows(loaded);
  const policies = policyRows(loaded);
  if (json) {
    for (const listener of listeners) io.json({ kind: 'listener', ...listener });
    for (const policy of policies) io.json({ kind: 'policy', ...policy });
    return;
  }
  io.table(
    ['LISTENER', 'PROTOCOL', 'BIND', 'UPSTREAM', 'NODES', 'TLS', 'ON ERROR'],
    listeners.map((row) => [
      row.name,
      row.protocol,
      row.bind,
      row.upstream.join(','),
      row.nodes ?? '-',
      row.tls,
      row.on_error,
    ]),
  );
  io.out();
  io.table(
    ['POLICY', 'WHERE', 'WHAT', 'ACTION', 'MODE', 'LINE'],
    policies.map((row) => [row.name, row.where, row.what, row.action, row.mode, row.source]),
  );
}
