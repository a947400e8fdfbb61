/** Writes a changed message: documents, section sizes, counts, checksum, length, compression. */
import { TidegateError } from '../../core/errors.ts';
import { crc32c } from '../../core/kernels/index.ts';
import { limits } from '../../core/limits.ts';
import { type Changes, Rewriter } from './bson/rewrite.ts';
import { documentEnd, writeInt32 } from './bson/walker.ts';
import { compress } from './compression.ts';
import { headerBytes, Opcode } from './constants.ts';
import type { Message, Sequence } from './messages.ts';

/** Gives memory for the output; see `ConversationContext.allocate`. */
export type Allocate = (bytes: number) => Buffer;

/** `message` with `changes` made, as it goes on the wire: compressed again where it came so. */
export function rebuild(message: Message, changes: Changes, allocate: Allocate): Uint8Array {
  const isPlain = message.compressor < 0;
  const out = new Rewriter(message.bytes, changes, isPlain ? allocate : Buffer.allocUnsafe);
  if (message.opcode === Opcode.MSG) changeSections(message, out);
  else if (message.opcode === Opcode.REPLY) changeReply(message, out);
  else out.document(message.body, message.bodyEnd, false);
  out.emit(message.bytes.length);
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

/** OP_MSG: the sections in the order in which they stand, each with its own size. */
function changeSections(message: Message, out: Rewriter): void {
  const sections = [
    { at: message.body, change: () => out.document(message.body, message.bodyEnd, false) },
    ...message.sequences.map((sequence) => ({
      at: sequence.sizeAt,
      change: () => changeSequence(message, sequence, out),
    })),
  ].sort((a, b) => a.at - b.at);
  for (const { change } of sections) change();
}

function changeSequence(message: Message, { sizeAt, start, end }: Sequence, out: Rewriter): void {
  if (!out.changesBefore(end)) return;
  const position = out.position(sizeAt);
  changeRun(message.bytes, start, end, out);
  out.patch(position, out.position(end) - position);
}

/** OP_REPLY counts its documents. */
function changeReply(message: Message, out: Rewriter): void {
  const dropped = changeRun(message.bytes, message.body, message.bodyEnd, out);
  if (dropped > 0) out.patch(headerBytes + 16, message.count - dropped);
}

/** Documents one behind another. Returns how many were dropped. */
function changeRun(bytes: Uint8Array, start: number, end: number, out: Rewriter): number {
  let dropped = 0;
  for (let at = start; at < end && out.changesBefore(end); ) {
    const next = documentEnd(bytes, at, end);
    if (out.dropped(at, next)) dropped++;
    else out.document(at, next, false);
    at = next;
  }
  return dropped;
}
