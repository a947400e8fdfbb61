/**
 * Numbers that the AssemblyScript kernels and their TypeScript side must agree on. The build hands
 * them to the compiler, so that each is written once.
 */
import { limits } from '../limits.ts';
import {
  JsonFault,
  JsonKind,
  jsonEscaped,
  jsonUntold,
  knownVerdict,
  wantedVerdict,
} from './json-leaves.ts';
import { dullValuesCount, regions } from './memory.ts';
import { Shape } from './shapes.ts';

/** Where the parts of the SHAPE_TABLES region lie, in bytes from its start. */
export const shapeTables = {
  /** Two nibble tables of byte classes. */
  CLASS_LOW: 0,
  CLASS_HIGH: 16,
  /** The same of the classes that tell tokens apart. */
  TOKEN_LOW: 512,
  TOKEN_HIGH: 528,
  /** The same of separators. */
  SEPARATOR_LOW: 352,
  SEPARATOR_HIGH: 368,
  /** Vectors of one byte repeated, in the order of `vectorBytes`. */
  VECTORS: 560,
  /**
   * 32 bytes 0xFF and 32 bytes 0: a vector whose first bytes are ones, by where it is loaded from;
   * `PREFIX` is where the last sixteen ones begin.
   */
  PREFIX: 848,
  /**
   * Low and high nibble tables for each of three bytes, one bit per bucket of secret literals: for
   * names, and for literals that count anywhere.
   */
  NAME_WINDOWS: 32,
  ANY_WINDOWS: 128,
  /** Whether there are literals that count anywhere, a 32-bit number. */
  HAS_ANY: 320,
  /** Head of the chain of literals by hash of three bytes: 4,096 16-bit numbers, 0 = none. */
  LITERAL_HEADS: 1_024,
  /** The literals: 48 bytes each, number 0 unused. */
  LITERALS: 1_024 + 8_192,
} as const;

/** Fields of one literal, in bytes: the text lies last. */
export const literalFields = {
  NEXT: 0,
  LENGTH: 2,
  OFFSET: 3,
  FLAGS: 4,
  TEXT: 16,
  BYTES: 48,
} as const;

/** The upper bits tell where a literal counts; a look-up names one of them. */
export const literalFlags = {
  IGNORE_CASE: 1,
  AT_WORD: 2,
  USERINFO: 4,
  ANYWHERE: 16,
  IN_TOKEN: 32,
  NAMED: 64,
  AT_MARK: 128,
} as const;

/** Multiplier of the hash of three bytes; the upper 12 bits of its low word count. */
export const literalHashFactor = 0x1e3779b1;

/** Bits of the class tables. DIGIT is the uppermost, so that one instruction collects it. */
export const byteClasses = {
  DIGIT: 0x80,
  AT: 0x01,
  BACKSLASH: 0x02,
  /** $ % & */
  PERCENT: 0x04,
  /** : = > */
  COLON: 0x08,
  /** A-O a-o. */
  LETTER_LOW: 0x10,
  /** P-Z p-z. */
  LETTER_HIGH: 0x20,
  /** + - / _ = and also ; ? [ ]: a first, wide net for TOKEN. */
  TOKEN_MARK: 0x40,
} as const;

/**
 * Bytes that the kernels compare sixteen at a time. They are loaded rather than written as constants,
 * since V8 builds a vector constant anew at every use.
 */
export const vectorBytes = {
  NIBBLE: 0x0f,
  QUOTE: 0x22,
  BACKSLASH: 0x5c,
  SPACE: 0x20,
  LAST_CONTROL: 0x1f,
  ZERO_DIGIT: 0x30,
  TEN: 10,
  SMALL_A: 0x61,
  SIX: 6,
  TOKEN:
    byteClasses.DIGIT | byteClasses.LETTER_LOW | byteClasses.LETTER_HIGH | byteClasses.TOKEN_MARK,
  MARK: byteClasses.AT | byteClasses.BACKSLASH | byteClasses.PERCENT | byteClasses.COLON,
  ALNUM: byteClasses.DIGIT | byteClasses.LETTER_LOW | byteClasses.LETTER_HIGH,
} as const;

/** Bits of the token tables: with them a run is told to be hex, mixed, and so on. */
export const tokenClasses = {
  DIGIT: 0x80,
  CAPITAL_LOW: 0x01,
  CAPITAL_HIGH: 0x02,
  SMALL_LOW: 0x04,
  SMALL_HIGH: 0x08,
  /** + - and / */
  MARK: 0x10,
  EQUALS: 0x20,
  UNDERSCORE: 0x40,
} as const;

/** Longer values are compared with no form; see forms.ts. */
export const formBytesMax = 128;

/** Longer strings are not kept; see dull.ts. A vector holds one. */
export const dullBytesMax = 16;

/** What the bytes of a form must pass as well; 0 = nothing. */
export const formChecks = { NONE: 0, LUHN: 1, NO_STUB: 2 } as const;

function prefixed(prefix: string, values: Record<string, number>): Record<string, number> {
  return Object.fromEntries(Object.entries(values).map(([k, v]) => [`${prefix}${k}`, v]));
}

export const assemblyConstants: Record<string, number> = {
  /** Bytes of one of the streams of a CRC-32C that run side by side. */
  CRC_STREAM: 512,
  FORM_BYTES_MAX: formBytesMax,
  DULL_BYTES_MAX: dullBytesMax,
  DULL_SHIFT: 64 - Math.log2(dullValuesCount),
  ...prefixed('FORM_', formChecks),
  JSON_DEPTH_MAX: limits.json_depth_max,
  PATHS_MAX: limits.paths_count_max,
  PATH_CHILDREN_MAX: limits.path_children_count_max,
  PATH_KEY_BYTES_MAX: limits.path_key_bytes_max,
  JSON_ESCAPED: jsonEscaped,
  JSON_UNTOLD: jsonUntold,
  VERDICT_KNOWN: knownVerdict,
  VERDICT_WANTED: wantedVerdict,
  ...prefixed('JSON_KIND_', JsonKind),
  ...prefixed('JSON_FAULT_', JsonFault),
  ...prefixed('SHAPE_', Shape),
  ...prefixed('CLASS_', byteClasses),
  ...prefixed('LITERAL_', literalFields),
  ...prefixed('LITERAL_', literalFlags),
  ...prefixed('TOKEN_CLASS_', tokenClasses),
  ...Object.fromEntries(
    Object.keys(vectorBytes).map((name, i) => [`VECTOR_${name}`, shapeTables.VECTORS + i * 16]),
  ),
  AT_SEPARATOR_LOW: shapeTables.SEPARATOR_LOW,
  AT_SEPARATOR_HIGH: shapeTables.SEPARATOR_HIGH,
  AT_TOKEN_LOW: shapeTables.TOKEN_LOW,
  AT_TOKEN_HIGH: shapeTables.TOKEN_HIGH,
  AT_PREFIX: shapeTables.PREFIX,
  LITERAL_HASH_FACTOR: literalHashFactor,
  AT_CLASS_LOW: shapeTables.CLASS_LOW,
  AT_CLASS_HIGH: shapeTables.CLASS_HIGH,
  AT_NAME_WINDOWS: shapeTables.NAME_WINDOWS,
  AT_ANY_WINDOWS: shapeTables.ANY_WINDOWS,
  AT_HAS_ANY: shapeTables.HAS_ANY,
  AT_LITERAL_HEADS: shapeTables.LITERAL_HEADS,
  AT_LITERALS: shapeTables.LITERALS,
};

/**
 * Everything that the kernels are compiled with, addresses of regions included, and `LAYOUT`, a sum
 * over it: a module that was compiled with other constants would read and write at wrong places.
 */
export function compiledConstants(): Record<string, number> {
  const constants = { ...assemblyConstants };
  for (const [name, { start, bytes }] of Object.entries(regions)) {
    constants[name] = start;
    constants[`${name}_BYTES`] = bytes;
  }
  let sum = 0;
  for (const byte of Buffer.from(JSON.stringify(constants))) sum = (Math.imul(sum, 31) + byte) | 0;
  return { ...constants, LAYOUT: sum >>> 1 };
}
