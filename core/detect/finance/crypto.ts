/** Addresses of crypto-currencies: base58check, bech32 (BIP 173, BIP 350), Ethereum (EIP-55). */
import { createHash } from 'node:crypto';
import { Shape } from '../../kernels/shapes.ts';
import { keccak256Hex } from '../check/keccak.ts';
import type { Candidate, Detector, Hits } from '../detector.ts';

const base58 = '123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz';
const base58Values = new Int8Array(128).fill(-1);
for (const [value, char] of [...base58].entries()) base58Values[char.charCodeAt(0)] = value;

/** Version bytes: Bitcoin, Litecoin, Dogecoin, Dash, Tron, Zcash's second byte aside. */
const versions = new Set([0x00, 0x05, 0x30, 0x32, 0x1e, 0x16, 0x4c, 0x10, 0x41]);

/** Base58check of 25 bytes: a version, 20 bytes, four bytes of twice SHA-256. */
export function isBase58Check(text: string): boolean {
  if (text.length < 26 || text.length > 35) return false;
  const bytes = new Uint8Array(25);
  for (let at = 0; at < text.length; at += 1) {
    let carry = text.charCodeAt(at) < 128 ? base58Values[text.charCodeAt(at)] : -1;
    if (carry < 0) return false;
    for (let place = 24; place >= 0; place -= 1) {
      carry += bytes[place] * 58;
      bytes[place] = carry & 255;
      carry >>= 8;
    }
    if (carry !== 0) return false;
  }
  if (!versions.has(bytes[0])) return false;
  const once = createHash('sha256').update(bytes.subarray(0, 21)).digest();
  const twice = createHash('sha256').update(once).digest();
  for (let at = 0; at < 4; at += 1) if (twice[at] !== bytes[21 + at]) return false;
  return true;
}

const bech32Chars = 'qpzry9x8gf2tvdw0s3jn54khce6mua7l';
const generators = [0x3b6a57b2, 0x26508e6d, 0x1ea119fa, 0x3d4233dd, 0x2a1462b3];

function polymod(checksum: number, value: number): number {
  const top = checksum >>> 25;
  let next = ((checksum & 0x1ffffff) << 5) ^ value;
  for (let bit = 0; bit < 5; bit += 1) if ((top >>> bit) & 1) next ^= generators[bit];
  return next >>> 0;
}

/** Bech32 or bech32m under the prefix of Bitcoin or Litecoin. */
export function isBech32(text: string): boolean {
  const lower = text.toLowerCase();
  if (text !== lower && text !== text.toUpperCase()) return false;
  const one = lower.lastIndexOf('1');
  const prefix = lower.slice(0, one);
  if (!(prefix === 'bc' || prefix === 'tb' || prefix === 'ltc') || text.length > 90) return false;
  let checksum = 1;
  for (const char of prefix) checksum = polymod(checksum, char.charCodeAt(0) >> 5);
  checksum = polymod(checksum, 0);
  for (const char of prefix) checksum = polymod(checksum, char.charCodeAt(0) & 31);
  for (let at = one + 1; at < lower.length; at += 1) {
    const value = bech32Chars.indexOf(lower[at]);
    if (value < 0) return false;
    checksum = polymod(checksum, value);
  }
  return checksum === 1 || checksum === 0x2bc830a3;
}

/** EIP-55: letters of the address are capitals where the hash of it says so. */
export function isChecksummed(address: string): boolean {
  const lower = address.toLowerCase();
  const hash = keccak256Hex(Buffer.from(lower, 'latin1'));
  for (let at = 0; at < 40; at += 1) {
    const capital = Number.parseInt(hash[at], 16) >= 8;
    if (address[at] !== (capital ? lower[at].toUpperCase() : lower[at])) return false;
  }
  return true;
}

function isWord(code: number): boolean {
  return (
    (code >= 48 && code <= 57) ||
    (code >= 65 && code <= 90) ||
    (code >= 97 && code <= 122) ||
    code === 95
  );
}

/** Weight of one word of letters and digits, or undefined. */
function weigh(word: string): number | undefined {
  if (word.length === 42 && (word.startsWith('0x') || word.startsWith('0X'))) {
    const address = word.slice(2);
    if (!/^[0-9a-fA-F]{40}$/.test(address)) return undefined;
    const oneCase = address === address.toLowerCase() || address === address.toUpperCase();
    if (!oneCase) return isChecksummed(address) ? 6 : undefined;
    return /^(.)\1*$/.test(address) ? undefined : 1.5;
  }
  const first = word[0].toLowerCase();
  if ((first === 'b' || first === 't' || first === 'l') && /^(?:bc|tb|ltc)1/i.test(word)) {
    return word.length >= 14 && isBech32(word) ? 6 : undefined;
  }
  if (!'13LMDXTtmn2A97'.includes(word[0])) return undefined;
  return word.length <= 35 && isBase58Check(word) ? 6 : undefined;
}

export const crypto: Detector = {
  id: 'fin.crypto',
  class: 'fin.crypto',
  shapes: Shape.CODE | Shape.TOKEN,
  chance: 0.01,
  fields: [
    'wallet',
    'wallet address',
    'crypto address',
    'crypto wallet',
    'btc address',
    'bitcoin address',
    'bitcoin',
    'btc',
    'btc wallet',
    'eth address',
    'ethereum address',
    'eth wallet',
    'ethereum wallet',
    'ltc address',
    'litecoin address',
    'doge address',
    'tron address',
    'deposit address',
    'payout address',
    'blockchain address',
  ],
  find({ text }: Candidate, hits: Hits): void {
    let at = 0;
    while (at < text.length) {
      if (!isWord(text.charCodeAt(at))) {
        at += 1;
        continue;
      }
      const start = at;
      while (at < text.length && isWord(text.charCodeAt(at))) at += 1;
      if (at - start < 26 || at - start > 90) continue;
      const weight = weigh(text.slice(start, at));
      if (weight !== undefined) hits.add(start, at, weight);
    }
  },
};
