/** Values in odd encodings and envelopes, with something sensitive in each. */
import zlib from 'node:zlib';
import { secrets } from './secrets.ts';

/** Name, value, and what must not arrive where it is not the usual. */
export type Envelope = [string, Buffer | string, string[]?];

const { email, card, ssn, salary, json } = secrets;
const whole = [email, card, ssn, salary];
const bom = '\ufeff';

const utf16le = (text: string): Buffer => Buffer.from(text, 'utf16le');
const utf16be = (text: string): Buffer => utf16le(text).swap16();

function utf32(text: string, isBig: boolean): Buffer {
  const points = [...text].map((char) => char.codePointAt(0) as number);
  const bytes = Buffer.alloc(points.length * 4);
  for (const [i, point] of points.entries()) {
    if (isBig) bytes.writeUInt32BE(point, i * 4);
    else bytes.writeUInt32LE(point, i * 4);
  }
  return bytes;
}

const escaped = (text: string): string =>
  [...text].map((c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`).join('');
const base64 = (text: string | Buffer): string => Buffer.from(text).toString('base64');

const characterSets: Envelope[] = [
  ['byte order mark', bom + json, whole],
  ['UTF-16 LE, marked', utf16le(bom + json), whole],
  ['UTF-16 BE, marked', utf16be(bom + json), whole],
  ['UTF-16 LE', utf16le(json), whole],
  ['UTF-16 BE', utf16be(json), whole],
  ['UTF-32 LE, marked', utf32(bom + json, false), whole],
  ['UTF-32 BE, marked', utf32(bom + json, true), whole],
  ['UTF-32 LE', utf32(json, false), whole],
  ['text in UTF-16', utf16le(`write to ${email} about ${card}`)],
  ['XML in UTF-16', utf16le(`${bom}<?xml version="1.0" encoding="utf-16"?><p>${email}</p>`)],
  [
    'broken UTF-8',
    Buffer.concat([
      Buffer.from(`{"x":"`),
      Buffer.from([0xff]),
      Buffer.from(`","salary":98123,"e":"${email}"}`),
    ]),
    [email, salary],
  ],
  ['latin1', Buffer.concat([Buffer.from('gr\xfc\xdfe an ', 'latin1'), Buffer.from(email)])],
  ['NUL in front', `\0${json}`, whole],
  ['control character in front', `\x01${json}`, whole],
];

const jsonForms: Envelope[] = [
  ['white space in front', `  \n\t${json}`, whole],
  ['JSON5', `{email: '${email}', card: ${card}, salary: ${salary}}`, whole],
  ['single quotes', `{'email': '${email}', 'salary': '${salary}'}`, [email, salary]],
  ['trailing comma', `{"email":"${email}","salary":${salary},}`, [email, salary]],
  ['NaN', `{"x":NaN,"salary":${salary}}`, [salary]],
  ['raw newline in a string', `{"x":"a\nb","salary":${salary}}`, [salary]],
  ['unknown escape', `{"x":"a\\qb","salary":${salary}}`, [salary]],
  ['cut short', `{"a":1,"salary":"${salary}`, [salary]],
  ['lines', `{"a":1}\n${json}\n`, whole],
  ['lines with CR', `{"a":1}\r\n${json}\r\n`, whole],
  ['concatenated', `{"a":1}${json}`, whole],
  ['text sequence (RFC 7464)', `\x1e{"a":1}\n\x1e${json}\n`, whole],
  ['bytes behind', `${json} and more`, whole],
  ['zeros behind', `${json}\0\0\0`, whole],
  [
    'length in front',
    Buffer.concat([Buffer.from([0, 0, 0, json.length]), Buffer.from(json)]),
    whole,
  ],
  ['duplicate keys', `{"salary":1,"salary":${salary},"e":"x","e":"${email}"}`, [email, salary]],
  ['escaped key', `{"\\u0073alary":${salary}}`, [salary]],
  ['key in other letters', `{"SaLaRy":${salary}}`, [salary]],
  ['list under the field', `{"salary":[{"x":[${salary}]}]}`, [salary]],
  ['JSON in JSON in JSON', JSON.stringify({ x: JSON.stringify({ y: json }) }), whole],
  ['escaped address', `{"e":"${escaped(email)}"}`, [escaped(email), email]],
  ['escaped digits', `{"e":"${escaped(card)}"}`, [escaped(card), card]],
  ['address as key', JSON.stringify({ [email]: 1 })],
  ['number as key', JSON.stringify({ [card]: 1 })],
  ['exponent', '{"card":4.111111111111111e15}', ['4.111111111111111e15']],
  ['decimal', `{"card":${card}.0}`],
  ['behind a huge number', `{"x":${'9'.repeat(400)},"card":${card}}`],
  ['deep', '['.repeat(2_000) + json + ']'.repeat(2_000), whole],
  ['text alone', JSON.stringify(email)],
];

const wrapped: Envelope[] = [
  ['base64', base64(json), whole],
  ['base64url', Buffer.from(json).toString('base64url'), whole],
  ['base64 in JSON', JSON.stringify({ data: base64(json) }), whole],
  ['base64 of base64', JSON.stringify({ data: base64(base64(json)) }), whole],
  ['base64 in lines', base64(json + json).replace(/(.{60})/g, '$1\n'), whole],
  ['data URL', JSON.stringify({ d: `data:application/json;base64,${base64(json)}` }), whole],
  ['gzip', zlib.gzipSync(json), whole],
  ['zlib', zlib.deflateSync(json), whole],
  ['raw deflate', zlib.deflateRawSync(json), whole],
  ['zstd', zlib.zstdCompressSync(json), whole],
  ['brotli', zlib.brotliCompressSync(json), whole],
  ['gzip in base64', base64(zlib.gzipSync(json)), whole],
  ['gzip in base64 in JSON', JSON.stringify({ p: base64(zlib.gzipSync(json)) }), whole],
  ['percent-encoded', encodeURIComponent(`to=${email}`), [email, encodeURIComponent(email)]],
  [
    'form',
    `to=${encodeURIComponent(email)}&card=${card}`,
    [email, encodeURIComponent(email), card],
  ],
  ['XML', `<p><email>${email}</email><card>${card}</card></p>`],
  ['XML entity', `<p>${email.replace('@', '&#64;')}</p>`, [email, email.replace('@', '&#64;')]],
  ['CDATA', `<p><![CDATA[${email}]]></p>`],
  ['CSV', `id,email,card\n1,${email},${card}\n`],
  ['YAML', `email: ${email}\ncard: "${card}"\n`],
  ['CloudEvent', JSON.stringify({ specversion: '1.0', id: '1', data: JSON.parse(json) }), whole],
  [
    'CloudEvent in base64',
    JSON.stringify({ specversion: '1.0', data_base64: base64(json) }),
    whole,
  ],
];

const short = (text: string): Buffer =>
  Buffer.concat([Buffer.from([text.length]), Buffer.from(text)]);
/** Length as Avro writes it, for up to 63 bytes. */
const avro = (text: string): Buffer =>
  Buffer.concat([Buffer.from([text.length << 1]), Buffer.from(text)]);
const registered = (body: Buffer | string): Buffer =>
  Buffer.concat([Buffer.from([0, 0, 0, 0, 7]), Buffer.from(body)]);
const field = (number: number, text: string): Buffer =>
  Buffer.concat([Buffer.from([(number << 3) | 2]), short(text)]);

function int64(value: string): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeBigInt64BE(BigInt(value));
  return bytes;
}

const serialized: Envelope[] = [
  ['registry, JSON', registered(json), whole],
  ['registry, JSON behind spaces', registered(`  ${json}`), whole],
  ['registry, JSON text', registered(JSON.stringify(email))],
  ['registry, JSON with a mark', registered(bom + json), whole],
  ['registry, JSON in UTF-16', registered(utf16le(bom + json)), whole],
  ['registry, Avro', registered(Buffer.concat([avro(email), avro(card), avro(ssn)]))],
  [
    'registry, Protobuf',
    registered(Buffer.concat([Buffer.alloc(1), field(1, email), field(2, card)])),
  ],
  [
    'registry, GUID',
    Buffer.concat([Buffer.from([1]), Buffer.alloc(16, 0xa7), Buffer.from(json)]),
    whole,
  ],
  [
    'registry of Apicurio',
    Buffer.concat([Buffer.alloc(1), Buffer.alloc(8, 1), Buffer.from(json)]),
    whole,
  ],
  [
    'registry of AWS',
    Buffer.concat([Buffer.from([3, 0]), Buffer.alloc(16, 7), Buffer.from(json)]),
    whole,
  ],
  [
    'registry of AWS, zlib',
    Buffer.concat([Buffer.from([3, 5]), Buffer.alloc(16, 7), zlib.deflateSync(json)]),
    whole,
  ],
  ['Protobuf', Buffer.concat([field(1, email), field(2, card)])],
  ['Avro file', Buffer.concat([Buffer.from('Obj\x01'), Buffer.alloc(20), avro(email)])],
  ['Avro object', Buffer.concat([Buffer.from([0xc3, 1]), Buffer.alloc(8), avro(email)])],
  ['MessagePack', Buffer.concat([Buffer.from([0x81, 0xa1, 0x65, 0xd9]), short(email)])],
  ['CBOR', Buffer.concat([Buffer.from([0xa1, 0x61, 0x65, 0x78]), short(email)])],
  [
    'BSON',
    Buffer.concat([
      Buffer.from([45, 0, 0, 0, 2]),
      Buffer.from('e\0'),
      Buffer.from([30, 0, 0, 0]),
      Buffer.from(`${email}\0\0`),
    ]),
  ],
  ['Java', Buffer.concat([Buffer.from([0xac, 0xed, 0, 5, 0x74, 0]), short(email)])],
  ['long', int64(card), [int64(card).toString('latin1')]],
];

export function envelopes(): Envelope[] {
  return [...characterSets, ...jsonForms, ...wrapped, ...serialized];
}
