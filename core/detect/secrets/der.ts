/**
 * Private keys without the armour of PEM: DER in base64, and the XML of .NET. The structures begin with
 * a version number, which public keys and certificates do not have: PKCS #1 (RFC 8017, A.1.2), PKCS #8
 * (RFC 5958), elliptic curves (RFC 5915), DSA as OpenSSL writes it, and PKCS #12 (RFC 7292).
 */
import type { Hits, PrefixRule } from '../detector.ts';
import { findWithin } from '../value.ts';

/** Longest key read, in characters of base64: RSA of 16,384 bits has some 12,500. */
const keyMax = 16_384;
/** Shortest one: an elliptic curve of 160 bits. */
const keyMin = 44;
/** Characters that are decoded to know the structure. */
const headChars = 32;

const sequence = 0x30;
const integer = 0x02;
const octets = 0x04;
const oid = 0x06;

/** Bytes that a length field takes (X.690 section 8.1.3). */
function lengthBytes(first: number): number {
  return first < 0x80 ? 1 : 1 + (first & 0x7f);
}

/** True for the first bytes of a structure that holds a private key. */
export function isKeyHead(bytes: Uint8Array): boolean {
  if (bytes[0] !== sequence || bytes[1] > 0x84) return false;
  const at = 1 + lengthBytes(bytes[1]);
  if (bytes[at] === sequence) return isEncryptedHead(bytes, at);
  if (bytes[at] !== integer || bytes[at + 1] !== 1) return false;
  const version = bytes[at + 2];
  const tag = bytes[at + 3];
  const inner = at + 4 + lengthBytes(bytes[at + 4]);
  if (version === 0 && tag === integer) return bytes[at + 4] >= 0x40;
  if (version === 3) return tag === sequence;
  if (version > 1) return false;
  if (tag === sequence) return bytes[inner] === oid;
  return version === 1 && tag === octets;
}

/** PBES2 (RFC 8018) encrypts the key. */
const pbes2 = [0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x05, 0x0d];

function isEncryptedHead(bytes: Uint8Array, at: number): boolean {
  const from = at + 1 + lengthBytes(bytes[at + 1]);
  return bytes[from] === oid && pbes2.every((byte, index) => bytes[from + 2 + index] === byte);
}

const run = /[A-Za-z0-9+/]{16,}(?:(?:\\[rn]|[\r\n]{1,2})[ \t]{0,8}[A-Za-z0-9+/]{4,}){0,256}={0,2}/y;

const bareKey: PrefixRule = {
  // A sequence, which base64 begins with M, and its length.
  prefixes: ['MC', 'MD', 'ME', 'MF', 'MG', 'MH', 'MI'],
  read(text: string, start: number, hits: Hits): number {
    const head = text.slice(start, start + headChars);
    if (!/^[A-Za-z0-9+/]{32}$/.test(head) || !isKeyHead(Buffer.from(head, 'base64'))) return -1;
    run.lastIndex = start;
    const match = run.exec(text.length > start + keyMax ? text.slice(0, start + keyMax) : text);
    if (!match || match[0].length < keyMin) return -1;
    hits.add(start, start + match[0].length, 5);
    return start + match[0].length;
  },
};

/** `RSA.ToXmlString(true)`: the private exponent stands in D, the primes in P and Q. */
const xmlKey: PrefixRule = {
  prefixes: ['<RSAKeyValue>'],
  read(text: string, start: number, hits: Hits): number {
    const close = findWithin(text, '</RSAKeyValue>', start, start + keyMax);
    if (close < 0) return -1;
    if (/<(?:D|P|Q)>[A-Za-z0-9+/=\s]{8,}/.test(text.slice(start, close))) {
      hits.add(start, close + 14, 6);
    }
    return close + 14;
  },
};

export const bareKeys: readonly PrefixRule[] = [bareKey, xmlKey];
