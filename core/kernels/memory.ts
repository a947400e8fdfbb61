/**
 * The one map of the kernels' memory. All kernels share a single `WebAssembly.Memory` of fixed size
 * (initial = maximum, so that no growth ever detaches a view), and each region below belongs to one
 * purpose. The addresses are computed here and handed to the AssemblyScript compiler as constants by
 * `scripts/build-kernels.js`, so that there is no second copy of this map.
 *
 * Who may hold what, and until when: nobody outside this folder holds a view on this memory. Every
 * exported kernel is synchronous, copies its input in, and leaves nothing behind that a caller may
 * read after the call: results are numbers or are copied into arrays that the caller owns. The regions
 * that live longer than one call are the tables (filled once at load), the path table, and HELD.
 *
 * HELD is the one exception, and has an explicit life (held.ts): what was decompressed there is given
 * out as a view, which its holder reads until `letGo`. Kernels read HELD in place; none writes there
 * but the decoders that fill it, which refuse to do so while something is held. A kernel that clears
 * the bytes behind a text puts them back before it returns.
 */

/** Bytes of one WebAssembly page. */
const page = 65_536;
/**
 * Bytes behind every region. Vector loads run up to 63 bytes past an input, and stale bytes there
 * would look like data, so callers of a kernel clear them behind the input's end.
 */
export const guardBytes = 64;

/** Dull strings that are kept, a power of two; see dull.ts. */
export const dullValuesCount = 4_096;

const inputBytes = 16 * 1024 * 1024;

/** Name and size in bytes of every region, in the order in which they lie. */
const sizes = {
  /** Left empty, so that address 0 is never valid. */
  NULL: 1_024,
  /** Static data of the compiled module. */
  STATIC: 31 * 1024,
  /** CRC-32C: eight slices of 256 words, four that advance a CRC over zero bytes, halves, planes. */
  CRC_TABLES: 13 * 1024,
  /** What a kernel reports beside its return value. */
  REPORT: 256,
  /** The 64 bytes behind an input that is itself a view on this memory, kept while they are cleared. */
  SAVED: 64,
  /** Nibble tables, byte classes and secret literals of the shapes kernel. */
  SHAPE_TABLES: 64 * 1024,
  /** LZ4 encoder: last position of each hashed sequence. */
  LZ4_HASH: 64 * 1024,
  /** LZ4 decoder: how the bytes of short offsets repeat. */
  LZ4_PATTERNS: 256,
  /** SHA-256 state, message schedule, key states. */
  HMAC: 4 * 1024,
  /** BLAKE2s: state behind the key, running state, a block. */
  BLAKE2S: 256,
  /** JSON walk: one entry per open container. */
  JSON_STACK: 64 * 1024,
  /** JSON path table: hash slots, entries, key bytes, and one verdict byte per path. */
  PATH_SLOTS: 512 * 1024,
  PATH_ENTRIES: 4 * 1024 * 1024,
  PATH_KEYS: 8 * 1024 * 1024,
  PATH_VERDICTS: 64 * 1024,
  /** The form that values of a path are compared with, a byte per path, 0 = none; see forms.ts. */
  PATH_FORMS: 64 * 1024,
  /** Dull strings: for which plan a path is held and under which number; its form; the strings. */
  PATH_DULL: 512 * 1024,
  PATH_FOREIGN: 64 * 1024,
  DULL_VALUES: dullValuesCount * 32,
  /** Forms: first state and check of each; label of each state; states of 128 words. */
  FORM_HEADS: 1_024,
  FORM_LABELS: 4 * 1024,
  FORM_STATES: 2 * 1024 * 1024,
  /** A bit for each three letters that speak for a stand-in; see forms.ts. */
  FORM_STUBS: 4 * 1024,
  /** Stretches of one buffer whose texts are walked one after the other. */
  STEADY: 64 * 1024,
  /** Leaves or candidates that a kernel emits before it hands over to JavaScript. */
  TABLE: 1_280 * 1024,
  /** Plain bytes that are given out as a view until they are let go; see held.ts. */
  HELD: 8 * 1024 * 1024,
  INPUT: inputBytes,
  /** Also holds 64 KiB of history in front of a linked LZ4 block. */
  OUTPUT: inputBytes,
} as const;

export type RegionName = keyof typeof sizes;
export type Region = { readonly start: number; readonly bytes: number };

function layOut(): Record<RegionName, Region> {
  const regions = {} as Record<RegionName, Region>;
  let next = 0;
  for (const [name, bytes] of Object.entries(sizes)) {
    regions[name as RegionName] = { start: next, bytes };
    const end = name === 'NULL' ? next + bytes : next + bytes + guardBytes;
    next = Math.ceil(end / 64) * 64;
  }
  return regions;
}

/** Start and size of every region. A guard of `guardBytes` lies behind each. */
export const regions: Readonly<Record<RegionName, Region>> = layOut();

const last = regions.OUTPUT;
/** Size of the memory, initial and maximum. */
export const memoryPages = Math.ceil((last.start + last.bytes + guardBytes) / page);

export const memory = new WebAssembly.Memory({ initial: memoryPages, maximum: memoryPages });
/** Its one buffer, kept here because the property `memory.buffer` is a slow call. */
export const heapBuffer = memory.buffer;
/** The whole memory as bytes. For this folder only. */
export const heap = new Uint8Array(heapBuffer);
/** The whole memory as words. For this folder only. */
export const words = new Uint32Array(heapBuffer);
