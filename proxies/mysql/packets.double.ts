/** Packets as a server or a client would send them, for tests. */
import { Writer } from '../../core/bytes/writer.ts';
import { Capability, FieldType, Status } from './constants.ts';
import { frameMessage, lenencSize, putLenenc } from './framing.ts';

export const nonce = Buffer.from('abcdefghijklmnopqrst');

export function lenenc(value: number): Buffer {
  const bytes = Buffer.alloc(lenencSize(value));
  putLenenc(bytes, 0, value);
  return bytes;
}

export function lenencText(value: string | Uint8Array): Buffer {
  const bytes = Buffer.from(value as string);
  return Buffer.concat([lenenc(bytes.length), bytes]);
}

/** Capabilities of the servers and clients of these tests. */
export const commonCapabilities =
  Capability.protocol41 |
  Capability.secureConnection |
  Capability.pluginAuth |
  Capability.pluginAuthLenenc |
  Capability.connectWithDb |
  Capability.connectAttrs |
  Capability.multiStatements |
  Capability.localFiles |
  Capability.mysql;

export interface GreetingOptions {
  capabilities?: number;
  mariaCapabilities?: number;
  version?: string;
  plugin?: string;
}

export function greeting({
  capabilities = commonCapabilities,
  mariaCapabilities = 0,
  version = '9.7.0',
  plugin = 'mysql_native_password',
}: GreetingOptions = {}): Buffer {
  const payload = new Writer()
    .u8(10)
    .utf8(`${version}\0`)
    .u32le(7)
    .raw(nonce.subarray(0, 8))
    .u8(0)
    .u16le(capabilities & 0xffff)
    .u8(45)
    .u16le(2)
    .u16le(capabilities >>> 16)
    .u8(21)
    .zeros(6)
    .u32le(mariaCapabilities)
    .raw(nonce.subarray(8))
    .u8(0)
    .utf8(`${plugin}\0`);
  return frameMessage(payload.bytes(), 0);
}

export interface ReplyOptions {
  capabilities?: number;
  mariaCapabilities?: number;
  user?: string;
  schema?: string;
  plugin?: string;
  auth?: Uint8Array;
  program?: string;
  sequence?: number;
}

export function handshakeReply({
  capabilities = commonCapabilities,
  mariaCapabilities = 0,
  user = 'ann',
  schema = 'hr',
  plugin = 'mysql_native_password',
  auth = Buffer.alloc(20, 7),
  program = 'tests',
  sequence = 1,
}: ReplyOptions = {}): Buffer {
  const attributes = Buffer.concat([lenencText('program_name'), lenencText(program)]);
  const payload = new Writer()
    .u32le(capabilities)
    .u32le(0xffffff)
    .u8(45)
    .zeros(19)
    .u32le(mariaCapabilities)
    .utf8(`${user}\0`)
    .raw(lenencText(auth))
    .utf8(`${schema}\0${plugin}\0`)
    .raw(lenencText(attributes));
  return frameMessage(payload.bytes(), sequence);
}

export function sslRequest(capabilities = commonCapabilities | Capability.ssl): Buffer {
  const payload = new Writer().u32le(capabilities).u32le(0xffffff).u8(45).zeros(23);
  return frameMessage(payload.bytes(), 1);
}

export function ok(sequence: number, status = 2, header = 0): Buffer {
  const payload = new Writer().u8(header).u8(0).u8(0).u16le(status).u16le(0);
  return frameMessage(payload.bytes(), sequence);
}

export function eof(sequence: number, status = 2): Buffer {
  return frameMessage(new Writer().u8(0xfe).u16le(0).u16le(status).bytes(), sequence);
}

export function err(sequence: number, message: string, errno = 1105): Buffer {
  const payload = new Writer().u8(0xff).u16le(errno).utf8(`#HY000${message}`);
  return frameMessage(payload.bytes(), sequence);
}

export interface ColumnOptions {
  name: string;
  schema?: string;
  table?: string;
  orgName?: string;
  type?: number;
  flags?: number;
  length?: number;
  charset?: number;
  decimals?: number;
  defaultValue?: Uint8Array;
}

export function column(sequence: number, options: ColumnOptions): Buffer {
  const { name, schema = 'hr', table = 'staff', orgName = table === '' ? '' : name } = options;
  const {
    type = FieldType.varString,
    flags = 0,
    length = 400,
    charset = 45,
    decimals = 0,
  } = options;
  const payload = new Writer()
    .raw(lenencText('def'))
    .raw(lenencText(schema))
    .raw(lenencText(table))
    .raw(lenencText(table))
    .raw(lenencText(name))
    .raw(lenencText(orgName))
    .u8(12)
    .u16le(charset)
    .u32le(length)
    .u8(type)
    .u16le(flags)
    .u8(decimals)
    .zeros(2);
  if (options.defaultValue) payload.raw(options.defaultValue);
  return frameMessage(payload.bytes(), sequence);
}

/** A column without an origin, as expressions have it. */
export const expression = (name: string, more: Partial<ColumnOptions> = {}): ColumnOptions => ({
  name,
  schema: '',
  table: '',
  ...more,
});

export type Value = string | Uint8Array | null;

export function textRow(sequence: number, values: readonly Value[]): Buffer {
  const parts = values.map((value) => (value === null ? Buffer.of(0xfb) : lenencText(value)));
  return frameMessage(Buffer.concat(parts), sequence);
}

/** A binary row; values are already in their binary form, with their length where they have one. */
export function binaryRow(sequence: number, values: readonly (Uint8Array | null)[]): Buffer {
  const bitmap = Buffer.alloc((values.length + 9) >> 3);
  values.forEach((value, i) => {
    if (value === null) bitmap[(i + 2) >> 3] |= 1 << ((i + 2) & 7);
  });
  const present = values.filter((value) => value !== null);
  return frameMessage(Buffer.concat([Buffer.of(0), bitmap, ...present]), sequence);
}

export interface ResultOptions {
  columns: readonly ColumnOptions[];
  /** Framed rows, made with the sequence id they are given. */
  rows: readonly ((sequence: number) => Buffer)[];
  first?: number;
  more?: boolean;
  deprecateEof?: boolean;
}

/** A whole result set, with packets numbered from `first`. Returns the packets one by one. */
export function resultSet({
  columns,
  rows,
  first = 1,
  more = false,
  deprecateEof = false,
}: ResultOptions): Buffer[] {
  const status = more ? Status.moreResults | 2 : 2;
  let sequence = first;
  const next = () => sequence++ & 0xff;
  const packets = [frameMessage(lenenc(columns.length), next())];
  for (const options of columns) packets.push(column(next(), options));
  if (!deprecateEof) packets.push(eof(next()));
  for (const row of rows) {
    const packet = row(sequence & 0xff);
    packets.push(packet);
    for (let at = 0; at < packet.length; at += 4 + packet.readUIntLE(at, 3)) sequence++;
  }
  packets.push(deprecateEof ? ok(next(), status, 0xfe) : eof(next(), status));
  return packets;
}

export function command(code: number, body: string | Uint8Array = ''): Buffer {
  return frameMessage(Buffer.concat([Buffer.of(code), Buffer.from(body as string)]), 0);
}

export const query = (sql: string): Buffer => command(3, sql);
