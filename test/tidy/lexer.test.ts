import assert from 'node:assert/strict';
import test from 'node:test';
import { importsOf, lex } from './lexer.ts';

const squeeze = (text: string) => text.replace(/\s+/g, ' ').trim();

test('comments and quoted text are told from code', () => {
  const { code, comments } = lex(
    `const a = 'it // is'; // note 'one'\nconst b = "x"; /* two\n*/ b();`,
  );
  assert.equal(squeeze(code), 'const a = \' \'; const b = " "; b();');
  assert.equal(squeeze(comments), "// note 'one' /* two */");
});

test('templates may nest and hold braces', () => {
  const { code } = lex('f(`a ${g({ b: `c ${d} }` })} // no comment`); h(); // yes');
  assert.equal(squeeze(code), 'f( g({ b: d} })} ); h();');
});

test('a slash divides after a value and begins a regular expression elsewhere', () => {
  assert.equal(
    squeeze(lex('const q = a / b / c; const r = /[\'"`/]/.test(x);').code),
    'const q = a / b / c; const r = .test(x);',
  );
  assert.equal(squeeze(lex('return /\\/\\*/g;').code), 'return g;');
});

test('positions are kept', () => {
  const source = "/* a\nb */ import x from './x.ts';\n`t\n`;\n";
  const { code, comments } = lex(source);
  assert.equal(code.length, source.length);
  assert.equal(comments.length, source.length);
  assert.deepEqual(importsOf(source, code), [{ specifier: './x.ts', line: 2, typeOnly: false }]);
});

test('every form of import is found, and none in strings or comments', () => {
  const source = `import './a.ts';
import type { B } from "./b.ts";
import {
  c,
} from './c.ts';
export * from './d.ts';
export type { E } from './e.ts';
const f = await import('./f.ts');
new URL('./g.wasm', import.meta.url);
// import './h.ts';
const i = "import './i.ts'";
export const j = 'from';
`;
  const found = importsOf(source, lex(source).code);
  const text = found.map(
    ({ specifier, line, typeOnly }) => `${specifier}:${line}${typeOnly ? ':type' : ''}`,
  );
  assert.deepEqual(text.sort(), [
    './a.ts:1',
    './b.ts:2:type',
    './c.ts:3',
    './d.ts:6',
    './e.ts:7:type',
    './f.ts:8',
    './g.wasm:9',
  ]);
});
