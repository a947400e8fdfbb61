/**
 * OP_COMPRESSED: header, originalOpcode, uncompressedSize, compressorId, compressed body.
 * Source: driver specification "Wire Compression". A message is decompressed to the plain message
 * that it stands for, so that nothing behind this file knows of compression.
 */
import zlib from 'node:zlib';
import { compress as snappyCompress, uncompress as snappyUncompress } from 'snappyjs';
import { TidegateError } from '../../core/errors.ts';
import { limits } from '../../core/limits.ts';
import { readInt32, writeInt32 } from './bson/walker.ts';
import { Compressor, headerBytes, Opcode } from './constants.ts';

const prefixBytes = headerBytes + 9;

function fault(detail: string, offset: number): TidegateError {
  return new TidegateError('TG-MONGO-0006', detail, offset);
}

function inflate(id: number, body: Uint8Array, size: number): Uint8Array {
  const options = { maxOutputLength: Math.max(size, 1), chunkSize: Math.max(size, 64) };
  switch (id) {
    case Compressor.noop:
      return body;
    case Compressor.snappy:
      return snappyUncompress(body, size);
    case Compressor.zlib:
      return zlib.inflateSync(body, options);
    case Compressor.zstd:
      return zlib.zstdDecompressSync(body, options);
    default:
      throw fault(`compressor ${id}`, headerBytes + 8);
  }
}

function deflate(id: number, body: Uint8Array): Uint8Array {
  switch (id) {
    case Compressor.snappy:
      return snappyCompress(body);
    case Compressor.zlib:
      return zlib.deflateSync(body, { level: 1 });
    case Compressor.zstd:
      return zlib.zstdCompressSync(body, {
        params: { [zlib.constants.ZSTD_c_compressionLevel]: 1 },
      });
    default:
      return body;
  }
}

/** Compressor of an OP_COMPRESSED message. */
export function compressorOf(bytes: Uint8Array): number {
  if (bytes.length < prefixBytes) throw fault('message is cut off', headerBytes);
  return bytes[headerBytes + 8];
}

/** The plain message, header included, that the OP_COMPRESSED message `bytes` stands for. */
export function decompress(bytes: Uint8Array): Uint8Array {
  const id = compressorOf(bytes);
  const opcode = readInt32(bytes, headerBytes);
  const size = readInt32(bytes, headerBytes + 4);
  if (opcode === Opcode.COMPRESSED) throw fault('compressed twice', headerBytes);
  if (size < 0 || size > limits.mongo_message_bytes_max - headerBytes) {
    throw fault(`uncompressed size ${size}`, headerBytes + 4);
  }
  const body = decoded(id, bytes.subarray(prefixBytes), size);
  if (body.length !== size) throw fault('uncompressed size is not as announced', headerBytes + 4);
  const plain = Buffer.allocUnsafe(headerBytes + size);
  plain.set(bytes.subarray(0, headerBytes));
  plain.set(body, headerBytes);
  writeInt32(plain, 0, plain.length);
  writeInt32(plain, 12, opcode);
  return plain;
}

function decoded(id: number, body: Uint8Array, size: number): Uint8Array {
  try {
    return inflate(id, body, size);
  } catch (error) {
    if (error instanceof TidegateError) throw error;
    throw fault('data does not decompress', prefixBytes);
  }
}

/** The OP_COMPRESSED message of a plain one. */
export function compress(plain: Uint8Array, id: number): Uint8Array {
  const body = deflate(id, plain.subarray(headerBytes));
  const out = Buffer.allocUnsafe(prefixBytes + body.length);
  out.set(plain.subarray(0, headerBytes));
  out.set(body, prefixBytes);
  writeInt32(out, 0, out.length);
  writeInt32(out, headerBytes, readInt32(plain, 12));
  writeInt32(out, headerBytes + 4, plain.length - headerBytes);
  writeInt32(out, 12, Opcode.COMPRESSED);
  out[headerBytes + 8] = id;
  return out;
}
