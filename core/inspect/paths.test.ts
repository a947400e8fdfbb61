import assert from 'node:assert/strict';
import { test } from 'node:test';
import { spokenName } from '../detect/index.ts';
import { JsonLeaves, newRoot, pathsCount, walkJson } from '../kernels/index.ts';
import { limits } from '../limits.ts';
import { inspectUnit } from './harness.double.ts';
import { formatPath, PathTable } from './paths.ts';

const resource = 'kafka:people';

test('a path is exact, and known again', () => {
  const paths = new PathTable();
  const root = paths.root(resource);
  const list = paths.index(paths.child(root, 'list'));
  const odd = paths.child(root, '\u0000[]');
  assert.notEqual(paths.index(root), odd);
  assert.equal(paths.child(root, 'list'), paths.child(root, 'list'));
  assert.equal(paths.text(paths.child(list, 'a.b')), 'list[]["a.b"]');
  assert.equal(paths.resource(list), resource);
  const name = Buffer.from('xlisty');
  assert.equal(paths.childOf(root, name, 1, 5), paths.child(root, 'list'));
  assert.equal(paths.entry(list).isOverflow, false);
});

test('names beyond the bound are taken for one, and paths go on below it', () => {
  const paths = new PathTable();
  const map = paths.child(paths.root(resource), 'byId');
  for (let i = 0; i < limits.path_children_count_max; i++) paths.child(map, `id${i}`);
  const beyond = paths.child(map, 'one more');
  assert.equal(paths.child(map, 'another'), beyond);
  assert.equal(paths.others(map), beyond);
  assert.equal(paths.text(paths.child(beyond, 'email')), 'byId.*.email');
  assert.deepEqual(
    [paths.entry(beyond), paths.entry(paths.child(beyond, 'email'))].map((e) => e.isOverflow),
    [true, true],
  );
  assert.equal(paths.entry(paths.child(map, 'id7')).isOverflow, false);
});

test('a full table still tells names that say something of their values', () => {
  const paths = new PathTable(spokenName, 4);
  const root = paths.root(resource);
  paths.child(root, 'a');
  const user = paths.child(root, 'b');
  const password = paths.child(user, 'password');
  assert.ok(paths.isPassing(password));
  assert.equal(paths.child(user, 'password'), password);
  assert.equal(paths.text(password), 'b.password');
  assert.ok(paths.entry(password).isOverflow);
  assert.equal(paths.child(user, 'zzz'), paths.overflow(root));
  // What passing paths stood for is forgotten in time, and never mistaken for another.
  for (let i = 0; i < limits.path_passing_count_max * 2; i++) {
    const parent = paths.root(`kafka:${i}`);
    const made = paths.child(parent, 'email');
    assert.equal(paths.resource(made), `kafka:${i}`);
    assert.equal(formatPath(paths.steps(paths.child(made, 'password'))), 'email.password');
  }
  assert.ok(paths.size <= 4 + 2 * (2 * limits.path_passing_count_max + 1));
});

const late = { newPassword: 'hunter2!x', deep: [{ 'db\u0050assword': 'hunter3!x' }], plain: 'x' };
const inMap = { group: { another: { password: 'hunter4!x' }, 'user password': 'hunter5!x' } };
const masked =
  '{"newPassword":"***","deep":[{"dbPassword":"***"}],"plain":"x",' +
  '"group":{"another":{"password":"***"},"user password":"***"}}';

function see(paths: PathTable, value: unknown): string {
  const leaf = { field: 'value', bytes: JSON.stringify(value) };
  return inspectUnit(
    [{ class: 'secret.password', action: 'mask' }],
    [leaf],
    paths,
  ).bytes.toString();
}

const keys = (count: number): [string, number][] =>
  Array.from({ length: count }, (_, i) => [`k${i}`, 0]);

test('values are known by their names however many names there were before', () => {
  const paths = new PathTable(spokenName, 2_000);
  see(paths, { group: Object.fromEntries(keys(limits.path_children_count_max + 100)) });
  assert.equal(see(paths, { ...late, ...inMap }), masked);
  see(paths, Object.fromEntries(keys(limits.path_children_count_max + 100)));
  assert.ok(paths.size >= 2_000);
  assert.equal(see(paths, { ...late, ...inMap }), masked);
});

test('... and where the kernels have no more paths', () => {
  const leaves = new JsonLeaves();
  const wide = JSON.stringify(Object.fromEntries(keys(limits.path_children_count_max)));
  for (let i = 0; pathsCount() < limits.paths_count_max; i++) {
    const bytes = Buffer.from(`{"group${i}":${wide}}`);
    walkJson(bytes, 0, bytes.length, 0, leaves, newRoot(), 0);
  }
  assert.equal(see(new PathTable(spokenName), { ...late, ...inMap }), masked);
});
