/**
 * Where a Kafka frame ends and what its header says. A frame is a four-byte length and that many
 * bytes; a request's first four fields say what it is, a response carries only the correlation id of
 * its request (protocol guide, "Protocol Primitive Types" and "Request Header").
 */
import type { Reader } from '../../core/bytes/reader.ts';
import { Writer } from '../../core/bytes/writer.ts';
import { TidegateError } from '../../core/errors.ts';
import { limits } from '../../core/limits.ts';
import { ApiKey } from './constants.ts';
import { encodeStruct, type KafkaStruct } from './schema/codec.ts';
import { type Api, apis, bodyStruct } from './schema/compile.ts';
import { readInt16, readInt32 } from './schema/locate.ts';
import { readerOf, readUvarint, writeUvarint } from './schema/primitives.ts';
import { includes } from './schema/table.ts';

/** Bytes in front of every frame. */
export const lengthBytes = 4;
/** Length, API key, version, correlation id. */
export const requestPrefixBytes = 12;
/** Length and correlation id. */
export const responsePrefixBytes = 8;

/** Whole size of the frame that begins at `at`, from its length field; checked before it is used. */
export function frameSize(bytes: Uint8Array, at: number, leastBody: number): number {
  const length = readInt32(bytes, at);
  if (length < leastBody) throw new TidegateError('TG-CORE-0002', `length ${length}`, 0);
  if (length > limits.frame_bytes_max - lengthBytes) {
    throw new TidegateError('TG-CORE-0001', `length ${length}`, 0);
  }
  return length + lengthBytes;
}

export interface RequestHeader {
  readonly api: Api;
  readonly version: number;
  readonly correlationId: number;
  readonly clientId: string;
  /** Where the body begins in the frame. */
  readonly bodyStart: number;
  /** False where the version is newer than all that we know: only the header may be read. */
  readonly known: boolean;
}

/** The API of the request that begins at `at`, from its first 12 bytes. Throws TG-KAFKA-0002. */
export function requestApi(bytes: Uint8Array, at = 0): { api: Api; version: number } {
  const key = readInt16(bytes, at + 4);
  const version = readInt16(bytes, at + 6);
  const api = apis.get(key);
  if (!api) throw new TidegateError('TG-KAFKA-0002', `API key ${key}`, 4);
  // KIP-511: a version of ApiVersions that we do not know is answered, not refused.
  if (!includes(api.versions, version) && key !== ApiKey.apiVersions) {
    throw new TidegateError('TG-KAFKA-0002', `${api.name} version ${version}`, 6);
  }
  return { api, version };
}

/** Reads the header of a whole request frame: version 1, or 2 with tagged fields where flexible. */
export function readRequestHeader(bytes: Uint8Array): RequestHeader {
  const { api, version } = requestApi(bytes);
  const known = includes(api.versions, version);
  const correlationId = readInt32(bytes, 8);
  const reader = readerOf(bytes, requestPrefixBytes);
  const length = reader.i16be();
  const clientId = length < 0 ? '' : reader.take(length).toString('utf8');
  if (version >= api.flexibleFrom) skipTags(reader);
  return { api, version, correlationId, clientId, bodyStart: reader.position, known };
}

/** Steps over the tagged fields of a header, none of which we know. */
function skipTags(reader: Reader): void {
  const tags = readUvarint(reader);
  if (tags > limits.kafka_tagged_fields_count_max) {
    throw new TidegateError('TG-KAFKA-0004', 'tagged fields', reader.position);
  }
  for (let i = 0; i < tags; i++) {
    readUvarint(reader);
    reader.skip(readUvarint(reader));
  }
}

/** True where the response's header has tagged fields; ApiVersions never has them (KIP-511). */
function hasFlexibleHeader(key: number, version: number): boolean {
  return key !== ApiKey.apiVersions && version >= (apis.get(key) as Api).flexibleFrom;
}

/** Where the body of a whole response frame begins. */
export function responseBodyStart(bytes: Uint8Array, key: number, version: number): number {
  if (!hasFlexibleHeader(key, version)) return responsePrefixBytes;
  const reader = readerOf(bytes, responsePrefixBytes);
  skipTags(reader);
  return reader.position;
}

/** A whole request frame of our own. */
export function encodeRequest(
  key: number,
  version: number,
  correlationId: number,
  clientId: string | null,
  body: object,
): Buffer {
  const writer = new Writer();
  writer.i32be(0).i16be(key).i16be(version).i32be(correlationId);
  if (clientId === null) writer.i16be(-1);
  else {
    const id = Buffer.from(clientId, 'utf8');
    writer.i16be(id.length).raw(id);
  }
  if (version >= (apis.get(key) as Api).flexibleFrom) writeUvarint(writer, 0);
  encodeStruct(bodyStruct('request', key, version), body as KafkaStruct, writer);
  return closeFrame(writer);
}

/** A whole response frame: the answer to the request with that correlation id. */
export function encodeResponse(
  key: number,
  version: number,
  correlationId: number,
  body: object,
): Buffer {
  const writer = new Writer();
  writer.i32be(0).i32be(correlationId);
  if (hasFlexibleHeader(key, version)) writeUvarint(writer, 0);
  encodeStruct(bodyStruct('response', key, version), body as KafkaStruct, writer);
  return closeFrame(writer);
}

function closeFrame(writer: Writer): Buffer {
  writer.patchI32be(0, writer.length - lengthBytes);
  return writer.bytes();
}
