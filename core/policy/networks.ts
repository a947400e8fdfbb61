/** Networks of clients, and the countries that addresses belong to. */
import { readFileSync } from 'node:fs';
import { BlockList, isIPv4, isIPv6 } from 'node:net';

const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i;

/** An IPv4 address that a dual-stack socket shows as IPv6, as IPv4. */
export const plainAddress = (address: string): string => mapped.exec(address)?.[1] ?? address;

/** A test for addresses in `networks`, each `address` or `address/prefix`. Throws a RangeError. */
export function networkTest(networks: readonly string[]): (address: string) => boolean {
  const list = new BlockList();
  for (const network of networks) {
    const [address, prefix] = network.split('/');
    const family = isIPv4(address) ? 'ipv4' : 'ipv6';
    const bits = family === 'ipv4' ? 32 : 128;
    const length = prefix === undefined ? bits : Number(prefix);
    const isAddress = isIPv4(address) || isIPv6(address);
    if (!isAddress || !/^\d{1,3}$/.test(prefix ?? '0') || length > bits) {
      throw new RangeError(`'${network}' is not a network: write 10.0.0.0/8 or 192.0.2.7`);
    }
    list.addSubnet(address, length, family);
  }
  return (address) => {
    const plain = plainAddress(address);
    return list.check(plain, isIPv6(plain) ? 'ipv6' : 'ipv4');
  };
}

/** Country of an address, '' where it is not known. */
export type Countries = (address: string) => string;

/** An address as a number that orders like the address within its family. */
function numberOf(address: string): bigint | undefined {
  if (isIPv4(address)) {
    return address.split('.').reduce((sum, part) => sum * 256n + BigInt(part), 0n);
  }
  if (!isIPv6(address) || address.includes('.')) return undefined;
  const [head, tail] = address.split('::');
  const front = head ? head.split(':') : [];
  const back = tail ? tail.split(':') : [];
  const zeros = tail === undefined ? 0 : 8 - front.length - back.length;
  const groups = [...front, ...Array(Math.max(zeros, 0)).fill('0'), ...back];
  return groups.reduce((sum, part) => sum * 65_536n + BigInt(`0x${part || '0'}`), 1n << 40n);
}

/** Reads `first,last,country` lines. Throws where the file cannot be read or holds none. */
export function readCountries(file: string): Countries {
  const rows: [bigint, bigint, string][] = [];
  for (const line of readFileSync(file, 'utf8').split('\n')) {
    const [first, last, country] = line.trim().replaceAll('"', '').split(',');
    const from = first && numberOf(first);
    const to = last && numberOf(last);
    if (typeof from === 'bigint' && typeof to === 'bigint' && country) {
      rows.push([from, to, country.toUpperCase()]);
    }
  }
  if (rows.length === 0) throw new RangeError(`${file} holds no lines first,last,country`);
  rows.sort((a, b) => (a[0] < b[0] ? -1 : 1));
  return (address) => {
    const value = numberOf(plainAddress(address));
    if (value === undefined) return '';
    let low = 0;
    let high = rows.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (rows[middle][0] <= value) low = middle + 1;
      else high = middle;
    }
    const row = rows[low - 1];
    return row && value <= row[1] ? row[2] : '';
  };
}
