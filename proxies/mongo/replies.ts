/**
 * Where the fields of a reply come from, documents of its batch aside: what belongs to the protocol,
 * what quotes values of the collection (duplicate keys, failed validation, error texts), and the rest.
 */

import type { PathId, PathTable } from '../../core/inspect/paths.ts';
import { nameOf } from './bson/names.ts';
import { cstringEnd, readInt32, utf8, valueEnd } from './bson/walker.ts';
import { BsonType, plainErrorCodes, protocolFields, ServerCode } from './constants.ts';
import {
  Derived,
  Fixed,
  IndexKeys,
  type Origin,
  Overlay,
  Source,
  select,
  Untouched,
  unique,
} from './lineage/origins.ts';
import { type Place, placeOf } from './lineage/places.ts';

const untouched = new Untouched();

const untouchedFields = (names: readonly string[]): [string, Origin][] =>
  names.map((name) => [name, untouched]);

/** Fields of a validation failure that repeat the collection's rules, not its documents. */
const ruleFields = new Set([
  ...['operatorName', 'specifiedAs', 'reason', 'title', 'description', 'propertyName'],
  ...['itemIndex', 'index', 'clauseIndex', 'numberOfItems', 'numberOfProperties', 'encrypted'],
]);

/** `errInfo` of code 121 (MongoDB manual, "Schema Validation"): rules, and the values that failed. */
class ErrorInfo extends Fixed {
  #rules: Origin;
  constructor(values: readonly PathId[], rules: Origin) {
    super(values);
    this.#rules = rules;
  }
  override child(name?: string): Origin {
    return name !== undefined && ruleFields.has(name) ? this.#rules : this;
  }
}

/** What the places of a reply are made of. */
export interface ReplyPlaces {
  /** The reply's own document. `errmsg` is left out: see `errorText`. */
  readonly fields: Place;
  /** Error texts that only name things. */
  readonly plainText: Place;
  /** Error texts that may quote any value of what was read. */
  readonly quotingText: Place;
  /** Texts of errors in expressions, which may quote what was made of any value. */
  readonly computedText: Place;
  /** The stored fields that a duplicate key is made of. */
  readonly stored: Origin;
}

function writeErrors(values: readonly PathId[], stored: Origin, rest: Origin): Origin {
  return new Overlay(
    new Map<string, Origin>([
      ...untouchedFields(['index', 'code', 'codeName', 'keyPattern', 'errmsg']),
      ['keyValue', new IndexKeys(stored)],
      ['errInfo', new ErrorInfo(values, rest)],
    ]),
    rest,
  );
}

function upserted(stored: Origin, rest: Origin): Origin {
  return new Overlay(
    new Map<string, Origin>([
      ['index', untouched],
      ['_id', stored.child('_id')],
    ]),
    rest,
  );
}

const cursorFields = [
  ...['firstBatch', 'nextBatch', 'id', 'ns', 'postBatchResumeToken', 'atClusterTime'],
  ...['partialResultsReturned', 'invalidated', 'type', 'vars'],
];

/**
 * Places of the reply to a command on `resources`, of which the first is its own. `held` names the
 * fields whose documents are units by themselves. With `isOpen` nothing is known of the reply, and
 * every field may be a value of the collection.
 */
export function replyPlaces(
  paths: PathTable,
  resources: readonly string[],
  held: readonly string[],
  isOpen: boolean,
): ReplyPlaces {
  const roots = resources.map((resource) => paths.root(resource));
  const values = unique(roots.map((root) => paths.overflow(root)));
  const named = new Source(paths, paths.child(roots[0], '$reply'));
  const rest = isOpen ? select([new Fixed(values), named]) : new Fixed([named.path]);
  const stored = select(roots.map((root) => new Source(paths, root)));
  const fields = new Map<string, Origin>([
    ...untouchedFields([...protocolFields, ...held, 'keyPattern', 'errmsg']),
    ['cursor', new Overlay(new Map(untouchedFields(cursorFields)), rest)],
    ['keyValue', new IndexKeys(stored)],
    ['errInfo', new ErrorInfo(values, rest)],
    ['writeErrors', writeErrors(values, stored, rest)],
    ['upserted', upserted(stored, rest)],
    [
      'lastErrorObject',
      new Overlay(
        new Map<string, Origin>([
          ...untouchedFields(['n', 'updatedExisting']),
          ['upserted', stored.child('_id')],
        ]),
        rest,
      ),
    ],
  ]);
  return {
    fields: placeOf(new Overlay(fields, rest)),
    plainText: placeOf(new Fixed([paths.child(roots[0], '$reply')])),
    quotingText: placeOf(new Derived(values)),
    computedText: placeOf(new Derived(values, values)),
    stored,
  };
}

/** Documents of a bulkWrite reply's cursor: one outcome each (driver specification "Bulk Write"). */
export function bulkOutcome(paths: PathTable, resources: readonly string[]): Origin {
  const roots = resources.map((resource) => paths.root(resource));
  const values = unique(roots.map((root) => paths.overflow(root)));
  const stored = select(roots.map((root) => new Source(paths, root)));
  const rest = new Fixed([paths.child(roots[0], '$reply')]);
  return new Overlay(
    new Map<string, Origin>([
      ...untouchedFields(['ok', 'idx', 'n', 'nModified', 'code', 'codeName', 'keyPattern']),
      ['errmsg', new Derived(values)],
      ['keyValue', new IndexKeys(stored)],
      ['errInfo', new ErrorInfo(values, rest)],
      ['upserted', upserted(stored, rest)],
      ['value', stored],
    ]),
    rest,
  );
}

/** An error's text and what it derives from. */
export interface ErrorText {
  readonly type: number;
  readonly start: number;
  readonly end: number;
  readonly place: Place;
}

/**
 * The `errmsg` of the document at `start`, with its place: a duplicate key quotes the fields of its
 * key pattern, a known plain code quotes nothing, anything else may quote any value.
 */
export function errorText(
  bytes: Uint8Array,
  start: number,
  end: number,
  places: ReplyPlaces,
): ErrorText | undefined {
  let code = 0;
  let text: [type: number, start: number, end: number] | undefined;
  let keys: Origin[] | undefined;
  for (let at = start + 4; at < end - 1; ) {
    const type = bytes[at];
    const nameEnd = cstringEnd(bytes, at + 1, end - 1);
    const next = valueEnd(bytes, type, nameEnd + 1, end - 1);
    const name = nameOf(bytes, at + 1, nameEnd);
    if (name === 'code' && type === BsonType.int32) code = readInt32(bytes, nameEnd + 1);
    else if (name === 'errmsg' || name === '$err') text = [type, nameEnd + 1, next];
    else if (name === 'keyPattern' && type === BsonType.document) {
      keys = keysOf(bytes, nameEnd + 1, next, places.stored);
    }
    at = next;
  }
  if (!text) return undefined;
  const place = plainErrorCodes.has(code)
    ? places.plainText
    : code === ServerCode.DuplicateKey && keys && keys.length > 0
      ? placeOf(new Derived(unique(keys.flatMap((key) => key.sources()))))
      : quotesComputed(bytes, code, text)
        ? places.computedText
        : places.quotingText;
  return { type: text[0], start: text[1], end: text[2], place };
}

/** Errors of JavaScript and of conversions. */
const computingErrors: ReadonlySet<number> = new Set([8, 139, 241]);

/** True for the text of an error that arose while an expression was worked out. */
function quotesComputed(bytes: Uint8Array, code: number, [, start, end]: [number, number, number]) {
  if (computingErrors.has(code)) return true;
  // `PlanExecutor error during aggregation :: caused by ::`, `Executor error during find command`.
  return /xecutor error/.test(utf8(bytes, start, Math.min(end, start + 200)));
}

function keysOf(bytes: Uint8Array, start: number, end: number, stored: Origin): Origin[] {
  const keys: Origin[] = [];
  const all = new IndexKeys(stored);
  for (let at = start + 4; at < end - 1; ) {
    const nameEnd = cstringEnd(bytes, at + 1, end - 1);
    keys.push(all.child(nameOf(bytes, at + 1, nameEnd)));
    at = valueEnd(bytes, bytes[at], nameEnd + 1, end - 1);
  }
  return keys;
}
