/**
 * Whether a name stands where a JSON function takes a path from it that can be read here, as in
 * `doc->'$.a'` and `JSON_VALUE(t.doc, '$.a')`: then only what stands at that path comes of it. With
 * anything else the whole document may: `JSON_EXTRACT(doc, ?)`, `CONCAT(doc)`, paths with wildcards.
 */
import type { Lexer } from './sql.ts';
import type { Trail } from './trail.ts';

/** Functions that give what stands at the paths behind their first argument. */
const extracting: ReadonlySet<string> = new Set(['JSON_EXTRACT', 'JSON_QUERY', 'JSON_VALUE']);
const path = String.raw`'\$(?:\.[A-Za-z_]\w*|\[\d+\])+'`;
const arrow = new RegExp(String.raw`^\s*->>?\s*${path}`);
const argument = new RegExp(String.raw`^(?:\s*,\s*${path})+\s*(?:\)|RETURNING\b)`, 'i');
/** The name itself may be qualified. */
const qualified = /^\s*\.\s*[\w$`]+/;
const aheadBytesMax = 256;

export function takesPlainPath(lexer: Lexer, { called, word }: Trail): boolean {
  const { bytes, position, end } = lexer;
  let ahead = bytes.toString('latin1', position, Math.min(end, position + aheadBytesMax));
  for (let step = 0; step < 2; step++) {
    if (arrow.test(ahead)) return true;
    if (
      (word === '(' || word === '.') &&
      extracting.has(called.toUpperCase()) &&
      argument.test(ahead)
    )
      return true;
    const dot = qualified.exec(ahead);
    if (!dot) return false;
    ahead = ahead.slice(dot[0].length);
  }
  return false;
}
