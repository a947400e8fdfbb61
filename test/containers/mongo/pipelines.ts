/** What pipelines may make of a field of `people`, for evasions.ts. */
import type { Document } from 'mongodb';

type Pipeline = (field: string) => Document[];

/** Each character of `field`. */
const characters = (field: string): Document => ({
  $map: {
    input: { $range: [0, { $strLenCP: field }] },
    as: 'i',
    in: { $substrCP: [field, '$$i', 1] },
  },
});

export const reversed = (field: string): Document => ({
  $reduce: {
    input: { $reverseArray: characters(field) },
    initialValue: '',
    in: { $concat: ['$$value', '$$this'] },
  },
});

// Written so, since an object with a field `then` looks like a promise.
const branch = (when: Document, result: string): Document =>
  Object.fromEntries([
    ['case', when],
    ['then', result],
  ]);

export const half = (field: string): Document => ({ $substrCP: [field, 0, 8] });
export const project = (x: unknown): Document[] => [{ $project: { _id: 0, x } }];

/** Pipelines on `people`, for a field that a rule names and for one that is known by content. */
export const pipelines: Readonly<Record<string, Pipeline>> = {
  'under another name': (field) => project(field),
  'with text around it': (field) => project({ $concat: ['a', field, 'b'] }),
  halves: (field) => project([half(field), { $substrBytes: [field, 8, 20] }]),
  'character by character': (field) => project(characters(field)),
  backwards: (field) => project(reversed(field)),
  'cut at ones': (field) => project({ $split: [field, '1'] }),
  zipped: (field) => project({ $zip: { inputs: [characters(field), characters(field)] } }),
  'matches of a pattern': (field) => project({ $regexFindAll: { input: field, regex: /.../ } }),
  'places in an alphabet': (field) =>
    project({
      $map: {
        input: { $range: [0, 9] },
        in: { $indexOfCP: ['0123456789-', { $substrCP: [field, '$$this', 1] }] },
      },
    }),
  'digits as numbers': (field) =>
    project({
      $map: {
        input: { $range: [0, 9] },
        in: { $convert: { input: { $substrCP: [field, '$$this', 1] }, to: 'int', onError: 11 } },
      },
    }),
  'digits as letters': (field) =>
    project({
      $reduce: {
        input: [...'0123456789'].map((digit, i) => [digit, 'abcdefghij'[i]]),
        initialValue: field,
        in: {
          $replaceAll: {
            input: '$$value',
            find: { $first: '$$this' },
            replacement: { $last: '$$this' },
          },
        },
      },
    }),
  'in a choice for each digit': (field) =>
    project({
      $switch: {
        branches: [...'0123456789'].map((digit) =>
          branch({ $eq: [{ $substrCP: [field, 2, 1] }, digit] }, `digit ${digit}`),
        ),
        default: 'none',
      },
    }),
  'as the key of a hash': (field) => project({ $toHashedIndexKey: field }),
  'as a value of $objectToArray': (field) => [
    ...project({ $objectToArray: { only: field } }),
    { $project: { x: '$x.v' } },
  ],
  'as a field with dots and dollars': (field) => [
    ...project({ $setField: { field: 'a.$b', input: {}, value: field } }),
    { $project: { x: { $getField: { field: 'a.$b', input: '$x' } } } },
  ],
  grouped: (field) => [{ $group: { _id: half(field) } }],
  'in a list of all': (field) => [
    { $group: { _id: null, x: { $push: half(field) } } },
    { $project: { _id: 0, x: 1 } },
  ],
  'by JavaScript': (field) =>
    project({
      $function: {
        body: 'function (v) { return v.split("").reverse().join("") }',
        args: [field],
        lang: 'js',
      },
    }),
  'by an accumulator in JavaScript': (field) => [
    {
      $group: {
        _id: null,
        x: {
          $accumulator: {
            init: 'function () { return [] }',
            accumulate: 'function (s, v) { return s.concat(v.split("").reverse().join("")) }',
            accumulateArgs: [field],
            merge: 'function (a, b) { return a.concat(b) }',
            lang: 'js',
          },
        },
      },
    },
  ],
  'as boundaries of buckets': (field) => [
    { $bucketAuto: { groupBy: half(field), buckets: 3 } },
    { $project: { _id: 1 } },
  ],
  counted: (field) => [{ $sortByCount: half(field) }, { $project: { _id: 1 } }],
  'in facets': (field) => [{ $facet: { a: project(half(field)), b: project(reversed(field)) } }],
  'over a window': (field) => [
    {
      $setWindowFields: {
        sortBy: { _id: 1 },
        output: { x: { $push: half(field), window: { documents: [-1, 0] } } },
      },
    },
    { $project: { _id: 0, x: 1 } },
  ],
  'joined to itself': (field) => [
    { $lookup: { from: 'people', pipeline: project(half(field)), as: 'y' } },
    { $limit: 1 },
    { $project: { _id: 0, x: '$y.x' } },
  ],
  'carried out of a join by a variable': (field) => [
    {
      $lookup: {
        from: 'plain',
        let: { v: field },
        pipeline: project({ $substrCP: ['$$v', 1, 8] }),
        as: 'y',
      },
    },
    { $project: { _id: 0, x: '$y.x' } },
  ],
  'in a union': (field) => [
    { $match: { _id: -1 } },
    { $unionWith: { coll: 'people', pipeline: project(half(field)) } },
  ],
  'by an operator of the server’s own': (field) =>
    project({ $_internalFindAllValuesAtPath: field.slice(1) }),
  'as the key of the sort': (field) => [
    { $sort: { [field.slice(1)]: 1 } },
    ...project({ $meta: 'sortKey' }),
  ],
};
