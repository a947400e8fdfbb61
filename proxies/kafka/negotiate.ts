/**
 * What the gate changes in the dealings between client and cluster so that it stays in the middle:
 * the offered API versions are narrowed to those it reads, and every address of a node is replaced
 * by the gate's own for that node.
 */
import { Writer } from '../../core/bytes/writer.ts';
import type { Endpoints, UpstreamNode } from '../../core/protocol.ts';
import { ApiKey, ErrorCode } from './constants.ts';
import { encodeResponse } from './framing.ts';
import type { Range } from './partitions.ts';
import type { Patches } from './patches.ts';
import {
  decodeBody,
  decodeField,
  encodeBody,
  encodeField,
  type KafkaStruct,
  type KafkaValue,
} from './schema/codec.ts';
import { apis, bodyStruct, type Field } from './schema/compile.ts';
import { locators, readInt16 } from './schema/locate.ts';
import { readerOf, readUvarint, writeUvarint } from './schema/primitives.ts';

interface OfferedApi extends KafkaStruct {
  apiKey: number;
  minVersion: number;
  maxVersion: number;
}

/** The versions of one API that both the broker and we know; undefined where there are none. */
function narrow(offered: OfferedApi): OfferedApi | undefined {
  const api = apis.get(offered.apiKey);
  if (!api) return undefined;
  const min = Math.max(offered.minVersion, api.versions.min);
  const maxVersion = Math.min(offered.maxVersion, api.versions.max);
  if (min > maxVersion) return undefined;
  // KAFKA-18659: librdkafka takes a Produce that begins above 0 for a broker without compression.
  const minVersion = offered.apiKey === ApiKey.produce ? offered.minVersion : min;
  return { ...offered, minVersion, maxVersion };
}

/**
 * The body of an ApiVersions response with what we do not know taken out. After a version that the
 * broker does not know it answers in version 0 with error 35 and its own range (KIP-511).
 */
export function narrowApiVersions(version: number, bytes: Uint8Array, start: number): Buffer {
  const isFallback = readInt16(bytes, start) === ErrorCode.unsupportedVersion;
  const form = isFallback ? 0 : version;
  const body = decodeBody<KafkaStruct>('response', ApiKey.apiVersions, form, bytes, start);
  const offered = body.apiKeys as unknown as OfferedApi[];
  body.apiKeys = offered.map(narrow).filter((api) => api !== undefined);
  return encodeBody('response', ApiKey.apiVersions, form, body);
}

/** Our own answer to an ApiVersions version that we do not know: the range that we do (KIP-511). */
export function unsupportedApiVersions(correlationId: number): Buffer {
  const known = apis.get(ApiKey.apiVersions)?.versions ?? { min: 0, max: 0 };
  return encodeResponse(ApiKey.apiVersions, 0, correlationId, {
    errorCode: ErrorCode.unsupportedVersion,
    apiKeys: [{ apiKey: ApiKey.apiVersions, minVersion: known.min, maxVersion: known.max }],
  });
}

/** Where node addresses stand: a list of nodes, in its place or as a tagged field. */
const nodeLists: Readonly<Record<number, { field: string; id: string }>> = {
  [ApiKey.produce]: { field: 'nodeEndpoints', id: 'nodeId' },
  [ApiKey.fetch]: { field: 'nodeEndpoints', id: 'nodeId' },
  [ApiKey.metadata]: { field: 'brokers', id: 'nodeId' },
  [ApiKey.describeCluster]: { field: 'brokers', id: 'brokerId' },
  [ApiKey.shareFetch]: { field: 'nodeEndpoints', id: 'nodeId' },
  [ApiKey.shareAcknowledge]: { field: 'nodeEndpoints', id: 'nodeId' },
};

const listLocators = new Map(
  Object.entries(nodeLists).map(([key, list]) => [
    Number(key),
    locators('response', Number(key), { [list.field]: 1 }),
  ]),
);

/** True for responses in which addresses of nodes may stand. */
export function carriesAddresses(key: number, version: number): boolean {
  if (key === ApiKey.findCoordinator) return true;
  if (key === ApiKey.describeQuorum) return version >= 2;
  const list = nodeLists[key];
  return list !== undefined && listField(key, version, list.field) !== undefined;
}

function listField(key: number, version: number, name: string): Field | undefined {
  const struct = bodyStruct('response', key, version);
  return [...struct.fields, ...struct.tagged].find((field) => field.name === name);
}

/** Replaces addresses in responses; remembers which nodes had to be hidden. */
export class Addresses {
  #endpoints: Endpoints;
  #onHidden: (node: UpstreamNode) => void;

  constructor(endpoints: Endpoints, onHidden: (node: UpstreamNode) => void) {
    this.#endpoints = endpoints;
    this.#onHidden = onHidden;
  }

  /** Adds to `patches` what must change in a response whose body begins at `start`. */
  rewrite(key: number, version: number, bytes: Uint8Array, start: number, patches: Patches): void {
    if (key === ApiKey.findCoordinator) this.#coordinators(version, bytes, start, patches);
    else if (key === ApiKey.describeQuorum) hideVoters(version, bytes, start, patches);
    else {
      listLocators
        .get(key)?.(version)
        .run(bytes, start, bytes.length, (_mark, from, to) => {
          this.nodes(key, version, bytes, { start: from, end: to }, patches, start);
        });
    }
  }

  /** The same for a list of nodes that has been found already. */
  nodes(
    key: number,
    version: number,
    bytes: Uint8Array,
    range: Range,
    patches: Patches,
    bodyStart: number,
  ): void {
    const list = nodeLists[key];
    const field = listField(key, version, list.field) as Field;
    const reader = readerOf(bytes, range.start, range.end);
    if (field.tag >= 0) readUvarint(reader); // size of the tagged field
    const nodes = (decodeField(field, reader) ?? []) as KafkaStruct[];
    const kept = isControllerList(key, version, bytes, bodyStart)
      ? []
      : nodes.filter((node) => this.#place(node, list.id));
    const content = new Writer(range.end - range.start + 64);
    encodeField(field, kept as KafkaValue, content);
    const written = content.bytes();
    if (field.tag < 0) return patches.replace(range, written);
    const sized = new Writer(written.length + 5);
    writeUvarint(sized, written.length);
    patches.replace(range, sized.raw(written).bytes());
  }

  /** Puts the gate's address into `node`; false where it must be hidden. */
  #place(node: KafkaStruct, idName: string): boolean {
    const id = node[idName] as number;
    const host = node.host as string;
    // No such node (yet): id -1 and an empty host, which every client understands.
    if (id < 0 && host === '') return true;
    const upstream = { id, host, port: node.port as number };
    const local = this.#endpoints.local(upstream);
    if (!local) {
      this.#onHidden(upstream);
      return false;
    }
    node.host = local.host;
    node.port = local.port;
    return true;
  }

  /** FindCoordinator: one coordinator at the top up to version 3, a list of them since (KIP-699). */
  #coordinators(version: number, bytes: Uint8Array, start: number, patches: Patches): void {
    const key = ApiKey.findCoordinator;
    const body = decodeBody<KafkaStruct>('response', key, version, bytes, start);
    const found = version < 4 ? [body] : (body.coordinators as KafkaStruct[]);
    for (const coordinator of found) {
      if (this.#place(coordinator, 'nodeId')) continue;
      coordinator.errorCode = ErrorCode.coordinatorNotAvailable;
      coordinator.nodeId = -1;
      coordinator.host = '';
      coordinator.port = -1;
    }
    const written = encodeBody('response', key, version, body);
    patches.replace({ start, end: bytes.length }, written);
  }
}

/**
 * DescribeCluster since version 1 can tell of controllers (KIP-919). Clients reach those by other
 * listeners than the brokers', for which the gate has no ports, so they are hidden.
 */
function isControllerList(key: number, version: number, bytes: Uint8Array, start: number): boolean {
  if (key !== ApiKey.describeCluster || version < 1) return false;
  const controllers = 2;
  const body = decodeBody<KafkaStruct>('response', key, version, bytes, start);
  return body.endpointType === controllers;
}

/** DescribeQuorum since version 2 lists the listeners of the controllers: hidden for the same reason. */
function hideVoters(version: number, bytes: Uint8Array, start: number, patches: Patches): void {
  const key = ApiKey.describeQuorum;
  const body = decodeBody<KafkaStruct>('response', key, version, bytes, start);
  for (const node of (body.nodes ?? []) as KafkaStruct[]) node.listeners = [];
  patches.replace({ start, end: bytes.length }, encodeBody('response', key, version, body));
}
