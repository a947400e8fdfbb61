/**
 * Questions of our own on the client's connection, invisible to both ends: the views of a database,
 * what an unknown cursor reads, and the end of a cursor whose first batch was refused.
 */
import type { Document, Value } from './bson/values.ts';
import { encodeMessage } from './messages.ts';
import type { Reading } from './readings.ts';
import { ownRequestId } from './refuse.ts';

export interface Question {
  readonly requestId: number;
  readonly bytes: Uint8Array;
  /** Takes the body of the reply. */
  readonly answered: (reply: Document) => void;
  /** What the documents of the reply are, where they are to be looked at. */
  readonly reading?: Reading;
}

export function question(body: Document, answered: (reply: Document) => void): Question {
  const requestId = ownRequestId();
  return { requestId, bytes: encodeMessage(body, requestId, 0), answered };
}

const anyMember: Value = { mode: 'primaryPreferred' };

/** Names and definitions of the views in `database`. */
export function askViews(database: string, answered: (reply: Document) => void): Question {
  return question(
    {
      listCollections: 1,
      filter: { type: 'view' },
      cursor: { batchSize: 100_000 },
      $db: database,
      $readPreference: anyMember,
    },
    answered,
  );
}

/** Names and types alone, which every user may ask for what it may read. */
export function askViewNames(database: string, answered: (reply: Document) => void): Question {
  return question(
    {
      listCollections: 1,
      nameOnly: true,
      authorizedCollections: true,
      cursor: { batchSize: 100_000 },
      $db: database,
      $readPreference: anyMember,
    },
    answered,
  );
}

/**
 * The command that opened the cursor `id`; users see their own without a privilege. `localOps` asks
 * a mongos for its own cursors instead of those of the shards.
 */
export function askCursor(
  id: bigint,
  localOps: boolean,
  answered: (reply: Document) => void,
): Question {
  const scope: Document = { allUsers: false, idleCursors: true };
  if (localOps) scope.localOps = true;
  return question(
    {
      aggregate: 1,
      pipeline: [{ $currentOp: scope }, { $match: { 'cursor.cursorId': id } }],
      cursor: {},
      $db: 'admin',
      $readPreference: anyMember,
    },
    answered,
  );
}

/** Ends a cursor that the client will never know of. */
export function killCursor(database: string, collection: string, id: bigint): Question {
  return question({ killCursors: collection, cursors: [id], $db: database }, () => {});
}

const sampleCount = 64;
const sampleWaitMs = 2_000;

/** Some documents of a collection, for what its fields hold. */
export function askSample(database: string, collection: string): Document {
  return {
    find: collection,
    limit: sampleCount,
    batchSize: sampleCount,
    singleBatch: true,
    maxTimeMS: sampleWaitMs,
    $db: database,
    $readPreference: anyMember,
  };
}
