/** Open cursors and the reply that opens one. */
import type { Document } from '../../../proxies/mongo/bson/values.ts';

export interface Cursor {
  readonly ns: string;
  readonly rest: Document[];
}

export type Cursors = Map<bigint, Cursor>;

let lastCursor = 0n;

/** @param batchSize documents in the first batch */
export function cursorReply(
  cursors: Cursors,
  ns: string,
  found: readonly Document[],
  batchSize: number,
): Document {
  const firstBatch = found.slice(0, batchSize);
  const rest = found.slice(batchSize);
  let id = 0n;
  if (rest.length > 0) {
    id = ++lastCursor;
    cursors.set(id, { ns, rest });
  }
  return { cursor: { firstBatch, id, ns } };
}
