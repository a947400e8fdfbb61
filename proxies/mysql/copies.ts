/**
 * Statements that would get round a rule on a column without reading it: by a copy into another table,
 * by a view, a routine or a trigger, by another name, through a setting, or out of the server's own
 * tables, where values of all columns stand. The first kinds are asked about column by column, so that
 * the mode, the client and the action of each rule count; the last are known by their names.
 */
import { Access, type Inspector } from '../../core/inspect/inspector.ts';
import type { PathId } from '../../core/inspect/paths.ts';
import { ruleProbe } from './carriers.ts';
import type { TableUse } from './facts.ts';
import type { Lineage } from './origins.ts';

/** What stands for every copied value when policy is asked about its column. */
export const copiedSample = Buffer.from('a value of this column');

const none: readonly PathId[] = [];

/** Paths of the columns whose rules the statement would get round, as far as they have any. */
export function copiedPaths(
  lineage: Lineage,
  inspector: Inspector,
  isTemporary: (table: TableUse) => boolean,
): readonly PathId[] {
  const { keeps, names, star } = lineage.facts;
  const { assigned, all, defines, renames, numbers } = keeps;
  if (!all && !defines && !renames && !numbers && assigned.size === 0) return none;
  const lasting = keeps.targets.some((target) => !isTemporary(target));
  if (!lasting && !defines && !numbers && !renames) return none;
  const paths = new Set<PathId>();
  for (const { resource, operation } of lineage.resources) {
    const anyName = defines || numbers || (all && lasting && operation === 'read');
    const from = anyName ? names : lasting ? assigned : [];
    addRuled(paths, resource, from, renames || (anyName && star), inspector);
  }
  return [...paths];
}

function addRuled(
  found: Set<PathId>,
  resource: string,
  names: Iterable<string>,
  any: boolean,
  inspector: Inspector,
): void {
  const access = inspector.access(resource, 'read');
  const { paths } = inspector;
  const overflow = paths.overflow(paths.root(resource));
  if (access === Access.pass || inspector.idle(overflow, ruleProbe)) return;
  if (any) found.add(overflow);
  for (const name of names) {
    const path = paths.child(paths.root(resource), name);
    if (!inspector.idle(path, ruleProbe)) found.add(path);
    const inside = paths.child(path, '?');
    if (!inspector.idle(inside, ruleProbe)) found.add(inside);
  }
}

/**
 * Tables of the servers in which values of others' rows or statements stand: statistics of columns, the
 * optimizer's trace, logs, locked keys, variables, texts of full-text indexes.
 */
const telling: ReadonlySet<string> = new Set([
  ...'binlog column_stats engine_status general_log slow_log'
    .split(' ')
    .map((name) => `mysql:mysql.${name}`),
  ...'column_statistics innodb_ft_index_cache innodb_ft_index_table innodb_locks optimizer_trace user_variables'
    .split(' ')
    .map((name) => `mysql:information_schema.${name}`),
  ...'data_locks events_statements_current events_statements_history events_statements_history_long metadata_locks prepared_statements_instances user_variables_by_thread variables_by_thread'
    .split(' ')
    .map((name) => `mysql:performance_schema.${name}`),
]);

const tellingNames = new Set(
  [...telling].map((resource) => resource.slice(resource.indexOf('.') + 1)),
);

/** Whether the statement reads tables in which values of any column may stand. */
export function readsTelling(lineage: Lineage): boolean {
  // Hardly any table bears such a name.
  if (!lineage.facts.tables.some(({ name }) => tellingNames.has(name.toLowerCase()))) return false;
  return lineage.resources.some(({ resource }) => telling.has(resource.toLowerCase()));
}
