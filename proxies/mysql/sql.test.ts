import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { Lexer, type LexerOptions, Token } from './sql.ts';

const names = Object.entries(Token);

function lex(sql: string, options: Partial<LexerOptions> = {}): string[] {
  const bytes = Buffer.from(sql);
  const lexer = new Lexer(bytes, 0, bytes.length, {
    backslashEscapes: true,
    executes: () => true,
    ...options,
  });
  const found: string[] = [];
  for (let kind = lexer.next(); kind !== Token.end; kind = lexer.next()) {
    const name = names.find(([, value]) => value === kind)![0];
    found.push(`${name}:${lexer.text()}`);
  }
  return found;
}

describe('lexer', () => {
  test('names, numbers, strings and variables', () => {
    assert.deepEqual(
      lex("SELECT `a``b`, 'it''s', 1.5e-3, 0x1F, 1a, x'41', @v, @`w`, @@sql_mode, ?"),
      [
        'word:SELECT',
        'quotedName:a``b',
        'punctuation:,',
        "string:it''s",
        'punctuation:,',
        'number:1.5e-3',
        'punctuation:,',
        'number:0x1F',
        'punctuation:,',
        'word:1a',
        'punctuation:,',
        'string:41',
        'punctuation:,',
        'variable:v',
        'punctuation:,',
        'variable:w',
        'punctuation:,',
        'systemVariable:sql_mode',
        'punctuation:,',
        'parameter:?',
      ],
    );
  });

  test('a backslash escapes, or does not', () => {
    const sql = "'a\\' , ssn, '";
    assert.deepEqual(lex(sql), ["string:a\\' , ssn, "]);
    assert.ok(lex(sql, { backslashEscapes: false }).includes('word:ssn'));
  });

  test('comments are stepped over, dashes only before white space', () => {
    assert.deepEqual(lex('a -- b\nc # d\ne /* f */ g--1'), [
      'word:a',
      'word:c',
      'word:e',
      'word:g',
      'punctuation:-',
      'punctuation:-',
      'number:1',
    ]);
  });

  test('executable comments are code where they are executed', () => {
    const sql = 'a /*!50000 b */ /*M! c */ /*!99999 d */ e';
    const executes = (version: number): boolean => version < 90000;
    assert.deepEqual(lex(sql, { executes }), ['word:a', 'word:b', 'word:c', 'word:e']);
    assert.deepEqual(lex(sql, { executes: () => false }), ['word:a', 'word:e']);
  });

  test('an executable comment that is not executed may hold a plain one', () => {
    assert.deepEqual(lex('a /*!99999 b /* c */ d */ e', { executes: () => false }), [
      'word:a',
      'word:e',
    ]);
  });

  test('unterminated things end with the text', () => {
    for (const sql of ["'abc", '`abc', '/* abc', '/*!50000 abc', '@`', '"\\', "x'"]) {
      assert.ok(lex(sql).length <= 2, sql);
    }
  });

  test('any bytes are lexed to their end, each token behind the one before', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), fc.boolean(), (bytes, escapes) => {
        const options = { backslashEscapes: escapes, executes: () => escapes };
        const lexer = new Lexer(bytes, 0, bytes.length, options);
        let before = -1;
        for (let kind = lexer.next(); kind !== Token.end; kind = lexer.next()) {
          assert.ok(lexer.position > before && lexer.tokenEnd <= bytes.length);
          before = lexer.position;
        }
        assert.equal(lexer.position, bytes.length);
      }),
      { seed: 20261124, numRuns: 500 },
    );
  });
});

test('long literals end where short ones would', () => {
  const filler = 'x'.repeat(300);
  for (const inner of [
    filler,
    `${filler}''${filler}`,
    `${filler}\\'${filler}`,
    `${filler}\\\\`,
    `a''${filler}`,
    `${filler}"${filler}`,
  ]) {
    assert.deepEqual(lex(`'${inner}' b`), [`string:${inner}`, 'word:b'], inner.length.toString());
  }
  const open = `'${filler}\\' b '`;
  assert.deepEqual(lex(open, { backslashEscapes: false }).slice(0, 2), [
    `string:${filler}\\`,
    'word:b',
  ]);
  assert.deepEqual(lex(`'${filler}`), [`string:${filler}`]);
});
