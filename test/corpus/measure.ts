/**
 * Measures detection on the generated corpus: precision, recall and F1 per class, false finds per
 * kind of decoy, microseconds a record.
 *
 *     node test/corpus/measure.ts [--seed N] [--count N] [--write FILE] [--misses] [--gate]
 *
 * `--gate` looks at values as the gate does (only what the scan flags, nothing learnt beforehand)
 * instead of as `tidegate scan` does. `--write` saves the samples as JSON lines with their labels.
 */
import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { createDetection } from '../../core/detect/index.ts';
import { scanLines, type ValueFinding, ValueScanner } from '../../core/detect/scan-value.ts';
import { shapesOfText } from '../../core/kernels/index.ts';
import { generate, type Sample } from './generate.ts';

const { values: options } = parseArgs({
  options: {
    seed: { type: 'string', default: '20261124' },
    count: { type: 'string', default: '6000' },
    write: { type: 'string' },
    misses: { type: 'boolean', default: false },
    gate: { type: 'boolean', default: false },
  },
});

interface Tally {
  found: number;
  missed: number;
  wrong: number;
}

const byClass = new Map<string, Tally>();
const byDecoy = new Map<string, { seen: number; found: number; as: Map<string, number> }>();
const shown: string[] = [];

function tally(name: string): Tally {
  let one = byClass.get(name);
  if (!one) {
    one = { found: 0, missed: 0, wrong: 0 };
    byClass.set(name, one);
  }
  return one;
}

function overlaps(a: { path: string; start: number; end: number }, b: ValueFinding): boolean {
  return a.path === b.path && a.start < b.end && b.start < a.end;
}

function note(
  sample: Sample,
  what: string,
  at: { path: string; start: number; end: number },
): void {
  if (options.misses && shown.length < 400) {
    const name = at.path.replace(/\[\d+\]/g, '');
    shown.push(`${what} ${sample.resource} ${name} ${textAt(sample, at)}`);
  }
}

function textAt(sample: Sample, at: { path: string; start: number; end: number }): string {
  let value: unknown = sample.value;
  for (const step of at.path.slice(1).match(/[^.[\]]+/g) ?? []) {
    value = (value as Record<string, unknown>)[step];
  }
  return JSON.stringify(
    typeof value === 'string' ? value.slice(Math.max(0, at.start - 20), at.end + 5) : value,
  );
}

function judge(sample: Sample, findings: readonly ValueFinding[]): void {
  for (const label of sample.labels) {
    const hit = findings.some(
      (finding) => finding.class === label.class && overlaps(label, finding),
    );
    if (hit) tally(label.class).found += 1;
    else {
      tally(label.class).missed += 1;
      note(sample, `MISS ${label.class}`, label);
    }
  }
  for (const finding of findings) {
    const label = sample.labels.find(
      (one) => one.class === finding.class && overlaps(one, finding),
    );
    if (label) continue;
    tally(finding.class).wrong += 1;
    note(sample, `WRONG ${finding.class}`, finding);
  }
  for (const decoy of sample.decoys) {
    let one = byDecoy.get(decoy.kind);
    if (!one) {
      one = { seen: 0, found: 0, as: new Map() };
      byDecoy.set(decoy.kind, one);
    }
    one.seen += 1;
    const finding = findings.find((candidate) => overlaps(decoy, candidate));
    if (!finding) continue;
    one.found += 1;
    one.as.set(finding.class, (one.as.get(finding.class) ?? 0) + 1);
  }
}

function percent(value: number): string {
  return Number.isNaN(value) ? '-' : value.toFixed(3);
}

function printClasses(): void {
  console.log('| class | values | precision | recall | F1 |\n| --- | ---: | ---: | ---: | ---: |');
  for (const [name, { found, missed, wrong }] of [...byClass].sort(([a], [b]) =>
    a.localeCompare(b),
  )) {
    const precision = found / (found + wrong);
    const recall = found / (found + missed);
    const f1 = (2 * precision * recall) / (precision + recall);
    console.log(
      `| ${name} | ${found + missed} | ${percent(precision)} | ${percent(recall)} | ${percent(f1)} |`,
    );
  }
  const all = [...byClass.values()].reduce((sum, one) => ({
    found: sum.found + one.found,
    missed: sum.missed + one.missed,
    wrong: sum.wrong + one.wrong,
  }));
  const precision = all.found / (all.found + all.wrong);
  const recall = all.found / (all.found + all.missed);
  console.log(
    `| **all** | ${all.found + all.missed} | ${percent(precision)} | ${percent(recall)} | ${percent((2 * precision * recall) / (precision + recall))} |`,
  );
}

function printDecoys(): void {
  console.log('\n| decoy | values | found | as |\n| --- | ---: | ---: | --- |');
  for (const [kind, { seen, found, as }] of [...byDecoy].sort(([a], [b]) => a.localeCompare(b))) {
    const classes = [...as].sort((a, b) => b[1] - a[1]).map(([name, count]) => `${name} ${count}`);
    console.log(`| ${kind} | ${seen} | ${found} | ${classes.slice(0, 4).join(', ')} |`);
  }
}

const samples = generate(Number(options.seed), Number(options.count));
if (options.write) {
  writeFileSync(options.write, `${samples.map((sample) => JSON.stringify(sample)).join('\n')}\n`);
}
const detection = createDetection();
let micros = 0;
if (options.gate) {
  const scanner = new ValueScanner(detection, shapesOfText);
  for (const sample of samples) {
    const started = process.cpuUsage();
    const findings = scanner.scan(sample.resource, sample.value);
    const { user, system } = process.cpuUsage(started);
    micros += user + system;
    judge(sample, findings);
  }
} else {
  const started = process.cpuUsage();
  const judged: [Sample, ValueFinding[]][] = [];
  for await (const { line, findings } of scanLines(samples, detection, samples.length)) {
    judged.push([line as unknown as Sample, findings]);
  }
  const { user, system } = process.cpuUsage(started);
  micros = (user + system) / 2;
  for (const [sample, findings] of judged) judge(sample, findings);
}
printClasses();
printDecoys();
for (const line of shown) console.log(line);
console.log(`\n${samples.length} samples, ${(micros / samples.length).toFixed(1)} µs of CPU each`);
