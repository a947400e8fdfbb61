import { Command } from 'commander';
import { Exit } from './io.ts';
import type { CliContext } from './main.ts';

const seed_default = 20_261_124;

export function demoCommand(context: CliContext): Command {
  const { io, protocols } = context;
  return new Command('demo')
    .description('three small servers, the gate in front of them, and what their clients see')
    .option('--once', 'one round, then end: 0 if the clients saw what the policy says', false)
    .option('--seed <number>', 'seed of the synthetic data', String(seed_default))
    .action(async ({ once, seed }: { once: boolean; seed: string }) => {
      // Its servers and drivers are needed by nobody else.
      const { runDemo } = await import('../demo/index.ts');
      const end = new AbortController();
      const interrupt = () => end.abort();
      process.once('SIGINT', interrupt);
      process.once('SIGTERM', interrupt);
      const colour = io.isTerminal && io.env.NO_COLOR === undefined;
      const out = (line: string) => io.out(line);
      const options = { protocols, once, seed: Number(seed), colour, out, signal: end.signal };
      if (!(await runDemo(options))) context.exit = Exit.findings;
      process.off('SIGINT', interrupt);
      process.off('SIGTERM', interrupt);
    });
}
