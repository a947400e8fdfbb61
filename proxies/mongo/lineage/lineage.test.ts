/**
 * Lineage is held against an engine that runs pipelines: whatever a pipeline makes of a secret, the
 * places where any of it shows up in the output derive from the protected field, or from anything.
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { Aggregator } from 'mingo';
import type { Carrier } from '../../../core/inspect/carrier.ts';
import { type PathId, PathTable } from '../../../core/inspect/paths.ts';
import { LeafWalker } from '../bson/leaves.ts';
import type { Document, Value } from '../bson/values.ts';
import { writeDocument } from '../bson/writer.ts';
import { InspectorDouble } from '../inspector.double.ts';
import { evaluate } from './expressions.ts';
import { Fixed, type Origin, Source } from './origins.ts';
import { placeOf } from './places.ts';
import { run } from './stages.ts';
import { Survey } from './survey.ts';

const resource = 'mongo:shop.people';
const fields = { [resource]: ['ssn'] };

/** Secrets consist of the letter q, which nothing else holds. */
const documents: Document[] = [
  {
    _id: 1,
    ssn: 'qqqqq',
    name: 'Ada',
    n: 3,
    address: { city: 'Bonn', ssn: 'qq-qq' },
    items: [
      { sku: 'a', ssn: 'q1q' },
      { sku: 'b', ssn: 'q2q' },
    ],
    tags: ['x', 'y'],
  },
  { _id: 2, ssn: 'Qqq', name: 'Bob', n: 5, address: { city: 'Rome' }, items: [], tags: ['z'] },
];

class Watcher extends InspectorDouble {
  /** Offset of a leaf -> its text and whether policy would see a protected field there. */
  readonly seen = new Map<number, { text: string; isProtected: boolean }>();
  #bytes: Uint8Array = new Uint8Array(0);

  override unit(bytes: Uint8Array): void {
    this.#bytes = bytes;
    this.seen.clear();
  }
  override leaf(carrier: Carrier, start: number, end: number, path: PathId): number {
    const entry = this.paths.entry(path);
    const isProtected = entry.isOverflow || this.paths.steps(path).includes('ssn');
    const before = this.seen.get(start);
    const text = carrier.text(this.#bytes, start, end);
    this.seen.set(start, { text, isProtected: isProtected || (before?.isProtected ?? false) });
    return 0;
  }
  override idle(): boolean {
    return false;
  }
}

function originOf(pipeline: readonly Value[], paths: PathTable): Origin {
  const survey = new Survey(paths, resource, undefined);
  const base = survey.collection('shop', 'people');
  return run(pipeline, base, { world: survey, database: 'shop', variables: new Map(), depth: 0 });
}

/** Texts of the output that hold a part of a secret without being seen as protected. */
function leaks(pipeline: readonly Value[], output: readonly Document[]): string[] {
  const watcher = new Watcher({ fields });
  const walker = new LeafWalker();
  const place = placeOf(originOf(pipeline, watcher.paths));
  const found: string[] = [];
  for (const document of output) {
    const bytes = writeDocument(document);
    watcher.unit(bytes);
    walker.begin(bytes, watcher);
    walker.document(0, bytes.length, place);
    const shown = [...watcher.seen.values()];
    for (const { text, isProtected } of shown) {
      if (/q/i.test(text) && !isProtected) found.push(text);
    }
    const texts = new Set(shown.map(({ text }) => text));
    for (const key of keysOf(document)) {
      if (/q/i.test(key) && !texts.has(key)) found.push(`key ${key}`);
    }
  }
  return found;
}

function keysOf(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap(keysOf);
  if (typeof value !== 'object' || value === null || value instanceof Date) return [];
  return Object.entries(value).flatMap(([key, one]) => [key, ...keysOf(one)]);
}

function execute(pipeline: readonly Value[]): Document[] | undefined {
  try {
    const input = structuredClone(documents);
    const output = new Aggregator(pipeline as Document[]).run(input) as Document[];
    // The engine shares parts of documents, which may then hold themselves.
    JSON.stringify(output);
    return output;
  } catch {
    return undefined;
  }
}

const paths = ['$ssn', '$name', '$n', '$address', '$address.ssn', '$items', '$items.ssn', '$tags'];
// No name reaches into a field of the documents: the engine would write into what others share.
const names = ['a', 'b', 'name', 'address', 'items', 'c.d'];

const { expression } = fc.letrec<{ expression: Value }>((tie) => {
  const e = tie('expression');
  const list = fc.array(e, { minLength: 1, maxLength: 3 });
  const op = (name: string, argument: fc.Arbitrary<Value>) =>
    argument.map((value): Value => ({ [name]: value }));
  const leaf = fc.constantFrom<Value[]>(...paths, '$$ROOT', '$a', '$b', 'text', 1);
  return {
    expression: fc.oneof(
      { maxDepth: 4, depthSize: 'small' },
      { arbitrary: leaf, weight: 5 },
      op('$concat', list),
      op('$toUpper', e),
      op('$toString', e),
      op('$substrCP', fc.tuple(e, fc.constant(0), fc.constant(2))),
      op('$ifNull', fc.tuple(e, e)),
      op('$cond', fc.tuple(e, e, e)),
      op('$arrayElemAt', fc.tuple(e, fc.constant(0))),
      op('$first', e),
      op('$concatArrays', list),
      op('$setUnion', list),
      op('$mergeObjects', list),
      op('$objectToArray', e),
      op('$arrayToObject', e),
      op('$max', list),
      op('$split', fc.tuple(e, fc.constant('-'))),
      op('$slice', fc.tuple(e, fc.constant(1))),
      op('$reverseArray', e),
      op('$literal', fc.constantFrom<Value[]>('$ssn', 'x')),
      fc.record({ input: e, in: e }).map(
        ({ input, in: body }): Value => ({
          $map: { input, as: 'one', in: { $ifNull: [body, '$$one'] } },
        }),
      ),
      fc.record({ input: e }).map(
        ({ input }): Value => ({
          $filter: { input, as: 'one', cond: { $ne: ['$$one', null] } },
        }),
      ),
      fc.record({ input: e }).map(
        ({ input }): Value => ({
          $reduce: {
            input,
            initialValue: '',
            in: { $concat: ['$$value', { $toString: '$$this' }] },
          },
        }),
      ),
      fc.record({ x: e }).map(
        ({ x }): Value => ({
          $let: { vars: { v: x }, in: { k: '$$v', l: ['$$v'] } },
        }),
      ),
      fc.tuple(e, e).map(([x, y]): Value => ({ k: x, l: y })),
      list as fc.Arbitrary<Value>,
    ),
  };
});

const assignments = fc
  .array(fc.tuple(fc.constantFrom(...names), expression), { minLength: 1, maxLength: 3 })
  .map((entries): Document => Object.fromEntries(entries));

const stage: fc.Arbitrary<Document> = fc.oneof(
  assignments.map((spec): Document => ({ $addFields: spec })),
  assignments.map((spec): Document => ({ $project: spec })),
  assignments.map((spec): Document => ({ $project: { ...spec, ssn: 1 } })),
  expression.map((one): Document => ({ $replaceWith: one })),
  fc.tuple(expression, expression).map(
    ([id, value]): Document => ({
      $group: { _id: id, a: { $push: value }, b: { $first: value }, c: { $max: value } },
    }),
  ),
  fc.constantFrom(...['$items', '$tags', '$a', '$b']).map((path): Document => ({ $unwind: path })),
  expression.map((one): Document => ({ $sortByCount: one })),
  assignments.map(
    (spec): Document => ({
      $facet: { a: [{ $addFields: spec }], b: [{ $limit: 1 }] },
    }),
  ),
  fc.constant<Document>({ $match: { n: { $gt: 0 } } }),
  fc.constant<Document>({ $unset: ['ssn'] }),
);

test('no pipeline shows a secret where policy does not see the protected field', () => {
  let executed = 0;
  fc.assert(
    fc.property(fc.array(stage, { minLength: 1, maxLength: 3 }), (pipeline) => {
      const output = execute(pipeline);
      if (!output) return;
      const wellFormed = output.filter((one) => typeof one === 'object' && one !== null);
      if (wellFormed.length > 0) executed++;
      assert.deepEqual(leaks(pipeline, wellFormed), [], JSON.stringify(pipeline));
    }),
    { seed: 20261124, numRuns: 3_000 },
  );
  assert.ok(executed > 300, `${executed} pipelines ran`);
});

/** Paths under which the value at `path` of a pipeline's output is shown. */
function shownAt(pipeline: Value[], path: string): string[] {
  const table = new PathTable();
  let origin = originOf(pipeline, table);
  for (const step of path.split('.')) origin = step === '[]' ? origin.index() : origin.child(step);
  return origin.sources().map((id) => `${table.resource(id).slice(6)} ${table.text(id)}`);
}

const cases: [pipeline: Value[], path: string, shown: string[]][] = [
  [[{ $project: { a: '$b.c' } }], 'a.d', ['shop.people b.c.d']],
  [[{ $project: { ssn: 1, a: { b: 1, c: '$x' } } }], 'a.b', ['shop.people a.b']],
  [[{ $project: { ssn: 1, a: { b: 1, c: '$x' } } }], 'a.c', ['shop.people x']],
  [[{ $addFields: { 'a.b': '$x' } }], 'a.[].b', ['shop.people x']],
  [[{ $addFields: { 'a.b': '$x' } }], 'a.[].c', ['shop.people a[].c']],
  [[{ $replaceRoot: { newRoot: '$a' } }], 'b', ['shop.people a.b']],
  [[{ $group: { _id: '$x', n: { $sum: '$y' } } }], 'n', ['shop.people y']],
  [[{ $group: { _id: { k: '$x' }, all: { $push: '$$ROOT' } } }], '_id.k', ['shop.people x']],
  [[{ $group: { _id: 0, all: { $push: '$$ROOT' } } }], 'all.[].z', ['shop.people z']],
  [
    [{ $lookup: { from: 'cards', localField: 'a', foreignField: 'b', as: 'c' } }],
    'c.[].pan',
    ['shop.cards pan'],
  ],
  [
    [
      {
        $lookup: {
          from: 'cards',
          let: { s: '$ssn' },
          pipeline: [{ $project: { p: '$$s' } }],
          as: 'c',
        },
      },
    ],
    'c.[].p',
    ['shop.people ssn'],
  ],
  [
    [
      {
        $lookup: {
          from: 'cards',
          pipeline: [{ $lookup: { from: 'x', pipeline: [], as: 'y' } }],
          as: 'c',
        },
      },
    ],
    'c.[].y.[].z',
    ['shop.x z'],
  ],
  [
    [
      {
        $graphLookup: {
          from: 'tree',
          startWith: '$a',
          connectFromField: 'b',
          connectToField: 'c',
          as: 'g',
          depthField: 'd',
        },
      },
    ],
    'g.[].name',
    ['shop.tree name'],
  ],
  [[{ $unionWith: 'other' }], 'ssn', ['shop.people ssn', 'shop.other ssn']],
  [
    [{ $unionWith: { coll: 'other', pipeline: [{ $project: { ssn: '$x' } }] } }],
    'ssn',
    ['shop.people ssn', 'shop.other x'],
  ],
  [[{ $bucketAuto: { groupBy: '$x', buckets: 2 } }], '_id.min', ['shop.people x']],
  [
    [{ $setWindowFields: { output: { r: { $push: '$x', window: {} } } } }],
    'r.[]',
    ['shop.people x'],
  ],
  [[{ $project: { s: { $meta: 'sortKey' } } }], 's', ['shop.people *']],
  [
    [{ $project: { s: { $function: { body: 'f', args: [], lang: 'js' } } } }],
    's',
    ['shop.people *'],
  ],
  [[{ $project: { s: { $notYetInvented: '$name' } } }], 's', ['shop.people *']],
  [[{ $notYetInvented: {} }], 's', ['shop.people *']],
  [[{ $project: { s: { $getField: 'ssn' } } }], 's', ['shop.people ssn']],
  [
    [{ $project: { s: { $getField: { field: { $concat: ['s', 'sn'] } } } } }],
    's',
    ['shop.people *'],
  ],
  [[{ $project: { s: { $cond: [{ $eq: ['$ssn', 'x'] }, 1, 0] } } }], 's', ['shop.people ssn']],
  [[{ $project: { ssn: { $literal: 'x' } } }], 'ssn', ['shop.people ssn']],
];

for (const [pipeline, path, shown] of cases) {
  test(`${path} of ${JSON.stringify(pipeline)} derives from ${shown.join(' and ')}`, () => {
    assert.deepEqual(shownAt(pipeline, path), shown);
  });
}

test('a value with very many sources counts as anything', () => {
  const table = new PathTable();
  const root = table.root(resource);
  const scope = {
    root: new Source(table, root),
    variables: new Map(),
    literal: new Fixed([table.child(root, '$literal')]),
  };
  const parts = Array.from({ length: 20 }, (_, i) => `$f${String.fromCharCode(97 + i)}`);
  assert.deepEqual(evaluate({ $concat: parts }, scope).sources(), [table.overflow(root)]);
});

test('targets of $out and $merge are noted', () => {
  const survey = new Survey(new PathTable(), resource, undefined);
  const base = survey.collection('shop', 'people');
  const flow = { world: survey, database: 'shop', variables: new Map(), depth: 0 };
  run([{ $out: 'a' }], base, flow);
  run([{ $out: { db: 'x', coll: 'b' } }], base, flow);
  run([{ $merge: { into: { db: 'y', coll: 'c' } } }], base, flow);
  assert.deepEqual([...survey.targets], ['mongo:shop.a', 'mongo:x.b', 'mongo:y.c']);
});
