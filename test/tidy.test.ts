/**
 * Tidiness is a test: import arrows, sizes of files and functions, dead files, unfinished marks,
 * skipped tests. Each check prints every place at fault at once.
 */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'node:test';
import { root } from './runner/suites.ts';
import { forbidden } from './tidy/arrows.ts';
import { exists, importRings, reachable, readSources, type Source } from './tidy/sources.ts';

const lines_max = 400;
const line_chars_max = 120;
const function_lines_max = 70;

/** Files that may be long, each with the reason. */
const longAllowed: readonly { files: RegExp; because: string }[] = [
  { files: /(\.test|\.double)\.ts$/, because: 'cases of one subject stay together' },
  { files: /(^|\/)fixtures\//, because: 'captured bytes' },
  {
    files: /^proxies\/kafka\/schema\/messages\.ts$/,
    because: "generated from Kafka's definitions",
  },
];

const sources = readSources();
const all = [...sources.values()];
const shipped = all.filter(({ isTest }) => !isTest);
const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));

/** Fails with one line for each fault. */
function none(faults: readonly string[]): void {
  if (faults.length > 0) assert.fail(`${faults.length} at fault:\n  ${faults.join('\n  ')}`);
}

/** Places of `pattern` in one of a source's texts. */
function places(source: Source, text: string, pattern: RegExp): string[] {
  return text.split('\n').flatMap((line, index) => {
    const match = line.match(pattern);
    return match ? [`${source.path}:${index + 1}: ${match[0].trim()}`] : [];
  });
}

test('the sources are found', () => {
  assert.ok(all.length > 100);
  assert.ok(sources.has('core/protocol.ts'));
});

test('imports follow the arrows', () => {
  const faults: string[] = [];
  for (const { path, imports } of shipped) {
    for (const { file, line, typeOnly } of imports) {
      const reason = file && forbidden(path, file, typeOnly);
      if (reason) faults.push(`${path}:${line} imports ${file}: ${reason}`);
    }
  }
  none(faults);
});

test('tests of one protocol do not reach into another', () => {
  const faults: string[] = [];
  for (const { path, imports, isTest } of all) {
    const own = /^proxies\/[a-z]+\//.exec(path)?.[0];
    if (!isTest || own === undefined) continue;
    for (const { file, line } of imports) {
      if (file?.startsWith('proxies/') && !file.startsWith(own))
        faults.push(`${path}:${line}: ${file}`);
    }
  }
  none(faults);
});

test('every imported file exists', () => {
  const made = /^core\/kernels\/build\/|^dist\//;
  none(
    all.flatMap(({ path, imports }) =>
      imports
        .filter(({ file }) => file !== undefined && !made.test(file) && !exists(file))
        .map(({ file, line }) => `${path}:${line}: ${file}`),
    ),
  );
});

test('no files import each other in a ring at run time', () => {
  none(importRings(sources).map((ring) => ring.join(' -> ')));
});

test('what is shipped imports only declared dependencies', () => {
  const peers = manifest.peerDependencies ?? {};
  const declared = { ...manifest.dependencies, ...manifest.optionalDependencies, ...peers };
  const faults: string[] = [];
  for (const { path, imports } of shipped) {
    if (path.startsWith('scripts/')) continue;
    for (const link of imports) {
      if (link.package && !link.typeOnly && !(link.package in declared)) {
        faults.push(`${path}:${link.line}: ${link.package}`);
      }
    }
  }
  none(faults);
});

test('every dependency is imported by something that is shipped', () => {
  const used = new Set(shipped.flatMap(({ imports }) => imports.map((link) => link.package)));
  none(Object.keys(manifest.dependencies).filter((name) => !used.has(name)));
});

test('no file is dead: each is reached from an entry point', () => {
  const commands = Object.values<string>(manifest.scripts).join(' ');
  const named = commands.match(/[\w./-]+\.(ts|js)\b/g) ?? [];
  const doors = Object.values<string>(manifest.bin ?? {});
  // Tests, their doubles and the tools of the repository are run or imported by tests alone.
  const tests = all.filter(({ isTest }) => isTest).map(({ path }) => path);
  const tools = all.map(({ path }) => path).filter((path) => path.startsWith('scripts/'));
  const exported = shipped.map(({ path }) => path).filter((path) => publicEntries().has(path));
  const references = tests.filter((path) => !/^test\/|\.(test|double)\.ts$/.test(path));
  const living = reachable(sources, [...named, ...doors, ...exported, ...tools, ...references]);
  const byTests = reachable(sources, tests);
  const faults = shipped
    .filter(({ path }) => !living.has(path) && !path.endsWith('.d.ts'))
    .map(({ path }) => `${path}${byTests.has(path) ? ' (only tests import it)' : ''}`);
  none(faults);
});

/** Sources of the entry points that package.json exports, `./dist/x.js` being made from `x.ts`. */
function publicEntries(): Set<string> {
  const targets = JSON.stringify(manifest.exports ?? {}).match(/dist\/[\w./-]+\.js/g) ?? [];
  return new Set(targets.map((target) => target.replace(/^dist\//, '').replace(/\.js$/, '.ts')));
}

test(`files have at most ${lines_max} lines`, () => {
  const short = all.filter(({ path }) => !longAllowed.some(({ files }) => files.test(path)));
  none(
    short
      .filter(({ lines }) => lines.length - 1 > lines_max)
      .map(({ path, lines }) => `${path}: ${lines.length - 1}`),
  );
});

test(`lines have at most ${line_chars_max} characters beside what stands in quotes`, () => {
  const faults: string[] = [];
  for (const { path, lines, code, comments } of all) {
    const remarks = comments.split('\n');
    for (const [index, line] of code.split('\n').entries()) {
      // The lexer blanks quoted text; the formatter cannot break it, and lists of words need not be.
      // Nor can it break a template, whatever stands inside.
      const indent = lines[index].search(/\S|$/);
      const bare = indent + line.trim().replace(/ {2,}/g, ' ').length;
      const isTemplate = lines[index].includes('`');
      const longest = Math.max(isTemplate ? 0 : bare, remarks[index].trimEnd().length);
      if (longest > line_chars_max) faults.push(`${path}:${index + 1}: ${longest}`);
    }
  }
  none(faults);
});

test(`functions have at most ${function_lines_max} lines`, () => {
  // biome.json holds the number; tests and benchmarks are exempt there.
  const rule = 'complexity/noExcessiveLinesPerFunction';
  const options = ['lint', `--only=${rule}`, '--max-diagnostics=none', '--reporter=github', '.'];
  try {
    execFileSync(join(root, 'node_modules/.bin/biome'), options, { cwd: root, encoding: 'utf8' });
  } catch (error) {
    const { stdout } = error as { stdout: string };
    const found = stdout.matchAll(/file=([^,]+),line=(\d+)/g);
    none([...found].map(([, file, line]) => `${file}:${line}`));
    assert.fail(stdout);
  }
});

test('nothing is marked as unfinished', () => {
  none(all.flatMap((source) => places(source, source.comments, /\b(TODO|FIXME|XXX|HACK)\b/)));
});

test('no test is left out without a reason', () => {
  const left =
    /\b(test|it|describe|suite)\.(only|skip|todo)\b|\b(only|todo):|skip: true|\.skip\(\s*\)/;
  const tests = all.filter(({ path }) => path.endsWith('.test.ts'));
  none(tests.flatMap((source) => places(source, source.code, left)));
});

test('modules export by name', () => {
  none(all.flatMap((source) => places(source, source.code, /^export default\b/)));
});
