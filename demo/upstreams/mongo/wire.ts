/** OP_MSG and, for the first hello of drivers, OP_QUERY and OP_REPLY: from bytes to a command and back. */
import { readDocument } from '../../../proxies/mongo/bson/reader.ts';
import type { Document } from '../../../proxies/mongo/bson/values.ts';
import { writeDocument } from '../../../proxies/mongo/bson/writer.ts';
import { headerBytes, MessageFlag, Opcode, SectionKind } from '../../../proxies/mongo/constants.ts';

export interface Command {
  readonly requestId: number;
  readonly opcode: number;
  /** The body with document sequences put into their fields. */
  readonly body: Document;
  /** True where the client wants no answer (unacknowledged writes). */
  readonly silent: boolean;
}

let lastRequestId = 0;

export function readCommand(frame: Buffer): Command {
  const requestId = frame.readInt32LE(4);
  const opcode = frame.readInt32LE(12);
  if (opcode === Opcode.QUERY) {
    // flags, cstring collection, skip, return, document
    const name = frame.indexOf(0, headerBytes + 4);
    const body = readDocument(frame, name + 9);
    return { requestId, opcode, body, silent: false };
  }
  if (opcode !== Opcode.MSG) throw new Error(`opcode ${opcode}`);
  const flags = frame.readUInt32LE(headerBytes);
  const end = frame.length - (flags & MessageFlag.checksumPresent ? 4 : 0);
  let body: Document = {};
  const sequences: Document = {};
  for (let at = headerBytes + 4; at < end; ) {
    const kind = frame[at];
    const size = frame.readInt32LE(at + 1);
    if (kind === SectionKind.body) body = readDocument(frame, at + 1, end);
    else readSequence(frame, at + 5, at + 1 + size, sequences);
    at += 1 + size;
  }
  return {
    requestId,
    opcode,
    body: { ...body, ...sequences },
    silent: (flags & MessageFlag.moreToCome) !== 0,
  };
}

function readSequence(frame: Buffer, start: number, end: number, into: Document): void {
  const name = frame.indexOf(0, start);
  const list: Document[] = [];
  for (let at = name + 1; at < end; at += frame.readInt32LE(at))
    list.push(readDocument(frame, at, end));
  into[frame.toString('utf8', start, name)] = list;
}

export function writeReply({ requestId, opcode }: Command, body: Document): Buffer {
  const document = writeDocument(body);
  const isMsg = opcode === Opcode.MSG;
  // OP_MSG: flags, kind. OP_REPLY: flags, cursor, start, count.
  const between = isMsg ? 5 : 20;
  const reply = Buffer.alloc(headerBytes + between + document.length);
  reply.writeInt32LE(reply.length, 0);
  reply.writeInt32LE(++lastRequestId, 4);
  reply.writeInt32LE(requestId, 8);
  reply.writeInt32LE(isMsg ? Opcode.MSG : Opcode.REPLY, 12);
  if (!isMsg) reply.writeInt32LE(1, headerBytes + 16);
  reply.set(document, headerBytes + between);
  return reply;
}
