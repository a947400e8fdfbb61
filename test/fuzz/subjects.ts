/** Short conversations whose last answer holds what must not leak, to be damaged. */

import { Codec } from '../../proxies/kafka/constants.ts';
import { encodeResponse } from '../../proxies/kafka/framing.ts';
import { closeBatch } from '../../proxies/kafka/records/batch.ts';
import { encodeBatch } from '../../proxies/kafka/records/build.ts';
import { type Captured, type Piece, readCaptures } from '../contract/capture.ts';
import { secretsOf } from '../contract/secrets.ts';

export interface Subject {
  readonly name: string;
  readonly pieces: readonly Piece[];
  /** Puts checksums right, so that damage gets past them. Keeps the length. */
  repair?(bytes: Buffer): void;
  /** Puts back what says how text is to be read: behind such damage an address is none any more. */
  restore?(damaged: Buffer, source: Buffer): void;
}

/** What is needed before the last answer: everything of a handshake, nothing of older requests. */
const preludes: Readonly<Record<string, (pieces: readonly Piece[]) => readonly Piece[]>> = {
  kafka: (pieces) => pieces.slice(-2),
  mongo: (pieces) => pieces.slice(-3),
  mysql: (pieces) => [...pieces.slice(0, 3), ...pieces.slice(-2)],
};

export function subjectsOf(protocol: string): Subject[] {
  const secrets = secretsOf();
  const holds = ({ pieces }: Captured) =>
    pieces.some(
      ({ direction, bytes }) =>
        direction === 'response' && secrets.some((secret) => bytes.includes(secret)),
    );
  const captured = readCaptures(protocol)
    .filter(holds)
    .map(({ name, pieces }) => ({ name: `capture ${name}`, pieces: preludes[protocol](pieces) }));
  if (protocol === 'kafka') return [...captured, ...compressed(captured[0].pieces)];
  return protocol === 'mysql' ? captured.map((subject) => ({ ...subject, restore })) : captured;
}

/** The captured fetch with the records in one batch of each codec. */
function compressed([request]: readonly Piece[]): Subject[] {
  const [email, card] = secretsOf();
  const values = [`{"email":"${email}","card":"${card}"}`, `plain ${email}`, null];
  const records = values.map((value) => ({ value: value === null ? null : Buffer.from(value) }));
  const correlationId = request.bytes.readInt32BE(8);
  return Object.entries(Codec).map(([name, codec]) => {
    const batch = encodeBatch({ records, codec });
    const partition = { partitionIndex: 0, highWatermark: 9n, records: batch };
    const bytes = encodeResponse(1, 11, correlationId, {
      responses: [{ topic: 'orders', partitions: [partition] }],
    });
    const start = bytes.indexOf(batch);
    return {
      name,
      pieces: [request, { direction: 'response', bytes }],
      repair: (damaged: Buffer) => {
        const fits = damaged.length === bytes.length;
        if (fits) closeBatch(damaged, start, batch.length);
      },
      restore: (damaged: Buffer, source: Buffer) => restoreNumbers(damaged, source, start),
    };
  });
}

/**
 * In front of its records a Fetch response holds numbers. Where damage has written a piece of the
 * records over them, an address stands where no broker ever writes text, and no client reads any.
 */
function restoreNumbers(damaged: Buffer, source: Buffer, recordsAt: number): void {
  const fits = damaged.length === source.length;
  if (fits && damaged.subarray(0, recordsAt).includes('@')) source.copy(damaged, 0, 0, recordsAt);
}

/**
 * Character sets of MySQL's column definitions: the fixed fields are the last 13 bytes of the packet,
 * and the second and third of these name the set ("Protocol::ColumnDefinition41").
 */
function restore(damaged: Buffer, source: Buffer): void {
  if (damaged.length !== source.length) return;
  for (let at = 0; at + 4 < source.length; ) {
    const end = at + 4 + source.readUIntLE(at, 3);
    const isColumn = source.toString('latin1', at + 4, at + 8) === '\x03def';
    if (isColumn) source.copy(damaged, end - 12, end - 12, end - 10);
    at = end;
  }
}
