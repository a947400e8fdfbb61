/** Base58, Base58Check and the check of Monero's addresses. */
import { createHash } from 'node:crypto';
import { keccak256Hex } from './keccak.ts';

const bitcoin = '123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz';
/** The XRP Ledger orders the same characters its own way. */
const ripple = 'rpshnaf39wBUDNEGHJKLM4PQRST7VWXYZ2bcdeCg65jkm8oFqi1tuvAxyz';

function valuesOf(alphabet: string): Int8Array {
  const values = new Int8Array(128).fill(-1);
  for (const [value, char] of [...alphabet].entries()) values[char.charCodeAt(0)] = value;
  return values;
}

const bitcoinValues = valuesOf(bitcoin);
const rippleValues = valuesOf(ripple);

function valueAt(values: Int8Array, text: string, at: number): number {
  const code = text.charCodeAt(at);
  return code < 128 ? values[code] : -1;
}

/** True when `text` has no other characters than those of Base58. */
export function isBase58(text: string): boolean {
  for (let at = 0; at < text.length; at += 1)
    if (valueAt(bitcoinValues, text, at) < 0) return false;
  return true;
}

/** The number that `text` stands for as `size` bytes, or undefined where it is none or larger. */
function decode(text: string, values: Int8Array, size: number): Uint8Array | undefined {
  const bytes = new Uint8Array(size);
  for (let at = 0; at < text.length; at += 1) {
    let carry = valueAt(values, text, at);
    if (carry < 0) return undefined;
    for (let place = size - 1; place >= 0; place -= 1) {
      carry += bytes[place] * 58;
      bytes[place] = carry & 255;
      carry >>= 8;
    }
    if (carry !== 0) return undefined;
  }
  return bytes;
}

/** The last four bytes are the first of twice SHA-256 of the others. */
function hasCheck(bytes: Uint8Array): boolean {
  const size = bytes.length - 4;
  const once = createHash('sha256').update(bytes.subarray(0, size)).digest();
  const twice = createHash('sha256').update(once).digest();
  for (let at = 0; at < 4; at += 1) if (twice[at] !== bytes[size + at]) return false;
  return true;
}

/** Version bytes: Bitcoin and its test net, Litecoin, Dogecoin, Dash, Tron. */
const versions = new Set([0x00, 0x05, 0x6f, 0xc4, 0x30, 0x32, 0x1e, 0x16, 0x4c, 0x10, 0x41]);
/** Zcash, transparent, of keys and of scripts. */
const zcash = new Set([0x1cb8, 0x1cbd]);

/** Base58Check of 25 bytes: a version, 20 bytes, four bytes of twice SHA-256; Zcash's of 26. */
export function isBase58Check(text: string): boolean {
  if (text.length < 26 || text.length > 35) return false;
  if (text.length === 35 && text[0] === 't') {
    const bytes = decode(text, bitcoinValues, 26);
    return bytes !== undefined && zcash.has((bytes[0] << 8) | bytes[1]) && hasCheck(bytes);
  }
  const bytes = decode(text, bitcoinValues, 25);
  return bytes !== undefined && versions.has(bytes[0]) && hasCheck(bytes);
}

/** Classic address of the XRP Ledger: version 0, 20 bytes, four of twice SHA-256. */
export function isRippleAddress(text: string): boolean {
  if (text.length < 25 || text.length > 35 || text[0] !== 'r') return false;
  const bytes = decode(text, rippleValues, 25);
  return bytes !== undefined && bytes[0] === 0 && hasCheck(bytes);
}

/** Monero's main net: addresses, integrated ones, sub-addresses. */
const moneroTags = new Set([18, 19, 42]);
/** Bytes that a block of so many characters stands for. */
const blockBytes: Readonly<Record<number, number>> = { 11: 8, 7: 5 };
const blockChars = 11;
const moneroLengths: ReadonlySet<number> = new Set([95, 106]);

/** CryptoNote, "Address format": Base58 by blocks of eleven, four bytes of Keccak-256 at the end. */
export function isMoneroAddress(text: string): boolean {
  if (!moneroLengths.has(text.length)) return false;
  const bytes: number[] = [];
  for (let at = 0; at < text.length; at += blockChars) {
    const block = text.slice(at, at + blockChars);
    const part = decode(block, bitcoinValues, blockBytes[block.length] ?? 0);
    if (!part) return false;
    bytes.push(...part);
  }
  if (!moneroTags.has(bytes[0])) return false;
  const size = bytes.length - 4;
  const hash = keccak256Hex(Uint8Array.from(bytes.slice(0, size)));
  return Buffer.from(bytes.slice(size)).toString('hex') === hash.slice(0, 8);
}
