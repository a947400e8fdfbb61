/**
 * The handshake: what is narrowed in the client's hello, and what is rewritten in the server's, so
 * that clients learn no address but the gate's and no ability that we cannot read. Sources: driver
 * specifications "MongoDB Handshake", "Server Discovery and Monitoring", "Wire Compression".
 */

import { Edits } from '../../core/bytes/edits.ts';
import { limits } from '../../core/limits.ts';
import type { Endpoints } from '../../core/protocol.ts';
import { nameOf } from './bson/names.ts';
import type { Changes } from './bson/rewrite.ts';
import { type Document, isDocument } from './bson/values.ts';
import { eachElement, readInt32, utf8, writeInt32 } from './bson/walker.ts';
import { BsonType, compressorNames, maxWireVersion } from './constants.ts';

/** Changes of ours to one message. */
export class Rewriting implements Changes {
  readonly edits = new Edits();
  readonly order: number[] = [];
  readonly computed = new Set<number>();
  readonly drops: number[] = [];
  readonly nulls = new Set<number>();

  replace(start: number, end: number, bytes: Uint8Array): void {
    this.order.push(this.edits.count);
    this.edits.replace(0, start, end, bytes);
  }

  /** The changes, or undefined where nothing changes. */
  made(): Changes | undefined {
    return this.order.length > 0 || this.drops.length > 0 ? this : undefined;
  }
}

const supported: ReadonlySet<string> = new Set(compressorNames);

/** Takes out of a hello the compressors that we do not read. */
export function narrowHello(bytes: Uint8Array, start: number, end: number): Changes | undefined {
  const changes = new Rewriting();
  eachElement(bytes, start, end, (type, nameStart, nameEnd, at, next) => {
    if (type !== BsonType.array || nameOf(bytes, nameStart, nameEnd) !== 'compression') return;
    dropUnsupported(bytes, at, next, changes);
  });
  return changes.made();
}

function dropUnsupported(bytes: Uint8Array, start: number, end: number, changes: Rewriting): void {
  eachElement(bytes, start, end, (type, nameStart, _nameEnd, at, next) => {
    const isKnown = type === BsonType.string && supported.has(utf8(bytes, at + 4, next - 1));
    if (!isKnown) changes.drops.push(nameStart - 1);
  });
}

/** `host:port`, `[v6]:port`; without a port it is 27017. Undefined for what is no address. */
export function parseAddress(text: string): { host: string; port: number } | undefined {
  const match = /^(?:\[([^\]]+)\]|([^:]+))(?::(\d{1,5}))?$/.exec(text.trim());
  if (!match) return undefined;
  const port = match[3] === undefined ? 27017 : Number(match[3]);
  const host = (match[1] ?? match[2]).toLowerCase();
  return port > 0 && port < 65536 ? { host, port } : undefined;
}

function formatAddress({ host, port }: { host: string; port: number }): string {
  return host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`.toLowerCase();
}

/** The gate's address for a member, undefined where the member must be hidden. */
export function localAddress(text: string, endpoints: Endpoints): string | undefined {
  const node = parseAddress(text);
  const local = node && endpoints.local(node);
  return local && formatAddress(local);
}

const addressLists: ReadonlySet<string> = new Set(['hosts', 'passives', 'arbiters']);
const addressFields: ReadonlySet<string> = new Set(['primary', 'me']);

/** Rewrites the members' addresses, and caps what the server offers. */
export function rewriteHello(
  bytes: Uint8Array,
  start: number,
  end: number,
  endpoints: Endpoints,
): Changes | undefined {
  const changes = new Rewriting();
  const address = (at: number, next: number, dropAt: number): void => {
    const text = utf8(bytes, at + 4, next - 1);
    const local = localAddress(text, endpoints);
    if (local === undefined) changes.drops.push(dropAt);
    else if (local !== text) changes.replace(at + 4, next - 1, Buffer.from(local));
  };
  eachElement(bytes, start, end, (type, nameStart, nameEnd, at, next) => {
    const name = nameOf(bytes, nameStart, nameEnd);
    if (type === BsonType.array && addressLists.has(name)) {
      eachElement(bytes, at, next, (memberType, memberName, _end, member, memberEnd) => {
        if (memberType === BsonType.string) address(member, memberEnd, memberName - 1);
        else changes.drops.push(memberName - 1);
      });
    } else if (addressFields.has(name)) {
      if (type === BsonType.string) address(at, next, nameStart - 1);
      else changes.drops.push(nameStart - 1);
    } else if (type === BsonType.array && name === 'compression') {
      dropUnsupported(bytes, at, next, changes);
    } else if (type === BsonType.int32) {
      cap(name, bytes, at, next, changes);
    }
  });
  return changes.made();
}

const caps: Readonly<Record<string, number>> = {
  maxWireVersion,
  maxMessageSizeBytes: limits.mongo_message_bytes_max,
};

function cap(name: string, bytes: Uint8Array, at: number, next: number, changes: Rewriting): void {
  const most = Object.hasOwn(caps, name) ? caps[name] : undefined;
  if (most === undefined || readInt32(bytes, at) <= most) return;
  const value = new Uint8Array(4);
  writeInt32(value, 0, most);
  changes.replace(at, next, value);
}

/** Name of the program as hello's `client` document tells it: application, else driver. */
export function clientAppOf(hello: Document): string | undefined {
  const { client } = hello;
  if (!isDocument(client)) return undefined;
  const { application, driver } = client;
  if (isDocument(application) && typeof application.name === 'string' && application.name !== '') {
    return application.name;
  }
  if (!isDocument(driver) || typeof driver.name !== 'string') return undefined;
  return typeof driver.version === 'string' ? `${driver.name} ${driver.version}` : driver.name;
}
