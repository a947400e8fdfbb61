/**
 * Messages of the wire protocol: OP_MSG with its sections, and what is left of the legacy opcodes
 * (OP_QUERY with OP_REPLY, OP_GET_MORE). Decoding finds where things stand; nothing is copied unless
 * the message is compressed. Source: "MongoDB Wire Protocol"; driver specification "OP_MSG".
 */
import { Writer } from '../../core/bytes/writer.ts';
import { TidegateError } from '../../core/errors.ts';
import { crc32c } from '../../core/kernels/index.ts';
import type { Document } from './bson/values.ts';
import { cstringEnd, documentEnd, latin1, readInt32, utf8 } from './bson/walker.ts';
import { writeDocument } from './bson/writer.ts';
import { compressorOf, decompress } from './compression.ts';
import {
  headerBytes,
  knownRequiredFlags,
  MessageFlag,
  Opcode,
  requiredFlagsMask,
  SectionKind,
} from './constants.ts';

/** A section of kind 1: a name and the documents in [start, end). */
export interface Sequence {
  readonly identifier: string;
  /** Where the section's own int32 size stands. */
  readonly sizeAt: number;
  readonly start: number;
  readonly end: number;
}

export interface Message {
  /** The plain message, header included; another buffer than what arrived if that was compressed. */
  readonly bytes: Uint8Array;
  readonly opcode: number;
  readonly requestId: number;
  readonly responseTo: number;
  /** Compressor that it came with, -1 where it came plain. */
  readonly compressor: number;
  readonly flags: number;
  /** Start of the one kind 0 document of an OP_MSG, of the query of an OP_QUERY; -1 where none is. */
  readonly body: number;
  readonly bodyEnd: number;
  readonly sequences: readonly Sequence[];
  /** Offset of the CRC-32C, -1 where there is none. */
  readonly checksumAt: number;
  /** Legacy opcodes: full collection name. */
  readonly namespace: string;
  /** OP_QUERY: start of returnFieldsSelector, -1 where there is none. */
  readonly selector: number;
  /** OP_REPLY and OP_GET_MORE. */
  readonly cursorId: bigint;
  /** OP_REPLY: number of documents in [body, bodyEnd). */
  readonly count: number;
}

function fault(detail: string, offset: number): TidegateError {
  return new TidegateError('TG-MONGO-0004', detail, offset);
}

function basics(bytes: Uint8Array, compressor: number): Message {
  return {
    bytes,
    opcode: readInt32(bytes, 12),
    requestId: readInt32(bytes, 4),
    responseTo: readInt32(bytes, 8),
    compressor,
    flags: 0,
    body: -1,
    bodyEnd: -1,
    sequences: noSequences,
    checksumAt: -1,
    namespace: '',
    selector: -1,
    cursorId: 0n,
    count: 0,
  };
}

const noSequences: readonly Sequence[] = [];

function checkFlags(flags: number): void {
  const unknown = flags & requiredFlagsMask & ~knownRequiredFlags;
  if (unknown !== 0) throw fault(`flag bits 0x${unknown.toString(16)}`, headerBytes);
}

function readSequence(bytes: Uint8Array, at: number, limit: number): Sequence {
  if (limit - at < 5) throw fault('section is cut off', at);
  const size = readInt32(bytes, at);
  if (size < 5 || size > limit - at) throw fault(`section size ${size}`, at);
  const end = at + size;
  const nameEnd = cstringEnd(bytes, at + 4, end);
  return { identifier: latin1(bytes, at + 4, nameEnd), sizeAt: at, start: nameEnd + 1, end };
}

function verifyChecksum(bytes: Uint8Array, at: number): void {
  if (crc32c(bytes, 0, at) !== readInt32(bytes, at) >>> 0) {
    throw new TidegateError('TG-MONGO-0009', '', at);
  }
}

/** OP_MSG: flagBits, sections, optional checksum. Exactly one section is of kind 0. */
function readMsg(base: Message): Message {
  const { bytes } = base;
  if (bytes.length < headerBytes + 4) throw fault('message is cut off', headerBytes);
  const flags = readInt32(bytes, headerBytes);
  checkFlags(flags);
  const checksumAt = (flags & MessageFlag.checksumPresent) !== 0 ? bytes.length - 4 : -1;
  const limit = checksumAt >= 0 ? checksumAt : bytes.length;
  if (checksumAt >= 0 && checksumAt >= headerBytes + 4) verifyChecksum(bytes, checksumAt);
  let body = -1;
  let bodyEnd = -1;
  let sequences: Sequence[] | undefined;
  let at = headerBytes + 4;
  while (at < limit) {
    const kind = bytes[at];
    if (kind === SectionKind.body) {
      if (body >= 0) throw fault('two bodies', at);
      body = at + 1;
      bodyEnd = documentEnd(bytes, body, limit);
      at = bodyEnd;
    } else if (kind === SectionKind.sequence) {
      const sequence = readSequence(bytes, at + 1, limit);
      if (sequences?.some((one) => one.identifier === sequence.identifier)) {
        throw fault('two sequences of one name', at);
      }
      sequences = [...(sequences ?? []), sequence];
      at = sequence.end;
    } else throw fault(`section kind ${kind}`, at);
  }
  if (body < 0 || at !== limit) throw fault('no body', at);
  return { ...base, flags, body, bodyEnd, sequences: sequences ?? noSequences, checksumAt };
}

/** OP_QUERY: flags, fullCollectionName, numberToSkip, numberToReturn, query, [returnFieldsSelector]. */
function readQuery(base: Message): Message {
  const { bytes } = base;
  const nameEnd = cstringEnd(bytes, headerBytes + 4, bytes.length);
  const body = nameEnd + 9;
  const bodyEnd = documentEnd(bytes, body, bytes.length);
  const hasSelector = bodyEnd < bytes.length;
  if (hasSelector && documentEnd(bytes, bodyEnd, bytes.length) !== bytes.length) {
    throw fault('bytes behind the query', bodyEnd);
  }
  return {
    ...base,
    flags: readInt32(bytes, headerBytes),
    namespace: utf8(bytes, headerBytes + 4, nameEnd),
    body,
    bodyEnd,
    selector: hasSelector ? bodyEnd : -1,
  };
}

/** OP_REPLY: responseFlags, cursorID, startingFrom, numberReturned, documents. */
function readReply(base: Message): Message {
  const { bytes } = base;
  if (bytes.length < headerBytes + 20) throw fault('reply is cut off', headerBytes);
  const count = readInt32(bytes, headerBytes + 16);
  let at = headerBytes + 20;
  for (let i = 0; i < count; i++) at = documentEnd(bytes, at, bytes.length);
  if (count < 0 || at !== bytes.length) throw fault('wrong number of documents', headerBytes + 16);
  return {
    ...base,
    flags: readInt32(bytes, headerBytes),
    cursorId: int64(bytes, headerBytes + 4),
    body: headerBytes + 20,
    bodyEnd: bytes.length,
    count,
  };
}

function int64(bytes: Uint8Array, at: number): bigint {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength).getBigInt64(at, true);
}

/** OP_GET_MORE: zero, fullCollectionName, numberToReturn, cursorID. */
function readGetMore(base: Message): Message {
  const { bytes } = base;
  const nameEnd = cstringEnd(bytes, headerBytes + 4, bytes.length);
  if (bytes.length !== nameEnd + 13) throw fault('OP_GET_MORE has a wrong length', headerBytes);
  return {
    ...base,
    namespace: utf8(bytes, headerBytes + 4, nameEnd),
    cursorId: int64(bytes, nameEnd + 5),
  };
}

/** OP_INSERT, OP_UPDATE and OP_DELETE begin alike: an int32, then fullCollectionName. */
function readLegacyWrite(base: Message): Message {
  const { bytes } = base;
  const nameEnd = cstringEnd(bytes, headerBytes + 4, bytes.length);
  return { ...base, namespace: utf8(bytes, headerBytes + 4, nameEnd) };
}

/** Decodes one whole message, compressed or not. */
export function decodeMessage(bytes: Uint8Array): Message {
  const isCompressed = readInt32(bytes, 12) === Opcode.COMPRESSED;
  const plain = isCompressed ? decompress(bytes) : bytes;
  const base = basics(plain, isCompressed ? compressorOf(bytes) : -1);
  switch (base.opcode) {
    case Opcode.MSG:
      return readMsg(base);
    case Opcode.QUERY:
      return readQuery(base);
    case Opcode.REPLY:
      return readReply(base);
    case Opcode.GET_MORE:
      return readGetMore(base);
    case Opcode.INSERT:
    case Opcode.UPDATE:
    case Opcode.DELETE:
      return readLegacyWrite(base);
    case Opcode.KILL_CURSORS:
      return base;
    default:
      throw new TidegateError('TG-MONGO-0005', `opcode ${base.opcode}`, 12);
  }
}

function header(requestId: number, responseTo: number, opcode: number): Writer {
  return new Writer().i32le(0).i32le(requestId).i32le(responseTo).i32le(opcode);
}

function closed(out: Writer): Uint8Array {
  out.patchI32le(0, out.length);
  return out.bytes();
}

/** An OP_MSG with `body` as its one section. */
export function encodeMessage(
  body: Document,
  requestId: number,
  responseTo: number,
  flags = 0,
): Uint8Array {
  const out = header(requestId, responseTo, Opcode.MSG);
  return closed(out.i32le(flags).u8(SectionKind.body).raw(writeDocument(body)));
}

/** An OP_REPLY with one document, the legacy answer to an OP_QUERY. */
export function encodeReply(
  body: Document,
  requestId: number,
  responseTo: number,
  flags = 0,
): Uint8Array {
  const out = header(requestId, responseTo, Opcode.REPLY);
  out.i32le(flags).i64le(0n).i32le(0).i32le(1);
  return closed(out.raw(writeDocument(body)));
}
