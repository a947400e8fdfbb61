/**
 * Resume tokens of change streams hold the key of a document in the clear, and cannot be masked: they
 * go back to the server. Where policy would mask something in one, the reply is refused.
 */
import type { Carrier } from '../../core/inspect/carrier.ts';
import { type Inspector, Verdict } from '../../core/inspect/inspector.ts';
import { carriers } from './bson/carriers.ts';
import { nameOf } from './bson/names.ts';
import { eachElement, latin1 } from './bson/walker.ts';
import { BsonType } from './constants.ts';
import { eachKeyValue, type KeyKind, keyInteger } from './keystring.ts';
import { dottedChild, Source } from './lineage/origins.ts';
import { madePath } from './lineage/places.ts';

const integer: Carrier = {
  ...carriers.int64,
  name: 'bson:token',
  text: (bytes, start, end) => String(keyInteger(bytes, start, end)),
  encode: () => undefined,
  small: undefined,
};

const carrierOf: Readonly<Record<KeyKind, Carrier>> = {
  text: carriers.string,
  integer,
  other: carriers.timestamp,
};

/** `_data` of the token in the field `field` of the document at `start`, decoded; most often none. */
export function tokenIn(
  bytes: Uint8Array,
  start: number,
  limit: number,
  field: string,
): Uint8Array | undefined {
  let data: Uint8Array | undefined;
  eachElement(bytes, start, limit, (type, nameStart, nameEnd, at, end) => {
    if (type !== BsonType.document || nameOf(bytes, nameStart, nameEnd) !== field) return;
    eachElement(bytes, at, end, (inner, from, to, value, next) => {
      if (inner === BsonType.string && nameOf(bytes, from, to) === '_data') {
        data = Buffer.from(latin1(bytes, value + 4, next - 1), 'hex');
      }
    });
  });
  return data;
}

/** Newer events have the key in a field of this name, beside the kind of the event. */
const keyField = 'documentKey.';

/** True where policy would change something of the document key of `resource` in `token`. */
export function tokenTells(inspector: Inspector, resource: string, token: Uint8Array): boolean {
  const { paths } = inspector;
  const root = new Source(paths, paths.root(resource));
  inspector.unit(token, 'read');
  eachKeyValue(token, (name, kind, start, end) => {
    const field = name.startsWith(keyField) ? name.slice(keyField.length) : name;
    // What a token holds teaches nothing: it comes beside the document itself.
    for (const path of dottedChild(root, field).sources()) {
      inspector.leaf(carrierOf[kind], start, end, madePath(paths, path), 0);
    }
  });
  const verdict = inspector.end();
  return verdict === Verdict.changed || verdict === Verdict.block;
}
