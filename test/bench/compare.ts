/**
 * Runs one workload against several targets in turn, round after round, so that what else the
 * machine does meets all of them; ratios are taken within a round, and medians over rounds.
 */
import type { Target } from './process.ts';

export interface Contestant {
  readonly target: Target;
  /** Does the work once; returns units of work per second. */
  run(): Promise<number>;
}

export interface Row {
  readonly name: string;
  readonly rate: number;
  /** Rate as a multiple of the base's in the same round. */
  readonly ratio: number;
  readonly cpu: number;
  readonly spread: readonly [number, number];
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  return sorted.length % 2 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

export async function compare(
  contestants: readonly Contestant[],
  rounds: number,
  base: string,
): Promise<Row[]> {
  const rates = contestants.map(() => [] as number[]);
  const cpus = contestants.map(() => [] as number[]);
  for (let round = -1; round < rounds; round++) {
    for (let i = 0; i < contestants.length; i++) {
      const { target, run } = contestants[i];
      const before = target.cpu();
      const rate = await run();
      if (round < 0) continue; // warm-up
      rates[i].push(rate);
      cpus[i].push(target.cpu() - before);
    }
  }
  const baseIndex = contestants.findIndex(({ target }) => target.name === base);
  return contestants.map(({ target }, i) => {
    const ratios = rates[i].map((rate, round) => rate / rates[baseIndex][round]);
    return {
      name: target.name,
      rate: median(rates[i]),
      ratio: median(ratios),
      cpu: median(cpus[i]),
      spread: [Math.min(...ratios), Math.max(...ratios)],
    };
  });
}

export function print(title: string, unit: string, base: string, rows: readonly Row[]): void {
  console.log(`\n${title}`);
  console.log(
    `${'target'.padEnd(18)}${unit.padStart(16)}${`x ${base}`.padStart(9)}   spread      CPU s`,
  );
  for (const { name, rate, ratio, cpu, spread } of rows) {
    const figures = [
      rate.toFixed(rate < 100 ? 2 : 0).padStart(16),
      ratio.toFixed(2).padStart(9),
      `  ${spread[0].toFixed(2)}-${spread[1].toFixed(2)}`,
      cpu.toFixed(2).padStart(9),
    ];
    console.log(name.padEnd(18) + figures.join(''));
  }
}
