/** Where a message ends, and what its header says. */
import { TidegateError } from '../../core/errors.ts';
import { limits } from '../../core/limits.ts';
import { readInt32 } from './bson/walker.ts';
import { headerBytes, Opcode } from './constants.ts';

/** Message header, all int32 little-endian. */
export interface Header {
  length: number;
  requestId: number;
  responseTo: number;
  opcode: number;
}

const opcodes: ReadonlySet<number> = new Set(Object.values(Opcode));

/**
 * Reads the header at `start` into `header`; at least 16 bytes must be there. A length that cannot
 * be and an opcode that is none throw at once, before anything is held for the message.
 */
export function readHeader(bytes: Uint8Array, start: number, header: Header): void {
  header.length = readInt32(bytes, start);
  header.requestId = readInt32(bytes, start + 4);
  header.responseTo = readInt32(bytes, start + 8);
  header.opcode = readInt32(bytes, start + 12);
  if (!opcodes.has(header.opcode)) {
    throw new TidegateError('TG-MONGO-0001', `opcode ${header.opcode}`, 12);
  }
  if (header.length < headerBytes) {
    throw new TidegateError('TG-CORE-0002', `message length ${header.length}`, 0);
  }
  if (header.length > limits.mongo_message_bytes_max) {
    throw new TidegateError('TG-CORE-0001', `message length ${header.length}`, 0);
  }
}
