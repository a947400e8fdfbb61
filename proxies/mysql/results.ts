/** What a result set's columns mean to policy, worked out once per result, asked once per value. */
import type { Carrier } from '../../core/inspect/carrier.ts';
import { Access, type Inspector } from '../../core/inspect/inspector.ts';
import type { PathId } from '../../core/inspect/paths.ts';
import { columnCarrier, contentProbe, messageCarrier } from './carriers.ts';
import { FieldType, fixedWidths } from './constants.ts';
import { disguisesOf, revealing } from './disguises.ts';
import type { Facts } from './facts.ts';
import { Form } from './forms.ts';
import {
  columnResource,
  columnSources,
  computedOrigin,
  directPath,
  type Lineage,
  messageSources,
  nameSources,
  type Origin,
} from './origins.ts';
import type { Column } from './packets.ts';

/** A column whose values are looked at. */
export interface LookedColumn {
  readonly carrier: Carrier;
  /** What `carrier` takes values to be. */
  readonly form: Form;
  /** Carrier of values that are not of that form. */
  readonly raw: Carrier;
  readonly bound: number;
  /** Every value of the form is pushed once under each of these; none where such are idle. */
  readonly paths: readonly PathId[];
  /** The same for values that are not of the form. */
  readonly rawPaths: readonly PathId[];
  /** The same values without what a function has disguised them by, each under a path of its own. */
  readonly disguised: readonly { readonly carrier: Carrier; readonly path: PathId }[];
  /** Any mask hides the whole value: it is computed, so a part of it may be any part of the source. */
  readonly tainted: boolean;
}

export interface Result {
  readonly binary: boolean;
  /** Number of columns. */
  readonly count: number;
  /** Width of each column's binary values; -1 length-encoded, -2 a length byte (dates and times). */
  readonly widths: Int8Array;
  /** By column; undefined where its values pass unread. */
  readonly looked: readonly (LookedColumn | undefined)[];
  /** The last column that is looked at, -1 for none. */
  readonly lastLooked: number;
  /** `block`: no row goes on; `drop`: rows are left out; `pass`: rows go on unread. */
  readonly access: Access;
  /** A column comes from text that we have not seen. */
  readonly untraceable: boolean;
  /** Policy behind an access of `block`. */
  readonly blockedBy: string;
}

const temporal: ReadonlySet<number> = new Set([
  FieldType.date,
  FieldType.newdate,
  FieldType.datetime,
  FieldType.datetime2,
  FieldType.timestamp,
  FieldType.timestamp2,
  FieldType.time,
  FieldType.time2,
]);

function widthOf(type: number): number {
  if (temporal.has(type)) return -2;
  return fixedWidths[type] ?? -1;
}

function lookedColumn(
  column: Column,
  binary: boolean,
  origin: Origin,
  inspector: Inspector,
  disguised: LookedColumn['disguised'] = none,
): LookedColumn | undefined {
  if (origin.paths.length === 0) return undefined;
  const { carrier, form, raw = carrier, bound } = columnCarrier(column, binary);
  const paths = origin.paths.filter((path) => !inspector.idle(path, carrier));
  const rawPaths =
    raw === carrier ? paths : origin.paths.filter((path) => !inspector.idle(path, raw));
  if (paths.length === 0 && rawPaths.length === 0) return undefined;
  return { carrier, form, raw, bound, paths, rawPaths, disguised, tainted: origin.tainted };
}

const none: LookedColumn['disguised'] = [];

/** How else values that were computed with these functions are looked at. */
function disguisedAs(
  carrier: Carrier,
  origin: Origin,
  functions: ReadonlySet<string>,
  inspector: Inspector,
): LookedColumn['disguised'] {
  const { paths } = inspector;
  const found: LookedColumn['disguised'][number][] = [];
  for (const root of new Set(origin.paths.map((path) => paths.entry(path).root))) {
    const any = paths.child(root, '?');
    if (inspector.idle(any, contentProbe)) continue;
    for (const disguise of disguisesOf(functions)) {
      const path = paths.child(any, `?${disguise.name}`);
      found.push({ carrier: revealing(carrier, disguise), path });
    }
  }
  return found;
}

function disguisedColumn(
  column: Column,
  binary: boolean,
  origin: Origin,
  { functions }: Facts,
  inspector: Inspector,
): LookedColumn['disguised'] {
  const { carrier, raw } = columnCarrier(column, binary);
  const bytes = raw?.type === 'binary' ? raw : undefined;
  if (carrier.type !== 'text' || (functions.size === 0 && !bytes)) return none;
  return disguisedAs(bytes ?? carrier, origin, functions, inspector);
}

/** Columns of a tabular EXPLAIN, which name tables, keys and methods, and tell no values. */
const planColumns: ReadonlySet<string> = new Set(
  'id select_type table partitions type possible_keys key key_len ref rows r_rows filtered r_filtered extra'.split(
    ' ',
  ),
);

/** Whether a column of this name tells of the server and its schema only. */
function tellsNoValue(facts: Facts, name: string): boolean {
  if (facts.shows) return !facts.diagnostics || name === 'level' || name === 'code';
  return facts.explains && planColumns.has(name);
}

/** Finds the origin of columns that the server does not trace, or not to be trusted. */
function originsOf(lineage: Lineage, inspector: Inspector): (column: Column) => Origin {
  const { facts } = lineage;
  const sources = columnSources(facts);
  let blank: Origin | undefined;
  let named: Origin | undefined;
  return (column) => {
    if (tellsNoValue(facts, column.name.toLowerCase())) {
      named ??= computedOrigin(lineage, inspector, nameSources);
      return named;
    }
    if (column.garbled) return computedOrigin(lineage, inspector, { ...sources, star: true });
    if (column.orgTable !== '') return computedOrigin(lineage, inspector, sources, column);
    blank ??= computedOrigin(lineage, inspector, sources);
    return blank;
  };
}

/** Origins of traced columns. Neighbours are most often of one table, which is asked for once. */
function directOrigins(inspector: Inspector): (column: Column) => Origin {
  let resource = '';
  let access: Access = Access.pass;
  return (column) => {
    const own = columnResource(column);
    if (own !== resource) {
      resource = own;
      access = inspector.access(own, 'read');
    }
    return directPath(column, access, inspector);
  };
}

/** Asks policy about every column of a result. */
export function planResult(
  columns: readonly Column[],
  binary: boolean,
  lineage: Lineage,
  inspector: Inspector,
): Result {
  const looked: (LookedColumn | undefined)[] = [];
  const widths = new Int8Array(columns.length);
  let lastLooked = -1;
  let access: Access = Access.pass;
  let untraceable = false;
  const originOf = originsOf(lineage, inspector);
  const direct = directOrigins(inspector);
  for (let i = 0; i < columns.length; i++) {
    const column = columns[i];
    widths[i] = widthOf(column.type);
    const trusted = lineage.trusts(column);
    untraceable ||= !trusted && lineage.facts.opaque;
    const origin = trusted ? direct(column) : originOf(column);
    if (origin.access > access) access = origin.access;
    const disguised = trusted
      ? none
      : disguisedColumn(column, binary, origin, lineage.facts, inspector);
    looked[i] = lookedColumn(column, binary, origin, inspector, disguised);
    if (looked[i]) lastLooked = i;
  }
  const blockedBy = access === Access.block ? inspector.blockedBy : '';
  const count = columns.length;
  return { binary, count, widths, looked, lastLooked, access, untraceable, blockedBy };
}

/** Whether rows of this result go on without being read. */
export function isIdle(result: Result): boolean {
  return result.lastLooked < 0 && result.access !== Access.drop;
}

/** How the text of a server's error is looked at; undefined where policy looks for nothing. */
export function messageColumn(
  lineage: Lineage,
  namesOnly: boolean,
  inspector: Inspector,
): LookedColumn | undefined {
  const { raises, opaque } = lineage.facts;
  const sources = namesOnly && !raises && !opaque ? nameSources : messageSources(lineage.facts);
  const origin = computedOrigin(lineage, inspector, sources);
  const { paths, tainted } = origin;
  const looked = paths.filter((path) => !inspector.idle(path, messageCarrier));
  if (looked.length === 0) return undefined;
  const carrier = messageCarrier;
  const { functions } = lineage.facts;
  const disguised = functions.size > 0 ? disguisedAs(carrier, origin, functions, inspector) : none;
  const both = { carrier, raw: carrier, paths: looked, rawPaths: looked, disguised };
  return { ...both, form: Form.any, bound: 0, tainted };
}
