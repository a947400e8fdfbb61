/** Reads files out of a jar, which is a zip archive (APPNOTE.TXT, sections 4.3.7, 4.3.12, 4.3.16). */
import { inflateRawSync } from 'node:zlib';

const endSignature = 0x06054b50;
const endBytes = 22;
const centralSignature = 0x02014b50;
const centralBytes = 46;
const localSignature = 0x04034b50;
const localBytes = 30;
/** An archive may end in a comment of this length at most. */
const commentBytesMax = 0xffff;
const Method = { stored: 0, deflated: 8 } as const;

/** Where the record at the archive's end stands, which says where the directory is. */
function findEnd(zip: Buffer): number {
  const last = zip.length - endBytes;
  for (let at = last; at >= Math.max(0, last - commentBytesMax); at--) {
    if (zip.readUInt32LE(at) === endSignature) return at;
  }
  throw new Error('not a zip archive: it has no end record');
}

function expectSignature(zip: Buffer, at: number, signature: number): void {
  if (zip.readUInt32LE(at) !== signature) throw new Error(`zip archive is malformed at ${at}`);
}

/** Content of the entry whose record in the directory stands at `at`. */
function contentOf(zip: Buffer, at: number): Buffer {
  const method = zip.readUInt16LE(at + 10);
  const packedBytes = zip.readUInt32LE(at + 20);
  const plainBytes = zip.readUInt32LE(at + 24);
  const local = zip.readUInt32LE(at + 42);
  expectSignature(zip, local, localSignature);
  // Name and extra field may be of other lengths here than in the directory.
  const start = local + localBytes + zip.readUInt16LE(local + 26) + zip.readUInt16LE(local + 28);
  const packed = zip.subarray(start, start + packedBytes);
  if (method === Method.stored) return packed;
  if (method !== Method.deflated) throw new Error(`compression method ${method} is not known`);
  return inflateRawSync(packed, { maxOutputLength: Math.max(1, plainBytes) });
}

/** Contents of the files whose names `wanted` accepts, by name, in the order of the directory. */
export function readJar(zip: Buffer, wanted: (name: string) => boolean): Map<string, Buffer> {
  const end = findEnd(zip);
  const files = new Map<string, Buffer>();
  let at = zip.readUInt32LE(end + 16);
  for (let left = zip.readUInt16LE(end + 10); left > 0; left--) {
    expectSignature(zip, at, centralSignature);
    const nameEnd = at + centralBytes + zip.readUInt16LE(at + 28);
    const name = zip.toString('utf8', at + centralBytes, nameEnd);
    if (wanted(name)) files.set(name, contentOf(zip, at));
    at = nameEnd + zip.readUInt16LE(at + 30) + zip.readUInt16LE(at + 32);
  }
  return files;
}
