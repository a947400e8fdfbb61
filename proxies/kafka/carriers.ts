/**
 * How values sit in Kafka records. Kafka knows only bytes: text is taken for text, anything else for
 * binary.
 *
 * Keys and values are not nullable here although the record format could hold a null. A null value
 * is a tombstone, which deletes the key on a compacted topic, and a null key changes partitioning
 * and compaction identity; so a mask to null leaves an empty value instead. A header's value may
 * become null.
 */
import { isUtf8 } from 'node:buffer';
import type { Carrier } from '../../core/inspect/carrier.ts';

const empty = new Uint8Array(0);
/** First bytes that decide most values without reading them all. */
const probeBytes = 16;
const beyondLatin1 = /[^\u0000-\u00ff]/;

function within(encoded: Buffer, bound: number): Buffer | undefined {
  return bound > 0 && encoded.length > bound ? undefined : encoded;
}

function view(bytes: Uint8Array, start: number, end: number): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset + start, end - start);
}

function textCarrier(name: string, nullable: boolean): Carrier {
  return {
    name,
    type: 'text',
    inline: true,
    nullable,
    text: (bytes, start, end) => view(bytes, start, end).toString('utf8'),
    encode: (value, _bytes, _start, _end, bound) => within(Buffer.from(value, 'utf8'), bound),
    zero: () => empty,
  };
}

function binaryCarrier(name: string, nullable: boolean, payload: boolean): Carrier {
  return {
    name,
    type: 'binary',
    inline: false,
    payload,
    nullable,
    text: (bytes, start, end) => view(bytes, start, end).toString('latin1'),
    encode: (value, _bytes, _start, _end, bound) =>
      // Every byte was one character up to U+00FF; a substitute beyond that is written as UTF-8.
      within(Buffer.from(value, beyondLatin1.test(value) ? 'utf8' : 'latin1'), bound),
    zero: (_bytes, start, end) => new Uint8Array(end - start),
  };
}

export const carriers = {
  keyText: textCarrier('kafka:key:text', false),
  keyBinary: binaryCarrier('kafka:key:binary', false, true),
  valueText: textCarrier('kafka:value:text', false),
  valueBinary: binaryCarrier('kafka:value:binary', false, true),
  headerName: textCarrier('kafka:header:name', false),
  headerText: textCarrier('kafka:header:text', true),
  headerBinary: binaryCarrier('kafka:header:binary', true, false),
} as const;

/**
 * Whether bytes are taken for text. Printable ASCII at the front decides; what follows need not be
 * valid, since the inspector reads broken text byte by byte. Else the whole must be UTF-8 without
 * control characters at the front.
 */
export function isText(bytes: Uint8Array, start: number, end: number): boolean {
  const stop = Math.min(end, start + probeBytes);
  let plain = true;
  for (let i = start; i < stop; i++) {
    const byte = bytes[i];
    if (byte < 0x20 && byte !== 0x09 && byte !== 0x0a && byte !== 0x0d) return false;
    if (byte >= 0x7f) plain = false;
  }
  return plain || isUtf8(bytes.subarray(start, end));
}

const nameBytesMax = 64;
/** Fewer digits than any number that is sought, and letters in a row than in a key with digits. */
const nameDigitsMax = 6;
const nameRunMax = 15;

/**
 * Whether a header's name is a name and nothing else: short words of letters and a digit or two. The
 * others are looked at like values, since clients may put anything there.
 */
export function isPlainName(bytes: Uint8Array, start: number, end: number): boolean {
  if (end - start > nameBytesMax) return false;
  let digits = 0;
  let run = 0;
  let longest = 0;
  for (let i = start; i < end; i++) {
    const byte = bytes[i];
    const letter = byte | 0x20;
    if (byte >= 0x30 && byte <= 0x39) digits++;
    else if (letter < 0x61 || letter > 0x7a) {
      if (byte !== 0x5f && byte !== 0x2d && byte !== 0x2e) return false;
      run = -1;
    }
    if (++run > longest) longest = run;
  }
  return digits <= nameDigitsMax && (digits === 0 || longest <= nameRunMax);
}

/** Bytes in front of a value that a schema registry's serializer wrote: 0 and the schema's id. */
const registryFrameBytes = 5;

/**
 * Where a value's text begins: behind the frame of a schema registry's JSON Schema serializer, so
 * that its JSON is walked like any other, else at its start. Only ever skips the frame's five bytes.
 */
export function framedJson(bytes: Uint8Array, start: number, end: number): number {
  if (bytes[start] !== 0 || end - start <= registryFrameBytes) return start;
  const first = bytes[start + registryFrameBytes];
  return first === 0x7b || first === 0x5b ? start + registryFrameBytes : start;
}
