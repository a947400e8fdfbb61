/**
 * Captured conversations as text: one file a protocol, several connections in it.
 *
 *     # what it is
 *     connection NAME
 *     rewritten > 0 2        frames of the client that the gate rewrites without any policy
 *     rewritten < 0          the same of the server (handshakes, addresses)
 *     > 0a0b0c               bytes from the client, then
 *     < 0d0e                 bytes from the server
 *     <? 0f                  the server's answer to a question of the gate's own
 *     + 1011                 more of the same
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Direction } from '../../core/protocol.ts';

export interface Piece {
  readonly direction: Direction;
  readonly bytes: Buffer;
  /** Answers a question that the gate itself put to the server; no client ever asked it. */
  readonly own?: boolean;
}

export interface Captured {
  readonly name: string;
  readonly pieces: readonly Piece[];
  /** Numbers of the frames that handshakes and addresses change. */
  readonly rewritten: Readonly<Record<Direction, readonly number[]>>;
}

const directionOf: Readonly<Record<string, Direction>> = {
  '>': 'request',
  '<': 'response',
  '<?': 'response',
};
const hex_chars_per_line = 96;

export function readCaptures(protocol: string): Captured[] {
  return parseCaptures(
    readFileSync(join(import.meta.dirname, 'captures', `${protocol}.txt`), 'utf8'),
  );
}

interface Reading {
  name: string;
  pieces: Piece[];
  rewritten: Record<Direction, number[]>;
}

export function parseCaptures(text: string): Captured[] {
  const found: Reading[] = [];
  for (const line of text.split('\n')) {
    const [word, ...rest] = line.split(' ');
    if (word === 'connection') {
      found.push({ name: rest.join(' '), pieces: [], rewritten: { request: [], response: [] } });
    } else if (found.length > 0) readLine(found[found.length - 1], word, rest);
  }
  return found;
}

function readLine(into: Reading, word: string, rest: readonly string[]): void {
  if (word === 'rewritten') {
    into.rewritten[directionOf[rest[0]]].push(...rest.slice(1).map(Number));
  } else if (word === '+') {
    const piece = into.pieces.pop() as Piece;
    const bytes = Buffer.concat([piece.bytes, Buffer.from(rest[0], 'hex')]);
    into.pieces.push({ ...piece, bytes });
  } else if (directionOf[word]) {
    const bytes = Buffer.from(rest[0], 'hex');
    into.pieces.push({ direction: directionOf[word], bytes, own: word === '<?' });
  }
}

export function formatCapture({ name, pieces, rewritten }: Captured): string {
  const lines = [`connection ${name}`];
  if (rewritten.request.length > 0) lines.push(`rewritten > ${rewritten.request.join(' ')}`);
  if (rewritten.response.length > 0) lines.push(`rewritten < ${rewritten.response.join(' ')}`);
  for (const { direction, bytes, own } of pieces) {
    const parts = bytes.toString('hex').match(new RegExp(`.{1,${hex_chars_per_line}}`, 'g')) ?? [
      '',
    ];
    const mark = direction === 'request' ? '>' : own ? '<?' : '<';
    lines.push(...parts.map((part, index) => `${index === 0 ? mark : '+'} ${part}`));
  }
  return lines.join('\n');
}

/** Joins what came one behind the other from the same side. */
export function joinPieces(pieces: readonly Piece[]): Piece[] {
  const joined: Piece[] = [];
  for (const piece of pieces) {
    const last = joined.at(-1);
    if (!last || last.direction !== piece.direction || last.own || piece.own) joined.push(piece);
    else joined[joined.length - 1] = { ...piece, bytes: Buffer.concat([last.bytes, piece.bytes]) };
  }
  return joined;
}
