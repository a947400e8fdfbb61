/**
 * Requests that write, walked where policy looks at what is written: documents of insert, new values
 * of update and findAndModify, and both inside bulkWrite.
 */

import type { PathTable } from '../../core/inspect/paths.ts';
import { nameOf } from './bson/names.ts';
import { documentEnd, eachElement, readInt32 } from './bson/walker.ts';
import type { Command } from './commands.ts';
import { BsonType } from './constants.ts';
import { Dotted, Fixed, type Origin, Overlay, Untouched } from './lineage/origins.ts';
import { type Place, placeOf, storedPlace } from './lineage/places.ts';
import { Shared } from './shared.ts';
import type { Walk } from './walk.ts';

const untouched = new Untouched();

/** `u` of an update: a document that replaces, operators over dotted paths, or a pipeline. */
class UpdateOrigin implements Origin {
  readonly exact = true;
  #stored: Origin;
  #pipeline: Origin;
  constructor(stored: Origin, pipeline: Origin) {
    this.#stored = stored;
    this.#pipeline = pipeline;
  }
  child(name: string): Origin {
    if (!name.startsWith('$')) return this.#stored.child(name);
    return name === '$rename' || name === '$unset' ? untouched : new Dotted(this.#stored);
  }
  index(): Origin {
    return this.#pipeline;
  }
  sources() {
    return this.#stored.sources();
  }
  deep() {
    return this.#stored.deep();
  }
  content(deep: boolean) {
    return this.#stored.content(deep);
  }
}

interface WritePlaces {
  readonly document: Place;
  /** A statement of update; with `upsert` its filter is written too. */
  readonly update: Place;
  readonly upsert: Place;
}

function placesOf(paths: PathTable, resource: string): WritePlaces {
  const document = storedPlace(paths, resource);
  const stored = document.origin;
  const root = paths.root(resource);
  const constants = new Fixed([paths.child(root, '$update')]);
  const update = new UpdateOrigin(stored, constants);
  const fields: [string, Origin][] = [
    ['u', update],
    ['update', update],
    ['updateMods', update],
    ['document', stored],
    ['arrayFilters', constants],
    ['c', constants],
    ['constants', constants],
  ];
  const filters: [string, Origin][] = ['q', 'query', 'filter'].map((name) => [
    name,
    new Dotted(stored),
  ]);
  return {
    document,
    update: placeOf(new Overlay(new Map(fields), untouched)),
    upsert: placeOf(new Overlay(new Map([...fields, ...filters]), untouched)),
  };
}

const shared = new Shared<WritePlaces>();

function sharedPlaces(paths: PathTable, resource: string): WritePlaces {
  return shared.get(paths, resource, () => placesOf(paths, resource));
}

/** Called for each document of a list that a command holds as a sequence or as an array. */
type Visit = (start: number, limit: number, at: number) => void;

export function eachDocument(command: Command, field: string, visit: Visit): void {
  const { bytes } = command;
  const sequence = command.sequence(field);
  if (sequence) {
    for (let at = sequence.start; at < sequence.end; at = documentEnd(bytes, at, sequence.end)) {
      visit(at, sequence.end, at);
    }
    return;
  }
  const list = command.field(field);
  if (list?.type !== BsonType.array) return;
  eachElement(bytes, list.start, list.end, (type, nameStart, _nameEnd, start, end) => {
    if (type === BsonType.document) visit(start, end, nameStart - 1);
  });
}

/** Whether a statement says `upsert: true`, and which namespace of a bulkWrite it means. */
function statementOf(bytes: Uint8Array, start: number, limit: number) {
  let isUpsert = false;
  let namespace = 0;
  let isFirst = true;
  eachElement(bytes, start, limit, (type, nameStart, nameEnd, at) => {
    if (isFirst && type === BsonType.int32) namespace = readInt32(bytes, at);
    isFirst = false;
    if (type === BsonType.boolean && nameOf(bytes, nameStart, nameEnd) === 'upsert') {
      isUpsert = bytes[at] !== 0;
    }
  });
  return { isUpsert, namespace };
}

function walkUpdate(
  walk: Walk,
  command: Command,
  start: number,
  limit: number,
  at: number,
  places: WritePlaces,
): void {
  const { isUpsert } = statementOf(command.bytes, start, limit);
  walk.document(start, limit, at, isUpsert ? places.upsert : places.update, 'write');
}

/** Walks what `command` writes. `resources` are its own resource, or those of a bulkWrite in order. */
export function walkWrite(
  walk: Walk,
  command: Command,
  resources: readonly string[],
  paths: PathTable,
): void {
  walk.begin(command.bytes);
  const places = sharedPlaces(paths, resources[0]);
  switch (command.name) {
    case 'insert':
      eachDocument(command, 'documents', (start, limit, at) => {
        walk.document(start, limit, at, places.document, 'write');
      });
      break;
    case 'update':
      eachDocument(command, 'updates', (start, limit, at) => {
        walkUpdate(walk, command, start, limit, at, places);
      });
      break;
    case 'findAndModify':
    case 'findandmodify':
      walkUpdate(walk, command, command.body, command.bodyEnd, command.body, places);
      break;
    case 'bulkWrite':
      eachDocument(command, 'ops', (start, limit, at) => {
        const { namespace, isUpsert } = statementOf(command.bytes, start, limit);
        const target = sharedPlaces(paths, resources[namespace] ?? resources[0]);
        walk.document(start, limit, at, isUpsert ? target.upsert : target.update, 'write');
      });
      break;
    default:
      // delete writes no values.
      break;
  }
  walk.outcome.sort();
}
