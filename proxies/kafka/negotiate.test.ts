import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ApiKey } from './constants.ts';
import { Gate, type GateOptions } from './fixtures/gate.double.ts';
import { bodyOf, metadataRequest, metadataResponse } from './fixtures/messages.double.ts';
import { encodeRequest, encodeResponse } from './framing.ts';
import { apis, bodyStruct } from './schema/compile.ts';

interface Offered {
  errorCode: number;
  apiKeys: { apiKey: number; minVersion: number; maxVersion: number }[];
}

/** What the client is told after asking `key` and the server answering `body`. */
function exchange<T>(key: number, version: number, body: object, options?: GateOptions): T {
  const gate = new Gate(options);
  gate.fromClient(encodeRequest(key, version, 3, 'app', key === ApiKey.produce ? { acks: 1 } : {}));
  const frame = gate.fromServer(encodeResponse(key, version, 3, body)).toClient();
  assert.equal(gate.ended, undefined);
  return bodyOf<T>(key, version, frame);
}

const node = (id: number) => ({ host: `kafka-${id}.internal`, port: 9092 });

test('offered versions are narrowed to those that both sides know', () => {
  const apiKeys = [
    { apiKey: ApiKey.produce, minVersion: 0, maxVersion: 99 },
    { apiKey: ApiKey.fetch, minVersion: 0, maxVersion: 11 },
    { apiKey: ApiKey.metadata, minVersion: 2, maxVersion: 40 },
    { apiKey: 52, minVersion: 0, maxVersion: 2 },
    { apiKey: 32_000, minVersion: 0, maxVersion: 0 },
    { apiKey: 22, minVersion: 0, maxVersion: 6 },
  ];
  const supportedFeatures = [{ name: 'group.version', minVersion: 0, maxVersion: 1 }];
  for (const version of [0, 3, 5]) {
    const more = version >= 3 ? { supportedFeatures } : {};
    const body = exchange<Offered & { supportedFeatures?: unknown }>(ApiKey.apiVersions, version, {
      apiKeys,
      ...more,
    });
    assert.deepEqual(
      body.apiKeys.map((api) => [api.apiKey, api.minVersion, api.maxVersion]),
      [
        [ApiKey.produce, 0, 13],
        [ApiKey.fetch, 4, 11],
        [ApiKey.metadata, 2, 13],
        [22, 0, 5],
      ],
    );
    assert.deepEqual(body.supportedFeatures, version >= 3 ? supportedFeatures : undefined);
  }
});

test('a broker that does not know the version answers in version 0, which is understood (KIP-511)', () => {
  const gate = new Gate();
  gate.fromClient(encodeRequest(ApiKey.apiVersions, 5, 3, 'app', {}));
  const fallback = encodeResponse(ApiKey.apiVersions, 0, 3, {
    errorCode: 35,
    apiKeys: [{ apiKey: 18, minVersion: 0, maxVersion: 3 }],
  });
  assert.deepEqual(gate.fromServer(fallback).toClient(), fallback);
});

test('a client that is ahead of us is told our range, in version 0 (KIP-511)', () => {
  const request = encodeRequest(ApiKey.apiVersions, 5, 3, 'app', {});
  request.writeInt16BE(9, 6);
  const gate = new Gate().fromClient(request);
  assert.equal(gate.toServer().length, 0);
  const body = bodyOf<Offered>(ApiKey.apiVersions, 0, gate.toClient());
  assert.deepEqual(body, {
    errorCode: 35,
    apiKeys: [{ apiKey: 18, minVersion: 0, maxVersion: 5 }],
  });
});

test('brokers in Metadata become ours in every version, and all else stays', () => {
  const versions = apis.get(ApiKey.metadata)?.versions ?? { min: 0, max: -1 };
  for (let version = versions.min; version <= versions.max; version++) {
    const gate = new Gate();
    gate.fromClient(metadataRequest(version, 3));
    const original = metadataResponse(version, 3);
    const frame = gate.fromServer(original).toClient();
    type Metadata = { brokers: { nodeId: number; host: string; port: number }[] };
    const expected = bodyOf<Metadata>(ApiKey.metadata, version, original);
    for (const broker of expected.brokers) {
      broker.host = 'gate';
      broker.port = 9000 + broker.nodeId;
    }
    assert.deepEqual(bodyOf<Metadata>(ApiKey.metadata, version, frame), expected);
  }
});

test('a node for which no port is left is hidden', () => {
  const local = () => undefined;
  const gate = new Gate({ local });
  gate.fromClient(metadataRequest(9, 3));
  const frame = gate.fromServer(metadataResponse(9, 3)).toClient();
  assert.deepEqual(bodyOf<{ brokers: unknown[] }>(ApiKey.metadata, 9, frame).brokers, []);
  assert.equal(gate.refusals.length, 2);
  const body = exchange(ApiKey.findCoordinator, 2, { nodeId: 1, ...node(1) }, { local });
  assert.deepEqual(body, {
    throttleTimeMs: 0,
    errorCode: 15,
    errorMessage: '',
    nodeId: -1,
    host: '',
    port: -1,
  });
});

test('coordinators become ours in every version; one that is not there yet stays so', () => {
  const versions = apis.get(ApiKey.findCoordinator)?.versions ?? { min: 0, max: -1 };
  const away = { nodeId: -1, host: '', port: -1, errorCode: 15 };
  const there = { nodeId: 2, ...node(2) };
  type Coordinator = { nodeId: number; host: string; port: number; errorCode: number };
  for (let version = versions.min; version <= versions.max; version++) {
    const isList = version >= 4;
    const body = exchange<Coordinator & { coordinators?: Coordinator[] }>(
      ApiKey.findCoordinator,
      version,
      isList ? { coordinators: [there, away] } : there,
    );
    const found = body.coordinators ?? [body];
    assert.deepEqual([found[0].nodeId, found[0].host, found[0].port], [2, 'gate', 9002]);
    if (isList) assert.deepEqual([found[1].nodeId, found[1].host, found[1].port], [-1, '', -1]);
  }
});

test('DescribeCluster names our brokers and no controllers', () => {
  const brokers = [{ brokerId: 1, ...node(1) }];
  type Cluster = { brokers: { host: string }[] };
  const asked = exchange<Cluster>(ApiKey.describeCluster, 1, { endpointType: 1, brokers });
  assert.equal(asked.brokers[0].host, 'gate');
  const controllers = exchange<Cluster>(ApiKey.describeCluster, 1, { endpointType: 2, brokers });
  assert.deepEqual(controllers.brokers, []);
});

test('DescribeQuorum tells no listener of a controller', () => {
  const nodes = [{ nodeId: 1, listeners: [{ name: 'CONTROLLER', ...node(1) }] }];
  const body = exchange<{ nodes: object[] }>(ApiKey.describeQuorum, 2, { nodes });
  assert.deepEqual(body.nodes, [{ nodeId: 1, listeners: [] }]);
});

test('node endpoints of Produce and ShareAcknowledge become ours (KIP-951)', () => {
  type Endpoints = { nodeEndpoints: { host: string; port: number }[] };
  const nodeEndpoints = [{ nodeId: 1, ...node(1), rack: null }];
  const body = exchange<Endpoints>(ApiKey.shareAcknowledge, 1, { nodeEndpoints });
  assert.deepEqual(body.nodeEndpoints[0].host, 'gate');
  const produce = exchange<Endpoints>(ApiKey.produce, 10, { nodeEndpoints });
  assert.deepEqual(produce.nodeEndpoints[0].port, 9001);
});

test('no API that carries an address of a node is left out', () => {
  // Fields named host in every response that brokers serve, by the table; the listed ones are
  // addresses of clients, filters of ACLs or endpoints of Streams applications.
  const harmless = new Set([15, 29, 30, 31, 69, 77, 88, 89]);
  const rewritten = new Set<number>([
    ApiKey.produce,
    ApiKey.fetch,
    ApiKey.metadata,
    ApiKey.findCoordinator,
    ApiKey.describeQuorum,
    ApiKey.describeCluster,
    ApiKey.shareFetch,
    ApiKey.shareAcknowledge,
  ]);
  for (const api of apis.values()) {
    const { max } = api.versions;
    const source = JSON.stringify(bodyStruct('response', api.key, max));
    if (!/host/i.test(source)) continue;
    assert.ok(rewritten.has(api.key) || harmless.has(api.key), `${api.name} names a host`);
  }
});
