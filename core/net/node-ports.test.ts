import assert from 'node:assert/strict';
import { test } from 'node:test';
import { NodePorts } from './node-ports.ts';
import { formatAddress, type ListenerSpec, parseAddress } from './spec.ts';

const spec: ListenerSpec = {
  name: 'l',
  protocol: 'p',
  bind: { host: '127.0.0.1', port: 9000 },
  upstream: [
    { host: 'a', port: 1 },
    { host: 'b', port: 2 },
  ],
  nodes: { first: 9100, last: 9103 },
};

test('a node with an id has the port behind the first', () => {
  const ports = new NodePorts(spec, 9000);
  assert.equal(ports.portOf({ id: 3, host: 'x', port: 5 }), 9103);
  assert.equal(ports.portOf({ id: 4, host: 'x', port: 5 }), undefined);
  assert.deepEqual(ports.targetOf(9103), { host: 'x', port: 5 });
  assert.equal(ports.targetOf(9102), undefined);
});

test('seeds come first, other members by hash, until no port is left', () => {
  const ports = new NodePorts(spec, 9000);
  assert.equal(ports.portOf({ host: 'B', port: 2 }), 9101);
  assert.equal(ports.portOf({ host: 'a', port: 1 }), 9100);
  const c = ports.portOf({ host: 'c', port: 3 });
  const d = ports.portOf({ host: 'd', port: 4 });
  assert.deepEqual(new Set([c, d]), new Set([9102, 9103]));
  assert.equal(ports.portOf({ host: 'e', port: 5 }), undefined);
  assert.equal(ports.portOf({ host: 'c', port: 3 }), c);
});

test('addresses are read and written alike', () => {
  assert.deepEqual(parseAddress('h:1'), { host: 'h', port: 1 });
  assert.deepEqual(parseAddress('[::1]:2'), { host: '::1', port: 2 });
  assert.deepEqual(parseAddress('h', 7), { host: 'h', port: 7 });
  assert.equal(parseAddress('h'), undefined);
  assert.equal(parseAddress('h:70000'), undefined);
  assert.equal(parseAddress('a:b:1'), undefined);
  assert.equal(formatAddress({ host: '::1', port: 2 }), '[::1]:2');
});
