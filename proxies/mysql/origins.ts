/**
 * From what a statement says to what policy is asked: the resources it touches, and the paths under
 * which a computed value must be looked at. Resources are `mysql:schema.table`; a value that comes
 * from no table we know of belongs to `mysql:?`, and one that comes from a routine to `mysql:schema.?`.
 * Below a resource a path is a column, or `?` for a value that is computed from its columns.
 */
import type { Operation } from '../../core/events.ts';
import { Access, type Inspector } from '../../core/inspect/inspector.ts';
import type { PathId } from '../../core/inspect/paths.ts';
import { ruleProbe } from './carriers.ts';
import type { Facts } from './facts.ts';
import type { Column } from './packets.ts';

/** Resource of values whose table is unknown. */
const unknownResource = 'mysql:?';
/** Column name of computed values. */
const computed = '?';

function resourceOf(schema: string, table: string): string {
  return `mysql:${schema === '' ? '?' : schema}.${table}`;
}

/** What a server says of a column whose schema it does not tell: nothing, or `*any*` (handlers). */
const isUnknownSchema = (schema: string): boolean => schema === '' || schema === '*any*';

/** A statement's facts in the schemas that may be the default one while it runs. */
export class Lineage {
  readonly facts: Facts;
  readonly schemas: readonly string[];
  /** Lineage of each statement, where each gives one result; else undefined. */
  readonly parts: readonly Lineage[] | undefined;
  #resources: { resource: string; operation: Operation }[] | undefined;
  #tables: Set<string> | undefined;

  constructor(facts: Facts, schemas: readonly string[], parts?: readonly Lineage[]) {
    this.facts = facts;
    this.schemas = schemas;
    this.parts = parts;
  }

  /** Lineage of the result of this number. */
  ofResult(index: number): Lineage {
    return this.parts?.[index] ?? this;
  }

  /** Every resource that the statement names. */
  get resources(): readonly { resource: string; operation: Operation }[] {
    if (this.#resources) return this.#resources;
    const made: { resource: string; operation: Operation }[] = [];
    for (const { schema, name, operation } of this.facts.tables) {
      const schemas = schema === '' ? this.schemas : [schema];
      for (const each of schemas) made.push({ resource: resourceOf(each, name), operation });
    }
    this.#resources = made;
    return made;
  }

  /** Lower-case names of the tables that the statement names. */
  get tableNames(): ReadonlySet<string> {
    this.#tables ??= new Set(this.facts.tables.map((table) => table.name.toLowerCase()));
    return this.#tables;
  }

  /**
   * True when the origin that the server tells of a column is that column's, for sure. Derived
   * tables, CTEs and unions pass on aliases as if they were names of columns.
   */
  trusts(column: Column): boolean {
    if (
      column.garbled ||
      isUnknownSchema(column.schema) ||
      column.orgTable === '' ||
      column.orgName === ''
    ) {
      return false;
    }
    const { facts } = this;
    if (!facts.nested) return true;
    const table = column.orgTable.toLowerCase();
    return (
      this.tableNames.has(table) &&
      !facts.aliases.has(table) &&
      !facts.expressions.has(table) &&
      !facts.aliases.has(column.orgName.toLowerCase())
    );
  }
}

/** Under which paths one value is looked at. */
export interface Origin {
  paths: readonly PathId[];
  /** A rule names a column that this value may be computed from: any mask hides all of it. */
  tainted: boolean;
  access: Access;
}

const strictest = (a: Access, b: Access): Access => (a > b ? a : b);

/** Resource of a column that the server traces. */
export function columnResource(column: Column): string {
  column.resource ??= resourceOf(column.schema, column.orgTable);
  return column.resource;
}

const noPaths: readonly PathId[] = [];

/**
 * Origin of a column that the server traces to a table, and that the statement does not doubt.
 * `access` is what policy says of its resource.
 */
export function directPath(column: Column, access: Access, inspector: Inspector): Origin {
  if (access !== Access.inspect) return { paths: noPaths, tainted: false, access };
  const { paths } = inspector;
  const path = paths.child(paths.root(columnResource(column)), column.orgName);
  return { paths: [path], tainted: false, access };
}

/** What a computed value may be made of. */
export interface Sources {
  names: ReadonlySet<string>;
  /** Those of them of which anything inside may be in the value. */
  loose: ReadonlySet<string>;
  jsonPaths: readonly string[][];
  /** Any column of the statement's tables. */
  star: boolean;
}

/**
 * Origin of a computed value: every table of the statement may have given it, and every name in it
 * may be the column. `doubted`: a column that the server traces to a table that is not its own.
 */
export function computedOrigin(
  lineage: Lineage,
  inspector: Inspector,
  sources: Sources,
  doubted?: Column,
): Origin {
  const origin: Computed = { paths: [], tainted: false, access: Access.pass };
  const resources = new Map<string, boolean>();
  for (const { resource } of lineage.resources) resources.set(resource, sources.star);
  if (doubted && doubted.orgTable !== '') {
    // Through a view or a derived table: then the name that we see may be an alias of any column.
    const named = lineage.tableNames.has(doubted.orgTable.toLowerCase());
    const schemas = isUnknownSchema(doubted.schema) ? lineage.schemas : [doubted.schema];
    for (const schema of schemas) {
      const resource = resourceOf(schema, doubted.orgTable);
      resources.set(resource, resources.get(resource) || !named || sources.star);
    }
  }
  if (resources.size === 0) resources.set(unknownResource, false);
  for (const [resource, star] of resources) {
    const access = inspector.access(resource, 'read');
    origin.access = strictest(origin.access, access);
    if (access === Access.inspect) addPaths(origin, resource, star, sources, inspector);
  }
  return origin;
}

/** The names of a statement under which its computed values are looked at, one by one. */
const namesCountMax = 32;

interface Computed extends Origin {
  paths: PathId[];
}

function addPaths(
  origin: Computed,
  resource: string,
  star: boolean,
  sources: Sources,
  inspector: Inspector,
): void {
  const { paths } = inspector;
  const root = paths.root(resource);
  const ruled = (path: PathId): boolean => !inspector.idle(path, ruleProbe);
  const overflow = paths.overflow(root);
  const anyRules = ruled(overflow);
  const any = paths.child(root, computed);
  origin.paths.push(any);
  if (anyRules && (star || sources.names.size > namesCountMax)) {
    origin.paths.push(overflow);
    origin.tainted = true;
  }
  if (sources.names.size > namesCountMax) return;
  for (const name of sources.names) {
    // Beside the column's own path, to which computed values must teach nothing.
    const path = paths.child(any, name);
    origin.paths.push(path);
    if (!anyRules) continue;
    if (ruled(path)) origin.tainted = true;
    const inside = sources.loose.has(name) ? paths.child(path, computed) : path;
    if (inside !== path && ruled(inside)) {
      origin.paths.push(inside);
      origin.tainted = true;
    }
    for (const steps of sources.jsonPaths) {
      let inner = path;
      for (const step of steps) {
        inner = step === '[]' ? paths.index(inner) : paths.child(inner, step);
      }
      if (!ruled(inner)) continue;
      origin.paths.push(inner);
      origin.tainted = true;
    }
  }
}

/** What the computed columns of a statement's result may be made of. */
export function columnSources({ columns, loose, jsonPaths, star }: Facts): Sources {
  return { names: columns, loose, jsonPaths, star };
}

/** What the text of an error may hold: a value of anything that the statement names. */
export function messageSources({ names, loose, jsonPaths, star }: Facts): Sources {
  return { names, loose, jsonPaths, star };
}

/** What a text may hold that names things and tells no values. */
const noNames: ReadonlySet<string> = new Set();
export const nameSources: Sources = { names: noNames, loose: noNames, jsonPaths: [], star: false };
