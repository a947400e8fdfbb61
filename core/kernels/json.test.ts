import assert from 'node:assert/strict';
import { beforeEach, describe, test } from 'node:test';
import fc from 'fast-check';
import { limits } from '../limits.ts';
import { forgetSteady } from './input.ts';
import { walkJsonReference } from './json.reference.ts';
import { emitAll, emitAnyVerdict, walkJson } from './json.ts';
import { JsonFault, JsonKind, JsonLeaves, leafWords } from './json-leaves.ts';
import { regions } from './memory.ts';
import {
  childPath,
  memberPath,
  newRoot,
  pathOf,
  pathsCount,
  setVerdict,
  unknownPath,
  verdictOf,
} from './paths.ts';
import { shapesOfReference } from './shapes.reference.ts';
import { allShapes, Shape } from './shapes.ts';

const seeded = { seed: 20261124, numRuns: 1_500 };
const tools = {
  child: childPath,
  member: memberPath,
  verdict: verdictOf,
  shapes: shapesOfReference,
};

/** Where the texts of a test hang; each group of tests has its own, since keys of one are bounded. */
let root = newRoot();
beforeEach(() => {
  root = newRoot();
});

/** Path as text, member steps as `[]`. */
function pathText(path: number): string {
  const steps: string[] = [];
  for (let at = path; at !== root && at > unknownPath; at = pathOf(at).parent) {
    steps.unshift(pathOf(at).key ?? '[]');
  }
  return steps.join('/');
}

const json = fc.oneof(
  fc.json({ maxDepth: 4 }),
  fc.json({ maxDepth: 2, stringUnit: 'binary' }),
  fc
    .record(
      {
        email: fc.emailAddress(),
        'card number': fc.constantFrom('4111111111111111', '4111 1111 1111 1111'),
        nested: fc.array(fc.record({ at: fc.date({ noInvalidDate: true }), n: fc.integer() })),
        'long key that is longer than sixteen bytes': fc.double({
          noNaN: true,
          noDefaultInfinity: true,
        }),
        'long key that is longer than sixteen more ': fc.string(),
        'john@example.com': fc.constant(null),
      },
      { requiredKeys: [] },
    )
    .map((value) => JSON.stringify(value)),
);
const spaced = fc
  .tuple(json, fc.constantFrom('', ' ', '\n\t'))
  .map(([text, space]) => space + JSON.stringify(JSON.parse(text), null, space) + space);
const mutated = fc
  .tuple(
    fc.oneof(json, spaced),
    fc.nat(),
    fc.constantFrom(...'"\\{}[]:,0 e-.u', '\u0001', '\u0000', ''),
  )
  .map(([text, at, char]) => {
    const place = at % (text.length + 1);
    return text.slice(0, place) + char + text.slice(place + (at % 3));
  });

const rows = (leaves: JsonLeaves): number[][] =>
  Array.from({ length: leaves.count }, (_, i) => [
    ...leaves.words.subarray(i * leafWords, (i + 1) * leafWords),
  ]);

function bothWalk(
  bytes: Uint8Array,
  start: number,
  end: number,
  wanted: number,
  emit: number,
): void {
  const [fast, plain] = [new JsonLeaves(), new JsonLeaves()];
  const options = { wanted, root, verdicts: emit & 0xff, all: (emit & emitAll) !== 0 };
  const expected = walkJsonReference(bytes, start, end, plain, options, tools);
  assert.equal(walkJson(bytes, start, end, wanted, fast, root, emit), expected);
  assert.deepEqual([fast.fault, fast.faultOffset], [plain.fault, plain.faultOffset]);
  assert.deepEqual(rows(fast), rows(plain));
}

const walked = (text: string, wanted = 0, emit = emitAll): JsonLeaves => {
  const bytes = Buffer.from(text);
  const leaves = new JsonLeaves();
  walkJson(bytes, 0, bytes.length, wanted, leaves, root, emit);
  return leaves;
};

describe('the kernel equals the reference', () => {
  test('on JSON of any form, all leaves', () => {
    fc.assert(
      fc.property(fc.oneof(json, spaced), fc.nat(9), (text, pad) => {
        const bytes = Buffer.from(`${'x'.repeat(pad)}${text}1,"`);
        bothWalk(bytes, pad, bytes.length - 3, allShapes, emitAll);
      }),
      seeded,
    );
  });

  test('on leaves with wanted shapes only', () => {
    fc.assert(
      fc.property(json, fc.nat(allShapes), (text, wanted) => {
        bothWalk(Buffer.from(text), 0, Buffer.byteLength(text), wanted, 0);
      }),
      seeded,
    );
  });

  test('on paths whose strings the caller judges', () => {
    const known = fc.record({
      a: fc.oneof(fc.string(), fc.constantFrom('jo@example.com', 'a%40b', '$x', 'é', 'a\\b', '"')),
      b: fc.array(
        fc.oneof(fc.integer(), fc.constantFrom('4111111111111111', '&amp;', '\u{1f600}')),
      ),
    });
    fc.assert(
      fc.property(known, fc.nat(0xff), fc.nat(0xff), (value, first, second) => {
        const bytes = Buffer.from(JSON.stringify(value));
        const a = childPath(root, Buffer.from('a'));
        const member = memberPath(childPath(root, Buffer.from('b')));
        setVerdict(a, first);
        setVerdict(member, second);
        for (const emit of [emitAll, emitAnyVerdict, 0x80, 2]) {
          bothWalk(bytes, 0, bytes.length, allShapes, emit);
        }
      }),
      seeded,
    );
  });

  test('on texts of one buffer that are brought in together', () => {
    fc.assert(
      fc.property(fc.array(json, { minLength: 1, maxLength: 6 }), (texts) => {
        forgetSteady();
        const bytes = Buffer.from(texts.join(''));
        let start = 0;
        for (const text of [...texts, texts[0]]) {
          const end = start + Buffer.byteLength(text);
          const [kept, alone] = [new JsonLeaves(), new JsonLeaves()];
          walkJson(bytes, start, end, allShapes, kept, root, emitAll, true);
          walkJson(Buffer.from(bytes), start, end, allShapes, alone, root, emitAll);
          assert.deepEqual(rows(kept), rows(alone));
          start = end >= bytes.length ? 0 : end;
        }
      }),
      { ...seeded, numRuns: 200 },
    );
  });

  test('on text that is not JSON', () => {
    fc.assert(
      fc.property(mutated, (text) => {
        bothWalk(Buffer.from(text), 0, Buffer.byteLength(text), allShapes, emitAll);
      }),
      seeded,
    );
  });

  test('accepts exactly what JSON.parse accepts', () => {
    fc.assert(
      fc.property(fc.oneof(mutated, spaced), (text) => {
        let valid = true;
        try {
          JSON.parse(text);
        } catch {
          valid = false;
        }
        // JSON.parse reads UTF-16: a lone surrogate in the text becomes U+FFFD in our bytes.
        assert.equal(walked(text).fault === 0, valid);
      }),
      seeded,
    );
  });
});

describe('leaves', () => {
  test('carry path, range, kind and escape flag', () => {
    const text = '{"a":[1,{"b":"x\\ty"}],"c":null,"d":true,"e":false,"f":-1.5e3}';
    const leaves = walked(text);
    const seen = rows(leaves).map((_, i) => [
      pathText(leaves.path(i)),
      text.slice(leaves.start(i), leaves.end(i)),
      leaves.kind(i),
      leaves.escaped(i),
    ]);
    assert.deepEqual(seen, [
      ['a/[]', '1', JsonKind.NUMBER, false],
      ['a/[]/b', 'x\\ty', JsonKind.STRING, true],
      ['c', 'null', JsonKind.NULL, false],
      ['d', 'true', JsonKind.TRUE, false],
      ['e', 'false', JsonKind.FALSE, false],
      ['f', '-1.5e3', JsonKind.NUMBER, false],
    ]);
  });

  test('duplicate keys are two leaves of one path', () => {
    const leaves = walked('{"k":1,"k":2}');
    assert.equal(leaves.count, 2);
    assert.equal(leaves.path(0), leaves.path(1));
  });

  test('keys that hold data are leaves of kind KEY', () => {
    const text = '{"users":{"john@example.com":1}}';
    const leaves = walked(text, Shape.AT, 0);
    assert.equal(leaves.count, 1);
    assert.equal(leaves.kind(0), JsonKind.KEY);
    assert.equal(text.slice(leaves.start(0), leaves.end(0)), 'john@example.com');
    assert.equal(leaves.shapes(0), Shape.AT);
  });

  test('numbers raise DIGITS also by their exponent', () => {
    const digits = (text: string) => walked(`[${text}]`, Shape.DIGITS, 0).count === 1;
    assert.ok(digits('4111111111111111') && digits('41e14') && digits('4.111111111111111E+15'));
    assert.ok(digits('-4111111111111111') && digits('1234567.0'));
    assert.ok(!digits('1699999999123') && !digits('123456') && !digits('3.1415926535'));
    assert.ok(!digits('1e-9'));
  });

  test('more leaves than the table holds come whole', () => {
    const text = JSON.stringify(Array.from({ length: 200_000 }, (_, i) => i));
    const leaves = walked(text);
    assert.equal(leaves.count, 200_000);
    assert.equal(text.slice(leaves.start(199_999), leaves.end(199_999)), '199999');
  });

  test('a text longer than the input region', () => {
    const text = `["${'x'.repeat(regions.INPUT.bytes)}","john@example.com"]`;
    const leaves = walked(text, Shape.AT, 0);
    assert.equal(leaves.count, 1);
    assert.equal(text.slice(leaves.start(0), leaves.end(0)), 'john@example.com');
  });
});

describe('faults', () => {
  const faults: [string, number, number][] = [
    ['', JsonFault.END, 0],
    ['{"a":1', JsonFault.END, 6],
    ['"abc', JsonFault.END, 4],
    ['{"a":1} {"a":2}', JsonFault.TRAILING, 8],
    ['{"a":1}\n{"a":2}', JsonFault.TRAILING, 8],
    ['[1,]', JsonFault.SYNTAX, 3],
    ['{"a":1,}', JsonFault.SYNTAX, 7],
    ["{'a':1}", JsonFault.SYNTAX, 1],
    ['[01]', JsonFault.NUMBER, 2],
    ['[1.]', JsonFault.NUMBER, 3],
    ['[+1]', JsonFault.SYNTAX, 1],
    ['[NaN]', JsonFault.SYNTAX, 1],
    ['["\\x41"]', JsonFault.ESCAPE, 3],
    ['["\\u12g4"]', JsonFault.ESCAPE, 6],
    ['["a\nb"]', JsonFault.CONTROL, 3],
    ['\ufeff{}', JsonFault.SYNTAX, 0],
    ['[1]\u0000', JsonFault.TRAILING, 3],
  ];
  for (const [text, fault, offset] of faults) {
    test(JSON.stringify(text), () => {
      const leaves = walked(text);
      assert.deepEqual([leaves.fault, leaves.faultOffset], [fault, offset]);
      assert.equal(leaves.count, 0);
    });
  }

  test('depth is bounded, and its bound is reached', () => {
    const deep = (levels: number) => '['.repeat(levels) + ']'.repeat(levels);
    assert.equal(walked(deep(limits.json_depth_max)).fault, 0);
    const leaves = walked(deep(limits.json_depth_max + 1));
    assert.equal(leaves.fault, JsonFault.DEPTH);
    assert.equal(leaves.faultOffset, limits.json_depth_max);
    assert.equal(walked('{"a":'.repeat(10_000)).fault, JsonFault.DEPTH);
  });
});

describe('paths', () => {
  test('are exact: keys that differ in one byte anywhere never share a path', () => {
    fc.assert(
      fc.property(fc.string({ minLength: 1, maxLength: 300 }), fc.nat(), (key, at) => {
        const place = at % key.length;
        const other = `${key.slice(0, place)}${key[place] === 'x' ? 'y' : 'x'}${key.slice(place + 1)}`;
        const [one, two] = [key, other].map((k) => walked(`{${JSON.stringify(k)}:1}`).path(0));
        assert.notEqual(one, two);
        assert.equal(walked(`{${JSON.stringify(key)}:1}`).path(0), one);
        assert.equal(pathOf(one).key, key);
        if (pathsCount() % 500 === 0) root = newRoot();
      }),
      { ...seeded, numRuns: 500 },
    );
  });

  test('a key under another parent is another path', () => {
    const leaves = walked('{"a":{"k":1},"b":{"k":1},"k":1}');
    assert.equal(new Set([0, 1, 2].map((i) => leaves.path(i))).size, 3);
  });

  test('under another root are other paths', () => {
    const first = walked('{"k":1}').path(0);
    assert.equal(pathOf(first).parent, root);
    root = newRoot();
    assert.notEqual(walked('{"k":1}').path(0), first);
  });

  test('verdicts: a new path is emitted until it is judged', () => {
    const text = '{"verdict-a":1,"verdict-b":2}';
    const first = walked(text, 0, 0xff);
    assert.equal(first.count, 2);
    const [a, b] = [first.path(0), first.path(1)];
    setVerdict(a, 0);
    setVerdict(b, 4);
    assert.equal(walked(text, 0, 0xff).count, 1);
    assert.equal(walked(text, 0, 1).count, 0);
    assert.equal(walked(text, 0, 4).path(0), b);
    setVerdict(unknownPath, 0);
    assert.equal(verdictOf(unknownPath), 1);
    assert.throws(() => setVerdict(pathsCount(), 0), RangeError);
  });

  test('the keys of an object with too many share a path, below which paths go on', () => {
    const keys = Array.from({ length: limits.path_children_count_max + 5 }, (_, i) => `k${i}`);
    const many = JSON.stringify({ wide: Object.fromEntries(keys.map((k) => [k, { in: 1 }])) });
    const leaves = walked(many);
    assert.equal(leaves.count, keys.length);
    const last = leaves.path(limits.path_children_count_max - 1);
    assert.equal(pathOf(pathOf(last).parent).key, `k${limits.path_children_count_max - 1}`);
    const beyond = leaves.path(limits.path_children_count_max);
    assert.equal(pathOf(beyond).key, 'in');
    const shared = pathOf(pathOf(beyond).parent);
    assert.deepEqual([shared.key, shared.isOther], [null, true]);
    assert.equal(pathOf(shared.parent).key, 'wide');
    for (let i = limits.path_children_count_max; i < keys.length; i++) {
      assert.equal(leaves.path(i), beyond);
    }
    // A key that comes again is known, one that is not stays with the others.
    assert.equal(walked('{"wide":{"k0":{"in":1}}}').path(0), leaves.path(0));
    assert.equal(walked('{"wide":{"more":{"in":1}}}').path(0), beyond);
    const empty = walked('{"wide":{"more":{"in":1},"":{"in":1}}}');
    assert.deepEqual([empty.path(0), empty.path(1)], [beyond, beyond]);
  });

  test('keys that share a path are looked at one by one', () => {
    const keys = Array.from({ length: limits.path_children_count_max }, (_, i) => `n${i}`);
    walked(JSON.stringify({ people: Object.fromEntries(keys.map((k) => [k, 1])) }));
    const leaves = walked('{"people":{"jo@example.com":1,"plain":1}}', Shape.AT);
    const found = Array.from({ length: leaves.count }, (_, i) => i).filter(
      (i) => leaves.kind(i) === JsonKind.KEY,
    );
    assert.deepEqual(
      found.map((i) => leaves.start(i)),
      [12],
    );
  });

  test('a key that is too long, and all below, are unknown', () => {
    const long = walked(JSON.stringify({ ['x'.repeat(limits.path_key_bytes_max + 1)]: [[1]] }));
    assert.equal(long.path(0), unknownPath);
    assert.equal(pathOf(unknownPath).key, null);
  });

  test('a full table gives unknown paths, and known ones stay as they are', () => {
    const known = walked('{"known":1}').path(0);
    for (let i = 0; pathsCount() < limits.paths_count_max && i < 80; i++) {
      const wide = Array.from({ length: 1_000 }, (_, k) => [`fill${k}`, 1]);
      walked(JSON.stringify({ [`group${i}`]: Object.fromEntries(wide) }));
    }
    assert.equal(walked('{"one more":1}').path(0), unknownPath);
    assert.equal(walked('{"one more":[1]}').path(0), unknownPath);
    assert.equal(walked('{"known":1}').path(0), known);
  });
});
