import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { faultsOf, loadText } from '../../core/policy/load.ts';
import { formatFault } from '../../core/policy/source.ts';
import { protocols } from '../../proxies/index.ts';
import { type CaseResult, runCases } from '../test.ts';

const head = `version: 1
listeners:
  - { name: m, protocol: mysql, bind: 127.0.0.1:3307, upstream: 127.0.0.1:3306 }
  - { name: c, protocol: mongo, bind: 127.0.0.1:27117, upstream: 127.0.0.1:27017 }
keys: { k: 0123456789abcdef }
policies:
  - name: ssn
    match: { field: ssn, not: { identity: support } }
    action: mask
    mask: { with: redact }
  - { name: salaries, match: { resource: "mysql:hr.*" }, action: block }
  - { name: keys, match: { class: secret.github }, action: drop }
  - name: dates
    match: { field: [born, seen], network: 10.0.0.0/8 }
    action: mask
    mask: { with: shift_date, key: k, subject: $.no }
tests:
`;

const load = (cases: string) => loadText(head + cases, 'p.yaml', { protocols, env: {} });

async function run(cases: string): Promise<CaseResult[]> {
  const loaded = load(cases);
  assert.ok(loaded.ok, faultsOf(loaded).map(formatFault).join('\n'));
  return (await runCases(loaded, loaded.tests, protocols)).results;
}

async function passes(cases: string): Promise<void> {
  for (const { name, detail } of await run(cases)) assert.equal(detail, '', name);
}

describe('cases with SQL', () => {
  it('follow columns to where they come from, whatever their names', () =>
    passes(`
  - name: renamed
    resource: mysql:shop.people
    sql: SELECT no, ssn AS x FROM people
    columns: { x: shop.people.ssn }
    rows: [{ no: 1, x: a }]
    expect: [{ no: 1, x: "[REDACTED]" }]
  - name: by support
    identity: support
    resource: mysql:shop.people
    sql: SELECT ssn FROM people
    rows: [{ ssn: a }, { ssn: null }]
    expect: unchanged
  - name: computed
    resource: mysql:shop.people
    sql: SELECT LEFT(ssn, 3) AS x FROM people
    columns: { x: null }
    rows: [{ x: abc }]
    expect: [{ x: "***" }]
`));

  it('are refused, and rows dropped, as clients see it', () =>
    passes(`
  - name: a join
    resource: mysql:shop.people
    sql: SELECT p.no, s.pay FROM people p JOIN hr.staff s USING (no)
    columns: { pay: hr.staff.pay }
    rows: [{ no: 1, pay: 5 }]
    expect: blocked
  - name: a key
    resource: mysql:shop.people
    sql: SELECT note FROM people
    rows: [{ note: ghp_0123456789abcdefghijABCDEFGHIJ012345 }]
    expect: dropped
  - name: a statement without rows
    resource: mysql:shop.people
    sql: UPDATE people SET note = 'x'
    expect: unchanged
`));

  it('keep the types that columns are declared with, and find the subject of dates', () =>
    passes(`
  - name: dates
    address: 10.0.0.1
    resource: mysql:shop.people
    sql: SELECT no, born, seen FROM people
    columns:
      born: { from: shop.people.born, type: DATE }
      seen: { from: shop.people.seen, type: DATETIME }
    rows:
      - { no: 5, born: 1987-05-12, seen: "1987-05-14 10:11:12" }
      - { no: 6, born: 1987-05-12, seen: "1987-05-14 10:11:12" }
    expect:
      - { no: 5, born: 1987-05-02, seen: "1987-05-04 10:11:12" }
      - { no: 6, born: 1987-04-12, seen: "1987-04-14 10:11:12" }
  - name: without the subject
    address: 10.0.0.1
    resource: mysql:shop.people
    sql: SELECT born FROM people
    columns: { born: { from: shop.people.born, type: DATE } }
    rows: [{ born: 1987-05-12 }]
    expect: [{ born: 1970-01-01 }]
`));
});

describe('cases with pipelines', () => {
  it('are run on the documents, and followed by lineage', () =>
    passes(`
  - name: a projection
    resource: mongo:crm.people
    pipeline: [{ $match: { n: 4 } }, { $project: { x: "$ssn" } }]
    input: [{ ssn: a, n: 4 }, { ssn: b, n: 5 }]
    expect: [{ _id: 1, x: "[REDACTED]" }]
  - name: a lookup
    resource: mongo:crm.orders
    pipeline: [{ $lookup: { from: people, localField: by, foreignField: _id, as: who } }]
    input: [{ by: 7 }]
    collections: { crm.people: [{ _id: 7, ssn: a }] }
    expect: [{ _id: 1, by: 7, who: [{ _id: 7, ssn: "[REDACTED]" }] }]
  - name: a copy
    resource: mongo:crm.people
    pipeline: [{ $out: other }]
    input: [{ ssn: a }]
    expect: blocked
  - name: the same dates of the same subject as in MySQL, with types of their own
    address: 10.0.0.1
    resource: mongo:crm.people
    pipeline: [{ $sort: { no: 1 } }]
    input: [{ no: 5, born: { $date: "1987-05-12T00:00:00Z" } }]
    expect: [{ _id: 1, no: 5, born: { $date: "1987-05-02T00:00:00Z" } }]
`));
});

describe('cases at fault', () => {
  const base = 'name: x, resource: mysql:a.b, expect: unchanged';
  const faults: [string, string][] = [
    [`{ ${base} }`, "'input' is missing"],
    [`{ ${base}, input: 1, rows: [] }`, 'rows needs sql'],
    [`{ ${base}, input: 1, sql: SELECT 1 }`, 'rows say what the server answers'],
    [`{ ${base}, pipeline: [], input: [] }`, 'pipeline needs a resource mongo:DB.COLLECTION'],
    [`{ ${base}, sql: SELECT 1, columns: { a: b.c } }`, 'schema.table.column, or null'],
    ['{ name: x, resource: "mongo:a.b", pipeline: [], input: 1, expect: 1 }', 'list of documents'],
    ['{ name: x, resource: "kafka:a", sql: SELECT 1, expect: 1 }', 'mysql:SCHEMA.TABLE'],
  ];
  for (const [text, message] of faults) {
    it(`${message}`, () => {
      const [fault, ...others] = faultsOf(load(`  - ${text}\n`));
      assert.ok(fault?.message.includes(message), fault?.message);
      assert.deepEqual(others, []);
    });
  }

  it('fail by themselves, and say why', async () => {
    const [one, other] = await run(`
  - name: no such stage
    resource: mongo:crm.people
    pipeline: [{ $nonsense: 1 }]
    input: []
    expect: []
  - name: another value
    resource: mysql:shop.people
    sql: SELECT no FROM people
    rows: [{ no: 1 }]
    expect: [{ no: 2 }]
`);
    assert.match(one.detail, /^the case could not be run: .*\$nonsense/);
    assert.equal(other.detail, 'expected [{"no":2}], got [{"no":1}] (no policy applied)');
  });
});
