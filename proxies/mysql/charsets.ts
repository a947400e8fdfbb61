/**
 * Character sets of result columns: which one a collation id belongs to, and how its bytes are read
 * as characters and written back. Ids: information_schema.COLLATIONS of MySQL 9 and MariaDB 11.
 */

export interface Charset {
  readonly name: string;
  /** The bytes are UTF-8 already (or ASCII, its part), so values may be edited where they stand. */
  readonly inline: boolean;
  /** Every character takes two or four bytes. */
  readonly wide?: boolean;
  decode(bytes: Uint8Array, start: number, end: number): string;
  /** Undefined where a character has no bytes in this character set. */
  encode(text: string): Uint8Array | undefined;
}

/** The same bytes with the methods of a Buffer; a view is made only where they have none. */
export const asBuffer = (bytes: Uint8Array): Buffer =>
  bytes instanceof Buffer ? bytes : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);

const view = (bytes: Uint8Array, start: number, end: number): Buffer =>
  Buffer.from(bytes.buffer, bytes.byteOffset + start, end - start);

const utf8: Charset = {
  name: 'utf8mb4',
  inline: true,
  decode: (bytes, start, end) => asBuffer(bytes).toString('utf8', start, end),
  encode: (text) => Buffer.from(text, 'utf8'),
};

/** Three bytes a character at most: what needs four has no place in a utf8mb3 result. */
const utf8mb3: Charset = { ...utf8, name: 'utf8mb3' };

/**
 * Single bytes as the characters of the same number. Exact for latin1; for the rare sets that no
 * decoder knows (cp850, dec8, keybcs2 ...) exact for their ASCII half and faithful both ways.
 */
const latin1: Charset = {
  name: 'latin1',
  inline: false,
  decode: (bytes, start, end) => asBuffer(bytes).toString('latin1', start, end),
  encode: (text) => (/^[\u0000-\u00ff]*$/.test(text) ? Buffer.from(text, 'latin1') : undefined),
};

const utf16be: Charset = {
  name: 'utf16',
  inline: false,
  wide: true,
  decode: (bytes, start, end) => new TextDecoder('utf-16be').decode(view(bytes, start, end)),
  encode: (text) => Buffer.from(text, 'utf16le').swap16(),
};

const utf16le: Charset = {
  name: 'utf16le',
  inline: false,
  wide: true,
  decode: (bytes, start, end) => view(bytes, start, end).toString('utf16le'),
  encode: (text) => Buffer.from(text, 'utf16le'),
};

const utf32: Charset = {
  name: 'utf32',
  inline: false,
  wide: true,
  decode(bytes, start, end) {
    let text = '';
    const source = view(bytes, start, end);
    for (let at = 0; at + 4 <= source.length; at += 4) {
      const point = source.readUInt32BE(at);
      text += point <= 0x10ffff ? String.fromCodePoint(point) : '\ufffd';
    }
    return text;
  },
  encode(text) {
    const points = [...text];
    const bytes = Buffer.allocUnsafe(points.length * 4);
    for (let i = 0; i < points.length; i++) {
      bytes.writeUInt32BE(points[i].codePointAt(0) as number, i * 4);
    }
    return bytes;
  },
};

/** Bytes of each character of an encoding, found by decoding every one- and two-byte sequence. */
function reverseTable(
  decoder: InstanceType<typeof TextDecoder>,
  multiByte: boolean,
): Map<string, Buffer> {
  const table = new Map<string, Buffer>();
  const learn = (bytes: Buffer) => {
    const text = decoder.decode(bytes);
    const single = text.length === 1 || (text.length === 2 && text.codePointAt(0)! > 0xffff);
    if (single && text !== '\ufffd' && !table.has(text)) table.set(text, bytes);
  };
  for (let first = 0; first < 256; first++) learn(Buffer.from([first]));
  if (!multiByte) return table;
  for (let first = 0x81; first < 0xff; first++) {
    for (let second = 0x40; second < 0xff; second++) learn(Buffer.from([first, second]));
  }
  return table;
}

/** A character set through the platform's decoder, its way back worked out when first needed. */
function decoded(name: string, label: string, multiByte = false): Charset {
  const decoder = new TextDecoder(label);
  let table: Map<string, Buffer> | undefined;
  return {
    name,
    inline: false,
    decode: (bytes, start, end) => decoder.decode(view(bytes, start, end)),
    encode(text) {
      table ??= reverseTable(decoder, multiByte);
      const parts: Buffer[] = [];
      for (const character of text) {
        const bytes = table.get(character);
        if (!bytes) return undefined;
        parts.push(bytes);
      }
      return Buffer.concat(parts);
    },
  };
}

const ids: [Charset, number[]][] = [
  [{ ...utf8, name: 'ascii' }, [11, 65, 1035, 1089]],
  [utf8mb3, [33, 83, 1057, 1107, 1216, 1238]],
  [utf8, [45, 46, 1069, 1070, 1248, 1270]],
  [{ ...utf16be, name: 'ucs2' }, [35, 90, 1059, 1114, 1152, 1174]],
  [utf16be, [54, 55, 1078, 1079, 1125, 1147]],
  [utf16le, [56, 62, 1080, 1086]],
  [utf32, [60, 61, 1084, 1085, 1184, 1206]],
  [decoded('big5', 'big5', true), [1, 84, 1025, 1108]],
  [decoded('latin2', 'iso-8859-2'), [2, 9, 21, 27, 77, 1033, 1101]],
  [decoded('koi8r', 'koi8-r'), [7, 74, 1031, 1098]],
  [decoded('koi8u', 'koi8-u'), [22, 75, 1046, 1099]],
  [decoded('ujis', 'euc-jp', true), [12, 91, 97, 98, 1036, 1115, 1121, 1122]],
  [decoded('sjis', 'shift_jis', true), [13, 88, 95, 96, 1037, 1112, 1119, 1120]],
  [decoded('cp1251', 'windows-1251'), [14, 23, 50, 51, 52, 1074, 1075]],
  [decoded('hebrew', 'iso-8859-8'), [16, 71, 1040, 1095]],
  [decoded('tis620', 'windows-874'), [18, 89, 1042, 1113]],
  [decoded('euckr', 'euc-kr', true), [19, 85, 1043, 1109]],
  [decoded('latin7', 'iso-8859-13'), [20, 41, 42, 79, 1065, 1103]],
  [decoded('gb2312', 'gbk', true), [24, 86, 28, 87, 1048, 1110, 1052, 1111]],
  [decoded('gb18030', 'gb18030', true), [248, 249, 250]],
  [decoded('greek', 'iso-8859-7'), [25, 70, 1049, 1094]],
  [decoded('cp1250', 'windows-1250'), [26, 34, 44, 66, 99, 1050, 1090]],
  [decoded('cp1257', 'windows-1257'), [29, 58, 59, 1082, 1083]],
  [decoded('latin5', 'windows-1254'), [30, 78, 1054, 1102]],
  [decoded('cp866', 'ibm866'), [36, 68, 1060, 1092]],
  [decoded('macroman', 'macintosh'), [39, 53, 1063, 1077]],
  [decoded('cp1256', 'windows-1256'), [57, 67, 1081, 1091]],
];

/** Collation ids in rows: [first, last, character set]. MariaDB's uca1400 begin at 2048. */
const ranges: [number, number, Charset][] = [
  [101, 124, utf16be],
  [128, 151, utf16be],
  [159, 159, utf16be],
  [160, 183, utf32],
  [192, 223, utf8mb3],
  [224, 247, utf8],
  [255, 323, utf8],
  [576, 607, utf8mb3],
  [608, 639, utf8],
  [640, 703, utf16be],
  [736, 767, utf32],
  [2048, 2303, utf8mb3],
  [2304, 2559, utf8],
  [2560, 3071, utf16be],
  [3072, 3327, utf32],
];

const byId = new Map<number, Charset>();
for (const [charset, list] of ids) for (const id of list) byId.set(id, charset);

/** Most bytes of a character (MAXLEN of INFORMATION_SCHEMA.CHARACTER_SETS); one in all other sets. */
const mostBytes: Readonly<Record<string, number>> = {
  ...{ utf8mb3: 3, utf8mb4: 4, ucs2: 2, utf16: 4, utf16le: 4, utf32: 4 },
  ...{ big5: 2, ujis: 3, sjis: 2, euckr: 2, gb2312: 2, gb18030: 4 },
};
/** Bytes of an ASCII character, where they are not one. */
const asciiBytes: Readonly<Record<string, number>> = { ucs2: 2, utf16: 2, utf16le: 2, utf32: 4 };

/** Bytes of as many ASCII characters as a column of `length` bytes holds characters. */
export function columnBound({ name }: Charset, length: number): number {
  return Math.floor(length / (mostBytes[name] ?? 1)) * (asciiBytes[name] ?? 1);
}

/** Collation id of the `binary` character set: bytes without characters. */
export const binaryCharset = 63;

/** Character set of a collation id. Single-byte sets without a decoder read as latin1. */
export function charsetOf(id: number): Charset {
  const known = byId.get(id);
  if (known) return known;
  for (const [first, last, charset] of ranges) {
    if (id >= first && id <= last) return charset;
  }
  return latin1;
}

/**
 * Client character sets in whose multi-byte characters the second byte may be a backslash, quote or
 * backtick, so that a statement cannot be lexed byte by byte.
 */
export const ambiguousCharsets: ReadonlySet<string> = new Set([
  'big5',
  'cp932',
  'gb18030',
  'gbk',
  'sjis',
]);

/** Collation ids of `ambiguousCharsets`. */
export function isAmbiguousCollation(id: number): boolean {
  return ambiguousIds.has(id);
}

const ambiguousIds = new Set([
  1, 84, 1025, 1108, 13, 88, 1037, 1112, 95, 96, 1119, 1120, 28, 87, 1052, 1111, 248, 249, 250,
]);
