/** The project's own source files as text, lexed, with who imports whom. */
import { existsSync, globSync, readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { root } from '../runner/suites.ts';
import { type Import, importsOf, type Lexed, lex } from './lexer.ts';

export interface Source extends Lexed {
  /** Relative to the root of the project. */
  readonly path: string;
  readonly text: string;
  readonly lines: readonly string[];
  readonly imports: readonly Link[];
  /**
   * Tests and what only tests import: `*.test.ts`, `*.double.ts` (stand-ins), `*.reference.ts` (the
   * plain form of a kernel, which a property test holds the kernel to), `examples.ts` (what detectors
   * must find and must let go), everything under `test/`.
   */
  readonly isTest: boolean;
}

export interface Link extends Import {
  /** Path of the imported file relative to the root; undefined for packages and Node's own modules. */
  readonly file: string | undefined;
  /** Name of the imported package; undefined for files and Node's own modules. */
  readonly package: string | undefined;
}

const folders = 'core proxies observe console cli testing demo scripts test bin';
const ignored: ReadonlySet<string> = new Set([
  'node_modules',
  'assembly',
  'build',
  '.cache',
  'dist',
]);

const testFile = /^test\/|\.(test|double|reference)\.ts$|\/(all-)?examples\.ts$/;

export function readSources(): Map<string, Source> {
  const patterns = folders.split(' ').map((folder) => `${folder}/**/*.{ts,js}`);
  const exclude = (path: string) => ignored.has(basename(path));
  const files = globSync([...patterns, 'bin/tidegate'], { cwd: root, exclude }).sort();
  return new Map(files.map((path) => [path, readSource(path)]));
}

function readSource(path: string): Source {
  const text = readFileSync(join(root, path), 'utf8');
  const lexed = lex(text);
  const imports = importsOf(text, lexed.code).map((found) => resolve(path, found));
  const isTest = testFile.test(path);
  return { path, text, lines: text.split('\n'), ...lexed, imports, isTest };
}

function resolve(from: string, found: Import): Link {
  const { specifier } = found;
  if (specifier.startsWith('.')) {
    return { ...found, file: join(dirname(from), specifier), package: undefined };
  }
  if (specifier.startsWith('node:')) return { ...found, file: undefined, package: undefined };
  const parts = specifier.split('/');
  const name = parts.slice(0, specifier.startsWith('@') ? 2 : 1).join('/');
  return { ...found, file: undefined, package: name };
}

/** All files that `entries` lead to by imports, the entries included. */
export function reachable(sources: Map<string, Source>, entries: Iterable<string>): Set<string> {
  const seen = new Set<string>(entries);
  for (const path of seen) {
    for (const { file } of sources.get(path)?.imports ?? []) if (file) seen.add(file);
  }
  return seen;
}

/** Rings of files that import each other at run time, each as the list of its files. */
export function importRings(sources: Map<string, Source>): string[][] {
  const rings: string[][] = [];
  const done = new Set<string>();
  const visit = (path: string, trail: string[]): void => {
    const at = trail.indexOf(path);
    if (at >= 0) rings.push(trail.slice(at));
    if (at >= 0 || done.has(path)) return;
    for (const { file, typeOnly } of sources.get(path)?.imports ?? []) {
      if (file && !typeOnly) visit(file, [...trail, path]);
    }
    done.add(path);
  };
  for (const path of sources.keys()) visit(path, []);
  return rings;
}

export const exists = (path: string): boolean => existsSync(join(root, path));
