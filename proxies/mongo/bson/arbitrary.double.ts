/** Generates documents with every BSON type, for property tests. */
import fc from 'fast-check';
import {
  Binary,
  Code,
  DbPointer,
  Decimal128,
  type Document,
  Double,
  FarDate,
  MaxKey,
  MinKey,
  ObjectId,
  Regex,
  Symbol_,
  Timestamp,
  type Value,
} from './values.ts';

const noZero = fc.string().map((text) => text.replaceAll('\0', '').toWellFormed());
const text = fc.string({ unit: 'grapheme' }).map((one) => one.toWellFormed());
const bytes = (length: number) => fc.uint8Array({ minLength: length, maxLength: length });
const oid = bytes(12).map((one) => new ObjectId(one));

const name = fc.oneof(
  fc.constantFrom('_id', 'a', 'b', 'email', 'address', 'a.b', '0', '__proto__', ''),
  noZero,
);

const scalar: fc.Arbitrary<Value> = fc.oneof(
  text,
  fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 }),
  fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }),
  fc.double({ noInteger: true }).filter((one) => !Number.isNaN(one)),
  fc.integer().map((one) => new Double(one)),
  fc.boolean(),
  fc.constant(null),
  fc.constant(undefined),
  fc.date({ noInvalidDate: true }),
  fc.constant(new FarDate(2n ** 62n)),
  oid,
  bytes(16).map((one) => new Decimal128(one)),
  fc
    .tuple(fc.constantFrom(0, 1, 3, 4, 5, 6, 7, 8, 9, 128), fc.uint8Array({ maxLength: 20 }))
    .map(([subtype, one]) => new Binary(subtype, one)),
  fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }).map((one) => new Timestamp(one)),
  fc.tuple(noZero, fc.constantFrom('', 'i', 'im')).map(([one, options]) => new Regex(one, options)),
  text.map((one) => new Code(one)),
  text.map((one) => new Symbol_(one)),
  fc.tuple(text, oid).map(([one, id]) => new DbPointer(one, id)),
  fc.constant(new MinKey()),
  fc.constant(new MaxKey()),
);

function documentOf(entries: readonly [string, Value][]): Document {
  const document: Document = {};
  for (const [key, value] of entries) {
    Object.defineProperty(document, key, {
      value,
      enumerable: true,
      writable: true,
      configurable: true,
    });
  }
  return document;
}

const tree = fc.letrec<{ value: Value; document: Document }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 3, depthSize: 'small' },
    { arbitrary: scalar, weight: 6 },
    fc.array(tie('value'), { maxLength: 4 }),
    tie('document'),
    fc.tuple(text, tie('document')).map(([code, scope]): Value => new Code(code, scope)),
  ),
  document: fc.array(fc.tuple(name, tie('value')), { maxLength: 6 }).map(documentOf),
}));

/** Documents without names that occur twice. Integer-like names come first, as in any object. */
export const anyDocument: fc.Arbitrary<Document> = tree.document;
