/**
 * Lineage of a command's results: which stored fields the documents of its reply derive from. The
 * command is read, never run; see lineage/ for expressions and stages.
 */
import { TidegateError } from '../../core/errors.ts';
import type { PathTable } from '../../core/inspect/paths.ts';
import { type Document, Double, isDocument, type Value } from './bson/values.ts';
import type { Command } from './commands.ts';
import { byNamespace, changeEvent, type PlaceFinder, quoted } from './lineage/events.ts';
import { evaluate, type Scope } from './lineage/expressions.ts';
import { passingStages, serverStages } from './lineage/operators.ts';
import {
  Derived,
  dottedChild,
  Fixed,
  IndexKeys,
  type Origin,
  Overlay,
  Source,
} from './lineage/origins.ts';
import { isKnownStage, project, run } from './lineage/stages.ts';
import type { Survey } from './lineage/survey.ts';
import { databaseResource, mixesOthers, quotesOthers, resourceOf } from './namespaces.ts';

/** Where the documents of a result come from: all from one origin, or each from its own. */
export type Documents = { origin: Origin } | { find: PlaceFinder };

/** Told of every collection that turns up in documents which name theirs. */
export type Seen = (resource: string) => void;

function unclear(detail: string): TidegateError {
  return new TidegateError('TG-MONGO-0011', detail);
}

/** Variables of `let`: constants of the request. */
function variablesOf(command: Command, survey: Survey): Map<string, Origin> {
  const lets = command.value('let');
  const names = isDocument(lets) ? Object.keys(lets) : [];
  return new Map(names.map((name) => [name, survey.literal]));
}

/** What `find`, `findAndModify` and OP_QUERY ask for. */
export interface Find {
  readonly database: string;
  readonly collection: string;
  readonly projection: Value;
  /** Keys of an index instead of documents. */
  readonly returnKey: boolean;
  /** Documents come with the number under which they are stored, `$recordId`. */
  readonly recordId: boolean;
  /** Names of constants that expressions may use. */
  readonly variables: readonly string[];
}

/** A setting that is not plainly off counts as on. */
const isSet = (value: Value): boolean => value !== undefined && value !== false;

/** The find that a command is, its projection being the field `field`. */
export function findOf(command: Command, field: string): Find {
  const lets = command.value('let');
  return {
    database: command.database,
    collection: command.collection(),
    projection: command.value(field),
    returnKey: isSet(command.value('returnKey')),
    recordId: isSet(command.value('showRecordId')),
    variables: isDocument(lets) ? Object.keys(lets) : [],
  };
}

/** Documents that a find returns. */
export function foundDocuments(find: Find, survey: Survey, seen: Seen): Documents {
  const { database, collection, projection } = find;
  if (mixesOthers(database, collection)) throw unclear(`${database}.${collection}`);
  if (projection !== undefined && projection !== null && !isDocument(projection)) {
    throw unclear('projection is no document');
  }
  const isPart = isDocument(projection) && Object.keys(projection).length > 0;
  if (quotesOthers(collection)) {
    if (isPart || find.returnKey) throw unclear(`part of ${collection}`);
    const resource = resourceOf(database, collection);
    survey.resources.add(resource);
    return { find: byNamespace(survey.paths, quoted, resource, seen) };
  }
  const base = survey.collection(database, collection);
  // Here the names of fields are the dotted paths of an index.
  if (find.returnKey) return { origin: new IndexKeys(base, true) };
  const numbered = find.recordId ? withRecordId(base, survey) : base;
  if (!isPart) return { origin: numbered };
  const { literal } = survey;
  const variables = new Map(find.variables.map((name): [string, Origin] => [name, literal]));
  const scope: Scope = { root: base, variables, literal };
  return { origin: project(projection, base, numbered, scope) };
}

/** A collection that is clustered by `_id` numbers its documents by that. */
function withRecordId(base: Origin, survey: Survey): Origin {
  const scope: Scope = { root: base, variables: new Map(), literal: survey.literal };
  return new Overlay(new Map([['$recordId', evaluate({ $meta: 'recordId' }, scope)]]), base);
}

/** Values of `distinct`, which follows `key` through documents and lists. */
export function distinctValues(command: Command, survey: Survey): Documents {
  const collection = command.collection();
  if (mixesOthers(command.database, collection) || quotesOthers(collection)) {
    throw unclear(`part of ${collection}`);
  }
  const key = command.text('key');
  if (key === undefined) throw unclear('distinct without a key');
  return { origin: dottedChild(survey.collection(command.database, collection), key) };
}

/** Results of JavaScript may be anything in the collection. */
export function mapReduced(command: Command, survey: Survey): Documents {
  const base = survey.collection(command.database, command.collection());
  const anything = new Derived(base.deep(), base.deep());
  const fields = new Map<string, Origin>([
    ['_id', anything],
    ['value', anything],
  ]);
  const result = new Overlay(fields, anything);
  const out = command.value('out');
  const target = isDocument(out) ? (out.replace ?? out.merge ?? out.reduce) : out;
  if (typeof target === 'string') {
    const database = isDocument(out) && typeof out.db === 'string' ? out.db : command.database;
    survey.writes(database, target, result);
  }
  return { origin: result };
}

/** Documents of `aggregate`. */
export function aggregated(command: Command, survey: Survey, seen: Seen): Documents {
  const stages = command.value('pipeline');
  if (!Array.isArray(stages)) throw unclear('pipeline is no list');
  const collection = command.text(command.name);
  const first = isDocument(stages[0]) ? Object.keys(stages[0])[0] : undefined;
  if (first === '$changeStream') {
    return changes(stages[0] as Document, stages.slice(1), collection, command, survey, seen);
  }
  if (first !== undefined && serverStages.has(first)) {
    return ofServer(first, stages.slice(1), collection, command, survey, seen);
  }
  if (collection === undefined) {
    // What a stage that is not known begins with is not known either.
    if (first === undefined || !isKnownStage(first)) throw unclear(first ?? 'no stage');
    return { origin: follow(stages, survey.literal, command, survey) };
  }
  if (quotesOthers(collection) && passesAll(stages)) {
    const resource = resourceOf(command.database, collection);
    survey.resources.add(resource);
    return { find: byNamespace(survey.paths, quoted, resource, seen) };
  }
  const base = survey.collection(command.database, collection);
  return { origin: follow(stages, base, command, survey) };
}

function follow(stages: readonly Value[], input: Origin, command: Command, survey: Survey): Origin {
  const variables = variablesOf(command, survey);
  return run(stages, input, { world: survey, database: command.database, variables, depth: 0 });
}

function passesAll(stages: readonly Value[]): boolean {
  return stages.every(
    (stage) => isDocument(stage) && Object.keys(stage).every((name) => passingStages.has(name)),
  );
}

function changes(
  stage: Document,
  stages: readonly Value[],
  collection: string | undefined,
  command: Command,
  survey: Survey,
  seen: Seen,
): Documents {
  const spec = isDocument(stage.$changeStream) ? stage.$changeStream : {};
  survey.isEvents = true;
  if (collection !== undefined && spec.allChangesForCluster !== true) {
    const resource = resourceOf(command.database, collection);
    survey.resources.add(resource);
    const events = changeEvent(survey.paths, resource);
    return { origin: follow(stages, events, command, survey) };
  }
  // Events of many collections are told apart by `ns`, which a stage might take away.
  if (!stages.every(keepsNamespace)) {
    throw unclear('stages behind a change stream of many collections');
  }
  const fallback = databaseResource(command.database);
  survey.resources.add(fallback);
  const event = (paths: PathTable, resource: string): Origin =>
    follow(stages, changeEvent(paths, resource), command, survey);
  return { find: byNamespace(survey.paths, event, fallback, seen) };
}

/** True for a stage behind which `ns` of each document is what it was. */
function keepsNamespace(stage: Value): boolean {
  if (!isDocument(stage)) return false;
  return Object.entries(stage).every(([name, argument]) => {
    // $redact may prune the document that stands there.
    if (passingStages.has(name)) return name !== '$redact';
    if (name === '$project') return isDocument(argument) && projectsNamespace(argument);
    if (name !== '$addFields' && name !== '$set') return false;
    return isDocument(argument) && !Object.keys(argument).some(isNamespaceField);
  });
}

const isNamespaceField = (name: string): boolean => name === 'ns' || name.startsWith('ns.');

/** Excludes other fields, or includes `ns` among others. */
function projectsNamespace(spec: Document): boolean {
  const isOff = (value: Value): boolean =>
    value === false || value === 0 || (value instanceof Double && value.value === 0);
  const own = Object.entries(spec).filter(([name]) => isNamespaceField(name));
  if (Object.values(spec).every(isOff)) return own.length === 0;
  return own.length === 1 && own[0][0] === 'ns' && (own[0][1] === 1 || own[0][1] === true);
}

/** `$currentOp` names the collection that each operation works on; other stages quote their own. */
function ofServer(
  first: string,
  stages: readonly Value[],
  collection: string | undefined,
  command: Command,
  survey: Survey,
  seen: Seen,
): Documents {
  const { paths } = survey;
  const resource =
    collection === undefined
      ? databaseResource(command.database)
      : resourceOf(command.database, collection);
  survey.resources.add(resource);
  if (first === '$currentOp' || first === '$queryStats') {
    if (!passesAll(stages)) throw unclear(`stages behind ${first}`);
    return { find: byNamespace(paths, quoted, resource, seen) };
  }
  const root = paths.root(resource);
  const isNames = first === '$collStats' || first === '$indexStats' || first.startsWith('$list');
  const source = isNames
    ? new Fixed([paths.child(root, '$reply')])
    : new Fixed([paths.overflow(root)]);
  return { origin: follow(stages, source, command, survey) };
}

/** Documents that describe the database: indexes and collections, by content alone. */
export function described(resource: string, survey: Survey): Documents {
  survey.resources.add(resource);
  const root = survey.paths.root(resource);
  return { origin: new Fixed([new Source(survey.paths, root).child('$reply').sources()[0]]) };
}
