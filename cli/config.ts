import { Command } from 'commander';
import { jsonSchema } from '../core/policy/schema.ts';
import { publicConfig } from '../observe/public-config.ts';
import { differences } from './config-diff.ts';
import { config_file_default, loadOrFail } from './config-file.ts';
import { Exit } from './io.ts';
import type { CliContext } from './main.ts';

export function configCommand(context: CliContext): Command {
  const { io, protocols } = context;
  const config = new Command('config').description('the configuration: its schema, and what it is');
  config
    .command('schema')
    .description('JSON Schema of a configuration, for editors')
    .action(() => io.out(JSON.stringify(jsonSchema(), null, 2)));
  config
    .command('print')
    .description('a configuration with defaults filled in and secrets removed')
    .argument('[file]', 'configuration', config_file_default)
    .option('--json', 'on one line')
    .action((file: string, { json }: { json?: boolean }) => {
      const shown = publicConfig(loadOrFail(file, protocols, io).config);
      io.out(JSON.stringify(shown, null, json ? 0 : 2));
    });
  config
    .command('diff')
    .description('what differs between two configurations; exit 1 where anything does')
    .argument('<old>', 'configuration')
    .argument('<new>', 'configuration')
    .option('--json', 'one object a line')
    .action((before: string, after: string, { json }: { json?: boolean }) => {
      const [a, b] = [before, after].map((file) => loadOrFail(file, protocols, io).config);
      const found = differences(publicConfig(a), publicConfig(b));
      for (const { path, from, to } of found) {
        if (json) io.json({ path, from, to });
        else io.out(`${path}: ${show(from)} -> ${show(to)}`);
      }
      context.exit = found.length > 0 ? Exit.findings : Exit.clean;
    });
  return config;
}

const show = (value: unknown): string => (value === undefined ? '(none)' : JSON.stringify(value));
