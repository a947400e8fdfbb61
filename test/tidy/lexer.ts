/**
 * A light lexer for TypeScript: enough to tell code from comments, strings and regular expressions,
 * and to find imports. It keeps positions: both texts are as long as the source, with everything else
 * blanked, so that line numbers stay true.
 */

export interface Lexed {
  /** The source without comments and without what stands inside quotes. */
  readonly code: string;
  /** Comments alone. */
  readonly comments: string;
}

export interface Import {
  readonly specifier: string;
  readonly line: number;
  /** True for `import type` and `export type`: gone at run time. */
  readonly typeOnly: boolean;
}

/** After these a slash begins a regular expression, after anything else it divides. */
const beforeRegex =
  /(?:^|[([{,;:=!&|?+\-*%<>~^}]|\b(?:return|typeof|case|of|in|do|else|void|await|yield|delete))\s*$/;

export function lex(source: string): Lexed {
  const code = new Array<string>(source.length).fill(' ');
  const comments = new Array<string>(source.length).fill(' ');
  for (let i = 0; i < source.length; i++) if (source[i] === '\n') code[i] = comments[i] = '\n';
  /** Depth of braces at which each open template literal continues. */
  const templates: number[] = [];
  let depth = 0;
  let at = 0;
  const keep = (target: string[], from: number, to: number) => {
    for (let i = from; i < to; i++) target[i] = source[i];
  };
  const templatePart = (from: number): number => {
    const end = endOfTemplatePart(source, from);
    if (source[end - 1] === '{') templates.push(depth++);
    return end;
  };
  while (at < source.length) {
    const char = source[at];
    const next = source[at + 1];
    let end = at + 1;
    if (char === '/' && next === '/') {
      end = indexOrEnd(source, '\n', at);
      keep(comments, at, end);
    } else if (char === '/' && next === '*') {
      end = indexOrEnd(source, '*/', at + 2) + 2;
      keep(comments, at, Math.min(end, source.length));
    } else if (char === "'" || char === '"') {
      end = endOfQuoted(source, at + 1, char);
      code[at] = char;
      code[end - 1] = char;
    } else if (char === '`') {
      end = templatePart(at + 1);
    } else if (char === '/' && beforeRegex.test(code.slice(Math.max(0, at - 40), at).join(''))) {
      end = endOfRegex(source, at + 1);
    } else {
      if (char === '{') depth += 1;
      if (char === '}') depth -= 1;
      keep(code, at, end);
      if (char === '}' && templates.at(-1) === depth) {
        templates.pop();
        end = templatePart(at + 1);
      }
    }
    at = end;
  }
  return { code: code.join(''), comments: comments.join('') };
}

/** All imports, re-exports, dynamic imports and `new URL('./file', ...)` with a literal specifier. */
export function importsOf(source: string, code: string): Import[] {
  const found: Import[] = [];
  const patterns = [
    /\b(?:import|export)\s+(type\s)?[^;'"()]*?\bfrom\s*['"]/g,
    /\bimport\s*()\(?\s*['"]/g,
    /\bnew URL\(()\s*['"]/g,
  ];
  for (const pattern of patterns) {
    for (const match of code.matchAll(pattern)) {
      const open = match.index + match[0].length - 1;
      const end = endOfQuoted(source, open + 1, source[open]);
      const line = lineAt(source, match.index);
      const typeOnly = match[1] !== undefined && match[1] !== '';
      found.push({ specifier: source.slice(open + 1, end - 1), line, typeOnly });
    }
  }
  return found;
}

export function lineAt(source: string, index: number): number {
  let line = 1;
  for (let i = source.indexOf('\n'); i >= 0 && i < index; i = source.indexOf('\n', i + 1))
    line += 1;
  return line;
}

function indexOrEnd(source: string, what: string, from: number): number {
  const index = source.indexOf(what, from);
  return index < 0 ? source.length : index;
}

/** Position behind the closing quote, or the end of the line where none closes. */
function endOfQuoted(source: string, from: number, quote: string): number {
  let at = from;
  while (at < source.length && source[at] !== quote && source[at] !== '\n') {
    at += source[at] === '\\' ? 2 : 1;
  }
  return Math.min(at + 1, source.length);
}

/** Position behind the closing backtick, or behind the `${` where an expression begins. */
function endOfTemplatePart(source: string, from: number): number {
  let at = from;
  while (at < source.length) {
    if (source[at] === '`') return at + 1;
    if (source[at] === '$' && source[at + 1] === '{') return at + 2;
    at += source[at] === '\\' ? 2 : 1;
  }
  return source.length;
}

function endOfRegex(source: string, from: number): number {
  let inClass = false;
  let at = from;
  while (at < source.length && source[at] !== '\n') {
    if (source[at] === '\\') at += 1;
    else if (source[at] === '[') inClass = true;
    else if (source[at] === ']') inClass = false;
    else if (source[at] === '/' && !inClass) break;
    at += 1;
  }
  return at + 1;
}
