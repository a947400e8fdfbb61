/**
 * Numbers that the AssemblyScript kernels and their TypeScript side must agree on. The build hands
 * them to the compiler, so that each is written once.
 */
import { limits } from '../limits.ts';
import { JsonFault, JsonKind, jsonEscaped } from './json-leaves.ts';
import { Shape } from './shapes.ts';

/** Where the parts of the SHAPE_TABLES region lie, in bytes from its start. */
export const shapeTables = {
  /** Two nibble tables of byte classes. */
  CLASS_LOW: 0,
  CLASS_HIGH: 16,
  /** Low and high nibble tables for each of four bytes, one bit per bucket of secret literals. */
  WINDOWS: 32,
  /** Head of the chain of literals by hash of three bytes: 4,096 16-bit numbers, 0 = none. */
  LITERAL_HEADS: 1_024,
  /** The same for literals that count in tokens only, by their last three bytes. */
  TOKEN_HEADS: 1_024 + 8_192,
  /** The literals: 48 bytes each, number 0 unused. */
  LITERALS: 1_024 + 2 * 8_192,
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

export const literalFlags = { IGNORE_CASE: 1, AT_WORD: 2, USERINFO: 4 } as const;

/** Multiplier of the hash of three bytes; the upper 12 bits of its low word count. */
export const literalHashFactor = 0x1e3779b1;

/** Bits of the class tables. DIGIT is the uppermost, so that one instruction collects it. */
export const byteClasses = {
  DIGIT: 0x80,
  AT: 0x01,
  BACKSLASH: 0x02,
  PERCENT: 0x04,
  COLON: 0x08,
  /** A-O a-o. */
  LETTER_LOW: 0x10,
  /** P-Z p-z. */
  LETTER_HIGH: 0x20,
  /** + - / _ = and also ; ? [ ]: a first, wide net for TOKEN. */
  TOKEN_MARK: 0x40,
} as const;

function prefixed(prefix: string, values: Record<string, number>): Record<string, number> {
  return Object.fromEntries(Object.entries(values).map(([k, v]) => [`${prefix}${k}`, v]));
}

export const assemblyConstants: Record<string, number> = {
  /** Bytes of one stream of the three-stream CRC-32C. */
  CRC_STREAM: 1_024,
  JSON_DEPTH_MAX: limits.json_depth_max,
  PATHS_MAX: limits.paths_count_max,
  PATH_CHILDREN_MAX: limits.path_children_count_max,
  PATH_KEY_BYTES_MAX: limits.path_key_bytes_max,
  JSON_ESCAPED: jsonEscaped,
  ...prefixed('JSON_KIND_', JsonKind),
  ...prefixed('JSON_FAULT_', JsonFault),
  ...prefixed('SHAPE_', Shape),
  ...prefixed('CLASS_', byteClasses),
  ...prefixed('LITERAL_', literalFields),
  ...prefixed('LITERAL_', literalFlags),
  LITERAL_HASH_FACTOR: literalHashFactor,
  AT_CLASS_LOW: shapeTables.CLASS_LOW,
  AT_CLASS_HIGH: shapeTables.CLASS_HIGH,
  AT_WINDOWS: shapeTables.WINDOWS,
  AT_LITERAL_HEADS: shapeTables.LITERAL_HEADS,
  AT_TOKEN_HEADS: shapeTables.TOKEN_HEADS,
  AT_LITERALS: shapeTables.LITERALS,
};
