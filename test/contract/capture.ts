/**
 * Captured conversations as text: one file a protocol, several connections in it.
 *
 *     # what it is
 *     connection NAME
 *     rewritten > 0 2        frames of the client that the gate rewrites without any policy
 *     rewritten < 0          the same of the server (handshakes, addresses)
 *     > 0a0b0c               bytes from the client, then
 *     < 0d0e                 bytes from the server
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Direction } from '../../core/protocol.ts';

export interface Piece {
  readonly direction: Direction;
  readonly bytes: Buffer;
}

export interface Captured {
  readonly name: string;
  readonly pieces: readonly Piece[];
  /** Numbers of the frames that handshakes and addresses change. */
  readonly rewritten: Readonly<Record<Direction, readonly number[]>>;
}

const directionOf: Readonly<Record<string, Direction>> = { '>': 'request', '<': 'response' };
const hex_chars_per_line = 96;

export function readCaptures(protocol: string): Captured[] {
  return parseCaptures(
    readFileSync(join(import.meta.dirname, 'captures', `${protocol}.txt`), 'utf8'),
  );
}

export function parseCaptures(text: string): Captured[] {
  const found: { name: string; pieces: Piece[]; rewritten: Record<Direction, number[]> }[] = [];
  let last: Direction | undefined;
  for (const line of text.split('\n')) {
    const [word, ...rest] = line.split(' ');
    const current = found.at(-1);
    if (word === 'connection') {
      found.push({ name: rest.join(' '), pieces: [], rewritten: { request: [], response: [] } });
      last = undefined;
    } else if (word === 'rewritten') {
      current?.rewritten[directionOf[rest[0]]].push(...rest.slice(1).map(Number));
    } else if (directionOf[word] && current) {
      last = directionOf[word];
      current.pieces.push({ direction: last, bytes: Buffer.from(rest[0], 'hex') });
    } else if (word === '+' && current && last) {
      const piece = current.pieces.pop() as Piece;
      current.pieces.push({
        direction: last,
        bytes: Buffer.concat([piece.bytes, Buffer.from(rest[0], 'hex')]),
      });
    }
  }
  return found;
}

export function formatCapture({ name, pieces, rewritten }: Captured): string {
  const lines = [`connection ${name}`];
  if (rewritten.request.length > 0) lines.push(`rewritten > ${rewritten.request.join(' ')}`);
  if (rewritten.response.length > 0) lines.push(`rewritten < ${rewritten.response.join(' ')}`);
  for (const { direction, bytes } of pieces) {
    const parts = bytes.toString('hex').match(new RegExp(`.{1,${hex_chars_per_line}}`, 'g')) ?? [
      '',
    ];
    const mark = direction === 'request' ? '>' : '<';
    lines.push(...parts.map((part, index) => `${index === 0 ? mark : '+'} ${part}`));
  }
  return lines.join('\n');
}

/** Joins what came one behind the other from the same side. */
export function joinPieces(pieces: readonly Piece[]): Piece[] {
  const joined: Piece[] = [];
  for (const piece of pieces) {
    const last = joined.at(-1);
    if (last?.direction !== piece.direction) joined.push(piece);
    else joined[joined.length - 1] = { ...piece, bytes: Buffer.concat([last.bytes, piece.bytes]) };
  }
  return joined;
}
