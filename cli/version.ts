import { existsSync, readFileSync } from 'node:fs';
import { Command } from 'commander';
import type { CliContext } from './main.ts';

/** The package's own manifest stands above `cli/`, or above `dist/cli/`. */
function readVersion(): string {
  for (const up of ['../package.json', '../../package.json']) {
    const url = new URL(up, import.meta.url);
    if (!existsSync(url)) continue;
    const manifest = JSON.parse(readFileSync(url, 'utf8')) as { name?: string; version?: string };
    if (manifest.name === 'tidegate' && manifest.version) return manifest.version;
  }
  return '0.0.0';
}

export const version = readVersion();

export function versionCommand({ io, protocols }: CliContext): Command {
  return new Command('version')
    .description('version, Node and protocols')
    .option('--json', 'one object')
    .action(({ json }: { json?: boolean }) => {
      const facts = {
        version,
        node: process.version,
        platform: `${process.platform}-${process.arch}`,
        protocols: protocols.map(({ name }) => name),
      };
      if (json) io.json(facts);
      else io.out(`tidegate ${version} (node ${facts.node}, ${facts.platform})`);
    });
}
