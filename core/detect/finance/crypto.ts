/** Addresses of crypto-currencies: base58check, bech32 (BIP 173, BIP 350), Ethereum (EIP-55), Monero. */
import { Shape } from '../../kernels/shapes.ts';
import { isBase58, isBase58Check, isMoneroAddress, isRippleAddress } from '../check/base58.ts';
import { isBech32 } from '../check/bech32.ts';
import { keccak256Hex } from '../check/keccak.ts';
import type { Candidate, Detector, Hits } from '../detector.ts';
import { never } from '../weigh.ts';

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
  if (bech32Firsts.includes(first) && bech32Prefix.test(word)) {
    if (isBech32(word)) return 6;
  }
  if (word[0] === 'r') return isRippleAddress(word) ? 6 : undefined;
  if (word.length > 90) return isMoneroAddress(word) ? 6 : undefined;
  if (!'13LMDXTtmn2A97'.includes(word[0])) return undefined;
  return word.length <= 35 && isBase58Check(word) ? 6 : undefined;
}

const bech32Firsts = 'btlascijkorx';
const bech32Prefix = /^[a-z]{2,8}(?:_test)?1[a-z0-9]{8}/i;

/** Prefix of a chain, and Bech32 or CashAddr behind it, whatever its check says. */
const prefixedForm = /^(?:[a-z]{2,8}1|bitcoincash:[qp])[02-9ac-hj-np-z]{30,110}$/i;
const lengths: readonly (readonly [min: number, max: number])[] = [
  [25, 44],
  [95, 95],
  [106, 106],
];

/**
 * An address in a field named for one: those of Solana have no check, and test data rarely have the
 * right one.
 */
function namedWeight(text: string): number {
  const value = text.trim();
  if (/^0x[0-9a-fA-F]{40}$/.test(value)) return 0;
  if (prefixedForm.test(value)) return -1;
  if (!lengths.some(([min, max]) => value.length >= min && value.length <= max)) return never;
  const isMixed = /\d/.test(value) && /[a-z]/.test(value) && /[A-Z]/.test(value);
  return isMixed && isBase58(value) ? -1 : never;
}

/** Monero's integrated addresses have 106 characters, Cardano's up to 114. */
const lengthMax = 120;

export const crypto: Detector = {
  id: 'fin.crypto',
  class: 'fin.crypto',
  shapes: Shape.CODE | Shape.TOKEN,
  chance: 0.01,
  fields: [
    'wallet',
    'wallet address',
    'btc addr',
    'btc wallet address',
    'bitcoin addr',
    'bitcoin wallet address',
    'eth addr',
    'eth wallet',
    'eth wallet address',
    'ethereum addr',
    'wallet addr',
    'crypto addr',
    'crypto wallet address',
    'payout wallet',
    'deposit wallet',
    'withdrawal address',
    'usdt address',
    'metamask address',
    'blockchain address',
    'crypto address',
    'crypto wallet',
    'btc address',
    'bitcoin address',
    'bitcoin',
    'btc',
    'btc wallet',
    'eth address',
    'ethereum address',
    'ethereum wallet',
    'ltc address',
    'litecoin address',
    'doge address',
    'tron address',
    'deposit address',
    'payout address',
    'recipient wallet',
    'destination wallet',
    'sender wallet',
    'bitcoin wallet',
    'dogecoin address',
    'dash address',
    'bch address',
    'bitcoin cash address',
    'xrp address',
    'ripple address',
    'xmr address',
    'monero address',
    'sol address',
    'solana address',
    'solana wallet',
    'ada address',
    'cardano address',
    'trx address',
    'zec address',
    'zcash address',
  ],
  value: namedWeight,
  find({ text }: Candidate, hits: Hits): void {
    let at = 0;
    while (at < text.length) {
      if (!isWord(text.charCodeAt(at))) {
        at += 1;
        continue;
      }
      const start = at;
      while (at < text.length && isWord(text.charCodeAt(at))) at += 1;
      if (at - start < 26 || at - start > lengthMax) continue;
      const weight = weigh(text.slice(start, at));
      if (weight !== undefined) hits.add(start, at, weight);
    }
  },
};
