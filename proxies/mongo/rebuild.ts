/** Writes a changed message: documents, section sizes, counts, checksum, length, compression. */
import { TidegateError } from '../../core/errors.ts';
import { crc32c } from '../../core/kernels/index.ts';
import { limits } from '../../core/limits.ts';
import { type Changes, Rewriter } from './bson/rewrite.ts';
import { documentEnd, writeInt32 } from './bson/walker.ts';
import { compress } from './compression.ts';
import { headerBytes, Opcode } from './constants.ts';
import type { Message } from './messages.ts';

/** Gives memory for the output; see `ConversationContext.allocate`. */
export type Allocate = (bytes: number) => Buffer;

/** `message` with `changes` made, as it goes on the wire: compressed again where it came so. */
export function rebuild(message: Message, changes: Changes, allocate: Allocate): Uint8Array {
  const isPlain = message.compressor < 0;
  const out = new Rewriter(message.bytes, changes, isPlain ? allocate : Buffer.allocUnsafe);
  if (message.opcode === Opcode.MSG) writeSections(message, out);
  else if (message.opcode === Opcode.REPLY) writeReply(message, out);
  else writeQuery(message, out);
  if (!out.done) throw new TidegateError('TG-CORE-0013', 'a change found no place');
  const plain = out.out.subarray(0, out.length);
  if (plain.length > limits.mongo_message_bytes_max) {
    throw new TidegateError('TG-CORE-0015', `message of ${plain.length} bytes`);
  }
  writeInt32(plain, 0, plain.length);
  if (message.checksumAt >= 0) {
    const at = plain.length - 4;
    writeInt32(plain, at, crc32c(plain, 0, at) | 0);
  }
  return isPlain ? plain : compress(plain, message.compressor);
}

/** OP_MSG: header, flags, sections in the order in which they came, checksum. */
function writeSections(message: Message, out: Rewriter): void {
  out.copy(0, headerBytes + 4);
  const sections = [
    { at: message.body - 1, write: () => out.document(message.body, message.bodyEnd, false) },
    ...message.sequences.map((sequence) => ({
      at: sequence.sizeAt - 1,
      write: () => {
        const size = out.hole();
        out.copy(sequence.sizeAt + 4, sequence.start);
        writeRun(message.bytes, sequence.start, sequence.end, out);
        out.fill(size, out.length - size);
      },
    })),
  ].sort((a, b) => a.at - b.at);
  for (const section of sections) {
    out.copy(section.at, section.at + 1);
    section.write();
  }
  if (message.checksumAt >= 0) out.copy(message.checksumAt, message.checksumAt + 4);
}

/** OP_REPLY: header, flags, cursor id, position, number of documents, documents. */
function writeReply(message: Message, out: Rewriter): void {
  out.copy(0, message.body);
  const count = writeRun(message.bytes, message.body, message.bodyEnd, out);
  out.fill(headerBytes + 16, count);
}

/** OP_QUERY: everything before the query, the query, the selector. */
function writeQuery(message: Message, out: Rewriter): void {
  out.copy(0, message.body);
  out.document(message.body, message.bodyEnd, false);
  out.copy(message.bodyEnd, message.bytes.length);
}

/** Documents one behind another, dropped ones left out. Returns how many were written. */
function writeRun(bytes: Uint8Array, start: number, end: number, out: Rewriter): number {
  let count = 0;
  for (let at = start; at < end; ) {
    const next = documentEnd(bytes, at, end);
    if (!out.dropped(at, next)) {
      out.document(at, next, false);
      count++;
    }
    at = next;
  }
  return count;
}
