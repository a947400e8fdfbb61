/**
 * Values as they were before the functions of a statement disguised them: REVERSE, HEX, TO_BASE64,
 * COMPRESS, numbers in other digits, characters of two or four bytes as plain bytes, and letters put
 * close to a value by CONCAT and its like. Such a value is looked at once more for each, and where
 * something is found it is replaced whole. What needs a key or is cut in pieces is not known this way.
 */
import { isUtf8 } from 'node:buffer';
import { inflateSync } from 'node:zlib';
import type { Carrier } from '../../core/inspect/carrier.ts';
import { limits } from '../../core/limits.ts';

/** Takes a disguise off a text (bytes are characters of the same number); undefined where it wears none. */
type Reveal = (text: string) => string | undefined;

/** A shorter text is nothing that is sought. */
const charsMin = 7;

const readable = (bytes: Buffer): string => bytes.toString(isUtf8(bytes) ? 'utf8' : 'latin1');

function fromReversed(text: string): string {
  return [...text].reverse().join('');
}

function fromHex(text: string): string | undefined {
  const even = text.length >= 2 * charsMin && text.length % 2 === 0;
  return even && /^[0-9A-Fa-f]+$/.test(text) ? readable(Buffer.from(text, 'hex')) : undefined;
}

function fromBase64(text: string): string | undefined {
  if (text.length < charsMin || !/^[A-Za-z0-9+/\n]+=*\s*$/.test(text)) return undefined;
  return readable(Buffer.from(text, 'base64'));
}

const sizeBytes = 4;

/** COMPRESS: the size in four bytes, and a zlib stream. */
function fromCompressed(text: string): string | undefined {
  if (text.length <= sizeBytes || text.charCodeAt(sizeBytes) !== 0x78) return undefined;
  const maxOutputLength = limits.mysql_disguise_bytes_max;
  try {
    return readable(
      inflateSync(Buffer.from(text, 'latin1').subarray(sizeBytes), { maxOutputLength }),
    );
  } catch {
    return undefined;
  }
}

/** UTF-16 or UTF-32 of characters below 256: between them stand zeros, one or three. */
export function fromWide(text: string): string | undefined {
  const form = /^(?:\0\0\0[^\0]|\0[^\0])+$|^(?:[^\0]\0\0\0|[^\0]\0)+$/;
  return text.length >= 2 * charsMin && form.test(text) ? text.replaceAll('\0', '') : undefined;
}

/** Digits with letters or marks close to them or among them, and addresses with something behind. */
function fromJoined(text: string): string | undefined {
  if (/@[\w.-]{1,200}\.\w\w/.test(text)) {
    return text.replace(/(@[\w.-]{1,200}\.)\w+/g, '$1com').replace(/^[^\w"']+/, '');
  }
  if (text.length > joinedCharsMax) return undefined;
  if (/^[A-Za-z]{1,8}\d{9,19}$|^\d{9,19}[A-Za-z]{1,8}$/.test(text)) return text.replace(/\D+/, '');
  const digits = text.replace(/[^\d\w\s:/.,-]/g, '');
  return digits !== text && /^\d{9,19}$/.test(digits) ? digits : undefined;
}

const joinedCharsMax = 128;
const repeatsMax = 8;

function fromRepeated(text: string): string | undefined {
  for (let count = 2; count <= repeatsMax && text.length >= count * charsMin; count++) {
    const part = text.slice(0, text.length / count);
    if (text.length % count === 0 && part.repeat(count) === text) return part;
  }
  return undefined;
}

/** Digits of a number that is written with other ones. */
const fromBase =
  (prefix: string, form: RegExp): Reveal =>
  (text) =>
    form.test(text) ? BigInt(prefix + text).toString() : undefined;
const fromHexNumber = fromBase('0x', /^[0-9A-Fa-f]{7,16}$/);
const fromBinary = fromBase('0b', /^[01]{24,64}$/);
const fromOctal = fromBase('0o', /^[0-7]{8,22}$/);

/** FORMAT: groups of three digits. */
function fromGrouped(text: string): string | undefined {
  const match = /^(\d{1,3}(?:[,.' ]\d{3}){2,6})(?:[.,]0*)?$/.exec(text);
  return match ? match[1].replace(/\D/g, '') : undefined;
}

const byFunction: Readonly<Record<string, readonly Reveal[]>> = {
  REVERSE: [fromReversed],
  HEX: [fromHex, fromHexNumber],
  TO_BASE64: [fromBase64],
  COMPRESS: [fromCompressed],
  BIN: [fromBinary],
  OCT: [fromOctal],
  FORMAT: [fromGrouped],
  REPEAT: [fromRepeated],
  ...{ CONCAT: [fromJoined], CONCAT_WS: [fromJoined], GROUP_CONCAT: [fromJoined] },
  ...{ INSERT: [fromJoined], LPAD: [fromJoined], RPAD: [fromJoined] },
};
/** Short names, for paths. */
const letters = new Map<Reveal, string>([
  [fromReversed, 'r'],
  [fromHex, 'h'],
  [fromHexNumber, 'x'],
  [fromBase64, 'b'],
  [fromCompressed, 'c'],
  [fromBinary, 'i'],
  [fromOctal, 'o'],
  [fromGrouped, 'g'],
  [fromRepeated, 'p'],
  [fromWide, 'w'],
  [fromJoined, 'j'],
]);

/** Whether a function of this upper-case name disguises its argument in a way that is known here. */
export function disguises(name: string): boolean {
  return Object.hasOwn(byFunction, name);
}

export interface Disguise {
  readonly name: string;
  readonly reveal: Reveal;
}

const wide: Disguise = { name: 'w', reveal: fromWide };
const known = new Map<string, readonly Disguise[]>();

/** Disguises that values of a statement with these functions may wear, one alone or two together. */
export function disguisesOf(functions: ReadonlySet<string>): readonly Disguise[] {
  const key = [...functions].sort().join(' ');
  const made = known.get(key) ?? pairs(functions);
  known.set(key, made);
  return made;
}

function pairs(functions: ReadonlySet<string>): readonly Disguise[] {
  const single = new Set<Reveal>([fromWide]);
  for (const name of functions) for (const reveal of byFunction[name]) single.add(reveal);
  const all: Disguise[] = [];
  for (const outer of single) {
    const name = letters.get(outer) as string;
    all.push(outer === fromWide ? wide : { name, reveal: outer });
    for (const inner of single) {
      if (outer === fromReversed && inner === fromReversed) continue;
      const reveal = (text: string): string | undefined => {
        const once = outer(text);
        return once === undefined ? undefined : inner(once);
      };
      all.push({ name: name + letters.get(inner), reveal });
    }
  }
  return all;
}

const carriers = new WeakMap<Carrier, Map<Disguise, Carrier>>();

/** `carrier` with the disguise off. Its text is empty where the value wears none. */
export function revealing(carrier: Carrier, disguise: Disguise): Carrier {
  let made = carriers.get(carrier);
  if (!made) {
    made = new Map();
    carriers.set(carrier, made);
  }
  const { reveal, name } = disguise;
  let own = made.get(disguise);
  if (!own) {
    own = {
      ...carrier,
      name: `${carrier.name}:${name}`,
      type: 'text',
      inline: false,
      text: (bytes, start, end) => reveal(carrier.text(bytes, start, end)) ?? '',
    };
    made.set(disguise, own);
  }
  return own;
}
