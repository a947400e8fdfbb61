/**
 * Texts made to cost, through the whole inspector with all built-in detectors: each kind as one text of
 * 64 KB, as a list of strings of 1 KB, as objects of short leaves under names that say nothing, and
 * under names that have every value looked at. Each is measured on several different texts in turn,
 * so that nothing is remembered from the last round; clean JSON is measured between them.
 *
 *     BENCH_ONLY='password|card' BENCH_ROUNDS=5 npm run bench -- hostile
 */
import { type PathId, PathTable } from '../../core/inspect/paths.ts';
import { compileMask } from '../../core/mask/index.ts';
import { median } from './compare.ts';
import { hostileJson, hostileTexts } from './hostile-texts.ts';
import { inspectorOf } from './inspector.ts';
import { carrier, recordOf, seeded } from './records.ts';

const size = 65_536;
const variants = 4;
const bound = 20;
const cleanRuns = 3;

const mask = compileMask({ with: 'redact' }, new Map(), () => false);

/** Names of leaves that say nothing, and names under which each value is looked at. */
const plainNames = ['a1', 'text', 'b', 'line', 'c3', 'content'];
const tellingNames = ['password', 'phone', 'card_number', 'address', 'iban', 'full_name'];

type Piece = (at: number) => string;

function textOf(piece: Piece, length: number): string {
  const parts: string[] = [];
  for (let sum = 0, at = 0; sum < length; at += 1) {
    const part = piece(at);
    parts.push(part);
    sum += part.length;
  }
  return parts.join('').slice(0, length);
}

function objectsOf(piece: Piece, names: readonly string[]): string {
  const objects: string[] = [];
  for (let sum = 0, at = 0; sum < size; ) {
    const members = names.map((name) => [name, piece(at++).trim()]);
    const object = JSON.stringify(Object.fromEntries(members));
    objects.push(object);
    sum += object.length + 1;
  }
  return `[${objects.join(',')}]`;
}

const forms: Readonly<Record<string, (piece: Piece) => string>> = {
  text: (piece) => textOf(piece, size),
  strings: (piece) =>
    JSON.stringify(Array.from({ length: size / 1024 }, () => textOf(piece, 1_020))),
  leaves: (piece) => objectsOf(piece, plainNames),
  named: (piece) => objectsOf(piece, tellingNames),
};

interface Case {
  readonly name: string;
  readonly texts: readonly Buffer[];
  readonly path: PathId;
  /** Microseconds for a megabyte, and that as a multiple of clean JSON's in the same round. */
  readonly times: number[];
  readonly factors: number[];
}

function casesOf(paths: PathTable, only: RegExp): Case[] {
  const root = paths.root('kafka:bench');
  const cases: Case[] = [];
  const add = (name: string, make: (random: () => number) => string): void => {
    const texts = Array.from({ length: variants }, (_, i) => Buffer.from(make(seeded(i + 1))));
    cases.push({ name, texts, path: paths.child(root, name), times: [], factors: [] });
  };
  for (const [name, pieces] of Object.entries(hostileTexts)) {
    for (const [form, make] of Object.entries(forms)) {
      if (only.test(`${form}: ${name}`)) add(`${form}: ${name}`, (random) => make(pieces(random)));
    }
  }
  for (const [name, make] of Object.entries(hostileJson)) {
    if (only.test(`json: ${name}`)) add(`json: ${name}`, (random) => make(random, size));
  }
  return cases;
}

function cleanCase(paths: PathTable): Case {
  const records = (random: () => number): string =>
    JSON.stringify(Array.from({ length: 75 }, (_, i) => recordOf(random, i, false)));
  const texts = Array.from({ length: variants }, (_, i) => Buffer.from(records(seeded(i + 1))));
  const path = paths.child(paths.root('kafka:bench'), 'clean');
  return { name: 'clean', texts, path, times: [], factors: [] };
}

const rateOf = ({ times }: Case): string => (1e6 / median(times)).toFixed(1);

export function benchHostile(): void {
  const rounds = Number(process.env.BENCH_ROUNDS ?? 5);
  const only = new RegExp(process.env.BENCH_ONLY ?? '');
  const paths = new PathTable();
  const inspector = inspectorOf(paths, mask);
  /** Microseconds for a megabyte. */
  const run = ({ texts, path }: Case): number => {
    let bytes = 0;
    const start = performance.now();
    for (const text of texts) {
      inspector.begin();
      inspector.unit(text, 'read');
      inspector.leaf(carrier, 0, text.length, path, 0);
      inspector.end();
      inspector.finish();
      bytes += text.length;
    }
    return ((performance.now() - start) * 1e9) / bytes;
  };
  const clean = cleanCase(paths);
  const cases = casesOf(paths, only);
  for (let i = 0; i < 400; i += 1) run(clean);
  for (const one of cases) run(one);
  for (let round = 0; round < rounds; round += 1) {
    for (const one of cases) {
      // The quicker of several: it takes no time beside the other.
      const base = Math.min(...Array.from({ length: cleanRuns }, () => run(clean)));
      const time = run(one);
      clean.times.push(base);
      one.times.push(time);
      one.factors.push(time / base);
    }
  }
  console.log(`clean JSON ${rateOf(clean)} MB/s; ${cases.length} hostile texts, worst first`);
  cases.sort((a, b) => median(b.factors) - median(a.factors));
  for (const one of cases) {
    const factor = median(one.factors).toFixed(1).padStart(7);
    console.log(`${factor} x ${rateOf(one).padStart(7)} MB/s  ${one.name}`);
  }
  const beyond = cases.filter((one) => median(one.factors) > bound).length;
  console.log(`${beyond} of ${cases.length} take more than ${bound} times as long as clean JSON`);
}
