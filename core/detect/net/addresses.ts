/** Addresses of networks: IPv4 (RFC 791), IPv6 (RFC 4291, RFC 5952), MAC (IEEE 802). */
import { Shape } from '../../kernels/shapes.ts';
import type { Candidate, Detector, FieldFacts, Hits } from '../detector.ts';
import { latin1 } from '../latin1.ts';
import { wordsOf } from '../names.ts';
import { never } from '../weigh.ts';

function isDigit(code: number): boolean {
  return code >= 48 && code <= 57;
}

function isHex(code: number): boolean {
  return isDigit(code) || (code >= 97 && code <= 102) || (code >= 65 && code <= 70);
}

function isWord(code: number): boolean {
  return isDigit(code) || (code >= 65 && code <= 90) || (code >= 97 && code <= 122) || code === 95;
}

const octets = new Int16Array(4);

/** End of the dotted quad at `start`, its octets in `octets`, or -1. */
function quadEnd(text: string, start: number): number {
  let at = start;
  for (let index = 0; index < 4; index += 1) {
    const begin = at;
    let value = 0;
    while (at - begin < 3 && isDigit(text.charCodeAt(at))) {
      value = value * 10 + text.charCodeAt(at) - 48;
      at += 1;
    }
    const length = at - begin;
    if (length === 0 || value > 255 || (length > 1 && text.charCodeAt(begin) === 48)) return -1;
    octets[index] = value;
    if (index < 3) {
      if (text.charCodeAt(at) !== 46) return -1;
      at += 1;
    }
  }
  return at;
}

/** True where more of a dotted or hyphenated number, a version or a word goes on. */
function goesOn(text: string, end: number): boolean {
  const next = text.charCodeAt(end);
  if (isWord(next)) return true;
  if (next !== 46 && next !== 45 && next !== 43) return false;
  return isWord(text.charCodeAt(end + 1));
}

function quadWeight(): number {
  // Four small numbers are more often a version than an address.
  if (octets[0] === 0) return octets[1] === 0 && octets[2] === 0 && octets[3] === 0 ? -0.5 : -2;
  const small =
    octets[0] < 32 && octets[0] !== 10 && octets[1] < 100 && octets[2] < 100 && octets[3] < 100;
  const resolver = octets[0] === octets[1] && octets[1] === octets[2] && octets[2] === octets[3];
  if (small && !resolver) return -1.5;
  return 2;
}

/** Words in the name of a field that speak of a version, or of a place in a document. */
const versionNames = new Set(
  'version versions ver build release firmware fw revision rev patch sdk oid section clause chapter driver kernel'.split(
    ' ',
  ),
);

const versionFields = new WeakMap<FieldFacts, boolean>();

/** True for the fields of versions: `app_version`, `browser.version`, `firmware`. */
function isVersionField(field: FieldFacts): boolean {
  let known = versionFields.get(field);
  if (known === undefined) {
    const last = field.steps.findLast((step) => step !== '[]') ?? '';
    known = !field.named.has('net.ip') && wordsOf(last).some((word) => versionNames.has(word));
    versionFields.set(field, known);
  }
  return known;
}

const wordsBefore = 64;
const versionBefore =
  /(?:^|[^a-z])(?:versions?|ver|rev|revision|release|build|firmware|fw|oid|section|clause|v)["']?\s*(?:[:=#]|is\b|to\b|from\b|number\b|no\b)?\s*["'(]?$/i;
const changeBefore =
  /\b(?:upgrad|downgrad|updat|migrat|bump|patch)(?:e|es|ed|ing)?\b(?![^;\n]*\b(?:ip|host|addr\w*|server|node|on|at|by)\b)[^;\n]*\b(?:to|from)\s+v?$/i;

/** What the text directly around a dotted quad says: a port, a mask, a request; or a version. */
function aroundQuad(text: string, start: number, end: number): number {
  const stretch = text.slice(Math.max(0, start - wordsBefore), start);
  if (versionBefore.test(stretch)) return -5;
  if (changeBefore.test(stretch)) return -4;
  const behind = text.slice(end, end + 12);
  if (/^:\d{2,5}(?![.\d])/.test(behind) || /^ port \d/.test(behind)) return 2.5;
  if (/^\/(?:[12]?\d|3[0-2])(?![.\d])/.test(behind)) return 2;
  // The common log format of web servers begins with the client.
  if (/(?:^|\n)$/.test(stretch) && /^ (?:- |\S+ \S+ \[)/.test(behind)) return 3;
  if (stretch.endsWith('://')) return 3;
  return stretch.endsWith('[') && behind.startsWith(']') ? 2 : 0;
}

function findQuads(text: string, field: FieldFacts, hits: Hits): void {
  const ofVersions = text.length <= 40 && isVersionField(field);
  for (let dot = text.indexOf('.'); dot >= 0; dot = text.indexOf('.', dot + 1)) {
    let start = dot;
    while (start > 0 && dot - start < 4 && isDigit(text.charCodeAt(start - 1))) start -= 1;
    if (start === dot || dot - start > 3) continue;
    const before = start > 0 ? text.charCodeAt(start - 1) : 0;
    if (isWord(before) || before === 46 || before === 45 || before === 43) continue;
    const end = quadEnd(text, start);
    if (end < 0) continue;
    dot = end - 1;
    if (goesOn(text, end)) continue;
    // `name@1.2.3.4` and `name/1.2.3.4` are packages and clients with their versions.
    const versioned = before === 64 || (before === 47 && text.charCodeAt(start - 2) !== 47);
    const around = start === 0 && end === text.length ? 0 : aroundQuad(text, start, end);
    const against = (versioned ? 2.5 : 0) + (ofVersions ? 5 : 0);
    hits.add(start, end, quadWeight() + around - against);
  }
}

/** End of the IPv6 address at `start`, or -1. At least three colons' worth of groups or `::`. */
export function ipv6End(text: string, start: number): number {
  let at = start;
  let groups = 0;
  let gap = false;
  if (text.startsWith('::', at)) {
    gap = true;
    at += 2;
  }
  const limit = Math.min(text.length, start + 45);
  while (at < limit) {
    const begin = at;
    while (at < limit && at - begin < 5 && isHex(text.charCodeAt(at))) at += 1;
    const length = at - begin;
    if (length === 0) break;
    if (text.charCodeAt(at) === 46) {
      const end = quadEnd(text, begin);
      if (end >= 0) return groups <= 6 && (gap || groups === 6) ? end : -1;
      // A full stop behind the address, not the first of an IPv4 address in it.
      if (isDigit(text.charCodeAt(at + 1))) return -1;
    }
    if (length > 4) return -1;
    groups += 1;
    if (text.charCodeAt(at) !== 58) break;
    if (text.charCodeAt(at + 1) === 58) {
      if (gap) return -1;
      gap = true;
      at += 2;
    } else if (isHex(text.charCodeAt(at + 1))) at += 1;
    else break;
  }
  if (gap ? groups > 7 || groups === 0 : groups !== 8) return -1;
  return at;
}

/** End of the zone behind an address, `fe80::1%eth0` (RFC 4007). */
function zoneEnd(text: string, end: number): number {
  if (text.charCodeAt(end) !== 37) return end;
  let at = end + 1;
  while (at < end + 17 && isWord(text.charCodeAt(at))) at += 1;
  return at > end + 1 ? at : end;
}

/** Longest text form without a zone: eight groups, the last two as IPv4. */
const ipv6Max = 45;

function ipv6Weight(address: string): number {
  if (!/\d/.test(address)) return never;
  return address.length <= 4 ? 0.3 : 3;
}

function findIpv6(text: string, hits: Hits): void {
  for (let colon = text.indexOf(':'); colon >= 0; colon = text.indexOf(':', colon + 1)) {
    let start = colon;
    while (start > 0 && colon - start < 5 && isHex(text.charCodeAt(start - 1))) start -= 1;
    const before = start > 0 ? text.charCodeAt(start - 1) : 0;
    const end = isWord(before) || before === 58 ? -1 : ipv6End(text, start);
    if (end < 0) {
      // Go on behind this chain of hex and colons, so that it is not read again from each colon.
      while (
        colon + 1 < text.length &&
        (text.charCodeAt(colon + 1) === 58 || isHex(text.charCodeAt(colon + 1)))
      ) {
        colon += 1;
      }
      continue;
    }
    colon = end - 1;
    if (isWord(text.charCodeAt(end)) || text.charCodeAt(end) === 58) continue;
    const weight = ipv6Weight(text.slice(start, end));
    if (weight > never) hits.add(start, zoneEnd(text, end), weight);
  }
}

export const ip: Detector = {
  id: 'net.ip',
  class: 'net.ip',
  shapes: Shape.DOTTED | Shape.COLON,
  // Four small numbers teach nothing of a field; four of which some are large do, see `hits.ts`.
  chance: 0.9,
  // Of a hundred addresses not one has four small numbers.
  matchCost: 1,
  fields: [
    'ip|ip address|ip addr|ipv4|ipv6|ip4|ip6|client ip|remote ip|remote addr|source ip|src ip',
    'dst ip|dest ip|user ip|x forwarded for|forwarded for|last login ip|login ip|ip adresse',
    'adresse ip|direccion ip|indirizzo ip|endereco ip|ip adres|peer|remote address|client address',
    'host ip|server ip|src|dst|src addr|dst addr|src host|dst host|source address|destination ip',
    'destination address|dest addr|ip src|ip dst|ip from|ip to|host address|remote host|peer ip',
    'peer address|peer addr|real ip|x real ip|true client ip|cf connecting ip|public ip',
    'private ip|local ip|wan ip|lan ip|nat ip|external ip|internal ip|gateway|gateway ip',
    'nameserver|dns server|bind address|listen address|ip v4|ip v6|ip address v4|ip address v6',
    'ipv4 address|ipv6 address|signup ip|registration ip|caller ip|attacker ip|server address',
    'client host|node ip|pod ip|cluster ip|vpn ip|adresse ip client|ip cliente|ip do cliente',
    'numero ip|addr v4|addr v6|inet addr|inet6 addr|inet|inet6|net addr|v4 addr|v6 addr|ipaddr v4|ipaddr v6',
  ].flatMap((line) => line.split('|')),
  keywords: [
    'subnet|gateway|nameserver|router|firewall|ping|traceroute|cidr|dhcp|dhcpack|lease|blocked',
    'banned|attacker|connect|connected|connecting|connection|connections|listening|sshd|proxy|vpn',
    'peer|upstream|resolver|localhost|unreachable',
  ].flatMap((line) => line.split('|')),
  // Those that no version looks like, whatever their later numbers.
  forms: [
    {
      pattern:
        /(?:10|3[2-9]|[4-9]\d|1\d\d|2[0-4]\d|25[0-5])(?:\.(?:\d|[1-9]\d|1\d\d|2[0-4]\d|25[0-5])){3}/,
      weight: 2,
    },
  ],
  whole(bytes: Uint8Array, start: number, end: number): number {
    if (end - start > ipv6Max) return never;
    const text = latin1(bytes, start, end);
    if (quadEnd(text, 0) === text.length) return quadWeight();
    return ipv6End(text, 0) === text.length ? ipv6Weight(text) : never;
  },
  find({ text, shapes, field }: Candidate, hits: Hits): void {
    if ((shapes & Shape.DOTTED) !== 0) findQuads(text, field, hits);
    if ((shapes & Shape.COLON) !== 0) findIpv6(text, hits);
  },
};

/** End of six pairs, or three groups of four, at `start`; -1 when it is none. */
function macEnd(text: string, start: number): number {
  const separator = text.charCodeAt(start + 2);
  if (separator === 58 || separator === 45) {
    for (let at = 0; at < 17; at += 1) {
      const code = text.charCodeAt(start + at);
      if (at % 3 === 2 ? code !== separator : !isHex(code)) return -1;
    }
    return start + 17;
  }
  for (let at = 0; at < 14; at += 1) {
    const code = text.charCodeAt(start + at);
    if (at % 5 === 4 ? code !== 46 : !isHex(code)) return -1;
  }
  return start + 14;
}

function macWeight(address: string): number {
  if (/^(?:(?:00|ff)[:\-.]?)+$/i.test(address)) return never;
  // Without a letter, six pairs joined by hyphens may be any number.
  return /[a-f]/i.test(address) ? 3 : 0.8;
}

function findMacs(text: string, separator: string, offset: number, hits: Hits): void {
  for (let at = text.indexOf(separator); at >= 0; at = text.indexOf(separator, at + 1)) {
    const start = at - offset;
    if (start < 0 || !isHex(text.charCodeAt(start))) continue;
    const before = start > 0 ? text.charCodeAt(start - 1) : 0;
    if (isWord(before) || before === separator.charCodeAt(0)) continue;
    const end = macEnd(text, start);
    if (end < 0) continue;
    at = end - 1;
    const next = text.charCodeAt(end);
    if (isWord(next) || next === separator.charCodeAt(0)) continue;
    const weight = macWeight(text.slice(start, end));
    if (weight > never) hits.add(start, end, weight);
  }
}

export const mac: Detector = {
  id: 'net.mac',
  class: 'net.mac',
  shapes: Shape.COLON,
  chance: 0.01,
  fields: [
    'mac|mac address|mac addr|hw address|hwaddr|hardware address|ethernet address|bssid',
    'mac adresse|adresse mac|direccion mac|wifi mac|bluetooth address|device mac|src mac|dst mac',
    'source mac|dest mac|client mac|physical address|ether|ethernet|lladdr|hw addr|wlan mac',
    'bt mac|bluetooth mac|eui48|nic mac|gateway mac|router mac|ap mac|station mac|mac id',
  ].flatMap((line) => line.split('|')),
  whole(bytes: Uint8Array, start: number, end: number): number {
    if (end - start !== 17 && end - start !== 14) return never;
    const text = latin1(bytes, start, end);
    return macEnd(text, 0) === text.length ? macWeight(text) : never;
  },
  find({ text }: Candidate, hits: Hits): void {
    findMacs(text, ':', 2, hits);
    findMacs(text, '-', 2, hits);
    findMacs(text, '.', 4, hits);
  },
  value(text) {
    // Without separators only where the field says so.
    return /^[0-9a-f]{12}$/i.test(text.trim()) && !/^(?:0+|f+)$/i.test(text.trim()) ? 0 : never;
  },
};
