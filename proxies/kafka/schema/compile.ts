/**
 * A message of the table as it stands in one version: which fields it has, in what form. Compiled at
 * first use and kept, since a connection meets the same few APIs and versions again and again.
 */
import { messages } from './messages.ts';
import type { FieldRow, MessageRow, VersionRange } from './table.ts';
import { includes, parseVersions } from './table.ts';

export type ScalarType =
  | 'bool'
  | 'int8'
  | 'int16'
  | 'uint16'
  | 'int32'
  | 'uint32'
  | 'int64'
  | 'float64'
  | 'uuid'
  | 'string'
  | 'bytes'
  | 'records';

export interface Field {
  /** Name with a small first letter, as decoded objects carry it. */
  readonly name: string;
  readonly type: ScalarType | 'array' | 'struct';
  readonly nullable: boolean;
  /** True where lengths are compact (KIP-482). */
  readonly compact: boolean;
  /** Tag, or -1 for a field in its place. */
  readonly tag: number;
  readonly entity: string;
  /** Members of an array. */
  readonly element: Field | undefined;
  readonly struct: Struct | undefined;
  /** Default as the definition writes it, undefined where it is the type's own. */
  readonly initial: string | undefined;
}

export interface Struct {
  readonly name: string;
  /** True where a section of tagged fields ends the struct. */
  readonly flexible: boolean;
  readonly fields: readonly Field[];
  /** Known tagged fields, ascending by tag. */
  readonly tagged: readonly Field[];
}

export interface Api {
  readonly key: number;
  readonly name: string;
  /** Versions that we can read, and so offer and accept. */
  readonly versions: VersionRange;
  /** First version whose header is flexible too; 32767 where there is none. */
  readonly flexibleFrom: number;
}

export type MessageKind = 'request' | 'response' | 'header';

const rows = new Map<string, MessageRow>(messages.map((row) => [`${row.kind}${row.key}`, row]));
const headerRows = new Map(messages.filter((m) => m.key < 0).map((row) => [row.name, row]));

function apiOf(row: MessageRow): Api {
  const range = parseVersions(row.versions);
  const flexible = parseVersions(row.flexible);
  return {
    key: row.key,
    name: row.name.replace(/Request$/, ''),
    versions: { min: range.min, max: row.unstable ? range.max - 1 : range.max },
    flexibleFrom: flexible.max < flexible.min ? 32767 : flexible.min,
  };
}

/** Every API that brokers serve to clients, by key. */
export const apis: ReadonlyMap<number, Api> = new Map(
  messages.filter((row) => row.kind === 'request').map((row) => [row.key, apiOf(row)]),
);

interface Scope {
  readonly version: number;
  readonly flexible: boolean;
  readonly structs: Readonly<Record<string, readonly FieldRow[]>>;
}

const holds = (text: string | undefined, version: number): boolean =>
  text !== undefined && includes(parseVersions(text), version);

const scalars = new Set<string>(
  'bool int8 int16 uint16 int32 uint32 int64 float64 uuid string bytes records'.split(' '),
);

function compileField(row: FieldRow, scope: Scope): Field {
  const [name, type, , options = {}] = row;
  const isArray = type.startsWith('[]');
  const inner = isArray ? type.slice(2) : type;
  const isScalar = scalars.has(inner);
  const struct = isScalar
    ? undefined
    : compileStruct(inner, options.fields ?? scope.structs[inner], scope);
  const innerType = isScalar ? (inner as ScalarType) : 'struct';
  const tagged = holds(options.tagged, scope.version);
  const own = {
    name: name[0].toLowerCase() + name.slice(1),
    nullable: holds(options.nullable, scope.version),
    compact: scope.flexible && options.flexible !== 'none',
    tag: tagged ? (options.tag as number) : -1,
    entity: options.entity ?? '',
    initial: options.default,
  };
  if (!isArray) return { ...own, type: innerType, struct, element: undefined };
  const element: Field = {
    ...own,
    name: inner,
    nullable: false,
    tag: -1,
    initial: undefined,
    type: innerType,
    struct,
    element: undefined,
  };
  return { ...own, type: 'array', element, struct: undefined };
}

function compileStruct(name: string, fieldRows: readonly FieldRow[], scope: Scope): Struct {
  const all = fieldRows
    .filter((row) => holds(row[2], scope.version))
    .map((row) => compileField(row, scope));
  return {
    name,
    flexible: scope.flexible,
    fields: all.filter((field) => field.tag < 0),
    tagged: all.filter((field) => field.tag >= 0).sort((a, b) => a.tag - b.tag),
  };
}

const compiled = new Map<string, Struct>();

function structOfRow(row: MessageRow, version: number): Struct {
  const id = `${row.name}/${version}`;
  const known = compiled.get(id);
  if (known) return known;
  const flexible = holds(row.flexible, version);
  const struct = compileStruct(row.name, row.fields, {
    version,
    flexible,
    structs: row.structs ?? {},
  });
  compiled.set(id, struct);
  return struct;
}

/** The body of a request or response. The version must be one that `apis` names for that key. */
export function bodyStruct(kind: 'request' | 'response', key: number, version: number): Struct {
  const row = rows.get(`${kind}${key}`);
  if (!row) throw new RangeError(`no ${kind} for API key ${key}`);
  if (!includes(parseVersions(row.versions), version)) {
    throw new RangeError(`${row.name} has no version ${version}`);
  }
  return structOfRow(row, version);
}

export function headerStruct(name: 'RequestHeader' | 'ResponseHeader', version: number): Struct {
  return structOfRow(headerRows.get(name) as MessageRow, version);
}
