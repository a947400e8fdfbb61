/** What the reply to a command holds, and where it comes from: made when the request passes. */
import { TidegateError } from '../../core/errors.ts';
import type { PathId, PathTable } from '../../core/inspect/paths.ts';
import { readDocument } from './bson/reader.ts';
import { isDocument, type Value } from './bson/values.ts';
import { readInt32 } from './bson/walker.ts';
import { Command, namesNamespace, type ReplyKind, specOf } from './commands.ts';
import { BsonType } from './constants.ts';
import type { Catalog } from './lineage/catalog.ts';
import { byNamespace, quoted } from './lineage/events.ts';
import { computedIn, Fixed, type Origin, Source, select } from './lineage/origins.ts';
import { type Place, placeOf, storedPlace } from './lineage/places.ts';
import { Survey, type Writing } from './lineage/survey.ts';
import type { Message } from './messages.ts';
import { databaseResource, resourceOf, splitNamespace } from './namespaces.ts';
import {
  aggregated,
  type Documents,
  described,
  distinctValues,
  type Find,
  findOf,
  foundDocuments,
  mapReduced,
} from './pipeline.ts';
import { bulkOutcome, type ReplyPlaces, replyPlaces } from './replies.ts';
import { Shared } from './shared.ts';

export interface Reading {
  readonly kind: ReplyKind;
  /** All that the reply may derive from; the command's own resource first. */
  readonly resources: readonly string[];
  /** Collections that turn up in the documents themselves (change streams of a whole database). */
  readonly found: Set<string>;
  /** Targets of $out and $merge. */
  readonly targets: readonly string[];
  readonly writings: readonly Writing[];
  /** Resources of whose fields the documents may hold parts that were computed. */
  readonly parts: readonly string[];
  readonly documents: Documents;
  /** Place of the documents where they have one origin. */
  readonly place: Place | undefined;
  readonly reply: ReplyPlaces;
  /** The documents are change events, with resume tokens. */
  readonly isEvents: boolean;
}

/** What a reading needs to be made. */
export interface Ground {
  readonly paths: PathTable;
  readonly catalog: Catalog | undefined;
}

/** A reading, or the databases whose views must be learnt first. */
export type Reckoned = { reading: Reading } | { missing: string };

function seenIn(found: Set<string>): (resource: string) => void {
  return (resource) => {
    if (found.size < 1_000) found.add(resource);
  };
}

/** Reply fields that hold units of their own. */
const heldFields: Readonly<Record<ReplyKind, readonly string[]>> = {
  cursor: [],
  any: [],
  plain: [],
  value: ['value'],
  values: ['values'],
  results: ['results'],
  inprog: ['inprog'],
};

const shared = new Shared<ReplyPlaces>();

/** Places of replies are shared where they depend on one resource only. */
function placesFor(paths: PathTable, resources: readonly string[], kind: ReplyKind): ReplyPlaces {
  const make = () => replyPlaces(paths, resources, heldFields[kind], kind === 'any');
  return resources.length > 1 ? make() : shared.get(paths, `${kind} ${resources[0]}`, make);
}

function complete(
  kind: ReplyKind,
  resource: string,
  survey: Survey,
  documents: Documents,
  found: Set<string>,
): Reading {
  const others = [...survey.resources].filter((one) => one !== resource);
  const resources = [resource, ...others];
  return {
    kind,
    resources,
    found,
    targets: [...survey.targets],
    writings: survey.writings,
    parts: resourcesOf(survey.paths, [
      ...('origin' in documents ? computedIn(documents.origin) : []),
      ...survey.writings.flatMap(({ documents: written }) => [...computedIn(written)]),
    ]),
    documents,
    place: 'origin' in documents ? placeFor(documents.origin, survey.paths, resource) : undefined,
    reply: placesFor(survey.paths, resources, kind),
    isEvents: survey.isEvents,
  };
}

function resourcesOf(paths: PathTable, ids: readonly PathId[]): string[] {
  return [...new Set(ids.map((id) => paths.resource(id)))];
}

/** The shared place of a collection's documents where they come as they are stored. */
function placeFor(origin: Origin, paths: PathTable, resource: string): Place {
  const stored = storedPlace(paths, resource);
  return origin === stored.origin ? stored : placeOf(origin);
}

/** The resource that a command names: its collection, or its database. */
export function resourceOfCommand(command: Command): string {
  if (namesNamespace(command.name)) return resourceOf(...splitNamespace(command.collection()));
  const collection = command.name === 'getLog' ? '' : command.text(command.name);
  return collection === undefined || collection === ''
    ? databaseResource(command.database)
    : resourceOf(command.database, collection);
}

/** Namespaces of a bulkWrite, as resources. */
export function bulkResources(command: Command): string[] {
  const resources: string[] = [];
  const add = (entry: Value): void => {
    const ns = isDocument(entry) ? entry.ns : undefined;
    if (typeof ns !== 'string') throw new TidegateError('TG-MONGO-0008', 'nsInfo');
    resources.push(resourceOf(...splitNamespace(ns)));
  };
  const sequence = command.sequence('nsInfo');
  if (sequence) {
    for (let at = sequence.start; at < sequence.end; ) {
      const document = readDocument(command.bytes, at, sequence.end);
      add(document);
      at += readInt32(command.bytes, at);
    }
  } else {
    const list = command.value('nsInfo');
    if (Array.isArray(list)) for (const entry of list) add(entry);
  }
  if (resources.length === 0) throw new TidegateError('TG-MONGO-0008', 'bulkWrite without nsInfo');
  return resources;
}

/** Documents of a reply of which nothing is known but whose they are. */
function unknownDocuments(resource: string, survey: Survey): Documents {
  const { paths } = survey;
  const root = paths.root(resource);
  const named = new Source(paths, paths.child(root, '$reply'));
  return { origin: select([new Fixed([paths.overflow(root)]), named]) };
}

/** Follows the command inside an explain for what it reads; the plan itself names and counts. */
function explained(command: Command, resource: string, survey: Survey): Documents {
  const nested = command.field('explain');
  if (nested?.type !== BsonType.document) {
    throw new TidegateError('TG-MONGO-0008', 'explain', command.body);
  }
  const { message, database } = command;
  const inner = new Command(message, nested.start, nested.end, database, true);
  documentsOf(inner, specOf(inner.name).reply, survey, () => {});
  return described(resource, survey);
}

function bulkDocuments(command: Command, survey: Survey): Documents {
  const resources = bulkResources(command);
  for (const one of resources) survey.resources.add(one);
  return { origin: bulkOutcome(survey.paths, resources) };
}

/** Logs, and the list of all logs, in which no command is quoted. */
const plainLogs: ReadonlySet<string> = new Set(['startupWarnings', '*']);

function documentsOf(
  command: Command,
  kind: ReplyKind,
  survey: Survey,
  seen: (resource: string) => void,
): Documents {
  const resource = resourceOfCommand(command);
  switch (command.name) {
    case 'find':
      return foundDocuments(findOf(command, 'projection'), survey, seen);
    case 'findAndModify':
    case 'findandmodify':
      return foundDocuments(findOf(command, 'fields'), survey, seen);
    case 'aggregate':
      return aggregated(command, survey, seen);
    case 'distinct':
      return distinctValues(command, survey);
    case 'mapReduce':
    case 'mapreduce':
      return mapReduced(command, survey);
    case 'explain':
      return explained(command, resource, survey);
    case 'bulkWrite':
      return bulkDocuments(command, survey);
    case 'count':
      survey.collection(command.database, command.collection());
      return described(resource, survey);
    case 'currentOp':
      survey.resources.add(resource);
      return { find: byNamespace(survey.paths, quoted, resource, seen) };
    case 'getLog':
      // Lines quote the commands of all collections.
      if (!plainLogs.has(command.text('getLog') ?? '')) {
        throw new TidegateError('TG-MONGO-0011', 'lines of the log');
      }
      return described(resource, survey);
    case 'renameCollection':
      survey.targets.add(resourceOf(...splitNamespace(command.collection('to'))));
      return described(resource, survey);
    case 'cloneCollectionAsCapped':
      survey.writes(command.database, command.collection('toCollection'));
      return described(resource, survey);
    default:
      survey.resources.add(resource);
      return kind === 'any' ? unknownDocuments(resource, survey) : described(resource, survey);
  }
}

function reckoned(
  kind: ReplyKind,
  resource: string,
  ground: Ground,
  follow: (survey: Survey, seen: (resource: string) => void) => Documents,
): Reckoned {
  const survey = new Survey(ground.paths, resource, ground.catalog);
  const found = new Set<string>();
  const documents = follow(survey, seenIn(found));
  for (const missing of survey.missing) return { missing };
  return { reading: complete(kind, resource, survey, documents, found) };
}

/** What the reply to `command` holds. */
export function readingOf(command: Command, ground: Ground): Reckoned {
  const { reply } = specOf(command.name);
  const resource =
    command.name === 'bulkWrite' ? bulkResources(command)[0] : resourceOfCommand(command);
  return reckoned(reply, resource, ground, (survey, seen) =>
    documentsOf(command, reply, survey, seen),
  );
}

/** What the OP_REPLY to an OP_QUERY on a collection holds. */
export function readingOfQuery(message: Message, ground: Ground): Reckoned {
  const [database, collection] = splitNamespace(message.namespace);
  const query = readDocument(message.bytes, message.body, message.bodyEnd);
  const projection =
    message.selector < 0 ? undefined : readDocument(message.bytes, message.selector);
  const returnKey = '$returnKey' in query;
  const recordId = '$showDiskLoc' in query || '$showRecordId' in query;
  const find: Find = { database, collection, projection, returnKey, recordId, variables: [] };
  return reckoned('cursor', resourceOf(database, collection), ground, (survey, seen) =>
    foundDocuments(find, survey, seen),
  );
}
