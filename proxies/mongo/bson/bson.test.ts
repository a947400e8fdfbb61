import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { BSON, Decimal128 as OtherDecimal } from 'mongodb';
import type { TidegateError } from '../../../core/errors.ts';
import type { Carrier } from '../../../core/inspect/carrier.ts';
import type { PathId } from '../../../core/inspect/paths.ts';
import { InspectorDouble } from '../inspector.double.ts';
import { storedPlace } from '../lineage/places.ts';
import { anyDocument } from './arbitrary.double.ts';
import { binaryCarrier, carriers } from './carriers.ts';
import { decimal128Bytes, decimal128Text } from './decimal128.ts';
import { LeafWalker } from './leaves.ts';
import { nameOf } from './names.ts';
import { readDocument } from './reader.ts';
import { type Changes, Rewriter } from './rewrite.ts';
import { Double, ObjectId } from './values.ts';
import { eachElement, validate } from './walker.ts';
import { writeDocument } from './writer.ts';

const seed = 20261124;
const resource = 'mongo:shop.people';

test('documents survive encoding, decoding and encoding', () => {
  fc.assert(
    fc.property(anyDocument, (document) => {
      const bytes = writeDocument(document);
      assert.equal(validate(bytes, 0, bytes.length), bytes.length);
      assert.deepEqual(writeDocument(readDocument(bytes)), bytes);
    }),
    { seed, numRuns: 500 },
  );
});

test('another implementation reads what we write, and writes what we read', () => {
  const document = {
    text: 'grüße',
    int: 7,
    long: 2n ** 60n,
    double: new Double(7),
    fraction: 1.5,
    list: [1, 'two', { three: true }],
    none: null,
    date: new Date(12_345),
    id: ObjectId.fromHex('0102030405060708090a0b0c'),
  };
  const bytes = writeDocument(document);
  const options = { promoteValues: false, bsonRegExp: true };
  assert.deepEqual(
    Buffer.from(BSON.serialize(BSON.deserialize(bytes, options))),
    Buffer.from(bytes),
  );
});

test('malformed documents are refused with a code and an offset, never read beyond their end', () => {
  fc.assert(
    fc.property(
      anyDocument,
      fc.array(fc.tuple(fc.nat(), fc.integer({ min: 0, max: 255 })), { minLength: 1 }),
      (document, mutations) => {
        const bytes = Uint8Array.from(writeDocument(document));
        for (const [at, value] of mutations) bytes[at % bytes.length] = value;
        try {
          validate(bytes, 0, bytes.length);
        } catch (error) {
          const { code, offset } = error as TidegateError;
          assert.match(code, /^TG-MONGO-000[23]$/);
          assert.ok(offset >= 0 && offset <= bytes.length);
        }
      },
    ),
    { seed, numRuns: 1_000 },
  );
});

test('every truncation is refused', () => {
  const bytes = writeDocument({ a: 'x', b: [1, { c: 2n }], d: new Double(1) });
  for (let end = 0; end < bytes.length; end++) {
    assert.throws(() => validate(bytes.subarray(0, end), 0, end), /TG-MONGO-0002/);
  }
});

test('nesting has a bound', () => {
  let bytes = writeDocument({});
  for (let i = 0; i < 300; i++) {
    const inner = bytes;
    bytes = Buffer.concat([Buffer.alloc(4), Buffer.from([3, 0x61, 0]), inner, Buffer.alloc(1)]);
    new DataView(bytes.buffer, bytes.byteOffset).setInt32(0, bytes.length, true);
  }
  const walker = new LeafWalker();
  const inspector = new InspectorDouble({ mask: /x/ });
  walker.begin(bytes, inspector);
  const place = storedPlace(inspector.paths, resource);
  for (const walk of [
    () => validate(bytes, 0, bytes.length),
    () => readDocument(bytes),
    () => walker.document(0, bytes.length, place),
  ]) {
    assert.throws(walk, /TG-MONGO-0003/);
  }
});

test('a name that occurs twice is a fault where commands are read, and none on the way of the data', () => {
  const one = writeDocument({ a: 'x' });
  const twice = Buffer.concat([one.subarray(0, -1), one.subarray(4)]);
  twice.writeInt32LE(twice.length, 0);
  assert.throws(() => readDocument(twice), /TG-MONGO-0002/);
  const inspector = new InspectorDouble({ mask: /y/ });
  const walker = new LeafWalker();
  walker.begin(twice, inspector);
  inspector.unit(twice, 'read');
  walker.document(0, twice.length, storedPlace(inspector.paths, resource));
  assert.equal(inspector.leaves.length, 2);
});

// Decimal128

const decimals = [
  ...['0', '-0', '1', '-1', '123.456', '0.001', '1E+3', '1.2E+40', '-5E-6000', '0E-6176'],
  ...['9999999999999999999999999999999999', '4111111111111111', '0.0000001', '1E+6111', '100.00'],
];

test('decimals are read and written exactly as another implementation has it', () => {
  for (const text of decimals) {
    const other = OtherDecimal.fromString(text).bytes;
    const bytes = decimal128Bytes(text);
    assert.ok(bytes, text);
    assert.equal(Number(decimal128Text(other, 0)), Number(text));
    assert.deepEqual(Buffer.from(bytes), Buffer.from(other), text);
  }
  for (const text of ['', 'x', '1e', '12345678901234567890123456789012345', '1E+7000', 'NaN']) {
    assert.equal(decimal128Bytes(text), undefined, text);
  }
  assert.equal(decimal128Text(OtherDecimal.fromString('NaN').bytes, 0), 'NaN');
  assert.equal(decimal128Text(OtherDecimal.fromString('-Infinity').bytes, 0), '-Infinity');
});

test('text of any decimal leads back to its bytes', () => {
  fc.assert(
    fc.property(
      fc.bigInt({ min: 0n, max: 10n ** 34n - 1n }),
      fc.integer({ min: -6176, max: 6111 - 34 }),
      fc.boolean(),
      (digits, exponent, isNegative) => {
        const text = `${isNegative ? '-' : ''}${digits}E${exponent}`;
        const bytes = decimal128Bytes(text);
        assert.ok(bytes);
        const again = decimal128Bytes(decimal128Text(bytes, 0));
        assert.ok(again);
        assert.equal(decimal128Text(again, 0), decimal128Text(bytes, 0));
        assert.equal(new OtherDecimal(bytes).toString(), OtherDecimal.fromString(text).toString());
      },
    ),
    { seed, numRuns: 300 },
  );
});

// Carriers

/** Text of a value through its carrier, and the text after `encode` of another. */
function through(carrier: Carrier, bytes: Uint8Array, value: string): string | undefined {
  const encoded = carrier.encode(value, bytes, 0, bytes.length, 0);
  return encoded && carrier.text(encoded, 0, encoded.length);
}

const eight = new Uint8Array(8);
const samples: [Carrier, Uint8Array, value: string, wrong: string[]][] = [
  [carriers.string, Buffer.from('a'), 'grüße', []],
  [carriers.int32, new Uint8Array(4), '-2147483648', ['2147483648', '1.5', '']],
  [carriers.int64, eight, '9007199254740993', ['9223372036854775808', 'x']],
  [carriers.double, eight, '4111111111111111', ['', 'NaN', 'Infinity', 'x']],
  [carriers.decimal128, new Uint8Array(16), '12.50', ['x']],
  [carriers.date, eight, '1980-02-03T00:00:00.000Z', ['x']],
  [carriers.boolean, new Uint8Array(1), 'true', ['yes']],
  [carriers.objectId, new Uint8Array(12), '0102030405060708090a0b0c', ['01', 'zz']],
  [carriers.uuid, new Uint8Array(16), '0e343722-2047-40d9-b611-9f3d8e5f99cc', ['x']],
  [carriers.binary, Buffer.from('bob@example.com'), 'grüße', []],
  [carriers.binary, Uint8Array.of(0, 255, 254), '\u00ff\u0001', ['\u0100']],
  [carriers.fixedBinary, Uint8Array.of(0, 255), '\u0001\u0002', ['x', 'xyz']],
  [carriers.key, Buffer.from('k'), 'other', ['a\0b']],
  [carriers.regex, Buffer.from('k'), '^a', ['a\0b']],
];

for (const [carrier, bytes, value, wrong] of samples) {
  test(`${carrier.name} writes ${JSON.stringify(value)} and reads it back`, () => {
    assert.equal(through(carrier, bytes, value), value);
    for (const one of wrong) assert.equal(through(carrier, bytes, one), undefined, one);
    const zero = carrier.zero(bytes, 0, bytes.length);
    if (!carrier.inline && carrier.type !== 'text') assert.equal(zero.length, bytes.length);
    carrier.text(zero, 0, zero.length);
  });
}

test('a chunk of GridFS keeps its length, whatever the mask does', () => {
  const bytes = Buffer.from('mail bob@example.com or call');
  for (const mask of ['x', 'a very much longer substitute than this', 'someone1@there.x']) {
    const value = `mail ${mask} or call`;
    const out = carriers.chunk.encode(value, bytes, 0, bytes.length, 0);
    assert.equal(out?.length, bytes.length);
    const text = Buffer.from(out).toString();
    assert.ok(text.startsWith('mail ') && text.endsWith(' or call'), text);
    assert.doesNotMatch(text, /bob@example/);
  }
});

test('binaries are looked at by subtype', () => {
  assert.equal(binaryCarrier(0, 3), carriers.binary);
  assert.equal(binaryCarrier(4, 16), carriers.uuid);
  assert.equal(binaryCarrier(4, 15), carriers.binary);
  assert.equal(binaryCarrier(5, 16), carriers.fixedBinary);
  assert.equal(binaryCarrier(6, 16), undefined);
  assert.equal(binaryCarrier(128, 1), carriers.binary);
});

// Walking and rewriting

/** Changes every leaf by a rule of the test, and keeps what was shown. */
class Editor extends InspectorDouble {
  readonly shown: { carrier: Carrier; start: number; end: number; path: string }[] = [];
  decide: (index: number, carrier: Carrier) => 'keep' | 'null' | 'zero' | 'text' = () => 'keep';

  override leaf(carrier: Carrier, start: number, end: number, path: PathId): number {
    const index = this.shown.length;
    this.shown.push({ carrier, start, end, path: this.paths.text(path) });
    const bytes = walked;
    // What is empty is not masked.
    const choice = end > start ? this.decide(index, carrier) : 'keep';
    if (choice === 'null' && carrier.nullable) this.edits.nullify(index, start, end);
    else if (choice === 'text' && carrier.inline) {
      // Two edits inside one text: its beginning and its end.
      const middle = start + ((end - start) >> 1);
      this.edits.replace(index, start, middle, Buffer.from('<>'));
      this.edits.replace(index, middle, end, Buffer.from('some longer text'));
    } else if (choice !== 'keep') {
      this.edits.replace(index, start, end, carrier.zero(bytes, start, end));
    }
    return index;
  }
  override idle(): boolean {
    return false;
  }
}

let walked: Uint8Array = new Uint8Array(0);

function editedBy(
  bytes: Uint8Array,
  decide: Editor['decide'],
): { out: Uint8Array; editor: Editor } {
  walked = bytes;
  const editor = new Editor();
  editor.decide = decide;
  const walker = new LeafWalker();
  walker.begin(bytes, editor);
  walker.document(0, bytes.length, storedPlace(editor.paths, resource));
  const order = Array.from({ length: editor.edits.count }, (_, i) => i);
  const changes: Changes = {
    edits: editor.edits,
    order,
    computed: new Set(),
    drops: [],
    nulls: new Set(),
  };
  const rewriter = new Rewriter(bytes, changes);
  rewriter.document(0, bytes.length, false);
  rewriter.emit(bytes.length);
  assert.ok(rewriter.done);
  return { out: rewriter.out.subarray(0, rewriter.length), editor };
}

test('a changed document is well formed, and only the changed leaves differ', () => {
  const choices = fc.array(fc.constantFrom('keep', 'null', 'zero', 'text'), { minLength: 1 });
  fc.assert(
    fc.property(anyDocument, choices, (document, plan) => {
      const bytes = writeDocument(document);
      const { out, editor } = editedBy(bytes, (index) => plan[index % plan.length] as 'keep');
      assert.equal(validate(out, 0, out.length), out.length);
      // Without a change of length the rest stands where it stood.
      if (editor.edits.count === 0) assert.deepEqual(Buffer.from(out), Buffer.from(bytes));
      assert.deepEqual(shape(out, 0), shape(bytes, 0));
    }),
    { seed, numRuns: 800 },
  );
});

test('every leaf reads as it was decided, changed or not', () => {
  const choices = fc.array(fc.constantFrom('keep', 'zero', 'text'), { minLength: 1 });
  fc.assert(
    fc.property(anyDocument, choices, (document, plan) => {
      const bytes = writeDocument(document);
      const { out, editor } = editedBy(bytes, (index, carrier) =>
        carrier === carriers.key ? 'keep' : (plan[index % plan.length] as 'keep'),
      );
      const expected = editor.shown.map(({ carrier, start, end }, index) => {
        const choice = plan[index % plan.length];
        if (carrier === carriers.key || start === end || choice === 'keep') {
          return carrier.text(bytes, start, end);
        }
        if (choice === 'text' && carrier.inline) return '<>some longer text';
        const zero = carrier.zero(bytes, start, end);
        return carrier.text(zero, 0, zero.length);
      });
      const again = editedBy(out, () => 'keep').editor;
      assert.deepEqual(
        again.shown.map(({ carrier, start, end }) => carrier.text(out, start, end)),
        expected,
      );
    }),
    { seed, numRuns: 800 },
  );
});

/** Number of elements at each level: what no mask may change. */
function shape(bytes: Uint8Array, start: number): unknown[] {
  const out: unknown[] = [];
  eachElement(bytes, start, bytes.length, (type, _name, _nameEnd, at) => {
    out.push(type === 3 || type === 4 ? shape(bytes, at) : 0);
  });
  return out;
}

test('every leaf is shown with its path, lists as []', () => {
  const bytes = writeDocument({
    name: 'x',
    address: { city: 'y' },
    tags: ['a', ['b']],
    contacts: { 'bob@example.com': { phone: 'p' } },
    '12': 'digits',
  });
  const { editor } = editedBy(bytes, () => 'keep');
  assert.deepEqual(
    editor.shown.map(({ carrier, path }) => `${carrier.name.slice(5)} ${path}`),
    [
      'key *',
      'string *',
      'string name',
      'string address.city',
      'string tags[]',
      'string tags[][]',
      'key contacts.*',
      'string contacts.*.phone',
    ],
  );
});

test('names that are data are masked as names, and stay different', () => {
  const bytes = writeDocument({ 'a@x.org': 1, 'b@x.org': 2, plain: 3 });
  walked = bytes;
  const { out } = editedBy(bytes, (_index, carrier) =>
    carrier === carriers.key ? 'zero' : 'keep',
  );
  assert.deepEqual(readDocument(out), { '': 1, _2: 2, plain: 3 });
});

test('hostile names do not fill the table of paths', () => {
  const inspector = new InspectorDouble({ mask: /x/ });
  const place = storedPlace(inspector.paths, resource);
  const walker = new LeafWalker();
  for (let i = 0; i < 3_000; i++) {
    const name = `n${i.toString(36).replace(/\d/g, (digit) => 'ghijklmnop'[Number(digit)])}`;
    const bytes = writeDocument({ [name]: 'v', [`${i}@example.com`]: 'w' });
    walker.begin(bytes, inspector);
    inspector.unit(bytes, 'read');
    walker.document(0, bytes.length, place);
  }
  assert.ok(inspector.paths.size < 1_100, `${inspector.paths.size} paths`);
  assert.ok(inspector.leaves.some(({ path }) => path === '*'));
});

test('names are told apart by all their bytes, whatever came before', () => {
  const name = fc.string({ unit: fc.constantFrom('a', 'b', 'é'), minLength: 0, maxLength: 40 });
  fc.assert(
    fc.property(fc.array(name, { maxLength: 50 }), (list) => {
      for (const text of [...list, ...list.reverse()]) {
        const bytes = Buffer.from(`..${text}..`);
        assert.equal(nameOf(bytes, 2, bytes.length - 2), text);
      }
    }),
    { seed, numRuns: 200 },
  );
});
